"""Rules about losing data: backups, deletion protection, and what becomes of a table with its stack."""

from collections.abc import Iterator

from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

NO_RECOVERY = Rule(
    id="PD501",
    title="A table has no point-in-time recovery.",
    severity="warning",
    why=(
        "A wrong deploy or a script can overwrite items, and without continuous backups nothing brings "
        "them back. Point-in-time recovery restores a table as it was at any second of up to 35 days; "
        "exports to S3 need it too. It is paid for by the size of the table."
    ),
    fix="Set `point_in_time_recovery: true`.",
    link=f"{_GUIDE}/Point-in-time-recovery.html",
)

UNPROTECTED = Rule(
    id="PD502",
    title="A table has no deletion protection.",
    severity="warning",
    why=(
        "DeleteTable takes a name and asks nothing. With deletion protection it is refused until the "
        "protection is taken off, from whatever script, console or stack it comes. It costs nothing."
    ),
    fix="Set `deletion_protection: true`.",
    link=f"{_GUIDE}/WorkingWithTables.Basics.html",
)

DISPOSABLE = Rule(
    id="PD506",
    title="A table is deleted with its stack.",
    severity="note",
    why=(
        "`removal_policy: DESTROY` deletes a table, and all that is in it, when its stack is deleted or "
        "a change of the stack replaces it. That is what a table of a test stage is for, and not one of "
        "production."
    ),
    fix="Set `removal_policy: RETAIN` where the items matter, and `deletion_protection: true`.",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
)


def without_recovery(facts: Facts) -> Iterator[Finding]:
    """A finding for each table without point-in-time recovery."""
    for table in facts.design.tables.values():
        if table.point_in_time_recovery is None:
            yield NO_RECOVERY.finding(
                place=table.place,
                subject=resource(table, None),
                found=f"{resource(table, None)} has no point-in-time recovery",
                means="what is overwritten or deleted by mistake cannot be restored",
                fix="set point_in_time_recovery: true, or {recovery_period_days: 7}",
            )


def unprotected(facts: Facts) -> Iterator[Finding]:
    """A finding for each table that anybody may delete, and that is not said to be disposable."""
    for table in facts.design.tables.values():
        if not table.deletion_protection and table.removal_policy != "DESTROY":
            yield UNPROTECTED.finding(
                place=table.place,
                subject=resource(table, None),
                found=f"{resource(table, None)} has no deletion protection",
                means=_means(has_recovery=table.point_in_time_recovery is not None),
                fix="set deletion_protection: true",
            )


def _means(*, has_recovery: bool) -> str:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
    if has_recovery:
        return (
            "one DeleteTable takes it away; the backup that is made then can be restored for 35 days, "
            "to a new table, while the application stands still"
        )
    return "one DeleteTable takes it away with all its items"


def disposable(facts: Facts) -> Iterator[Finding]:
    """A finding for each table that goes with its stack."""
    for table in facts.design.tables.values():
        if table.removal_policy == "DESTROY" and not table.deletion_protection:
            yield DISPOSABLE.finding(
                place=table.place,
                subject=resource(table, None),
                found=f"{resource(table, None)} has removal_policy: DESTROY and no deletion protection",
                means="it is deleted with its stack, and when a change of the stack replaces it",
                fix="set removal_policy: RETAIN and deletion_protection: true, if the items matter",
            )
