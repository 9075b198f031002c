"""Comparisons, keys and condition expressions of access patterns."""

import re
from collections.abc import Collection, Mapping

from pytest_dynamo.design.condition_words import FUNCTIONS, KEYWORDS
from pytest_dynamo.design.forms.patterns import ComparisonForm
from pytest_dynamo.design.mistakes import Mistakes, Where, nearest, quoted
from pytest_dynamo.design.reading.values import parse_template_of_file, read_operand
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Condition, Constant, Operator, Scalar

_OPERATORS: Mapping[str, Operator] = {
    "equal": "=",
    "less": "<",
    "at_most": "<=",
    "more": ">",
    "at_least": ">=",
    "between": "between",
    "begins_with": "begins_with",
}
_VALUES = re.compile(r"\"[^\"]*\"|'[^']*'|\{[^{}]*\}")
_NAME = re.compile(r"(?<![\w.:#-])[A-Za-z_][\w-]*")


def read_conditions(
    forms: Mapping[str, Scalar | ComparisonForm] | None,
    where: Where,
    known: Collection[str],
    mistakes: Mistakes,
) -> tuple[Condition, ...]:
    """The comparisons of a query or filter; broken ones are noted and left out."""
    conditions = []
    for attribute, form in (forms or {}).items():
        inside = (*where, attribute)
        check_attribute(attribute, inside, known, mistakes)
        if condition := _condition(attribute, form, inside, mistakes):
            conditions.append(condition)
    return tuple(conditions)


def _condition(
    attribute: str, form: Scalar | ComparisonForm, where: Where, mistakes: Mistakes
) -> Condition | None:
    if not isinstance(form, ComparisonForm):
        operator: Operator = "="
        forms = [form]
    else:
        given = [name for name in _OPERATORS if name in form.model_fields_set]
        if len(given) != 1:
            if not mistakes.has_lost(where):
                wanted = ", ".join(_OPERATORS.values())
                mistakes.add(where, f"wanted one comparison of {wanted}; found {len(given)}")
            return None
        operator = _OPERATORS[given[0]]
        value = getattr(form, given[0])
        forms = value if isinstance(value, list) else [value]
    operands = [read_operand(one, where, mistakes) for one in forms]
    made = tuple(operand for operand in operands if operand is not None)
    if len(made) < len(operands):
        return None
    return Condition(attribute=attribute, operator=operator, operands=made)


def read_key(
    forms: Mapping[str, Scalar], where: Where, known: Collection[str], mistakes: Mistakes
) -> dict[str, Template | Constant]:
    """The key of an item; broken values are noted and left out."""
    key: dict[str, Template | Constant] = {}
    for attribute, form in forms.items():
        check_attribute(attribute, (*where, attribute), known, mistakes)
        operand = read_operand(form, (*where, attribute), mistakes)
        if operand is not None:
            key[attribute] = operand
    return key


def check_attribute(
    name: str, where: Where, known: Collection[str], mistakes: Mistakes, *, among: str = ""
) -> None:
    """Note that an attribute is named which no item has; `among` are words for the items in question."""
    if name not in known:
        mistakes.unknown(where, name, "attribute", known, among=among)


def check_expression(
    text: str, where: Where, known: Collection[str], mistakes: Mistakes
) -> str | None:
    """A condition expression if its placeholders can be read, with unknown names in it noted."""
    try:
        parse_template_of_file(text)
    except ValueError as error:
        mistakes.add(where, str(error))
        return None
    for found in _NAME.finditer(_VALUES.sub(" 0 ", text)):
        name = found.group()
        is_function = found.string[found.end() :].lstrip().startswith("(")
        if name.upper() in KEYWORDS or (is_function and name in FUNCTIONS):
            continue
        if is_function:
            message = f"no function {quoted(name)} in conditions{nearest(name, FUNCTIONS)}"
            mistakes.add(where, message)
        else:
            check_attribute(name, where, known, mistakes)
    return text
