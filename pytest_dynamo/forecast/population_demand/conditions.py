"""Whether a condition expression of a design file holds for an item.

The language is that of
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html,
with parameters in the place of expression attribute values.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

from pytest_dynamo.capacity.item_size import AttributeValue, Item, binary
from pytest_dynamo.capacity.same_value import same_value
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.condition_words import FUNCTIONS
from pytest_dynamo.design.templates import Template, parse_template
from pytest_dynamo.design.values import Constant
from pytest_dynamo.planner.expressions import TOKEN

ValueOf: TypeAlias = Callable[[Template | Constant], object]
Holds: TypeAlias = Callable[[Item, ValueOf], bool]
Operand: TypeAlias = Callable[[Item, ValueOf], AttributeValue | None]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def holds(text: str, item: Item, value_of: ValueOf) -> bool:
    """Whether the condition holds; an item that is not there is empty.

    What cannot be read is taken to hold: the request itself will say what is wrong with it.
    """
    try:
        compiled = _compiled(text)
    except ValueError:
        return True
    return compiled(item, value_of)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Holds:
    reader = _Reader(text)
    condition = reader.any_of()
    reader.expect("")
    return condition


class _Reader:
    """Reads a condition from the left."""

    def __init__(self, text: str) -> None:
        self._tokens = [
            (found.lastgroup or "", found.group())
            for found in TOKEN.finditer(text)
            if found.lastgroup != "space"
        ]
        self._tokens.append(("end", ""))

    def any_of(self) -> Holds:
        conditions = [self._all_of()]
        while self._is_word("OR"):
            conditions.append(self._all_of())
        return lambda item, value_of: any(each(item, value_of) for each in conditions)

    def expect(self, text: str) -> None:
        _, found = self._tokens.pop(0)
        if found != text:
            raise ValueError(found)

    def _all_of(self) -> Holds:
        conditions = [self._negated()]
        while self._is_word("AND"):
            conditions.append(self._negated())
        return lambda item, value_of: all(each(item, value_of) for each in conditions)

    def _negated(self) -> Holds:
        if self._is_word("NOT"):
            condition = self._negated()
            return lambda item, value_of: not condition(item, value_of)
        return self._single()

    def _single(self) -> Holds:
        kind, text = self._tokens[0]
        if text == "(":
            self.expect("(")
            condition = self.any_of()
            self.expect(")")
            return condition
        is_function = kind == "name" and text in FUNCTIONS and self._tokens[1][1] == "("
        if is_function and text != "size":
            self._tokens.pop(0)
            return _FUNCTIONS[text](self._arguments())
        return self._comparison(self._operand())

    def _comparison(self, left: Operand) -> Holds:
        if self._is_word("BETWEEN"):
            low = self._operand()
            if not self._is_word("AND"):
                raise ValueError
            return _between(left, low, self._operand())
        if self._is_word("IN"):
            return _one_of(left, self._arguments())
        _, sign = self._tokens.pop(0)
        return _compared(left, sign, self._operand())

    def _arguments(self) -> list[Operand]:
        self.expect("(")
        arguments = [self._operand()]
        while self._tokens[0][1] == ",":
            self.expect(",")
            arguments.append(self._operand())
        self.expect(")")
        return arguments

    def _operand(self) -> Operand:
        kind, text = self._tokens.pop(0)
        match kind:
            case "name" if text == "size" and self._tokens[0][1] == "(":
                (measured,) = self._arguments()
                return lambda item, value_of: _size(measured(item, value_of))
            case "name":
                return self._path(text)
            case "parameter" | "text":
                template = parse_template(text if kind == "parameter" else text[1:-1])
                return lambda _item, value_of: to_wire(value_of(template))
            case "number":
                number = to_wire(Decimal(text))
                return lambda _item, _value_of: number
        raise ValueError(text)

    def _path(self, name: str) -> Operand:
        steps: list[str | int] = []
        while self._tokens[0][0] == "element" or self._tokens[0][1] == ".":
            kind, text = self._tokens.pop(0)
            steps.append(int(text[1:-1]) if kind == "element" else self._tokens.pop(0)[1])

        def found(item: Item, _value_of: ValueOf) -> AttributeValue | None:
            value = item.get(name)
            for step in steps:
                inner = value.get("L" if isinstance(step, int) else "M") if value else None
                try:
                    value = inner[step] if inner is not None else None
                except LookupError:
                    value = None
            return value

        return found

    def _is_word(self, word: str) -> bool:
        kind, text = self._tokens[0]
        if kind == "name" and text.upper() == word:
            self._tokens.pop(0)
            return True
        return False


def _between(value: Operand, low: Operand, high: Operand) -> Holds:
    at_least, at_most = _compared(value, ">=", low), _compared(value, "<=", high)
    return lambda item, value_of: at_least(item, value_of) and at_most(item, value_of)


def _one_of(value: Operand, others: list[Operand]) -> Holds:
    equal = [_compared(value, "=", other) for other in others]
    return lambda item, value_of: any(each(item, value_of) for each in equal)


def _compared(left: Operand, sign: str, right: Operand) -> Holds:
    if sign not in (*_COMPARE, "=", "<>"):
        raise ValueError(sign)

    def compared(item: Item, value_of: ValueOf) -> bool:
        one, other = left(item, value_of), right(item, value_of)
        if one is None or other is None:
            return sign == "<>"
        if sign in ("=", "<>"):
            return same_value(one, other) == (sign == "=")
        return one.keys() == other.keys() and _COMPARE[sign](_sortable(one), _sortable(other))

    return compared


def _exists(arguments: list[Operand]) -> Holds:
    (path,) = arguments
    return lambda item, value_of: path(item, value_of) is not None


def _is_missing(arguments: list[Operand]) -> Holds:
    (path,) = arguments
    return lambda item, value_of: path(item, value_of) is None


def _has_type(arguments: list[Operand]) -> Holds:
    path, kind = arguments

    def has_type(item: Item, value_of: ValueOf) -> bool:
        value, wanted = path(item, value_of), kind(item, value_of)
        return value is not None and wanted is not None and wanted.get("S") in value

    return has_type


def _begins_with(arguments: list[Operand]) -> Holds:
    path, prefix = arguments

    def begins_with(item: Item, value_of: ValueOf) -> bool:
        value, start = path(item, value_of), prefix(item, value_of)
        if value is None or start is None or value.keys() != start.keys():
            return False
        return bool(_sortable(value).startswith(_sortable(start)))

    return begins_with


def _contains(arguments: list[Operand]) -> Holds:
    path, part = arguments

    def contains(item: Item, value_of: ValueOf) -> bool:
        value, wanted = path(item, value_of), part(item, value_of)
        if value is None or wanted is None:
            return False
        ((kind, content),) = value.items()
        ((_, looked_for),) = wanted.items()
        if kind == "L":
            return any(same_value(one, wanted) for one in content)
        return bool(looked_for in content)

    return contains


def _size(value: AttributeValue | None) -> AttributeValue | None:
    if value is None:
        return None
    ((_, content),) = value.items()
    return {"N": str(len(content))} if hasattr(content, "__len__") else None


def _sortable(value: AttributeValue) -> Any:  # noqa: ANN401 - numbers, or bytes
    ((kind, content),) = value.items()
    if kind == "N":
        return Decimal(content)
    return content.encode() if kind == "S" else binary(content)


_FUNCTIONS: Mapping[str, Callable[[list[Operand]], Holds]] = {
    "attribute_exists": _exists,
    "attribute_not_exists": _is_missing,
    "attribute_type": _has_type,
    "begins_with": _begins_with,
    "contains": _contains,
}
