"""What an expression says, as frozen values: operands, conditions and the actions of an update.

Attribute names are resolved here (no `#name` is left); values are not (`:value` is bound when a compiled
expression is called), so that one compiled expression serves every request with the same text.

    price < :limit AND NOT contains(tags, :tag)

    And(
        conditions=(
            Comparison(operator="<", left=Path(steps=("price",)), right=Placeholder(name=":limit")),
            Not(condition=Call(function="contains", operands=(Path(steps=("tags",)), Placeholder(name=":tag")))),
        )
    )
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal as Choice

from pytest_dynamo.embedded.wire_types import WireValue

WireValues = Mapping[str, WireValue]
"""ExpressionAttributeValues: wire values by placeholder, `{":v": {"S": "a"}}`."""

Comparator = Choice["=", "<>", "<", "<=", ">", ">="]

Sign = Choice["+", "-"]

Function = Choice[
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
    "size",
    "if_not_exists",
    "list_append",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A document path: `a.b[0]` is `("a", "b", 0)`. The first step is the name of an attribute."""

    steps: tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A value given with the request: `:v`, with its colon."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value known when the expression is compiled: of a legacy parameter, or of a statement."""

    value: WireValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function and its operands.

    As a condition: attribute_exists, attribute_not_exists, attribute_type, begins_with, contains.
    As an operand of a condition: size. As the value of a SetAction: if_not_exists, list_append.
    """

    function: Function
    operands: tuple["Operand", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """A sum or a difference, in the value of a SetAction only."""

    operator: Sign
    left: "Operand"
    right: "Operand"


Operand = Path | Placeholder | Literal | Call | Arithmetic


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two operands compared."""

    operator: Comparator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """`operand BETWEEN low AND high`, both bounds included."""

    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class In:
    """`operand IN (choice, …)`."""

    operand: Operand
    choices: tuple[Operand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """True when all of the conditions are."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """True when any of the conditions is."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """True when the condition is not."""

    condition: "Condition"


Condition = Comparison | Between | In | And | Or | Not | Call


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAction:
    """`SET path = value`."""

    path: Path
    value: Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAction:
    """`REMOVE path`."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAction:
    """`ADD path value`: to a number or a set. The legacy ADD also appends to a list."""

    path: Path
    value: Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAction:
    """`DELETE path value`: elements of a set."""

    path: Path
    value: Operand


Action = SetAction | RemoveAction | AddAction | DeleteAction
