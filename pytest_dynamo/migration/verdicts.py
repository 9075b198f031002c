"""How DynamoDB changes each setting of a table, and what is lost by it.

What UpdateTable takes is in https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import Provisioned, Table, UnitsPerSecond
from pytest_dynamo.migration.values import ChangeKind

NEW_TABLE = "create a table of another name, copy the items, then move writers and readers"
DECREASES = "four decreases in the first hour of a day, then one an hour"  # ServiceQuotas.html


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The kind of a change, and the words of a `Change` about it."""

    kind: ChangeKind
    reason: str
    loses: str = ""
    remedy: str = ""


def verdict_of_setting(name: str, old: Table, new: Table) -> Verdict:
    """How a setting of a table is changed; `name` is that of its difference, without what follows a dot."""
    return _SETTINGS[name](old, new)


def verdict_of_warmth(old: UnitsPerSecond | None, new: UnitsPerSecond | None) -> Verdict:
    """Warm throughput grows, by request and by use, and never shrinks.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
    """
    if old and new and _is_less(new, old):
        return Verdict(
            kind="refused",
            reason="warm throughput cannot be lowered",
            remedy="let the design say what the table has, or nothing",
        )
    return Verdict(kind="in place", reason="UpdateTable raises warm throughput, for a charge")


def verdict_of_provisioned(old: Provisioned | None, new: Provisioned | None) -> Verdict:
    """Provisioned capacity comes and goes with the billing mode, rises at any time, and falls a few times a day.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
    """
    if old is None:
        reason = "given in the request that changes the billing mode"
    elif new is None:
        reason = "nothing is provisioned on demand: it goes with the billing mode"
    elif (
        new.read_capacity_units < old.read_capacity_units
        or new.write_capacity_units < old.write_capacity_units
    ):
        reason = f"UpdateTable lowers it: {DECREASES}"
    else:
        reason = "UpdateTable raises it"
    return Verdict(kind="in place", reason=reason)


def _is_less(one: UnitsPerSecond, other: UnitsPerSecond) -> bool:
    pairs = (
        (one.read_units_per_second, other.read_units_per_second),
        (one.write_units_per_second, other.write_units_per_second),
    )
    return any(
        wanted is not None and there is not None and wanted < there for wanted, there in pairs
    )


def _key(_old: Table, _new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
    return Verdict(
        kind="new table", reason="the key of a table is fixed when it is created", remedy=NEW_TABLE
    )


def _billing(old: Table, new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-switching-capacity-modes.html
    if new.billing_mode == "PAY_PER_REQUEST":
        reason = "UpdateTable switches to on demand, up to four times in 24 hours"
    else:
        reason = "UpdateTable switches to provisioned capacity at any time"
    del old
    return Verdict(kind="in place", reason=reason)


def _provisioned(old: Table, new: Table) -> Verdict:
    return verdict_of_provisioned(old.provisioned, new.provisioned)


def _warmth(old: Table, new: Table) -> Verdict:
    return verdict_of_warmth(old.warm_throughput, new.warm_throughput)


def _stream(old: Table, new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
    if old.stream is None:
        return Verdict(kind="in place", reason="UpdateTable turns the stream on")
    if new.stream is None:
        return Verdict(
            kind="in place",
            reason="UpdateTable turns the stream off",
            loses="consumers of the stream get no more records, and those of 24 hours are all that is left",
        )
    return Verdict(
        kind="in place",
        reason="a stream keeps its view type: it is turned off, and another one on",
        loses="the stream gets another ARN, and its consumers have to be moved to it",
    )


def _time_to_live(old: Table, new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
    if old.time_to_live and new.time_to_live:
        reason = "turned off for one attribute and on for another; DynamoDB takes up to an hour between the two"
    else:
        reason = f"UpdateTimeToLive turns it {'on' if new.time_to_live else 'off'}; it may take up to an hour"
    return Verdict(kind="in place", reason=reason)


def _recovery(old: Table, new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
    before, after = old.point_in_time_recovery, new.point_in_time_recovery
    if after is None:
        loses = "the continuous backups: no moment of the past can be restored any more"
    elif before and after.recovery_period_days < before.recovery_period_days:
        loses = f"the continuous backups of more than {after.recovery_period_days} days ago"
    else:
        loses = ""
    return Verdict(kind="in place", reason="UpdateContinuousBackups changes it", loses=loses)


def _encryption(_old: Table, _new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    return Verdict(
        kind="in place", reason="UpdateTable changes the key, up to four times in 24 hours"
    )


def _protection(_old: Table, new: Table) -> Verdict:
    loses = "" if new.deletion_protection else "the protection: DeleteTable works from then on"
    return Verdict(kind="in place", reason="UpdateTable changes it", loses=loses)


def _table_class(_old: Table, _new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.tableclasses.html
    return Verdict(kind="in place", reason="UpdateTable changes it, twice in 30 days")


def _insights(_old: Table, _new: Table) -> Verdict:
    return Verdict(kind="in place", reason="UpdateContributorInsights changes it")


def _consistency(old: Table, new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
    if old.replicas and new.replicas:
        return Verdict(
            kind="refused",
            reason="the consistency of replicas is fixed when the first of them are created",
            remedy=NEW_TABLE,
        )
    return Verdict(
        kind="in place",
        reason="set with the replicas; strong consistency needs a table without items",
    )


def _kinesis(old: Table, new: Table) -> Verdict:
    loses = ""
    if old.kinesis_stream:
        to = " until the other one is on" if new.kinesis_stream else ""
        loses = f"{old.kinesis_stream.arn} gets no more changes, nor does any stream{to}"
        if not new.kinesis_stream:
            loses = f"{old.kinesis_stream.arn} gets no more changes"
    return Verdict(
        kind="in place", reason="a destination is disabled, or enabled, by a call", loses=loses
    )


def _replicas(old: Table, new: Table) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
    if (
        old.replicas
        and new.replicas
        and "STRONG"
        in (
            old.multi_region_consistency,
            new.multi_region_consistency,
        )
    ):
        return Verdict(
            kind="refused",
            reason="the regions of strong consistency are fixed when the replicas are created",
            remedy=NEW_TABLE,
        )
    gone = [region for region in old.replicas if region not in new.replicas]
    return Verdict(
        kind="in place",
        reason="UpdateTable creates and deletes replicas, one at a time",
        loses=f"the replica in {', '.join(gone)}, and reads of it" if gone else "",
    )


def _policy(_old: Table, new: Table) -> Verdict:
    loses = "" if new.resource_policy is not None else "who reaches the table by its policy alone"
    return Verdict(
        kind="in place",
        reason="PutResourcePolicy and DeleteResourcePolicy change it",
        loses=loses,
    )


def _plain(reason: str) -> Callable[[Table, Table], Verdict]:
    return lambda _old, _new: Verdict(kind="in place", reason=reason)


_SETTINGS: Mapping[str, Callable[[Table, Table], Verdict]] = {
    "key": _key,
    "billing_mode": _billing,
    "provisioned": _provisioned,
    "max_throughput": _plain("UpdateTable changes it"),
    "warm_throughput": _warmth,
    "stream": _stream,
    "time_to_live": _time_to_live,
    "point_in_time_recovery": _recovery,
    "encryption": _encryption,
    "deletion_protection": _protection,
    "table_class": _table_class,
    "contributor_insights": _insights,
    "multi_region_consistency": _consistency,
    "kinesis_stream": _kinesis,
    "replicas": _replicas,
    "tags": _plain("TagResource and UntagResource change it"),
    "resource_policy": _policy,
    "autoscaling": _plain("Application Auto Scaling changes it"),
}
