"""Time to live: what it is set to, and taking away what has expired.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.store.change import Change
from pytest_dynamo.embedded.store.expiry import Expiry
from pytest_dynamo.embedded.store.key_values import primary_key
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import Answer, Request


def update_time_to_live(world: World, request: Request) -> Answer:
    """Enable or disable time to live; enabling it looks at every item once."""
    table = world.backend.get_table(request["TableName"])
    specification = request["TimeToLiveSpecification"]
    attribute, current = specification["AttributeName"], table.data.ttl_attribute
    if current is not None and attribute != current:
        message = (
            f"TimeToLive is active on a different AttributeName: current AttributeName is {current}"
        )
        raise invalid(message)
    if specification["Enabled"] == (current is not None):
        message = f"TimeToLive is already {'enabled' if current else 'disabled'}"
        raise invalid(message)
    if specification["Enabled"]:
        _enable(world, table, attribute)
    else:
        table.data.ttl_attribute = table.data.expiry = None
        del world.expiring[table.name]
    return {"TimeToLiveSpecification": dict(specification)}


def describe_time_to_live(world: World, request: Request) -> Answer:
    """Whether time to live is enabled."""
    attribute = world.backend.get_table(request["TableName"]).data.ttl_attribute
    status: Answer = {"TimeToLiveStatus": "ENABLED" if attribute else "DISABLED"}
    named = {"AttributeName": attribute} if attribute else {}
    return {"TimeToLiveDescription": {**status, **named}}


def remove_expired(world: World) -> None:
    """Remove the items whose time is over, at no capacity. Where none is, this costs next to nothing."""
    for table, expiry in world.expiring.values():
        data = table.data
        for key in expiry.due():
            old = cast("StoredItem", data.store.get(key))  # expiry follows every write
            data.store.commit(Change(key, old, None))
            if table.stream is not None:
                table.stream.add_expired(old)


def _enable(world: World, table: ControlTable, attribute: str) -> None:
    expiry = Expiry(attribute, world.clock)
    for stored in table.data.store.items():
        item = stored.item()
        expiry.note(primary_key(item, table.data.definition.key), item)
    table.data.ttl_attribute, table.data.expiry = attribute, expiry
    world.expiring[table.name] = table, expiry


TIME_TO_LIVE_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "DescribeTimeToLive": describe_time_to_live,
    "UpdateTimeToLive": update_time_to_live,
}
