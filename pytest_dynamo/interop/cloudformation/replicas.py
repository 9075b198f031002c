"""The regions of a global table: one is the stack's own, the others are replicas of the design."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pytest_dynamo.interop.cloudformation.members import Members
from pytest_dynamo.interop.cloudformation.nodes import Node, Unresolved, plain, text_of

_OWN_REGION = "!Ref AWS::Region"
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]+\Z")
_IN_ARN = re.compile(r"(arn:[\w-]+:[\w-]+:)[\w-]*")
_OF_REGION = ("KinesisStreamSpecification", "ResourcePolicy", "Region")
REASONS = {
    "DisassociationProtectionEnabled": "left out: a design has no protection from disassociation",
    "GlobalTableSettingsReplicationMode": "left out: a design says nothing of settings between accounts",
    "ReplicaStreamSpecification": "left out: a design has no policy and no tags of a stream",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The replica in the region of the stack, and the regions of the others."""

    own: Members
    others: tuple[str, ...] = ()
    own_indexes: Mapping[str, Members] = field(default_factory=dict)


def regions_of(members: Members, region: str | None) -> Regions:
    """The regions of a global table; `region` is the stack's, if it is known."""
    replicas = [one for one in _listed(members) if isinstance(one.value, dict)]
    if not replicas:
        return Regions(own=Members(None, members.findings))
    wanted = {_OWN_REGION} | ({region} if region else set())
    own = next((one for one in replicas if _region(one) in wanted), replicas[0])
    found = Members(own, members.findings)
    _take_region(found, is_first=len(replicas) > 1 and own is replicas[0])
    others = []
    for one in replicas:
        if one is own:
            continue
        name = _other_region(one, members)
        if name:
            others.append(name)
            _compare(one, own, members)
    indexes = {
        str(one.get("IndexName").value): _named(Members(one, members.findings))  # type: ignore[union-attr]
        for one in found.listed("GlobalSecondaryIndexes")
        if one.get("IndexName") is not None
    }
    return Regions(own=found, others=tuple(dict.fromkeys(others)), own_indexes=indexes)


def _listed(members: Members) -> Sequence[Node]:
    found = members.listed("Replicas")
    for one in found:
        if not isinstance(one.value, dict):
            members.findings.lose(one, "left out: no mapping")
    return found


def _named(index: Members) -> Members:
    index.raw("IndexName")
    return index


def _region(replica: Node) -> str | None:
    found = replica.get("Region")
    if found is None:
        return None
    return str(found.value) if isinstance(found.value, Unresolved) else text_of(found.value)


def _take_region(own: Members, *, is_first: bool) -> None:
    """The region of the stack is no part of a design, and that is said where it is written out."""
    node = own.raw("Region")
    if node is None or str(node.value) == _OWN_REGION:
        return
    message = f"{plain(node)} is taken for the region that it is deployed in, which a design does not name"
    if is_first:
        message += "; to fix this: --parameter AWS::Region=REGION if it is another"
    own.findings.lose(node, message)


def _other_region(replica: Node, members: Members) -> str | None:
    node = replica.get("Region")
    if node is None:
        members.findings.lose(replica, "left out: a replica without a region")
        return None
    if isinstance(node.value, Unresolved):
        members.findings.miss(node)
        return None
    name = text_of(node.value) or ""
    if _REGION.match(name):
        return name
    members.findings.lose(
        node, f"left out: '{name[:60]}' is no region; regions look like eu-west-1"
    )
    return None


def _compare(replica: Node, own: Node, members: Members) -> None:
    """Name what is not as in the region of the stack, as a design has one setting for all."""
    here = _region(own) or "the first"
    for name in dict.fromkeys((*replica.value, *own.value)):
        one, other = replica.get(name), own.get(name)
        if name in REASONS and one is not None:
            members.findings.lose(one, REASONS[name])
        elif name in _OF_REGION and one is None or name == "Region" or name in REASONS:
            continue
        elif one is None:
            message = f"not there, unlike in {here}; a design has one setting for all regions"
            members.findings.lose(replica, message, member=name)
        elif other is None or _without_region(one) != _without_region(other):
            message = f"left out: not as in {here}; a design has one setting for all regions"
            members.findings.lose(one, message)


def _without_region(node: Node) -> str:
    """What a setting says beside its region: keys of KMS have one in their ARN."""
    return _IN_ARN.sub(r"\1", repr(plain(node)))
