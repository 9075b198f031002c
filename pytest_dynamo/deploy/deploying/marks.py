"""The tag that says which tables `deploy` has made, and of which design."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.faults import UNKNOWN_OPERATIONS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MARK = "pytest-dynamo:deployed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The design that a table was made of by `deploy`; None if it was not, or if that `is_told` nowhere."""

    design: str | None
    is_told: bool = True


def somebody_elses(owner: Owner, design: str) -> str:
    """Why a table is not one that `deploy` has made of a design, as a clause; empty where it is.

    >>> somebody_elses(Owner(design="shop"), "orders"), somebody_elses(Owner(design="shop"), "shop")
    ('deploy has made it of the design shop', '')
    """
    if not owner.is_told:
        return "this DynamoDB tells no tags, so that it is not known whether deploy has made it"
    if owner.design is None:
        return f"deploy has not made it: it has no tag {MARK}"
    return "" if owner.design == design else f"deploy has made it of the design {owner.design}"


def owner_by(tags: Mapping[str, str], *, is_told: bool) -> Owner:
    """Whose a table with these tags is."""
    return Owner(design=tags.get(MARK), is_told=is_told)


def owner_of(client: "DynamoDBClient", arn: str) -> Owner:
    """Whose a table is, as its tags say now.

    Raises:
        ClientError: Its DynamoDB knows tags, and does not tell them.
    """
    tags: dict[str, str] = {}
    more: dict[str, str] = {}
    while True:
        try:
            answer = client.list_tags_of_resource(ResourceArn=arn, **more)
        except ClientError as error:
            if error.response["Error"].get("Code") in UNKNOWN_OPERATIONS:
                return Owner(design=None, is_told=False)
            raise
        tags |= {tag["Key"]: tag["Value"] for tag in answer.get("Tags", ())}
        if not answer.get("NextToken"):
            return owner_by(tags, is_told=True)
        more = {"NextToken": answer["NextToken"]}


def mark(client: "DynamoDBClient", arn: str, design: str) -> bool:
    """Make sure that a table just made carries the tag; False where its DynamoDB knows no tags.

    CreateTable sets it, and there are endpoints that drop the tags of CreateTable and keep those of TagResource.
    """
    try:
        owner = owner_of(client, arn)
    except ClientError:  # the caller may not list tags; AWS has set those of CreateTable
        return True
    if owner.is_told and owner.design is None:
        client.tag_resource(ResourceArn=arn, Tags=[{"Key": MARK, "Value": design}])
    return owner.is_told
