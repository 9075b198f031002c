"""The grammar of conditions, key conditions, filters and projections, by recursive descent.

What it builds has attribute names as they are written: `#name` is resolved, and the rules of operands
are checked, by `checks`. What is wrong with a word regardless of names and values (an unknown function, a
reserved word) is noted with its place: DynamoDB reports the first of these in the text, and only when the
syntax and the parentheses are right.
"""

from dataclasses import dataclass, field
from typing import TypeVar, cast

from pytest_dynamo.design.reserved_words import is_reserved
from pytest_dynamo.embedded.expressions.nodes import (
    And,
    Between,
    Call,
    Comparator,
    Comparison,
    Condition,
    Function,
    In,
    Not,
    Operand,
    Or,
    Path,
    Placeholder,
)
from pytest_dynamo.embedded.expressions.tokens import (
    END,
    INDEX,
    NAME,
    NAME_PLACEHOLDER,
    VALUE_PLACEHOLDER,
    ExpressionError,
    Tokens,
)

COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
CONDITIONS = (
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
)
OPERANDS_OF_CONDITIONS = ("size",)
OPERANDS_OF_UPDATES = ("if_not_exists", "list_append")
FUNCTIONS = (*CONDITIONS, *OPERANDS_OF_CONDITIONS, *OPERANDS_OF_UPDATES)
NOT_ALLOWED = "The function is not allowed in {kind}; function: {name}"
GREATEST_INDEX = 2**31 - 1
INDEX_OUT_OF_RANGE = "List index is not within the allowable range; index: [{index}]"

Found = TypeVar("Found")


@dataclass(slots=True)
class Reading:
    """One expression being read."""

    tokens: Tokens
    allowed: tuple[str, ...] = ()
    not_as_operand: tuple[str, ...] = ()
    kind: str = "a condition expression"
    flaws: dict[int, str] = field(default_factory=dict)

    def flaw(self, position: int, text: str) -> None:
        """Note what is wrong with the word at a position; the first note counts."""
        self.flaws.setdefault(position, text)

    def close(self, *, enclosed: bool) -> None:
        """Take a closing parenthesis; what it closes must not be enclosed already."""
        self.tokens.expect(")")
        if enclosed:
            msg = "The expression has redundant parentheses;"
            raise ExpressionError(msg)

    def misuse(self, position: int, function: str) -> None:
        """Note a function that is allowed here, but not in this way."""
        way = "The function is not allowed to be used this way in an expression"
        self.flaw(position, f"{way}; function: {function}")

    def as_operand(self, operand: Operand, position: int) -> Operand:
        """An operand that is part of something; noted when it is a function that must not be."""
        if isinstance(operand, Call) and operand.function in self.not_as_operand:
            self.misuse(position, operand.function)
        return operand

    def finish(self) -> None:
        """Refuse an expression that did not end where it should, or has a flaw."""
        self.tokens.expect(END)
        if self.flaws:
            raise ExpressionError(self.flaws[min(self.flaws)])


def read_condition(text: str) -> Condition:
    """The condition a text says; `ExpressionError` if it says none."""
    allowed = (*CONDITIONS, *OPERANDS_OF_CONDITIONS)
    reading = Reading(Tokens(text), allowed=allowed, not_as_operand=CONDITIONS)
    condition = _condition(reading, _disjunction(reading))
    reading.finish()
    return condition


def read_projection(text: str) -> tuple[Path, ...]:
    """The paths a text lists."""
    reading = Reading(Tokens(text))
    paths = [read_path(reading)]
    while reading.tokens.take_if(","):
        paths.append(read_path(reading))
    reading.finish()
    return tuple(paths)


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition or an operand, where it begins, and whether parentheses enclose it."""

    node: Condition | Operand
    position: int
    enclosed: bool = False


def _disjunction(reading: Reading) -> Placed:
    first = _conjunction(reading)
    if reading.tokens.kind != "OR":
        return first
    conditions = [_condition(reading, first)]
    while reading.tokens.take_if("OR"):
        conditions.append(_condition(reading, _conjunction(reading)))
    return Placed(Or(conditions=tuple(conditions)), first.position)


def _conjunction(reading: Reading) -> Placed:
    first = _negation(reading)
    if reading.tokens.kind != "AND":
        return first
    conditions = [_condition(reading, first)]
    while reading.tokens.take_if("AND"):
        conditions.append(_condition(reading, _negation(reading)))
    return Placed(And(conditions=tuple(conditions)), first.position)


def _negation(reading: Reading) -> Placed:
    position = reading.tokens.position
    if reading.tokens.take_if("NOT"):
        return Placed(Not(condition=_condition(reading, _negation(reading))), position)
    return _relation(reading)


def _relation(reading: Reading) -> Placed:
    """A comparison, BETWEEN or IN; or what could be its first operand; or what is in parentheses."""
    tokens = reading.tokens
    position = tokens.position
    first = _enclosed(reading) if tokens.kind == "(" else Placed(read_operand(reading), position)
    if not isinstance(first.node, Path | Placeholder | Call):
        return first
    if tokens.kind not in (*COMPARATORS, "BETWEEN", "IN"):
        return first
    left = reading.as_operand(first.node, first.position)
    if comparator := tokens.take_if(*COMPARATORS):
        operator = cast("Comparator", comparator.text)
        node: Condition = Comparison(operator=operator, left=left, right=read_part(reading))
    elif tokens.take_if("BETWEEN"):
        low = read_part(reading)
        tokens.expect("AND")
        node = Between(operand=left, low=low, high=read_part(reading))
    else:
        tokens.expect("IN")
        tokens.expect("(")
        choices = [read_part(reading)]
        while tokens.take_if(","):
            choices.append(read_part(reading))
        tokens.expect(")")
        node = In(operand=left, choices=tuple(choices))
    return Placed(node, position)


def _enclosed(reading: Reading) -> Placed:
    """What is in parentheses: a condition, or an operand."""
    reading.tokens.expect("(")
    inner = _disjunction(reading)
    reading.close(enclosed=inner.enclosed)
    return Placed(inner.node, inner.position, enclosed=True)


def _condition(reading: Reading, found: Placed) -> Condition:
    """What was found, which must be a condition."""
    if isinstance(found.node, Path | Placeholder):
        reading.tokens.refuse()
    if isinstance(found.node, Call) and found.node.function not in CONDITIONS:
        reading.misuse(found.position, found.node.function)
    return cast("Condition", found.node)


def read_part(reading: Reading) -> Operand:
    """An operand that is part of something, in parentheses or not."""
    tokens = reading.tokens
    if tokens.take_if("("):
        enclosed = tokens.kind == "("
        operand = read_part(reading)
        reading.close(enclosed=enclosed)
        return operand
    position = tokens.position
    return reading.as_operand(read_operand(reading), position)


def read_operand(reading: Reading) -> Operand:
    """A value, a path, or a function of operands."""
    tokens = reading.tokens
    if value := tokens.take_if(VALUE_PLACEHOLDER):
        return Placeholder(name=value.text)
    if tokens.kind != NAME or not tokens.followed_by("("):
        return read_path(reading)
    name = tokens.take()
    if name.text not in FUNCTIONS:
        reading.flaw(name.start, f"Invalid function name; function: {name.text}")
    elif name.text not in reading.allowed:
        reading.flaw(name.start, NOT_ALLOWED.format(kind=reading.kind, name=name.text))
    tokens.expect("(")
    operands = [read_part(reading)]
    while tokens.take_if(","):
        operands.append(read_part(reading))
    tokens.expect(")")
    return Call(function=cast("Function", name.text), operands=tuple(operands))


def read_path(reading: Reading) -> Path:
    """A document path, its `#name` steps as they are written."""
    tokens = reading.tokens
    steps: list[str | int] = [_name(reading)]
    while sign := tokens.take_if(".", "["):
        if sign.text == ".":
            steps.append(_name(reading))
            continue
        index = tokens.expect(INDEX)
        tokens.expect("]")
        steps.append(int(index.text))
        if steps[-1] > GREATEST_INDEX:  # type: ignore[operator]
            reading.flaw(index.start, INDEX_OUT_OF_RANGE.format(index=index.text))
    return Path(steps=tuple(steps))


def _name(reading: Reading) -> str:
    token = reading.tokens.expect(NAME, NAME_PLACEHOLDER)
    if token.kind == NAME and is_reserved(token.text):
        why = "Attribute name is a reserved keyword"
        reading.flaw(token.start, f"{why}; reserved keyword: {token.text}")
    return token.text
