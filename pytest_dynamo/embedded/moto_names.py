"""Every inner name of moto that the embedded DynamoDB relies on.

No other module of the project imports from moto. A new moto may move any of these; the contract test
`tests/embedded/test_moto_contract.py` compares them with `PARAMETERS` and `TABLE_ATTRIBUTES` and says
which one moved, and how.
"""

from collections.abc import Mapping

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import (
    RestoredPITTable,
    RestoredTable,
    SecondaryIndex,
    StreamRecord,
    StreamShard,
    Table,
)
from moto.dynamodb.models.utilities import dynamo_to_dict
from moto.dynamodb.responses import DynamoHandler
from moto.dynamodbstreams.models import DynamoDBStreamsBackend, ShardIterator
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler

__all__ = [
    "PARAMETERS",
    "TABLE_ATTRIBUTES",
    "TRACKED",
    "ActionResult",
    "DynamoDBBackend",
    "DynamoDBStreamsBackend",
    "DynamoDBStreamsHandler",
    "DynamoHandler",
    "DynamoType",
    "Item",
    "JsonRESTError",
    "MockValidationException",
    "RestoredPITTable",
    "RestoredTable",
    "SecondaryIndex",
    "StreamRecord",
    "StreamShard",
    "Table",
    "dynamo_to_dict",
]

# moto keeps every instance of these in a class attribute until it is reset, for the dashboard of its
# server. A load test would hold every image of every item it ever wrote.
TRACKED = (Item, StreamRecord, ShardIterator)

# The functions that are overridden or called, with the parameters they had when that was written.
PARAMETERS: Mapping[object, str] = {
    Table.put_item: "self item_attrs expected condition_expression expression_attribute_names "
    "expression_attribute_values overwrite return_values_on_condition_check_failure",
    Table.get_item: "self hash_key range_key projection_expression",
    Table.delete_item: "self hash_key range_key",
    Table.query: "self hash_key range_comparison range_objs limit exclusive_start_key "
    "scan_index_forward projection_expressions index_name consistent_read filter_expression "
    "hash_key_conditions range_key_conditions filter_kwargs",
    Table.scan: "self filters limit exclusive_start_key filter_expression index_name "
    "consistent_read projection_expression segments",
    Table.all_items: "self",
    Table.all_indexes: "self",
    Table.describe: "self base_key",
    DynamoDBBackend.__init__: "self region_name account_id",
    DynamoDBBackend.get_table: "self table_name",
    DynamoDBBackend.get_item: "self table_name keys projection_expressions",
    DynamoDBBackend.get_keys_value: "self table keys",
    DynamoDBBackend.create_table: "self name schema throughput attr global_indexes indexes streams "
    "billing_mode sse_specification tags deletion_protection_enabled warm_throughput",
    DynamoDBBackend.restore_table_from_backup: "self target_table_name backup_arn",
    DynamoDBBackend.restore_table_to_point_in_time: "self target_table_name source_table_name",
    DynamoDBBackend.update_item: "self table_name key update_expression expression_attribute_names "
    "expression_attribute_values attribute_updates expected condition_expression "
    "return_values_on_condition_check_failure",
    DynamoDBBackend.transact_write_items: "self transact_items",
    DynamoDBBackend.execute_statement: "self statement parameters",
    DynamoDBBackend.batch_execute_statement: "self statements",
    StreamShard.add: "self old new",
    StreamShard.get: "self start quantity",
    Item.project: "self projection_expressions",
    DynamoType.__init__: "self type_as_dict",
    DynamoDBStreamsBackend.__init__: "self region_name account_id",
    DynamoDBStreamsHandler._get_param: "self param_name if_none",  # noqa: SLF001
    dynamo_to_dict: "obj",
}

TABLE_ATTRIBUTES = (
    "name",
    "table_arn",
    "items",
    "hash_key_attr",
    "range_key_attr",
    "global_indexes",
    "indexes",
    "stream_shard",
)
