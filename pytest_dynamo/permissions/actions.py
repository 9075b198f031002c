"""Every action that IAM knows of DynamoDB, and which condition keys it has.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

LEADING_KEYS = "dynamodb:LeadingKeys"
ATTRIBUTES = "dynamodb:Attributes"
SELECT = "dynamodb:Select"
RETURN_VALUES = "dynamodb:ReturnValues"
ENCLOSING_OPERATION = "dynamodb:EnclosingOperation"
FULL_TABLE_SCAN = "dynamodb:FullTableScan"
RETURN_CONSUMED_CAPACITY = "dynamodb:ReturnConsumedCapacity"

MULTIVALUED_KEYS = frozenset({LEADING_KEYS, ATTRIBUTES})
CONDITION_KEYS = MULTIVALUED_KEYS | {
    SELECT,
    RETURN_VALUES,
    ENCLOSING_OPERATION,
    FULL_TABLE_SCAN,
    RETURN_CONSUMED_CAPACITY,
}
"""What DynamoDB says of a request for items. The pages behind the names of the keys:

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

ITEM_ACTIONS = (
    "GetItem",
    "BatchGetItem",
    "Query",
    "Scan",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "PartiQLSelect",
    "PartiQLInsert",
    "PartiQLUpdate",
    "PartiQLDelete",
)
"""The actions that read or write items. A transaction asks for the first kinds of them, PartiQL for the last."""

OTHER_ACTIONS = (
    "AssociateTableReplica",
    "CancelBulkOperation",
    "CreateBackup",
    "CreateGlobalTable",
    "CreateGlobalTableWitness",
    "CreateTable",
    "CreateTableReplica",
    "DeleteBackup",
    "DeleteGlobalTableWitness",
    "DeleteResourcePolicy",
    "DeleteTable",
    "DeleteTableReplica",
    "DescribeBackup",
    "DescribeBulkOperation",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeEndpoints",
    "DescribeExport",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeLimits",
    "DescribeReservedCapacity",
    "DescribeReservedCapacityOfferings",
    "DescribeStream",
    "DescribeTable",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExportTableToPointInTime",
    "GetAbacStatus",
    "GetRecords",
    "GetResourcePolicy",
    "GetShardIterator",
    "ImportTable",
    "InjectError",
    "ListBackups",
    "ListBulkOperations",
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "ListStreams",
    "ListTables",
    "ListTagsOfResource",
    "PurchaseReservedCapacityOfferings",
    "PutResourcePolicy",
    "ReadDataForReplication",
    "ReplicateSettings",
    "RestoreTableFromAwsBackup",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "SearchVectors",
    "StartAwsBackupJob",
    "StartBulkPutItems",
    "TagResource",
    "UntagResource",
    "UpdateAbacStatus",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateGlobalTableVersion",
    "UpdateKinesisStreamingDestination",
    "UpdateTable",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
    "WriteDataForReplication",
)
"""All others: of tables, backups, streams and accounts."""

ALL_ACTIONS = tuple(f"dynamodb:{name}" for name in (*ITEM_ACTIONS, *OTHER_ACTIONS))
