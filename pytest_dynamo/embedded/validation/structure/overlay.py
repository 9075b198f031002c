"""What the service says of its parameters that its published model does not, or says otherwise.

The model is botocore's copy of
https://github.com/boto/botocore/tree/develop/botocore/data/dynamodb/2012-08-10; the service's own
messages show where it works with other limits, and in which order it names the values of an enum.
"""

from collections.abc import Mapping
from typing import Any

NAME_PATTERN = "[a-zA-Z0-9_.-]+"
"""What the names of tables and indexes are made of."""

TABLE_NAME_SHAPE = "TableArn"
"""The shape of a parameter that takes a table's name or its ARN."""

_COMPARISONS = (
    *("IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT"),
    *("NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE", "CONTAINS"),
)

NAME_THEIR_TABLE = frozenset(
    {"CreateTable", "DeleteTable", "DescribeTable", "DescribeTimeToLive", "UpdateTable"}
)
"""The operations that have words of their own for a missing TableName, and say them first."""

SHAPES: Mapping[str, Mapping[str, Any]] = {
    # A name is shorter than the model says, which speaks of ARNs.
    TABLE_NAME_SHAPE: {"max": 255, "pattern": NAME_PATTERN},
    "ReturnConsumedCapacity": {"enum": ["INDEXES", "TOTAL", "NONE"]},
    "ReturnItemCollectionMetrics": {"enum": ["SIZE", "NONE"]},
    "ReturnValue": {"enum": ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"]},
    "ConditionalOperator": {"enum": ["OR", "AND"]},
    "ComparisonOperator": {"enum": _COMPARISONS},
    "Select": {
        "enum": [
            "SPECIFIC_ATTRIBUTES",
            "COUNT",
            "ALL_ATTRIBUTES",
            "ALL_PROJECTED_ATTRIBUTES",
        ]
    },
    "ScalarAttributeType": {"enum": ["B", "N", "S"]},
    "ProjectionType": {"enum": ["ALL", "INCLUDE", "KEYS_ONLY"]},
    "BillingMode": {"enum": ["PROVISIONED", "PAY_PER_REQUEST"]},
    # The message about a list of keys shows no value.
    "KeyList": {"shows_value": False},
    # How many tables a batch names is not checked by itself; the model's 25 and 100 are the
    # limits of a batch as a whole.
    "BatchGetRequestMap": {"max": None},
    "BatchWriteItemRequestMap": {"max": None},
    # The rules of tagging say what is missing, the ARN first.
    "TagResourceInput": {"required": []},
    "UntagResourceInput": {"required": []},
    "ListTagsOfResourceInput": {"required": []},
    "AttributeAction": {"enum": ["ADD", "DELETE", "PUT"]},
}
"""By shape: what replaces the model's words."""

MEMBERS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("CreateTableInput", "TableName"): {"min": 3},
    ("CreateTableInput", "KeySchema"): {"max": 2},
    ("LocalSecondaryIndex", "KeySchema"): {"max": 2},
    ("QueryInput", "Limit"): {"shows_value": False, "place": "Limit"},
}
"""By structure and member: what replaces the words of the member's shape."""

ORDER: Mapping[str, tuple[str, ...]] = {
    "PutItem": (
        "ReturnConsumedCapacity",
        "TableName",
        "Item",
        "ConditionalOperator",
        "Expected",
        "ReturnValues",
        "ReturnItemCollectionMetrics",
    ),
    "GetItem": ("ReturnConsumedCapacity", "AttributesToGet", "TableName", "Key"),
    "DeleteItem": (
        "ReturnConsumedCapacity",
        "TableName",
        "ReturnValues",
        "ReturnItemCollectionMetrics",
        "Key",
        "ConditionalOperator",
        "Expected",
    ),
    "UpdateItem": (
        "ReturnConsumedCapacity",
        "TableName",
        "ReturnItemCollectionMetrics",
        "ReturnValues",
        "Key",
        "ConditionalOperator",
        "Expected",
        "AttributeUpdates",
    ),
    "Query": (
        "Select",
        "IndexName",
        "ReturnConsumedCapacity",
        "QueryFilter",
        "TableName",
        "ConditionalOperator",
        "AttributesToGet",
        "Limit",
        "KeyConditions",
    ),
    "Scan": (
        "Select",
        "IndexName",
        "TotalSegments",
        "ReturnConsumedCapacity",
        "TableName",
        "ConditionalOperator",
        "ScanFilter",
        "Segment",
        "Limit",
        "AttributesToGet",
    ),
    "BatchGetItem": ("ReturnConsumedCapacity", "RequestItems"),
    "BatchWriteItem": (
        "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics",
        "RequestItems",
    ),
    "CreateTable": (
        "AttributeDefinitions",
        "TableName",
        "BillingMode",
        "ProvisionedThroughput",
        "KeySchema",
        "LocalSecondaryIndexes",
        "GlobalSecondaryIndexes",
    ),
    "ListTables": ("Limit", "ExclusiveStartTableName"),
}
"""By operation: the order in which the service names what is wrong; other members follow."""
