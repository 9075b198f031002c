"""Whether DynamoDB is done with what it was told: what of a description is still under way."""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.errors import DynamoError

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
_STUCK = {
    "INACCESSIBLE_ENCRYPTION_CREDENTIALS": "let DynamoDB use its KMS key again, within seven days",
    "ARCHIVING": "wait until it is archived, and restore it from the backup that AWS has made of it",
    "ARCHIVED": "restore it from the backup that AWS has made of it",
    "REPLICATION_NOT_AUTHORIZED": "let DynamoDB replicate it again: its service-linked role is denied",
}
_AT_REST = ("ACTIVE", None)
_ENCRYPTING = ("ENABLING", "DISABLING", "UPDATING")
_GONE_WRONG = ("CREATION_FAILED", "REGION_DISABLED", *_STUCK)


def unsettled(description: Mapping[str, Any]) -> str | None:
    """What of a table is still under way, in words; None where it takes the next request.

    `description` is the member `Table` of what DescribeTable answers.

    >>> unsettled({"TableName": "orders", "TableStatus": "CREATING"})
    'the table is CREATING'
    >>> index = {"IndexName": "GSI1", "IndexStatus": "CREATING", "Backfilling": True}
    >>> unsettled({"TableName": "orders", "TableStatus": "UPDATING", "GlobalSecondaryIndexes": [index]})
    'index GSI1 is being filled'

    Raises:
        DynamoError: It is in a state that it does not leave by itself.
    """
    name, status = description.get("TableName", "?"), description.get("TableStatus")
    if status in _STUCK:
        message = f"table {name} is {status}, and takes no change.\nTo fix this: {_STUCK[status]}"
        raise DynamoError(message)
    under_way = [*_indexes(description), *_replicas(description)]
    if not under_way and status not in _AT_REST:
        under_way = [f"the table is {status}"]
    encryption = (description.get("SSEDescription") or {}).get("Status")
    if not under_way and encryption in _ENCRYPTING:
        under_way = [f"encryption is {encryption}"]
    return ", ".join(under_way) or None


def _indexes(description: Mapping[str, Any]) -> Iterator[str]:
    for index in description.get("GlobalSecondaryIndexes") or ():
        status = index.get("IndexStatus")
        if status in _AT_REST:
            continue
        # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GlobalSecondaryIndexDescription.html
        if status == "CREATING" and index.get("Backfilling"):
            yield f"index {index['IndexName']} is being filled"
        else:
            yield f"index {index['IndexName']} is {status}"


def _replicas(description: Mapping[str, Any]) -> Iterator[str]:
    for replica in description.get("Replicas") or ():
        status = replica.get("ReplicaStatus")
        region = replica.get("RegionName", "?")
        if status in _GONE_WRONG:
            message = (
                f"the replica of table {description.get('TableName', '?')} in {region} is {status}.\n"
                "To fix this: remove it from the table, or from the design, and go on"
            )
            raise DynamoError(message)
        if status not in _AT_REST:
            yield f"the replica in {region} is {status}"
