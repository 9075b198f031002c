"""The operations of the data plane by name."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.operations.batches import batch_get_item, batch_write_item
from pytest_dynamo.embedded.operations.many_items import query, scan
from pytest_dynamo.embedded.operations.single_item import (
    delete_item,
    get_item,
    put_item,
    update_item,
)
from pytest_dynamo.embedded.operations.transactions import (
    transact_get_items,
    transact_write_items,
)

Operation: TypeAlias = Callable[[Database, Mapping[str, Any]], dict[str, Any]]

OPERATIONS: Mapping[str, Operation] = {
    "BatchGetItem": batch_get_item,
    "BatchWriteItem": batch_write_item,
    "DeleteItem": delete_item,
    "GetItem": get_item,
    "PutItem": put_item,
    "Query": query,
    "Scan": scan,
    "TransactGetItems": transact_get_items,
    "TransactWriteItems": transact_write_items,
    "UpdateItem": update_item,
}
