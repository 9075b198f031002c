"""Tags of tables.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.values import page_after
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.validation.rules.control_plane import MOST_TAGS
from pytest_dynamo.embedded.wire_types import Answer, Request

_A_PAGE = 10


def tag_resource(world: World, request: Request) -> Answer:
    """Add tags to a table; one with a key that is there replaces it."""
    table = _table(world, request["ResourceArn"], _NOT_FOUND)
    keys = [tag["Key"] for tag in request["Tags"]]
    if len(set(keys)) < len(keys):
        raise invalid("Duplicate tag keys found in the request")
    tags = {tag["Key"]: tag["Value"] for tag in (*table.tags, *request["Tags"])}
    if len(tags) > MOST_TAGS:
        message = f"Subscriber limit exceeded: The number of tags exceeds the limit of {MOST_TAGS}"
        raise ServiceError("LimitExceededException", message)
    table.tags = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {}


def untag_resource(world: World, request: Request) -> Answer:
    """Take tags from a table; those it does not have are no mistake."""
    table = _table(world, request["ResourceArn"], "Requested resource not found")
    table.tags = [tag for tag in table.tags if tag["Key"] not in request["TagKeys"]]
    return {}


def list_tags_of_resource(world: World, request: Request) -> Answer:
    """The tags of a table, ten at a time."""
    table = _table(world, request["ResourceArn"], _NOT_FOUND)
    tags = {tag["Key"]: tag for tag in table.tags}
    keys, last = page_after(list(tags), request.get("NextToken"), _A_PAGE)
    return {"Tags": [dict(tags[key]) for key in keys]} | ({"NextToken": last} if last else {})


TAG_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "ListTagsOfResource": list_tags_of_resource,
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
}

# So it is spelt.
_NOT_FOUND = "Requested resource not found: ResourcArn: {arn} not found"


def _table(world: World, arn: str, message: str) -> ControlTable:
    for table in world.backend.tables.values():
        if table.table_arn == arn:
            return table
    raise ServiceError("ResourceNotFoundException", message.format(arn=arn))
