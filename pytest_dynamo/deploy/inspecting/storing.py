"""A sample in its table: put where nobody has its key, read, and deleted by those who know its mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.inspecting.samples import MARK, Sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_REFUSED = "ConditionalCheckFailedException"

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
_THROTTLED = (
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSample:
    """A sample and the requests about it; `table` is what its table is called there."""

    client: "DynamoDBClient"
    sample: Sample
    table: str

    @property
    def key_text(self) -> str:
        """The key of the item, for a person."""
        return ", ".join(
            f"{name}={next(iter(value.values()))}" for name, value in self.sample.key.items()
        )

    def put(self) -> bool:
        """Put the item unless there is one with its key; whether it was put."""
        try:
            self.client.put_item(
                TableName=self.table,
                Item=self.sample.item,
                ConditionExpression="attribute_not_exists(#key)",
                ExpressionAttributeNames={"#key": self.sample.table.key.partition_key[0]},
            )
        except ClientError as error:
            if code_of(error) != _REFUSED:
                raise
            return False
        return True

    def there(self) -> Mapping[str, Any] | None:
        """The item with this key, as it is now."""
        answer = self.client.get_item(
            TableName=self.table, Key=self.sample.key, ConsistentRead=True
        )
        return answer.get("Item")

    def query(self, arguments: Mapping[str, Any]) -> list[Any]:
        """The items of the first page of a Query."""
        return self.client.query(**{**arguments, "TableName": self.table})["Items"]

    def delete(self, mark: str) -> bool:
        """Delete the item if it has a mark; whether it had."""
        try:
            self.client.delete_item(
                TableName=self.table,
                Key=self.sample.key,
                ConditionExpression="#mark = :mark",
                ExpressionAttributeNames={"#mark": MARK},
                ExpressionAttributeValues={":mark": {"S": mark}},
            )
        except ClientError as error:
            if code_of(error) != _REFUSED:
                raise
            return False
        return True


def code_of(error: ClientError) -> str:
    """What DynamoDB calls an error."""
    return str(error.response["Error"].get("Code", "an error without a code"))


def told(error: ClientError) -> str:
    """An error as a sentence: what was refused, and why."""
    code, text = code_of(error), error.response["Error"].get("Message", "").rstrip(".")
    doing = f"{error.operation_name} was {'throttled' if code in _THROTTLED else 'refused'}"
    return f"{doing}: {code}: {text}"
