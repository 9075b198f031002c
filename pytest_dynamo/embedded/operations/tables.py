"""The table of a request, once what the request says of it fits."""

from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.expressions import Expressions
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.wire_types import Request

NESTED_KEY = (
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
    "{kind}: {name}"
)


def table_of(database: Database, request: Request, expressions: Expressions) -> DataTable:
    """The table a request names, by its name or its ARN.

    Raises:
        ServiceError: There is none, or an expression looks into a key attribute.
    """
    table = database.table(request["TableName"])
    definition = table.definition
    if expressions.nested_attributes and not _writes_key(expressions, definition):
        index_keys = [
            name for index in definition.indexes.values() for name in index.key.attributes
        ]
        for kind, names in (("Key", definition.key.attributes), ("IndexKey", index_keys)):
            for name in names:
                if name in expressions.nested_attributes:
                    raise invalid(NESTED_KEY.format(kind=kind, name=name))
    return table


def _writes_key(expressions: Expressions, definition: Table) -> bool:
    """Whether an update is of the key, which is refused in other words, and later."""
    update = expressions.update
    return update is not None and not update.attributes.isdisjoint(definition.key.attributes)
