"""The helpers that stand at the end of a module, of which it gets those that it uses."""

import ast
from collections.abc import Iterable

from pytest_dynamo.interop.data_access.helpers_requests import REQUESTS
from pytest_dynamo.interop.data_access.helpers_values import VALUES

_PIECES = {**REQUESTS, **VALUES}
_MODULES = ("json", "random", "time")
_BOTO = ("Binary", "TypeDeserializer", "TypeSerializer")
_IMPORTS: dict[str, tuple[str, ...]] = {
    "base64": ("b64decode", "b64encode"),
    "collections.abc": ("Callable", "Iterable", "Iterator", "Mapping"),
    "concurrent.futures": ("ThreadPoolExecutor",),
    "contextlib": ("contextmanager",),
    "dataclasses": ("dataclass",),
    "datetime": ("UTC", "date", "datetime"),
    "decimal": ("Decimal",),
    "typing": (
        "TYPE_CHECKING",
        "Any",
        "Generic",
        "NamedTuple",
        "NotRequired",
        "TypeAlias",
        "TypedDict",
        "TypeVar",
        "Union",
        "Unpack",
        "cast",
    ),
    "uuid": ("uuid4",),
    "zlib": ("crc32",),
}
_STUBS = (
    "AttributeValueTypeDef",
    "KeysAndAttributesTypeDef",
    "QueryInputTypeDef",
    "ScanInputTypeDef",
    "WriteRequestTypeDef",
    "WriteRequestUnionTypeDef",
)


def names_in(text: str) -> set[str]:
    """The names that code uses, also in the types of casts; those in comments and texts do not count."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name):
                found.add(name)
            case ast.Call(func=ast.Name(id="cast"), args=[ast.Constant(value=str(kind)), *_]):
                found |= names_in(kind)
    return found


def helpers_for(text: str) -> str:
    """The helpers that a text uses, and those that these use, in a fixed order."""
    chosen: set[str] = set()
    waiting = names_in(text) & _PIECES.keys()
    while waiting:
        chosen |= waiting
        waiting = {one for name in waiting for one in names_in(_PIECES[name])}
        waiting = (waiting & _PIECES.keys()) - chosen
    return "\n".join(piece for name, piece in _PIECES.items() if name in chosen)


def import_lines(text: str) -> list[str]:
    """The imports of what a text uses, in the order in which isort has them."""
    used = names_in(text)
    lines = [f"import {name}" for name in _MODULES if name in used]
    for module, names in _IMPORTS.items():
        found = [name for name in names if name in used or name == "TYPE_CHECKING"]
        lines += _import(module, found) if found else []
    lines += [""]
    boto = [name for name in _BOTO if name in used]
    lines += _import("boto3.dynamodb.types", boto) if boto else []
    lines += ["from botocore.exceptions import ClientError"] if "ClientError" in used else []
    lines += [""] * (lines[-1] != "")
    lines += ["if TYPE_CHECKING:", "    from mypy_boto3_dynamodb import DynamoDBClient"]
    stubs = [name for name in _STUBS if name in used]
    if stubs:
        lines += [f"    {line}" for line in _import("mypy_boto3_dynamodb.type_defs", stubs)]
    return lines


def _import(module: str, names: Iterable[str]) -> list[str]:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= 84:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]
