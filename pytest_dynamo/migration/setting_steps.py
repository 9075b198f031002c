"""The steps that change settings of a table, one setting a call: UpdateTable refuses many combinations."""

import json
from collections.abc import Iterator
from typing import Any

from pytest_dynamo.design.table_request import encryption_arguments
from pytest_dynamo.migration.updating import Update
from pytest_dynamo.migration.values import Step


def protection(update: Update, *, on: bool) -> Iterator[Step]:
    """Deletion protection, where it is to be turned on, or off."""
    if update.has("deletion_protection") and update.new.deletion_protection is on:
        what = f"turn deletion_protection {'on' if on else 'off'}"
        arguments = {"DeletionProtectionEnabled": on}
        yield update.step("update_table", what, ["deletion_protection"], arguments)


def stream(update: Update) -> Iterator[Step]:
    """The stream, which is turned off before another one is turned on."""
    if not update.has("stream"):
        return
    if update.old.stream:
        off = {"StreamSpecification": {"StreamEnabled": False}}
        yield update.step("update_table", "turn the stream off", ["stream"], off)
    if update.new.stream:
        view = update.new.stream
        on = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": view}}
        yield update.step("update_table", f"turn on a stream of {view}", ["stream"], on)


def time_to_live(update: Update) -> Iterator[Step]:
    """Time to live, which is turned off for one attribute before it is turned on for another."""
    if not update.has("time_to_live"):
        return
    for attribute, is_on in ((update.old.time_to_live, False), (update.new.time_to_live, True)):
        if attribute:
            specification = {"Enabled": is_on, "AttributeName": attribute}
            yield update.step(
                "update_time_to_live",
                f"turn time_to_live {'on' if is_on else 'off'} for {attribute}",
                ["time_to_live"],
                {"TimeToLiveSpecification": specification},
            )


def recovery(update: Update) -> Iterator[Step]:
    """Continuous backups and their period."""
    if not update.has("point_in_time_recovery"):
        return
    wanted = update.new.point_in_time_recovery
    specification: dict[str, Any] = {"PointInTimeRecoveryEnabled": wanted is not None}
    if wanted:
        specification["RecoveryPeriodInDays"] = wanted.recovery_period_days
    yield update.step(
        "update_continuous_backups",
        f"set point_in_time_recovery to {update.changes['point_in_time_recovery'].new}",
        ["point_in_time_recovery"],
        {"PointInTimeRecoverySpecification": specification},
    )


def encryption(update: Update) -> Iterator[Step]:
    """The key that items are encrypted with."""
    names = update.below("encryption")
    if names:
        wanted = update.new.encryption
        is_kms = wanted.kind != "AWS_OWNED"
        specification = encryption_arguments(wanted) if is_kms else {"Enabled": False}
        what = f"set encryption to {wanted.kind}"
        yield update.step("update_table", what, names, {"SSESpecification": specification})


def table_class(update: Update) -> Iterator[Step]:
    """The class of storage."""
    if update.has("table_class"):
        wanted = update.new.table_class
        what = f"set table_class to {wanted}"
        yield update.step("update_table", what, ["table_class"], {"TableClass": wanted})


def insights(update: Update) -> Iterator[Step]:
    """Contributor insights of the table, and of global indexes that stay or are new."""
    new = update.new
    places: list[tuple[str, dict[str, str], str | None]] = [
        ("contributor_insights", {}, new.contributor_insights)
    ]
    for index in new.global_indexes:
        name = f"indexes.{index.name}.contributor_insights"
        places.append((name, {"IndexName": index.name}, index.contributor_insights))
        if index.name in update.made and index.contributor_insights:
            yield _enabled(update, (f"indexes.{index.name}",), *places.pop()[1:])
    for name, place, mode in places:
        if update.has(name) and mode:
            yield _enabled(update, (name,), place, mode)
        elif update.has(name):
            arguments = {**place, "ContributorInsightsAction": "DISABLE"}
            what = f"turn contributor_insights off{_of(place)}"
            yield update.step("update_contributor_insights", what, (name,), arguments)


def kinesis(update: Update) -> Iterator[Step]:
    """The Kinesis stream of changes, which is disabled before another one is enabled."""
    names = update.below("kinesis_stream")
    if not names:
        return
    before, after = update.old.kinesis_stream, update.new.kinesis_stream
    if before and after and before.arn == after.arn:
        precision = {"ApproximateCreationDateTimePrecision": after.precision}
        yield update.step(
            "update_kinesis_streaming_destination",
            f"set the precision of the Kinesis stream to {after.precision}",
            names,
            {"StreamArn": after.arn, "UpdateKinesisStreamingConfiguration": precision},
        )
        return
    if before:
        what, arguments = f"stop sending changes to {before.arn}", {"StreamArn": before.arn}
        yield update.step("disable_kinesis_streaming_destination", what, names, arguments)
    if after:
        more: dict[str, Any] = {"StreamArn": after.arn}
        if after.precision:
            precision = {"ApproximateCreationDateTimePrecision": after.precision}
            more["EnableKinesisStreamingConfiguration"] = precision
        what = f"send changes to {after.arn}"
        yield update.step("enable_kinesis_streaming_destination", what, names, more)


def replicas(update: Update) -> Iterator[Step]:
    """Replicas: those of strong consistency in one call, others one a call."""
    names = ("replicas", "multi_region_consistency")
    if not update.has(*names):
        return
    gone = [one for one in update.old.replicas if one not in update.new.replicas]
    made = [one for one in update.new.replicas if one not in update.old.replicas]
    is_strong = "STRONG" in (
        update.new.multi_region_consistency,
        update.old.multi_region_consistency,
    )
    for regions, change in ((gone, "Delete"), (made, "Create")):
        for batch in [regions] if is_strong and regions else [[one] for one in regions]:
            arguments: dict[str, Any] = {
                "ReplicaUpdates": [{change: {"RegionName": region}} for region in batch]
            }
            if is_strong and change == "Create":
                arguments["MultiRegionConsistency"] = "STRONG"
            what = f"{change.lower()} the replica in {', '.join(batch)}"
            yield update.step("update_table", what, names, arguments)


def tags(update: Update) -> Iterator[Step]:
    """Tags that are gone, and tags that are new or otherwise."""
    names = update.below("tags")
    keys = [name.removeprefix("tags.") for name in names]
    gone = [key for key in keys if key not in update.new.tags]
    made = [key for key in keys if key in update.new.tags]
    if gone:
        what = f"remove the tag{'s' * (len(gone) > 1)} {', '.join(gone)}"
        yield update.about_arn("untag_resource", what, names, {"TagKeys": gone})
    if made:
        given = [{"Key": key, "Value": update.new.tags[key]} for key in made]
        what = f"set the tag{'s' * (len(made) > 1)} {', '.join(made)}"
        yield update.about_arn("tag_resource", what, names, {"Tags": given})


def policy(update: Update) -> Iterator[Step]:
    """The policy of the table itself."""
    if not update.has("resource_policy"):
        return
    wanted = update.new.resource_policy
    if wanted is None:
        what = "remove resource_policy"
        yield update.about_arn("delete_resource_policy", what, ["resource_policy"], {})
    else:
        arguments = {"Policy": json.dumps(wanted)}
        yield update.about_arn(
            "put_resource_policy", "set resource_policy", ["resource_policy"], arguments
        )


def _enabled(
    update: Update, names: tuple[str, ...], place: dict[str, str], mode: str | None
) -> Step:
    arguments = {
        **place,
        "ContributorInsightsAction": "ENABLE",
        "ContributorInsightsMode": mode,
    }
    what = f"set contributor_insights{_of(place)} to {mode}"
    return update.step("update_contributor_insights", what, names, arguments)


def _of(place: dict[str, str]) -> str:
    return f" of index {place['IndexName']}" if place else ""
