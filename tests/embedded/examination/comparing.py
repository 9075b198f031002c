"""How the outcome of a request is compared with what was expected of it."""

import json
import re

ARN = re.compile(r"arn:aws:dynamodb:[^:]*:[^:]*:table")
TIME_OF_STREAM = re.compile(r"/stream/.*")
FAULTS = re.compile(r"(\d+ validation errors? detected: )(.*)", re.DOTALL)

NOT_COMPARED = frozenset(
    {
        *("CreationDateTime", "LastDecreaseDateTime", "LastIncreaseDateTime", "LastUpdateDateTime"),
        *(
            "ApproximateCreationDateTime",
            "LastUpdateToPayPerRequestDateTime",
            "CreationRequestDateTime",
        ),
        *("TableId", "LatestStreamArn", "LatestStreamLabel", "StreamLabel", "KMSMasterKeyArn"),
        *("TableStatus", "IndexStatus", "StreamStatus", "Backfilling"),
        *("ItemCount", "TableSizeBytes", "IndexSizeBytes", "WarmThroughput"),
        *("TableThroughputModeSummary", "TableClassSummary"),
        *("ShardId", "ParentShardId", "ShardIterator", "NextShardIterator", "SequenceNumberRange"),
        *("SequenceNumber", "eventID", "awsRegion", "eventVersion", "eventSource"),
    }
)
"""Times and identities, and what tells how far something has come in the background."""

ANY_ORDER = frozenset(
    {
        *("AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes"),
        *("ConsumedCapacity", "NonKeyAttributes", "Streams", "Tags", "UnprocessedItems"),
    }
)
ALIKE = {"SizeEstimateRangeGB": [0.0, 1.0], "NextToken": "…"}


def compared(value, *, ordered, name=None):
    """What of an outcome is compared, and lists that come in any order in one order."""
    match value:
        case dict():
            return _compared_members(value, ordered=ordered, name=name)
        case list():
            members = [compared(each, ordered=ordered) for each in value]
            is_sorted = name in ANY_ORDER or (name == "Items" and not ordered)
            return sorted(members, key=as_text) if is_sorted else members
        case str() if name in ("Message", "message"):
            return _compared_message(value)
        case str():
            return TIME_OF_STREAM.sub("/stream/T", ARN.sub("ARN", value))
    return value


def _compared_members(members, *, ordered, name):
    if len(members) == 1:
        ((kind, value),) = members.items()
        if kind in ("SS", "NS", "BS") and isinstance(value, list):
            return {kind: sorted(value)}
    if name == "Responses":  # BatchGetItem gives the items of a table in any order
        members = {each: sorted(of_table, key=as_text) for each, of_table in members.items()}
    return {
        each: ALIKE.get(each, compared(value, ordered=ordered, name=each))
        for each, value in sorted(members.items())
        if each not in NOT_COMPARED
    }


def _compared_message(message):
    """The faults in one order, and no account and region."""
    message = ARN.sub("ARN", message)
    found = FAULTS.fullmatch(message)
    if found is None:
        return message
    return found[1] + "; ".join(sorted(re.split(r"; (?=Value )", found[2])))


def as_text(value):
    """A value of JSON as text, equal for equal values."""
    return json.dumps(value, sort_keys=True)


def wanted(expectation, outcome):
    """What the outcome should have been: itself, if it agrees with the expectation."""
    match expectation:
        case {"one of": alternatives}:
            pass
        case _:
            alternatives = [expectation]
    return outcome if any(_agree(each, outcome) for each in alternatives) else alternatives[0]


def _agree(expectation, outcome):
    match expectation:
        case "accepted":
            return "answer" in outcome
        case {"error": _, "message": {"matches": pattern}, **others}:
            message = str(outcome.get("message"))
            outcome = {name: each for name, each in outcome.items() if name != "message"}
            return {"error": expectation["error"], **others} == outcome and re.fullmatch(
                pattern, message, re.DOTALL
            )
        case {"error": _} if "message" not in expectation:
            return expectation == without_messages(outcome)
    return expectation == outcome


def without_messages(value):
    """An outcome with no message in it."""
    match value:
        case dict():
            return {
                name: without_messages(each)
                for name, each in value.items()
                if name not in ("Message", "message")
            }
        case list():
            return [without_messages(each) for each in value]
    return value
