"""What a deploy would do to a table, and whether it may."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_dynamo.deploy.deploying.marks import MARK, Owner, owner_by, somebody_elses
from pytest_dynamo.deploy.deploying.waiting import Patience, settled_description
from pytest_dynamo.deploy.drift_live import LiveTable, read_table
from pytest_dynamo.design.values import Table
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.copying.live import described_copying
from pytest_dynamo.migration.planning import table_plan
from pytest_dynamo.migration.values import Copying, Step, TablePlan

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The plan of a table, made of what was `found`: None where there is no such table yet."""

    plan: TablePlan
    found: LiveTable | None
    owner: Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What somebody has allowed beyond what is safe: to lose something, to change tables of others."""

    loss: bool = False
    adopting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a table is not changed, and what to do: each a clause."""

    table: str
    reason: str
    remedy: str


def prepare(
    client: "DynamoDBClient", table: Table, name: str, design: str, patience: Patience
) -> Prepared:
    """Look at a table as soon as it is at rest, and plan what brings it to what the design says.

    Raises:
        DynamoError: It does not come to rest, or cannot be read.
    """
    if settled_description(client, name, patience) is None:
        plan = table_plan(table, None, name=name, marks={MARK: design})
        return Prepared(plan=plan, found=None, owner=Owner(design=design))
    found = read_table(client, name, is_thorough=True)
    plan = table_plan(
        table,
        found.table,
        name=name,
        arn=found.description.get("TableArn", ""),
        unknown=found.unknown,
    )
    owner = owner_by(found.table.tags, is_told="tags" not in found.unknown)
    return Prepared(plan=plan, found=found, owner=owner)


def refusals(prepared: Prepared, design: str, allowed: Allowed) -> tuple[Refusal, ...]:
    """Why a plan is not carried out; nothing where it may be."""
    return tuple(_refusals(prepared, design, allowed))


def copyings(prepared: Prepared, prices: Prices) -> dict[int, Copying]:
    """By the number of a step, from 1 on, what filling the index takes that it creates, if there are items."""
    if prepared.found is None or not prepared.found.description.get("ItemCount"):
        return {}
    wanted, description = prepared.plan.wanted, prepared.found.description
    return {
        number: described_copying(wanted, wanted.indexes[name], description, prices)
        for number, step in enumerate(prepared.plan.steps, 1)
        for name in _created(step)
    }


def _created(step: Step) -> tuple[str, ...]:
    """The names of the indexes that a step adds to a table that is there."""
    changes = step.arguments.get("GlobalSecondaryIndexUpdates", ())
    return tuple(one["Create"]["IndexName"] for one in changes if "Create" in one)


def _refusals(prepared: Prepared, design: str, allowed: Allowed) -> Iterator[Refusal]:
    plan = prepared.plan
    for change in plan.blocked:
        yield Refusal(
            table=plan.name, reason=f"{change.name}: {change.reason}", remedy=change.remedy
        )
    if not allowed.loss:
        for change in plan.losing:
            otherwise = f"; or {change.remedy}" if change.remedy else ""
            yield Refusal(
                table=plan.name,
                reason=f"{change.name}: this loses something: {change.loses}",
                remedy=f"--allow-loss, if that is meant{otherwise}",
            )
    if plan.steps and prepared.found and not allowed.adopting:
        reason = somebody_elses(prepared.owner, design)
        if reason:
            yield Refusal(
                table=plan.name,
                reason=reason,
                remedy="--adopt, if it is yours; it stays without the tag, and destroy leaves it alone",
            )
