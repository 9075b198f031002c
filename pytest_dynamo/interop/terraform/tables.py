"""From the values of an `aws_dynamodb_table` to the draft of a table."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import (
    AttributeType,
    Encryption,
    IndexKind,
    KeySchema,
    PointInTimeRecovery,
    Projection,
)
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import Draft, IndexDraft, Throughput, Words
from pytest_dynamo.interop.shapes import Losses, Unresolved, taken
from pytest_dynamo.interop.terraform.members import TABLE
from pytest_dynamo.interop.terraform.resource import Resource

_WORDS = Words(
    types="attribute",
    capacity="read_capacity",
    maximum="on_demand_throughput",
    billing="billing_mode",
)
_AWS_KEY = "alias/aws/dynamodb"


def draft_of(resource: Resource, *, retains: bool) -> Draft:
    """The draft of a table; `retains` is whether it stays where Terraform would remove it.

    Raises:
        DynamoError: It has no name or no partition key, or neither can be told.
    """
    where, losses = resource.where, resource.losses
    members = taken(resource.values, TABLE, where, losses)
    key = KeySchema(
        partition_key=(members["hash_key"],),
        sort_key=(members["range_key"],) if "range_key" in members else (),
    )
    types: dict[str, AttributeType] = {
        one["name"]: one["type"] for one in members.get("attribute", ())
    }
    draft = Draft(
        name=members["name"],
        key=key,
        types=types,
        where=where,
        words=_WORDS,
        billing_mode=members.get("billing_mode", "PROVISIONED"),
        throughput=throughput_of(members),
        settings=_settings(members, where, losses),
    )
    if isinstance(_key_given(resource), Unresolved):
        place = (*where, "server_side_encryption")
        losses.add(place, "the key is not known here; taken for AWS_MANAGED")
    draft.settings["removal_policy"] = "RETAIN" if retains else "DESTROY"
    for kind, name in (("global", "global_secondary_index"), ("local", "local_secondary_index")):
        for number, index in enumerate(members.get(name, ())):
            place = (*where, name, number)
            draft.add_index(_index(index, kind, draft, place, losses), losses)
    return draft


def _key_given(resource: Resource) -> Any:  # noqa: ANN401 - any value
    blocks = resource.values.get("server_side_encryption")
    block = blocks[0] if isinstance(blocks, list) and blocks else blocks
    return block.get("kms_key_arn") if isinstance(block, dict) else None


def throughput_of(members: Mapping[str, Any]) -> Throughput:
    """Capacity, maximum and warm throughput of a table or an index."""
    maximum = members.get("on_demand_throughput", {})
    warm = members.get("warm_throughput", {})
    own = members.get("provisioned_throughput", {})
    return Throughput(
        read=members.get("read_capacity", own.get("read_capacity_units")),
        write=members.get("write_capacity", own.get("write_capacity_units")),
        maximum=(maximum.get("max_read_request_units"), maximum.get("max_write_request_units")),
        warm=(warm.get("read_units_per_second"), warm.get("write_units_per_second")),
    )


def projection_of(members: Mapping[str, Any]) -> Projection:
    """What an index projects."""
    kind = members.get("projection_type", "ALL")
    attributes = tuple(dict.fromkeys(members.get("non_key_attributes", ())))
    return Projection(kind=kind, attributes=attributes if kind == "INCLUDE" else ())


def key_of(members: Mapping[str, Any]) -> KeySchema:
    """The key of a global index: blocks `key_schema`, or the arguments that came before them."""
    blocks = members.get("key_schema", ())

    def names(kind: str, argument: str) -> tuple[str, ...]:
        found = tuple(one["attribute_name"] for one in blocks if one["key_type"] == kind)
        return found or ((members[argument],) if argument in members else ())

    return KeySchema(partition_key=names("HASH", "hash_key"), sort_key=names("RANGE", "range_key"))


def _index(
    members: Mapping[str, Any],
    kind: Any,  # noqa: ANN401 - one of IndexKind
    draft: Draft,
    where: Where,
    losses: Losses,
) -> IndexDraft:
    is_local: IndexKind = kind
    key = (
        KeySchema(partition_key=draft.key.partition_key, sort_key=(members["range_key"],))
        if is_local == "local"
        else key_of(members)
    )
    if not key.partition_key:
        losses.fail(where, "an index without a key", "add hash_key, or key_schema of type HASH")
    return IndexDraft(
        name=members["name"],
        kind=kind,
        key=key,
        where=where,
        projection=projection_of(members),
        throughput=throughput_of(members) if kind == "global" else Throughput(),
    )


def _settings(members: Mapping[str, Any], where: Where, losses: Losses) -> dict[str, Any]:
    ttl = members.get("ttl", {})
    replicas = members.get("replica", ())
    modes = sorted(one["consistency_mode"] for one in replicas if "consistency_mode" in one)
    tags = members.get("tags", {})
    for name, value in members.get("tags_all", {}).items():
        if tags.get(name) != value:
            message = f"'{value}' is a default tag of the provider, not one of the table; left out"
            losses.add((*where, "tags_all", name), message)
    has_stream = members.get("stream_enabled", False)
    return {
        "stream": members.get("stream_view_type") if has_stream else None,
        "time_to_live": ttl.get("attribute_name") if ttl.get("enabled", True) else None,
        "point_in_time_recovery": _recovery(members.get("point_in_time_recovery", {})),
        "encryption": _encryption(members.get("server_side_encryption", {})),
        "deletion_protection": members.get("deletion_protection_enabled", False),
        "table_class": members.get("table_class", "STANDARD"),
        "tags": tags,
        "replicas": tuple(dict.fromkeys(one["region_name"] for one in replicas)),
        "multi_region_consistency": modes[-1] if modes else None,
    }


def _recovery(members: Mapping[str, Any]) -> PointInTimeRecovery | None:
    if not members.get("enabled", False):
        return None
    days = members.get("recovery_period_in_days")
    return PointInTimeRecovery(recovery_period_days=days) if days else PointInTimeRecovery()


def _encryption(members: Mapping[str, Any]) -> Encryption:
    """Without a key, it is AWS's own: `enabled = false` is a key of DynamoDB's, which costs nothing."""
    if not members.get("enabled", False):
        return Encryption()
    key = members.get("kms_key_arn", _AWS_KEY)
    if key.endswith(_AWS_KEY):
        return Encryption(kind="AWS_MANAGED")
    return Encryption(kind="CUSTOMER_MANAGED", kms_key=key)
