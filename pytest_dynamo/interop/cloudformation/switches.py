"""Settings of a table that are on or off, with a detail or two: recovery, encryption, insights, streams.

What each property means is in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import Encryption, KinesisStream, PointInTimeRecovery
from pytest_dynamo.interop.cloudformation.members import Members, known

_VIEWS = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
_MODES = ("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS")
_PRECISIONS = ("MILLISECOND", "MICROSECOND")
_LONGEST_PERIOD = 35
_SHORTEST_ARN, _LONGEST_ARN = 37, 1024
_LONGEST_TAG, _LONGEST_TAG_VALUE = 128, 256
_OF_STREAM = {
    "ResourcePolicy": "left out: a design has no policy of a stream",
    "Tags": "left out: a design has no tags of a stream",
}


def stream_of(members: Members) -> str | None:
    """What a stream holds; a table without one has no specification."""
    given = members.members("StreamSpecification")
    view = given.choice("StreamViewType", _VIEWS)
    given.lose_rest(_OF_STREAM)
    return view


def time_to_live_of(members: Members) -> str | None:
    """The attribute with the time an item ends."""
    given = members.members("TimeToLiveSpecification")
    name, is_on = given.text("AttributeName", least=1, most=255), given.flag("Enabled")
    given.lose_rest()
    if name and is_on is False and given.node is not None:
        given.findings.lose(given.node, f"left out: time to live by '{name}' is off")
    return name if is_on else None


def recovery_of(members: Members) -> PointInTimeRecovery | None:
    """Continuous backups; without a period they go back 35 days."""
    given = members.members("PointInTimeRecoverySpecification")
    is_on = given.flag("PointInTimeRecoveryEnabled")
    days = given.number("RecoveryPeriodInDays", most=_LONGEST_PERIOD)
    given.lose_rest()
    return PointInTimeRecovery(recovery_period_days=days or _LONGEST_PERIOD) if is_on else None


def encryption_of(members: Members, replica: Members) -> Encryption:
    """Encryption at rest; a global table names the key of each region at its replica."""
    given = members.members("SSESpecification")
    of_replica = (
        replica.members("SSESpecification")
        if replica is not members
        else Members(None, members.findings)
    )
    is_on = given.flag("SSEEnabled")
    names_key = "KMSMasterKeyId" in given or "KMSMasterKeyId" in of_replica
    given.choice("SSEType", ("KMS",))
    keys = [one.text("KMSMasterKeyId", least=1) for one in (given, of_replica)]
    given.lose_rest()
    of_replica.lose_rest()
    key = next((one for one in keys if one), None)
    if not is_on:
        if key and given.node is not None:
            given.findings.lose(given.node, "left out: encryption by KMS is off")
        return Encryption()
    if key is None and names_key and given.node is not None:
        given.findings.lose(
            given.node, "AWS_MANAGED is put, as the key is not known", member="KMSMasterKeyId"
        )
    if key is None or key.endswith("alias/aws/dynamodb"):
        return Encryption(kind="AWS_MANAGED")
    return Encryption(kind="CUSTOMER_MANAGED", kms_key=key)


def insights_of(members: Members) -> str | None:
    """The mode of contributor insights; without one, accessed and throttled keys are watched."""
    given = members.members("ContributorInsightsSpecification")
    is_on = given.flag("Enabled")
    mode = given.choice("Mode", _MODES)
    given.lose_rest()
    return (mode or _MODES[0]) if is_on else None


def kinesis_of(members: Members) -> KinesisStream | None:
    """The Kinesis data stream that receives changes."""
    given = members.members("KinesisStreamSpecification")
    arn = given.text("StreamArn", least=_SHORTEST_ARN, most=_LONGEST_ARN)
    precision = given.choice("ApproximateCreationDateTimePrecision", _PRECISIONS)
    given.lose_rest()
    if arn is None:
        return None
    match precision:
        case "MILLISECOND" | "MICROSECOND":
            return KinesisStream(arn=arn, precision=precision)
    return KinesisStream(arn=arn)


def policy_of(members: Members) -> Mapping[str, object] | None:
    """The policy of a table; a document may be given as JSON in a text."""
    given = members.members("ResourcePolicy")
    document = given.known("PolicyDocument")
    given.lose_rest()
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except (ValueError, RecursionError):
            document = []
    if given.node is None or document is None:
        return None
    if not isinstance(document, dict) or not _is_json(document):
        given.findings.lose(given.node, "left out: no policy document", member="PolicyDocument")
        return None
    return document


def tags_of(members: Members) -> dict[str, str]:
    """Tags; of two with one key the last counts."""
    tags: dict[str, str] = {}
    for node in members.listed("Tags"):
        tag = Members(node, members.findings)
        key = tag.text("Key", least=1, most=_LONGEST_TAG)
        value = tag.text("Value", most=_LONGEST_TAG_VALUE)
        tag.lose_rest()
        if key is None or value is None:
            continue
        if key in tags:
            members.findings.lose(node, f"the tag '{key}' is there twice; the last counts")
        tags[key] = value
    return tags


def vector_indexes_of(members: Members) -> dict[str, Mapping[str, object]]:
    """Vector indexes as they are written, by name."""
    found: dict[str, Mapping[str, object]] = {}
    node = members.take("VectorIndexes")
    listed = node.value if node and isinstance(node.value, list) else []
    if node and not listed:
        members.findings.lose(node, "left out: no list of vector indexes")
    for one in listed:
        value = known(one, members.findings)
        name = value.get("IndexName") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(name, str) and name not in found:
            found[name] = value
        elif value is not None:
            members.findings.lose(one, "left out: a vector index has a name of its own")
    return found


def _is_json(value: Any) -> bool:  # noqa: ANN401 - any value
    if isinstance(value, dict):
        return all(isinstance(name, str) and _is_json(one) for name, one in value.items())
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int | None)
