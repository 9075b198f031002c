"""The operations on items by name; what is not here belongs to the control plane."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

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
from pytest_dynamo.embedded.partiql import (
    batch_execute_statement,
    execute_statement,
    execute_transaction,
)
from pytest_dynamo.embedded.wire_types import Answer, Request

Operation: TypeAlias = Callable[[Database, Request], Answer]

OPERATIONS: Mapping[str, Operation] = {
    "BatchExecuteStatement": batch_execute_statement,
    "BatchGetItem": batch_get_item,
    "BatchWriteItem": batch_write_item,
    "DeleteItem": delete_item,
    "ExecuteStatement": execute_statement,
    "ExecuteTransaction": execute_transaction,
    "GetItem": get_item,
    "PutItem": put_item,
    "Query": query,
    "Scan": scan,
    "TransactGetItems": transact_get_items,
    "TransactWriteItems": transact_write_items,
    "UpdateItem": update_item,
}
