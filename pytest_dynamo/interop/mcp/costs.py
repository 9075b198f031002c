"""The input of the MCP server's calculator of costs, of which no design can be made: it has no keys."""

from typing import NoReturn

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.values import ImportFormat, ImportOptions, Source


def _lacks(source: Source) -> str | None:
    mapping = source.documents[0].mapping if source.documents else {}
    if {"access_pattern_list", "table_list"} <= mapping.keys():
        return None
    return "no access_pattern_list beside a table_list"


def _read(source: Source, _: ImportOptions) -> NoReturn:
    message = (
        f"{source.path}: the input of the calculator of costs names no keys, so that no table can be made of it.\n"
        "To fix this: import the dynamodb_data_model.json or the schema.json of the same design, and "
        "compare with pytest-dynamo forecast"
    )
    raise DynamoError(message)


FORMAT = ImportFormat(
    name="mcp-cost",
    title="Input of the MCP server's calculator of costs",
    lacks=_lacks,
    read=_read,
)
