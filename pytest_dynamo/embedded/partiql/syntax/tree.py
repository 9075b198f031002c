"""A PartiQL statement as it is written: what its parser finds, before anything is asked of it.

`place` is where a term stands, as messages have it: the place of its first word, or of its operator.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_dynamo.embedded.wire_types import WireValue


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term stands in its statement: line and column count from 1, the length is in characters."""

    line: int
    column: int
    length: int

    def __str__(self) -> str:
        return f" at {self.line}:{self.column}:{self.length}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A string, a number, true, false or null: `'a'`, `-1.5`."""

    place: Place
    value: WireValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The word MISSING."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Ion:
    """An Ion literal, in backticks; DynamoDB takes none."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A question mark; `number` counts them from 0."""

    place: Place
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of an attribute or a table, with quotes or without."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard:
    """A `*` in a path: `a.*`, or `a[*]` where `in_brackets`."""

    place: Place
    in_brackets: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PathTerm:
    """A path of more than one step: `a.b`, `a[0]`, `a['b']`."""

    place: Place
    root: "Term"
    steps: tuple["Term", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operator, in small letters, and its operands: `a = 1`, `NOT b`, `c BETWEEN 1 AND 2`."""

    place: Place
    operator: str
    operands: tuple["Term", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCall:
    """A function and its arguments; `name` as it is written."""

    place: Place
    name: str
    arguments: tuple["Term", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTest:
    """`term IS type`, where the type is in capitals."""

    place: Place
    term: "Term"
    type_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceTerm:
    """Several terms: a list `[1, 2]` or `(1, 2)`, or a bag `<<1, 2>>`."""

    place: Place
    kind: Literal["list", "bag"]
    elements: tuple["Term", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Struct:
    """A map: `{'a': 1}`. A key may be any term here."""

    place: Place
    fields: tuple[tuple["Term", "Term"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A term of PartiQL that DynamoDB does not know: `word` names it within an expression."""

    place: Place
    kind: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What FROM, UPDATE or INTO names; `is_joined` where it is more than one table."""

    term: "Term"
    has_alias: bool = False
    is_joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """One term of ORDER BY."""

    term: "Term"
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectTree:
    """A SELECT; `terms` is None for `*`, each with whether it has an alias.

    `refused` are the clauses that are there but not supported.
    """

    place: Place
    terms: tuple[tuple["Term", bool], ...] | None
    is_distinct: bool
    is_value: bool
    source: Source
    where: "Term | None"
    orderings: tuple[Ordering, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertTree:
    """An INSERT; `item` is None where it is not of the form VALUE item."""

    place: Place
    source: Source
    item: "Term | None"
    has_position: bool
    has_conflict_action: bool
    has_returning: bool


Returning: TypeAlias = tuple[str, str, bool]
"""ALL or MODIFIED, NEW or OLD, and whether an asterisk follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTree:
    """An UPDATE; each change is a target and its value, or None to remove it."""

    place: Place
    source: Source
    changes: tuple[tuple["Term", "Term | None"], ...]
    where: "Term | None"
    returning: tuple[Returning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteTree:
    """A DELETE."""

    place: Place
    source: Source
    where: "Term | None"
    returning: tuple[Returning, ...]


Term: TypeAlias = (
    Constant
    | Missing
    | Ion
    | Parameter
    | Name
    | Wildcard
    | PathTerm
    | Operation
    | FunctionCall
    | TypeTest
    | SequenceTerm
    | Struct
    | Foreign
    | SelectTree
)

Tree: TypeAlias = InsertTree | UpdateTree | DeleteTree | Term
"""A whole statement. Any term may be one, to the parser."""
