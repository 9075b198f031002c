"""A live table, read and compared property by property with what a design declares."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pytest_dynamo.deploy.drift_live import LiveTable, read_table
from pytest_dynamo.deploy.inspecting.values import Drift
from pytest_dynamo.design.values import Encryption, Table
from pytest_dynamo.migration.differences import Difference, differences

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ACTIVE = "ACTIVE"

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html, TableStatus
_TAKES_ITEMS = ("ACTIVE", "UPDATING")

_OF_BILLING = ("provisioned", "max_throughput")

_PROPERTIES: Mapping[str, str] = {
    "provisioned": "capacity",
    "max_throughput": "maximum throughput",
    "warm_throughput": "warm throughput",
    "stream": "stream",
    "time_to_live": "time to live",
    "point_in_time_recovery": "point-in-time recovery",
    "encryption": "encryption",
    "deletion_protection": "deletion protection",
    "table_class": "table class",
    "contributor_insights": "contributor insights",
    "multi_region_consistency": "multi-region consistency",
    "kinesis_stream": "Kinesis stream",
    "replicas": "replicas",
    "tags": "tags",
    "resource_policy": "resource policy",
}
"""What is compared, by member of a table, and what it is called; keys, indexes and billing come before."""

_NOT_DECLARED: tuple[object, ...] = (None, False, (), {}, "STANDARD", Encryption())


def table_drift(
    client: "DynamoDBClient",
    name: str,
    wanted: Table,
    *,
    others: Iterable[Difference] = (),
    untold: Iterable[str] = (),
    whose_key: str = "",
) -> Drift:
    """What of a table is not as the design says.

    `others` and `untold` are what other services tell and do not tell. `whose_key` says whose the key of the
    encryption is, where somebody has asked for that; without, a design that has AWS's own cannot be held against it.

    Raises:
        BackendError: There is no such table, or it may not be described.
    """
    live = read_table(client, name, is_thorough=True)
    unknown = (*live.unknown, *_not_described(live.description))
    found = differences(wanted, live.table, unknown=unknown, has_policy=live.has_policy)
    found = (*_without_consequences(found), *others, *_unsettled(live))
    silent = [*_words_of(unknown), *_of_keys(wanted, live.table, whose_key), *untold]
    if wanted.vector_indexes:
        silent.append("vector indexes (not compared)")
    return Drift(
        differences=found,
        alike=tuple(_alike(wanted, found, silent)),
        untold=tuple(dict.fromkeys(silent)),
        notes=tuple(_under_way(live)),
        unusable=frozenset(_unusable(wanted, found)),
        why_no_items=_why_no_items(found, live.description.get("TableStatus", _ACTIVE)),
    )


def _not_described(description: Mapping[str, Any]) -> Iterator[str]:
    """What DynamoDB always describes; a description without it is of another program, which does not know it."""
    if "DeletionProtectionEnabled" not in description:
        yield "deletion_protection"


def _without_consequences(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Differences without those that follow from another billing mode: which kind of capacity there is."""
    found = tuple(found)
    if not any(one.name == "billing_mode" for one in found):
        return found
    return tuple(one for one in found if one.name.rpartition(".")[2] not in _OF_BILLING)


def _unsettled(live: LiveTable) -> Iterator[Difference]:
    """What is there, and cannot be used yet, or no more.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
    """
    description = live.description
    status = description.get("TableStatus", _ACTIVE)
    if status != _ACTIVE:
        yield Difference(name="status", design=_ACTIVE, found=status)
    for index in description.get("GlobalSecondaryIndexes") or ():
        status = index.get("IndexStatus", _ACTIVE)
        if status != _ACTIVE:
            filling = ", it is still being filled" if status == "CREATING" else ""
            name = f"indexes.{index['IndexName']}.status"
            yield Difference(name=name, design=_ACTIVE, found=f"{status}{filling}")
    for replica in description.get("Replicas") or ():
        status = replica.get("ReplicaStatus", _ACTIVE)
        if status != _ACTIVE:
            name = f"replicas.{replica.get('RegionName', 'unknown')}.status"
            yield Difference(name=name, design=_ACTIVE, found=status)
    for name, state in live.states.items():
        if state.endswith("FAILED"):
            yield Difference(name=f"{name}.status", design="ENABLED or DISABLED", found=state)


def _under_way(live: LiveTable) -> Iterator[str]:
    """What counts as if it were done already; time to live takes up to an hour.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
    """
    for name, state in live.states.items():
        if state.endswith("ING"):
            yield f"{_PROPERTIES[name]} is {state}: DynamoDB is not done with it yet"


def _of_keys(wanted: Table, found: Table, whose_key: str) -> Iterator[str]:
    """What the ARN of a key does not tell: whose it is, and which aliases it has."""
    arn = found.encryption.kms_key or ""
    if whose_key or not arn:
        return
    if wanted.encryption.kind == "AWS_MANAGED":
        yield "whose key encrypts it"
    elif (wanted.encryption.kms_key or "").startswith("alias/") and ":key/" in arn:
        yield f"whether {wanted.encryption.kms_key} is the key that encrypts it"


def _words_of(unknown: Iterable[str]) -> Iterator[str]:
    for name in unknown:
        of_index = name.startswith("indexes.")
        yield "contributor insights of indexes" if of_index else _PROPERTIES.get(name, name)


def _alike(wanted: Table, found: Collection[Difference], untold: Collection[str]) -> Iterator[str]:
    """What the design declares, was told, and does not differ."""
    differing = {one.name.partition(".")[0] for one in found}
    if not differing & {"key", "attribute_types"}:
        yield "key"
    if wanted.indexes and "indexes" not in differing:
        count = len(wanted.indexes)
        yield f"{count} index{'es' * (count > 1)}"
    if "billing_mode" not in differing:
        yield "billing mode"
    for name, words in _PROPERTIES.items():
        is_declared = getattr(wanted, name) not in _NOT_DECLARED
        if name == "encryption" and any("key" in one for one in untold):
            continue
        if is_declared and name not in differing and words not in untold:
            yield words


def _unusable(wanted: Table, found: Iterable[Difference]) -> Iterator[str]:
    """The indexes that are not there, are other indexes, or cannot be queried yet."""
    for one in found:
        for index in wanted.indexes:
            place = f"indexes.{index}"
            if one.name in (place, *(f"{place}.{name}" for name in ("kind", "key", "status"))):
                yield index


def _why_no_items(found: Iterable[Difference], status: str) -> str:
    if any(one.name == "key" or one.name.startswith("attribute_types.") for one in found):
        return "its keys are not those of the design"
    if status not in _TAKES_ITEMS:
        return f"it is {status}"
    return ""
