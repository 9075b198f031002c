"""Resources beside a table that say something about it: auto scaling, policies, streams, tags, indexes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pytest_dynamo.interop.create_table.following import (
    scaled,
    set_insights,
    set_kinesis,
    set_scaling,
)
from pytest_dynamo.interop.create_table.reading import policy_of
from pytest_dynamo.interop.drafting import Draft, IndexDraft
from pytest_dynamo.interop.shapes import taken
from pytest_dynamo.interop.terraform.configuration import UNKNOWN_ARN
from pytest_dynamo.interop.terraform.members import COMPANIONS
from pytest_dynamo.interop.terraform.resource import Resource
from pytest_dynamo.interop.terraform.tables import key_of, projection_of, throughput_of

_DYNAMODB = "dynamodb"
_MODE = "ACCESSED_AND_THROTTLED_KEYS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The tables so far, by name and by the address of their resource."""

    by_name: dict[str, Draft]
    by_address: dict[str, Draft]

    def of_arn(self, arn: str) -> Draft | None:
        """The table of an ARN, or of the address that stands for one."""
        for address, draft in self.by_address.items():
            if arn in (address, address.partition("[")[0]):
                return draft
        return self.by_name.get(arn.rpartition(":table/")[2])


_Members: TypeAlias = Mapping[str, Any]
_Taking: TypeAlias = Callable[[_Members, Draft, Resource], None]


def take_companion(resource: Resource, drafts: Drafts) -> None:
    """Take in what a resource says of a table; what belongs to none is named."""
    losses, where = resource.losses, resource.where
    shape = COMPANIONS[resource.kind]
    if resource.kind.startswith("aws_appautoscaling_"):
        namespace = resource.values.get("service_namespace")
        dimension = str(resource.values.get("scalable_dimension", _DYNAMODB))
        if namespace not in (None, _DYNAMODB) or not dimension.startswith(_DYNAMODB):
            losses.add(where, "it scales something that is no table; left out")
            return
    members = _known(resource, shape)
    if members is None:
        return
    if "resource_id" in members:
        _scale(members, resource, drafts)
        return
    name = members.get("table_name")
    arn = members.get("resource_arn") or members.get("global_table_arn") or ""
    draft = drafts.by_name.get(name) if name else drafts.of_arn(arn)
    if draft is None:
        losses.add(where, f"there is no table '{name or arn}' here; left out")
        return
    _TAKING[resource.kind](members, draft, resource)


def _known(resource: Resource, shape: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a mapping of shapes
    """Its members; without those it cannot do without, there is still a table."""
    for name, one in shape.items():
        value = resource.values.get(name)
        if getattr(one, "needed", False) and not (isinstance(value, str) and value):
            why = f"{value}" if value is not None else "is missing"
            resource.losses.add((*resource.where, name), f"{why}; {resource.address} is left out")
            return None
    return taken(resource.values, shape, resource.where, resource.losses)


def _scale(members: _Members, resource: Resource, drafts: Drafts) -> None:
    place = (resource.where, resource.losses)
    target = members.get("target_tracking_scaling_policy_configuration", {})
    throughput = scaled(members["resource_id"], drafts.by_name, *place)
    settings = {
        "minimum": members.get("min_capacity"),
        "maximum": members.get("max_capacity"),
        "target_utilization": target.get("target_value"),
    }
    set_scaling(throughput, members["scalable_dimension"], settings, place)


def _kinesis(members: _Members, draft: Draft, resource: Resource) -> None:
    arn, where = members.get("stream_arn"), (*resource.where, "stream_arn")
    precision = members.get("approximate_creation_date_time_precision")
    if arn:
        set_kinesis(draft, arn, precision, where, resource.losses)
    elif not resource.values.get("stream_arn"):
        resource.losses.add(where, "is known only once Terraform has run; the stream is left out")


def _insights(members: _Members, draft: Draft, resource: Resource) -> None:
    mode = members.get("mode", _MODE)
    set_insights(draft, members.get("index_name"), mode, resource.where, resource.losses)


def _policy(members: _Members, draft: Draft, resource: Resource) -> None:
    where = (*resource.where, "policy")
    policy = policy_of(members.get("policy"), where, resource.losses)
    if policy is not None and UNKNOWN_ARN in json.dumps(policy, default=str):
        message = (
            f"region and account are not known yet; the table goes by {UNKNOWN_ARN}{draft.name}"
        )
        resource.losses.add(where, message)
    draft.settings["resource_policy"] = policy


def _tag(members: _Members, draft: Draft, resource: Resource) -> None:  # noqa: ARG001 - as the others
    tags = draft.settings["tags"]
    draft.settings["tags"] = {**tags, members["key"]: members.get("value", "")}


def _replica(members: _Members, draft: Draft, resource: Resource) -> None:  # noqa: ARG001
    if not resource.region:
        message = "its provider does not tell the region; left out"
        resource.losses.add(resource.where, message)
    elif resource.region not in draft.settings["replicas"]:
        draft.settings["replicas"] = (*draft.settings["replicas"], resource.region)


def _index(members: _Members, draft: Draft, resource: Resource) -> None:
    key = key_of(members)
    where, losses = resource.where, resource.losses
    if not key.partition_key:
        losses.fail(where, "an index without a key", "add key_schema of type HASH")
    for one in members["key_schema"]:
        if "attribute_type" in one:
            draft.types.setdefault(one["attribute_name"], one["attribute_type"])
    index = IndexDraft(
        name=members["index_name"],
        kind="global",
        key=key,
        where=where,
        projection=projection_of(members.get("projection", {})),
        throughput=throughput_of(members),
    )
    draft.add_index(index, losses)


_TAKING: Final[Mapping[str, _Taking]] = {
    "aws_dynamodb_kinesis_streaming_destination": _kinesis,
    "aws_dynamodb_contributor_insights": _insights,
    "aws_dynamodb_resource_policy": _policy,
    "aws_dynamodb_tag": _tag,
    "aws_dynamodb_table_replica": _replica,
    "aws_dynamodb_global_secondary_index": _index,
}
