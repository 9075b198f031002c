"""The table of a request, once what the request says of it fits."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.expressions import Expressions
from pytest_dynamo.embedded.service_error import invalid

NESTED_KEY = (
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
    "{kind}: {name}"
)


def table_of(database: Database, request: Mapping[str, Any], expressions: Expressions) -> DataTable:
    """The table a request names, by its name or its ARN.

    Raises:
        ServiceError: There is none, or an expression looks into a key attribute.
    """
    table = database.table(request["TableName"])
    if expressions.nested_attributes:
        definition = table.definition
        index_keys = [
            name for index in definition.indexes.values() for name in index.key.attributes
        ]
        for kind, names in (("Key", definition.key.attributes), ("IndexKey", index_keys)):
            for name in names:
                if name in expressions.nested_attributes:
                    raise invalid(NESTED_KEY.format(kind=kind, name=name))
    return table
