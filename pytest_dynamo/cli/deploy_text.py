"""What `pytest-dynamo deploy` and `destroy` print."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pytest_dynamo.cli.places import Place
from pytest_dynamo.design.values import Table
from pytest_dynamo.forecast.figures import (
    bytes_text,
    counted_text,
    dollars_text,
    duration_text,
)
from pytest_dynamo.migration.planning import settings_of

if TYPE_CHECKING:
    from pytest_dynamo.deploy.deploying.carrying_out import Deployment, Taken
    from pytest_dynamo.deploy.deploying.destroying import Doomed
    from pytest_dynamo.deploy.deploying.preparing import Prepared, Refusal
    from pytest_dynamo.migration.values import Change, Copying

GOES_ON = "the same command goes on with what is left"


# ---------------------------------------------------------------------------------- the plan


def plan_lines(
    prepared: "Prepared", refused: "Sequence[Refusal]", copyings: "Mapping[int, Copying]"
) -> Iterator[str]:
    """A table: what differs, the requests, what filling indexes takes, and why it is refused."""
    plan = prepared.plan
    called = "" if plan.name == plan.wanted.name else f", called {plan.name}"
    yield ""
    yield f"{plan.wanted.name}{called}: {_heading(prepared)}"
    yield from _changes(plan.changes)
    if plan.is_new:
        yield from _settings(plan.wanted)
    if plan.steps:
        width = len(str(len(plan.steps)))
        for number, step in enumerate(plan.steps, 1):
            yield f"  {'steps' if number == 1 else '':7}  {number:>{width}}  {step.what}"
            if number in copyings:
                yield f"  {'':7}  {'':{width}}  {_copying_text(copyings[number])}"
    for note in plan.notes:
        yield f"  note     {note}"
    for one in refused:
        yield f"  refused  {one.reason}"
        if one.remedy:
            yield f"           To fix this: {one.remedy}"


def _heading(prepared: "Prepared") -> str:
    plan = prepared.plan
    if plan.is_new:
        return "is created"
    if not plan.changes:
        return "already as the design says"
    return counted_text(len(plan.changes), "change")


def _copying_text(copying: "Copying") -> str:
    """What filling an index takes: the items are observed, and the rest is modelled."""
    items = round(copying.items)
    return (
        f"filled from {counted_text(items, 'item')}; if it holds them all: {duration_text(copying.seconds)}, by "
        f"{copying.limit}; {counted_text(round(copying.write_units), 'write unit')}, "
        f"{dollars_text(copying.price)} (modelled)"
    )


def _changes(changes: "Sequence[Change]") -> Iterator[str]:
    width = max((len(one.name) for one in changes), default=0)
    for number, one in enumerate(changes):
        head = "changes" if number == 0 else ""
        yield f"  {head:7}  {one.name:{width}}  {one.old} → {one.new}"
        if one.loses:
            yield f"  {'':7}  {'':{width}}  loses: {one.loses}"


def _settings(table: Table) -> Iterator[str]:
    """What a table that is created is given beside its keys."""
    settings = settings_of(table)
    width = max((len(one.name) for one in settings), default=0)
    for number, one in enumerate(settings):
        yield f"  {'sets' if number == 0 else '':7}  {one.name:{width}}  {one.design}"


def steps_text(count: int) -> str:
    """A number of steps."""
    return counted_text(count, "step")


# --------------------------------------------------------------------------------- what was done


def taken_line(taken: "Taken") -> str:
    """A step that was taken."""
    if not taken.is_known:
        return f"not set  {taken.table}: {taken.step.what}: this DynamoDB does not know {taken.step.operation}"
    return f"done     {taken.table}: {taken.step.what}, {duration_text(taken.seconds)}"


def left_lines(deployment: "Deployment") -> Iterator[str]:
    """How far a deploy that was stopped has come."""
    yield f"  done     {steps_text(len(deployment.taken))}"
    for number, (table, step) in enumerate(deployment.left):
        yield f"  {'left' if number == 0 else '':7}  {table}: {step.what}"


def unmarked_line(tables: Sequence[str]) -> str:
    """That tables could not be marked."""
    return (
        f"note: this DynamoDB keeps no tags, so that deploy and destroy will not know {' and '.join(tables)} "
        "as made here: change them with --adopt, and delete them yourself"
    )


def command(words: Sequence[str], path: Path, place: Place) -> str:
    """A command on the same design at the same place."""
    found = ["pytest-dynamo", words[0], str(path), *words[1:], "--endpoint", str(place.endpoint)]
    if place.allows_aws:
        found.append("--allow-aws")
    for option, values in (
        ("--region", (place.region,)),
        ("--table", place.tables),
        ("--prefix", (place.prefix,)),
    ):
        found += [word for value in values if value for word in (option, value)]
    return " ".join(map(quote, found))


# ----------------------------------------------------------------------------------- destroying


def doomed_lines(doomed: "Sequence[Doomed]", now: datetime) -> Iterator[str]:
    """What becomes of each table."""
    width = max(len(one.name) for one in doomed)
    for one in doomed:
        match one.fate:
            case "deletes":
                yield f"delete  {one.name:{width}}  {_size(one, now)}"
            case "going":
                yield f"going   {one.name:{width}}  it is being deleted already"
            case "absent":
                yield f"gone    {one.name:{width}}  there is no such table"
            case "keeps":
                yield f"kept    {one.name:{width}}  {one.reason}"


def protected_lines(path: Path, place: Place) -> Iterator[str]:
    """How tables with deletion protection are deleted."""
    yield "To fix this: deletion_protection: false in the design, then"
    yield f"  {command(['deploy', '--allow-loss'], path, place)}"
    yield f"  {command(['destroy'], path, place)}"


def _size(one: "Doomed", now: datetime) -> str:
    """DescribeTable counts every six hours or so, hence "about".

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
    """
    description = one.description
    items = counted_text(description.get("ItemCount", 0), "item")
    size = bytes_text(description.get("TableSizeBytes", 0))
    created = description.get("CreationDateTime")
    age = ""
    if created is not None:
        age = f", created {duration_text(max(0, int((now - created).total_seconds())))} ago"
    stays = [replica.get("RegionName", "?") for replica in description.get("Replicas") or ()]
    replicas = f"; its replicas stay: {', '.join(stays)}" if stays else ""
    return f"about {items}, {size} as DescribeTable says{age}{replicas}"
