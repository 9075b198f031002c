"""Tables out of CreateTable's arguments, as for boto3 and the AWS CLI, and of DescribeTable's answers."""

import json
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import Design, Encryption, KeySchema, Projection
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.create_table.finding import Request, is_of_requests, requests_in
from pytest_dynamo.interop.create_table.following import follow, scale
from pytest_dynamo.interop.create_table.members import FOLLOWING, SCALING, TABLE
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import (
    LONGEST_NAME,
    Draft,
    IndexDraft,
    Throughput,
    Words,
    sound,
    table_of,
)
from pytest_dynamo.interop.shapes import Losses, taken
from pytest_dynamo.interop.values import Imported, ImportFormat, ImportOptions, Source

_WORDS = Words(
    types="AttributeDefinitions",
    capacity="ProvisionedThroughput",
    maximum="OnDemandThroughput",
    billing="BillingMode",
)
# What neither CreateTable takes nor DescribeTable answers, or only one of them.
_SILENT = frozenset(
    {
        "removal_policy",
        "time_to_live",
        "point_in_time_recovery",
        "contributor_insights",
        "indexes.contributor_insights",
        "kinesis_stream",
        "resource_policy",
        "tags",
        "replicas",
        "multi_region_consistency",
    }
)
_AWS_KEY = "alias/aws/dynamodb"
_DATA = "data"


def _lacks(source: Source) -> str | None:
    if any(is_of_requests(document) for document in source.documents):
        return None
    return "no TableName with a KeySchema"


def _read(source: Source, options: ImportOptions) -> Imported:
    drafts: dict[str, Draft] = {}
    collected = []
    later: list[tuple[Request, Losses]] = []
    for document in source.documents:
        losses = Losses(path=document.path, line=document.line)
        collected.append(losses)
        for request in requests_in(document.value, (), losses):
            if request.kind == "table":
                _add(draft_of(request, losses), drafts, losses)
            else:
                later.append((request, losses))
    if not drafts:
        message = f"{source.path}: no TableName with a KeySchema\nTo fix this: name another file"
        raise DynamoError(message)
    for request, losses in later:
        shape = SCALING if request.kind == "scaling" else FOLLOWING
        members = taken(request.members, shape, request.where, losses)
        (scale if request.kind == "scaling" else follow)(members, request.where, drafts, losses)
    first = collected[0]
    tables = {name: table_of(draft, first) for name, draft in drafts.items()}
    design = Design(name=options.name or next(iter(tables))[:LONGEST_NAME], tables=tables)
    found = tuple(loss for losses in collected for loss in losses.found)
    return Imported(design=sound(design, source.path), losses=found, silent=_SILENT)


def _add(draft: Draft, drafts: dict[str, Draft], losses: Losses) -> None:
    if draft.name in drafts:
        message = f"there is a table '{draft.name}' already"
        losses.fail((*draft.where, "TableName"), message, "rename or remove one of the two")
    drafts[draft.name] = draft


def draft_of(request: Request, losses: Losses) -> Draft:
    """What the arguments of CreateTable, or the description of a table, say of it.

    Raises:
        DynamoError: Its name or its key is missing.
    """
    source, where = dict(request.members), request.where
    items = source.pop(_DATA, None)  # as jest-dynamodb and jest-dynalite have it
    if items:
        count = f"{len(items)} items" if isinstance(items, list) else "items"
        losses.add((*where, _DATA), f"{count}: their entities are not known here; left out")
    members = taken(source, TABLE, where, losses)
    draft = Draft(
        name=members["TableName"],
        key=key_of(members["KeySchema"]),
        types={
            one["AttributeName"]: one["AttributeType"]
            for one in members.get("AttributeDefinitions", ())
        },
        where=where,
        words=_WORDS,
        billing_mode=_billing_mode(source, members),
        throughput=throughput_of(members),
        settings=_settings(members, where, losses),
    )
    for kind, name in (
        ("global", "GlobalSecondaryIndexes"),
        ("local", "LocalSecondaryIndexes"),
    ):
        for number, index in enumerate(members.get(name, ())):
            place = (*where, name, number)
            draft.add_index(_index(index, kind, place), losses)
    return draft


def _billing_mode(source: Mapping[str, Any], members: Mapping[str, Any]) -> str | None:
    """The mode; a description of a table that was never anything but provisioned has none.

    A table made on demand before there were summaries describes zero units instead.
    """
    summary = members.get("BillingModeSummary", {}).get("BillingMode")
    mode = members.get("BillingMode") or summary
    if mode is None and "TableStatus" in source and not members.get("ProvisionedThroughput"):
        return "PAY_PER_REQUEST"
    return str(mode) if mode else None


def key_of(elements: list[Mapping[str, str]]) -> KeySchema:
    """A key schema out of the elements of one."""

    def names(kind: str) -> tuple[str, ...]:
        return tuple(one["AttributeName"] for one in elements if one["KeyType"] == kind)

    return KeySchema(partition_key=names("HASH"), sort_key=names("RANGE"))


def throughput_of(members: Mapping[str, Any]) -> Throughput:
    """Capacity, maximum and warm throughput of a table or an index."""
    capacity = members.get("ProvisionedThroughput", {})
    maximum = members.get("OnDemandThroughput", {})
    warm = members.get("WarmThroughput", {})
    return Throughput(
        read=capacity.get("ReadCapacityUnits"),
        write=capacity.get("WriteCapacityUnits"),
        maximum=(maximum.get("MaxReadRequestUnits"), maximum.get("MaxWriteRequestUnits")),
        warm=(warm.get("ReadUnitsPerSecond"), warm.get("WriteUnitsPerSecond")),
    )


def projection_of(projection: Mapping[str, Any]) -> Projection:
    """What an index projects; without a type, ALL."""
    kind = projection.get("ProjectionType", "ALL")
    attributes = tuple(dict.fromkeys(projection.get("NonKeyAttributes", ())))
    return Projection(kind=kind, attributes=attributes if kind == "INCLUDE" else ())


def _index(members: Mapping[str, Any], kind: Any, where: Where) -> IndexDraft:  # noqa: ANN401
    return IndexDraft(
        name=members["IndexName"],
        kind=kind,
        key=key_of(members["KeySchema"]),
        where=where,
        projection=projection_of(members.get("Projection", {})),
        throughput=throughput_of(members),
    )


def _settings(members: Mapping[str, Any], where: Where, losses: Losses) -> dict[str, Any]:
    stream = members.get("StreamSpecification", {})
    summary = members.get("TableClassSummary", {}).get("TableClass", "STANDARD")
    regions = (one.get("RegionName") for one in members.get("Replicas", ()))
    policy = members.get("ResourcePolicy")
    return {
        "stream": stream.get("StreamViewType") if stream.get("StreamEnabled", True) else None,
        "encryption": _encryption(members),
        "deletion_protection": members.get("DeletionProtectionEnabled", False),
        "table_class": members.get("TableClass", summary),
        "resource_policy": policy_of(policy, (*where, "ResourcePolicy"), losses),
        "tags": _tags(members.get("Tags", ()), (*where, "Tags"), losses),
        "replicas": tuple(dict.fromkeys(region for region in regions if region)),
        "multi_region_consistency": members.get("MultiRegionConsistency"),
        "vector_indexes": {
            one["IndexName"]: {name: value for name, value in one.items() if name != "IndexName"}
            for one in members.get("VectorIndexes", ())
        },
    }


def _tags(tags: Any, where: Where, losses: Losses) -> dict[str, str]:  # noqa: ANN401
    found: dict[str, str] = {}
    for number, tag in enumerate(tags):
        if isinstance(tag.get("Key"), str) and isinstance(tag.get("Value", ""), str):
            found[tag["Key"]] = tag.get("Value", "")
        else:
            losses.add((*where, number), "is no tag of texts; left out")
    return found


def policy_of(policy: Any, where: Where, losses: Losses) -> dict[str, Any] | None:  # noqa: ANN401
    """A resource policy, out of its text or as a mapping."""
    if policy is None or isinstance(policy, dict):
        return policy
    try:
        found = json.loads(policy) if isinstance(policy, str) else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    losses.add(where, "is no policy in JSON; left out")
    return None


def _encryption(members: Mapping[str, Any]) -> Encryption:
    """Encryption as it is asked for, or as it is described.

    Whether a key is AWS's own is known to KMS only, unless it goes by its alias; the ARN of a
    description is therefore kept as that of a key of the customer's.
    """
    asked, described = members.get("SSESpecification", {}), members.get("SSEDescription", {})
    if asked:
        is_on = asked.get("Enabled", False) and asked.get("SSEType", "KMS") == "KMS"
        key = asked.get("KMSMasterKeyId")
    else:
        is_on = described.get("SSEType") == "KMS" and described.get("Status") != "DISABLED"
        key = described.get("KMSMasterKeyArn")
    if not is_on:
        return Encryption()
    if key is None or str(key).endswith(_AWS_KEY):
        return Encryption(kind="AWS_MANAGED")
    return Encryption(kind="CUSTOMER_MANAGED", kms_key=str(key))


FORMAT = ImportFormat(
    name="create-table",
    title="CreateTable arguments or a DescribeTable answer",
    lacks=_lacks,
    read=_read,
)
