"""Every inner name of moto that the embedded DynamoDB relies on.

No other module of the project imports from moto. A new moto may move any of these; the contract test
`tests/embedded/control/test_moto_contract.py` compares them with `PARAMETERS` and `TABLE_ATTRIBUTES`
and says which one moved, and how.
"""

from collections.abc import Mapping
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import GlobalSecondaryIndex, LocalSecondaryIndex, Table
from moto.dynamodb.responses import DynamoHandler

__all__ = [
    "PARAMETERS",
    "TABLE_ATTRIBUTES",
    "TRACKED",
    "DynamoDBBackend",
    "DynamoHandler",
    "GlobalSecondaryIndex",
    "JsonRESTError",
    "LocalSecondaryIndex",
    "Table",
    "s3_backend",
]

# moto keeps every instance of these, and of classes of ours made of them, in a class attribute until it
# is reset, for the dashboard of its server: every table that ever was, with all its items.
TRACKED = (GlobalSecondaryIndex, LocalSecondaryIndex)

# The functions that are overridden or called, with the parameters they had when that was written.
PARAMETERS: Mapping[object, str] = {
    Table.__init__: "self table_name account_id region schema attr throughput billing_mode indexes "
    "global_indexes streams sse_specification tags deletion_protection_enabled warm_throughput",
    Table.describe: "self base_key",
    Table.set_stream_specification: "self streams",
    Table._get_default_encryption_key: "self account_id region",  # noqa: SLF001
    DynamoDBBackend.__init__: "self region_name account_id",
    DynamoDBBackend.get_table: "self table_name",
    DynamoDBBackend.create_table: "self name schema throughput attr global_indexes indexes streams "
    "billing_mode sse_specification tags deletion_protection_enabled warm_throughput",
    DynamoDBBackend.delete_table: "self name",
    DynamoDBBackend.update_table: "self name attr_definitions global_index throughput billing_mode "
    "stream_spec deletion_protection_enabled warm_throughput",
    DynamoDBBackend.put_resource_policy: "self resource_arn policy_doc expected_revision_id",
    DynamoDBBackend.update_table_streams: "self table stream_specification",
}

TABLE_ATTRIBUTES = (
    "name",
    "table_arn",
    "attr",
    "schema",
    "billing_mode",
    "throughput",
    "warm_throughput",
    "global_indexes",
    "indexes",
    "stream_specification",
    "latest_stream_label",
    "sse_specification",
    "deletion_protection_enabled",
    "continuous_backups",
    "ttl",
    "tags",
    "created_at",
)


def s3_backend(account: str) -> Any:
    """The S3 that moto has in this process, as `mock_aws` fills it; importing it takes its time."""
    from moto.s3.models import s3_backends

    return s3_backends[account]["aws"]
