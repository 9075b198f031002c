"""Whether each value of a request has the JSON type that is wanted of it.

The service reads a request into objects before it looks at their values; what cannot be read is a
SerializationException. Absent values and nulls are the same.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn, Protocol

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation.structure.shapes import ATTRIBUTE_VALUE, Shape

_PACKAGE = "com.amazonaws.dynamodb.v20120810"
_NOT_EXPECTED = "Start of structure or map found where not expected."
_FIELD = "Unexpected field type"
_PARAMETERIZED = (
    "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class "
    "java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and "
    "java.lang.Class are in module java.base of loader 'bootstrap')"
)
_TEXT = ("STRING_VALUE",)
_NUMBERS = ("NUMBER_VALUE", "DECIMAL_VALUE")
_SCALARS = {
    "string": "String",
    "boolean": "Boolean",
    "integer": "Integer",
    "long": "Long",
    "double": "Double",
    "timestamp": "Date",
}


def check_types(value: Any, shape: Shape, *, inside: bool = False) -> None:
    """Check a value and what is in it; `inside` a list or a map rather than a structure.

    Raises:
        ServiceError: SerializationException.
    """
    if value is None:
        return
    if shape.kind == "blob":
        _blob(value)
    elif shape.kind in _SCALARS:
        _scalar(value, shape)
    else:
        _COLLECTIONS[shape.kind](value, shape, inside=inside)


def _structure(value: Any, shape: Shape, *, inside: bool) -> None:
    _object(value, shape.name, inside=inside)
    for name, member in (shape.members or {}).items():
        check_types(value.get(name), member)


def _object(value: Any, name: str, *, inside: bool) -> None:
    if _is_list(value):
        _refuse(f"Unrecognized collection type class {_PACKAGE}.{name}")
    if not isinstance(value, Mapping):
        _refuse("Unexpected value type in payload" if inside else _FIELD)


def _list(value: Any, shape: Shape, *, inside: bool) -> None:
    if isinstance(value, Mapping):
        _refuse(_NOT_EXPECTED)
    if not _is_list(value):
        _refuse(_PARAMETERIZED if inside else _FIELD)
    for each in value:
        check_types(each, shape.element, inside=True)  # type: ignore[arg-type] # lists have it


def _map(value: Any, shape: Shape, *, inside: bool) -> None:
    element: Shape = shape.element  # type: ignore[assignment] # maps have it
    if _is_list(value):
        _refuse(f"Unrecognized collection type {_map_class(element)}")
    if not isinstance(value, Mapping):
        _refuse(_PARAMETERIZED if inside else _FIELD)
    for each in value.values():
        check_types(each, element, inside=True)


def _map_class(element: Shape) -> str:
    return f"java.util.Map<java.lang.String, {_java_class(element)}>"


def _java_class(shape: Shape) -> str:
    if shape.kind in _SCALARS:
        return f"java.lang.{_SCALARS[shape.kind]}"
    if shape.kind == "list" and shape.element:
        return f"java.util.List<{_java_class(shape.element)}>"
    return f"{_PACKAGE}.{shape.name}"


def _attribute_value(value: Any, shape: Shape, *, inside: bool) -> None:
    _object(value, shape.name, inside=inside)
    for kind, content in value.items():
        if content is not None and kind in ATTRIBUTE_MEMBERS:
            check_types(content, ATTRIBUTE_MEMBERS[kind])


def _scalar(value: Any, shape: Shape) -> None:
    wanted = _SCALARS[shape.kind]
    _no_collection(value, f"java.lang.{wanted}")
    given = _token(value)
    if shape.kind == "timestamp" and isinstance(value, str | datetime):
        return  # boto3 takes both, and sends a number
    if given is None:
        _refuse(f"class {type(value).__name__} can not be converted to {wanted}")
    if shape.kind == "boolean":
        if given in _NUMBERS:
            _refuse(f"{given} cannot be converted to Boolean")
        if given == "STRING_VALUE":
            _refuse("Unexpected token received from parser")
    elif given not in (_TEXT if shape.kind == "string" else _NUMBERS):
        _refuse(f"{given} cannot be converted to {wanted}")


def _token(value: Any) -> str | None:
    """What the service's parser calls a value; None for what JSON does not have."""
    if isinstance(value, bool):
        return "TRUE_VALUE" if value else "FALSE_VALUE"
    if isinstance(value, int | float | Decimal):
        return "NUMBER_VALUE" if value % 1 == 0 else "DECIMAL_VALUE"
    return "STRING_VALUE" if isinstance(value, str) else None


def _blob(value: Any) -> None:
    if isinstance(value, bytes):
        return
    _no_collection(value, "java.nio.ByteBuffer")
    # Text is left only where it could not be decoded.
    if not isinstance(value, str):
        _refuse("only base-64-encoded strings are convertible to bytes")
    if len(value) % 4:
        _refuse(f"Base64 encoded length is expected a multiple of 4 bytes but found: {len(value)}")
    _refuse("Invalid last non-pad Base64 character dectected")


def _no_collection(value: Any, java_class: str) -> None:
    if _is_list(value):
        _refuse(f"Unrecognized collection type class {java_class}")
    if isinstance(value, Mapping):
        _refuse(_NOT_EXPECTED)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _refuse(why: str) -> NoReturn:
    raise ServiceError("SerializationException", why)


class _Collection(Protocol):
    def __call__(self, value: Any, shape: Shape, *, inside: bool) -> None: ...


_COLLECTIONS: Mapping[str, _Collection] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    ATTRIBUTE_VALUE: _attribute_value,
}

_STRING = Shape(name="String", kind="string")
_BLOB = Shape(name="Blob", kind="blob")
_BOOLEAN = Shape(name="Boolean", kind="boolean")
_VALUE = Shape(name=ATTRIBUTE_VALUE, kind=ATTRIBUTE_VALUE)

ATTRIBUTE_MEMBERS: Mapping[str, Shape] = {
    "S": _STRING,
    "N": _STRING,
    "B": _BLOB,
    "BOOL": _BOOLEAN,
    "NULL": _BOOLEAN,
    "SS": Shape(name="StringSet", kind="list", element=_STRING),
    "NS": Shape(name="NumberSet", kind="list", element=_STRING),
    "BS": Shape(name="BinarySet", kind="list", element=_BLOB),
    "L": Shape(name="List", kind="list", element=_VALUE),
    "M": Shape(name="Map", kind="map", key=_STRING, element=_VALUE),
}
"""The types of attribute values, and what each holds."""
