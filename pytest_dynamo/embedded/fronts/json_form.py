"""Between the JSON of the protocol and the parameters and answers of the engine.

Binary is base64 text in the one and bytes in the other, a time seconds since the epoch in the one and
a `datetime` in the other. Where binary stands is read from the service model, so that an attribute
that happens to be called B stays what it is.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
"""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias, cast

import orjson
from boto3.dynamodb.types import Binary
from botocore.model import OperationModel

from pytest_dynamo.embedded.service_error import ServiceError

# It begins with what is rare in JSON: quotation marks are not, and looking at each takes ten times as long.
_BINARY = re.compile(rb'B(?<="B)S?"')

Walk: TypeAlias = Callable[[Any, Callable[[Any], Any]], Any]
"""Gives a value with each binary value below it replaced; the same object where none was."""


def parameters_of(body: bytes, operation: OperationModel) -> dict[str, Any]:
    """The parameters of a request, with binary values as bytes.

    Raises:
        ServiceError: the body is no JSON object, or one nested beyond all measure.
    """
    try:
        parameters = orjson.loads(body)
        if b'"B' in body or b"\\u" in body:  # an escape may spell a B as well
            parameters = with_base64_decoded(parameters, operation)
    except (orjson.JSONDecodeError, RecursionError):
        parameters = None
    if not isinstance(parameters, dict):
        code = "SerializationException"
        raise ServiceError(code, "")
    return parameters


def with_base64_decoded(parameters: dict[str, Any], operation: OperationModel) -> dict[str, Any]:
    """Parameters as JSON has them, with binary values as bytes; what is no base64 stays as it is."""
    return _replaced(parameters, operation, _decoded)


def answer_of(body: bytes, operation: OperationModel) -> dict[str, Any]:
    """The answer that its JSON stands for, with binary values as bytes.

    Raises:
        ValueError: the body is no JSON.
    """
    answer: dict[str, Any] = orjson.loads(body)
    if not has_binary(body) or (walk := _walk_of(operation, of_answer=True)) is None:
        return answer
    decoded: dict[str, Any] = walk(answer, _decoded)
    return decoded


def has_binary(body: bytes) -> bool:
    """Whether there may be binary values in JSON that spells its names without escapes."""
    return _BINARY.search(body) is not None


def with_bytes(parameters: dict[str, Any], operation: OperationModel) -> dict[str, Any]:
    """Parameters whose binary values are bytes, whatever Python calls binary.

    That is bytearray and boto3's Binary, and text, which botocore encodes. The same object if there
    is nothing to replace.
    """
    return _replaced(parameters, operation, _as_bytes)


def json_of(answer: object) -> bytes:
    """An answer as JSON."""
    return orjson.dumps(answer, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _plain(value: object) -> object:
    """How the JSON protocol carries what JSON does not have."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError  # orjson says of what type the value is


def _decoded(value: Any) -> Any:
    """Bytes; or, for the validation to refuse, what is no text or no base64."""
    if not isinstance(value, str):
        return value
    try:
        decoded = base64.b64decode(value, validate=True)
    except ValueError:
        return value
    return decoded if base64.b64encode(decoded).decode() == value else value


def _as_bytes(value: Any) -> Any:
    match value:
        case bytearray():
            return bytes(value)
        case Binary():
            return bytes(cast("Any", value).value)
        case str():
            return value.encode()
    return value


def _replaced(
    parameters: dict[str, Any], operation: OperationModel, replace: Callable[[Any], Any]
) -> dict[str, Any]:
    walk = _walk_of(operation)
    replaced: dict[str, Any] = parameters if walk is None else walk(parameters, replace)
    return replaced


@lru_cache(maxsize=256)
def _walk_of(operation: OperationModel, *, of_answer: bool = False) -> Walk | None:
    """The way to each binary value in an operation's parameters, or its answer; None where there is none."""
    shape = operation.output_shape if of_answer else operation.input_shape
    return None if shape is None else _walk(shape, {})


def _walk(shape: Any, known: dict[str, Walk]) -> Walk | None:
    """The way to each binary value below a shape. `known` are the structures passed on the way."""
    if shape.type_name == "blob":
        return _at_binary
    if shape.name in known:  # an attribute value may hold attribute values
        return known[shape.name]
    if not _holds_binary(shape, set()):
        return None
    if shape.type_name == "structure":
        return _into_structure(shape, known)
    walk = _walk(shape.member if shape.type_name == "list" else shape.value, known)
    return _into_list(walk) if shape.type_name == "list" else _into_map(walk)


def _at_binary(value: Any, replace: Callable[[Any], Any]) -> Any:
    return replace(value)


def _into_structure(shape: Any, known: dict[str, Walk]) -> Walk:
    walks: dict[str, Walk] = {}

    def into(value: Any, replace: Callable[[Any], Any]) -> Any:
        if not isinstance(value, Mapping):
            return value
        changed = {}
        for name, member in value.items():
            walk = walks.get(name)
            if walk is not None and (new := walk(member, replace)) is not member:
                changed[name] = new
        return {**value, **changed} if changed else value

    known[shape.name] = into
    for name, member in shape.members.items():
        if (walk := _walk(member, known)) is not None:
            walks[name] = walk
    return into


def _into_map(walk: Any) -> Walk:
    def into(value: Any, replace: Callable[[Any], Any]) -> Any:
        if not isinstance(value, Mapping):
            return value
        changed = {}
        for name, element in value.items():
            if (new := walk(element, replace)) is not element:
                changed[name] = new
        return {**value, **changed} if changed else value

    return into


def _into_list(walk: Any) -> Walk:
    def into(value: Any, replace: Callable[[Any], Any]) -> Any:
        if not isinstance(value, list | tuple):
            return value
        elements = [walk(element, replace) for element in value]
        is_same = all(new is old for new, old in zip(elements, value, strict=True))
        return value if is_same else elements

    return into


def _holds_binary(shape: Any, passed: set[str]) -> bool:
    if shape.name in passed:
        return False
    passed.add(shape.name)
    match shape.type_name:
        case "blob":
            return True
        case "structure":
            return any(_holds_binary(member, passed) for member in shape.members.values())
        case "list":
            return _holds_binary(shape.member, passed)
        case "map":
            return _holds_binary(shape.value, passed)
    return False
