"""What methods are made of, whatever they do."""

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.interop.data_access.entities import ValueWriter
from pytest_dynamo.interop.data_access.entity_keys import key_of
from pytest_dynamo.interop.data_access.python_text import (
    Code,
    call,
    flat,
    laid_out,
    literal,
    statement,
)
from pytest_dynamo.interop.data_access.rows import Row, Rows


@dataclass(slots=True, kw_only=True)
class Context:
    """What methods are written with: values, types of rows, and how tables and entities are called."""

    writer: ValueWriter
    rows: Rows
    tables: Mapping[str, str]
    makers: Mapping[str, str]
    key_types: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Method:
    """What a method takes beside its placeholders, what it returns, and its body."""

    returns: str
    body: list[str]
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def returned(code: Code) -> list[str]:
    """The last line of a method."""
    return statement("return ", code, indent=8)


def made_of(row: Row, code: Code, returns: str) -> Code:
    """What a helper gives, whose rows are of several types."""
    return call("cast", literal(returns), code) if row.is_union else code


def comprehension(before: str, element: Code, each: str, among: str) -> list[str]:
    """A list of something for each of something, in one line or in several."""
    line = f"        {before}[{flat(element)} for {each} in {among}]"
    if len(line) <= 88:
        return [line]
    line = f"            {flat(element)} for {each} in {among}"
    if len(line) <= 88:
        return [f"        {before}[", line, "        ]"]
    inside = laid_out("", element, indent=12)
    return [f"        {before}[", *inside, f"            for {each} in {among}", "        ]"]


def batch_keys(context: Context, entity: str) -> tuple[str, str, Code, str]:
    """The parameter of keys, the name of each, its attributes, and the expression of all of them."""
    key = key_of(context.writer, entity)
    if len(key.variables) == 1:
        ((name, given),) = key.variables
        plural = f"{name}s"
        return f"{plural}: Iterable[{given}]", name, key.code, f"dict.fromkeys({plural})"
    code = key.code_of("key.")
    return f"keys: Iterable[{context.key_types[entity]}]", "key", code, "dict.fromkeys(keys)"


def optional(row: Row) -> str:
    """The type of a row that may be missing."""
    return f"{row.annotation} | None"
