"""The values that a statement writes out: `{'a': [1, <<'x'>>]}` and what is in it.

A parameter stands for a whole value only, not for a part of one. `key` says where in a value a term
stands, as messages have it: `root.a.0`.
"""

import re
from decimal import Decimal
from typing import Any

from pytest_dynamo.embedded.partiql.syntax.tree import (
    Constant,
    Foreign,
    FunctionCall,
    Ion,
    Missing,
    Name,
    Operation,
    Parameter,
    PathTerm,
    Place,
    SelectTree,
    SequenceTerm,
    Struct,
    Term,
    TypeTest,
    Wildcard,
)
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.validation.attribute_values import DUPLICATES, MOST_LEVELS
from pytest_dynamo.embedded.validation.normal_form import normalized_value
from pytest_dynamo.embedded.validation.numbers import MOST_DIGITS, significant_digits
from pytest_dynamo.embedded.wire_types import WireValue

EMPTY_NAME = "Path component cannot be an empty string"
_BAGS = "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"
_KINDS: dict[type[Any], str] = {
    Missing: "LiteralMissing",
    Name: "VariableReference",
    Operation: "NAry",
    FunctionCall: "NAry",
    Parameter: "Parameter",
    PathTerm: "Path",
    SelectTree: "Select",
    SequenceTerm: "Seq",
    Struct: "Struct",
    TypeTest: "Typed",
    Wildcard: "PathWildcard",
    Ion: "Literal",
    Constant: "Literal",
}


# The types of Ion literals, by how they begin or what they are.
_ION_TYPES = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(true|false)$", "BOOL"),
        (r"null\b", "NULL"),
        (r'"|\'\'\'', "STRING"),
        (r'\{\{\s*["\']', "CLOB"),
        (r"\{\{", "BLOB"),
        (r"\{", "STRUCT"),
        (r"\[", "LIST"),
        (r"\(", "SEXP"),
        (r"\d{4}(T|-\d)", "TIMESTAMP"),
        (r"-?[\d.]+[eE]", "FLOAT"),
        (r"-?\d+\.|-?[\d.]+[dD]", "DECIMAL"),
        (r"-?\d", "INT"),
    )
)


def kind_of_term(term: Term) -> str:
    """What messages call a kind of term."""
    return term.kind if isinstance(term, Foreign) else _KINDS[type(term)]


def _ion_type(text: str) -> str:
    """The type of an Ion literal, as messages name it."""
    return next((name for pattern, name in _ION_TYPES if pattern.match(text.strip())), "SYMBOL")


def value_of_term(term: Term, key: str = "root", level: int = 1) -> WireValue:
    """The value a term writes out.

    Raises:
        ServiceError: It writes out none, or one that DynamoDB does not keep.
    """
    if level > MOST_LEVELS:
        raise invalid("Nesting Levels have exceeded supported limits")
    match term:
        case Constant():
            return constant_value(term, key)
        case Struct():
            return {"M": _members(term, key, level)}
        case SequenceTerm(kind="list"):
            elements = enumerate(term.elements)
            return {
                "L": [value_of_term(each, f"{key}.{place}", level + 1) for place, each in elements]
            }
        case SequenceTerm():
            return _set(term, key)
        case Ion():
            what = f"Ion Literals are not supported: {_ion_type(term.text)}"
            msg = f"{what} under key {key}{term.place}"
            raise invalid(msg)
    # A path has no place of its own in DynamoDB's messages.
    where: Place | str = "" if isinstance(term, PathTerm) else term.place
    msg = f"Unsupported data type: {kind_of_term(term)} under key {key}{where}"
    raise invalid(msg)


def constant_value(term: Constant, key: str = "root") -> WireValue:
    """The value of a constant, its number in normal form."""
    if "N" not in term.value:
        return term.value
    number = Decimal(term.value["N"])
    if number.is_zero() and number.is_signed() and "." in term.value["N"]:
        message = f"Negative zero decimal is not supported under key {key}{term.place}"
        raise invalid(message)
    if len(significant_digits(number)) > MOST_DIGITS:
        raise invalid("DynamoDB only supports precision up to 38 digits")
    return normalized_value(term.value)


def _members(struct: Struct, key: str, level: int) -> dict[str, WireValue]:
    """The members of a map."""
    found: dict[str, WireValue] = {}
    for term, value in struct.fields:
        name = member_name(term, key)
        if name in found:
            raise duplicate(name, key, struct.place)
        found[name] = value_of_term(value, f"{key}.{name}", level + 1)
    return found


def member_name(term: Term, key: str = "root") -> str:
    """The name of a member.

    Raises:
        ServiceError: It is no text, or an empty one.
    """
    text = term.value.get("S") if isinstance(term, Constant) else None
    if text is None:
        kind = _type_of(term) if isinstance(term, Constant) else kind_of_term(term)
        what = f"Tuple keys must be of type String. Actual type: {kind}"
        msg = f"{what} under {key}{term.place}"
        raise invalid(msg)
    if not text:
        raise invalid(EMPTY_NAME)
    return str(text)


def duplicate(name: str, key: str, place: Place) -> ServiceError:
    """The error about two members with one name."""
    return invalid(f"Duplicate keys in tuple. Key: {name} under {key}{place}")


def _type_of(constant: Constant) -> str:
    ((kind, content),) = constant.value.items()
    if kind == "N":
        is_whole = content.lstrip("-").isdecimal()
        return "INT" if is_whole else "DECIMAL"
    return kind


def _set(bag: SequenceTerm, key: str) -> WireValue:
    if not bag.elements:
        msg = f"Empty bags are not supported{bag.place}"
        raise invalid(msg)
    values = [_element(each, bag, key) for each in bag.elements]
    kind = next(iter(values[0]))
    for value, term in zip(values, bag.elements, strict=True):
        if kind not in value:
            raise _no_element(term, kind)
    contents = [value[kind] for value in values]
    if len(set(contents)) < len(contents):
        raise invalid(DUPLICATES)
    return {f"{kind}S": contents}


def _element(term: Term, bag: SequenceTerm, key: str) -> WireValue:
    if isinstance(term, Constant) and ("S" in term.value or "N" in term.value):
        return constant_value(term, key)
    first = bag.elements[0]
    is_numeric = isinstance(first, Constant) and "N" in first.value
    raise _no_element(term, "N" if is_numeric else "S")


def _no_element(term: Term, kind: str) -> ServiceError:
    """The error about an element of a set of this kind; sets of numbers do not say where it stands."""
    return invalid(_BAGS if kind == "N" else f"{_BAGS}{term.place}")


def word_of_term(term: Term) -> str:
    """The word that messages have for a term."""
    match term:
        case Name(text=word) | Foreign(word=word):
            return word
        case Operation(operator=word):
            return word
        case FunctionCall(name=word):
            return word.lower()
        case PathTerm():
            return "PATH"
        case TypeTest():
            return "is"
        case SelectTree():
            return "SELECT"
        case Parameter():
            return "PARAMETER"
    return "MISSING"
