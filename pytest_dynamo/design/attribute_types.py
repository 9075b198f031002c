"""What type an attribute's value has: in Python when it is made, in DynamoDB when it is stored."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from pytest_dynamo.design.faker_providers import faker_type
from pytest_dynamo.design.positions import declaring_entity
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Design, Generated, Value

StoredType: TypeAlias = Literal["S", "N", "B", "BOOL", "NULL", "M", "L", "set", "mixed"]

TYPE_NAMES: dict[StoredType, str] = {
    "S": "a string (S)",
    "N": "a number (N)",
    "B": "binary data (B)",
    "BOOL": "a boolean (BOOL)",
    "NULL": "null (NULL)",
    "M": "a map (M)",
    "L": "a list (L)",
    "set": "a set",
    "mixed": "values of several types",
}
_STORED: dict[type, StoredType] = {
    str: "S",
    datetime: "S",
    date: "S",
    bytes: "B",
    bool: "BOOL",
    int: "N",
    float: "N",
    Decimal: "N",
    type(None): "NULL",
    dict: "M",
    list: "L",
    set: "set",
    object: "mixed",
}
_MADE: dict[str, type] = {
    "int": int,
    "number": Decimal,
    "text_bytes": str,
    "binary_bytes": bytes,
    "ulid": str,
    "ksuid": str,
    "sequence": int,
    "timestamp": datetime,
    "epoch_seconds": int,
    "epoch_milliseconds": int,
    "map": dict,
    "list": list,
    "set": set,
    "shard_of": int,
    "random_shard": int,
}


def python_type(design: Design, entity: str, attribute: str) -> type | None:
    """The type of an attribute as it is made, before it is formatted; `object` for several types.

    None where it cannot be told: some of Faker's providers do not say what they make.
    """
    value = source_of(design, entity, attribute)
    return None if value is None else made_type(value)


def stored_type(design: Design, entity: str, attribute: str) -> StoredType | None:
    """The type of an attribute as it is stored, or None where it cannot be told."""
    value = source_of(design, entity, attribute)
    return None if value is None else stored_as(value)


def stored_as(value: Value) -> StoredType | None:
    """The type of a value as it is stored; of a template that is one placeholder it cannot be told."""
    if isinstance(value, Generated) and value.options.get("format") == "epoch_seconds":
        return "N"
    made = made_type(value)
    return None if made is None else _STORED[made]


def set_mistake(stored: StoredType | None) -> str | None:
    """Why values of a type are no members of a set, if they are not.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
    """
    if stored in (None, "S", "N", "B"):
        return None
    return (
        "a set holds strings, numbers or binary data, all of one type, and not"
        f" {TYPE_NAMES[stored]}; a list holds anything: {{list: {{of: …}}}}"
    )


def source_of(design: Design, entity: str, attribute: str) -> Value | None:
    """The value of an attribute; of a template that is one bare placeholder, what that stands for.

    None where that leads to no entity.
    """
    owner = declaring_entity(design, entity, attribute)
    while owner is not None:
        value = design.entities[owner].attributes[attribute].value
        if not (isinstance(value, Template) and value.keeps_type):
            return value
        name = value.names[0]
        owner = declaring_entity(design, owner, name, above=name == attribute)
        attribute = name
    return None


def made_type(value: Value) -> type | None:
    """The type of a value as it is made; of a template that is one placeholder it cannot be told."""
    if isinstance(value, Template):
        return None if value.keeps_type else str
    if isinstance(value, Constant):
        return type(value.value)
    return _generated_type(value)


def _generated_type(value: Generated) -> type | None:
    if value.maker == "faker":
        return faker_type(str(value.options["provider"]))
    if value.maker == "choice":
        weights = value.options["weights"]
        return _common(type(one) for one in weights) if isinstance(weights, dict) else None
    return _MADE.get(value.maker)


def _common(types: Iterable[type]) -> type:
    """The one type of several values; numbers of different types still are numbers."""
    found = set(types)
    if found <= {int, float, Decimal}:
        return found.pop() if len(found) == 1 else Decimal
    return found.pop() if len(found) == 1 else object
