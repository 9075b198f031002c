"""The rule about provisioned capacity that stays as it is."""

from collections.abc import Iterator
from math import ceil
from typing import get_args

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.capacity.throttling.limits import auto_scaling_of, provisioned_units
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Design, Index, Table
from pytest_dynamo.forecast.figures import number_text

_ROOM = 4
"""How far above what is provisioned a proposed maximum is."""

UNSCALED = Rule(
    id="PD503",
    title="Provisioned capacity does not scale.",
    severity="warning",
    why=(
        "Capacity that is provisioned by hand stays where it is: a load above it is throttled as soon as "
        "what was saved up in five minutes is gone, and at night all of it is paid for. Auto scaling "
        "follows the load within limits; on-demand capacity needs none of it. A global index has "
        "capacity, and scaling, of its own, and throttles its table where it has too little."
    ),
    fix="Add `autoscaling: {min: …, max: …}`, or bill on demand.",
    link="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html",
)


def unscaled(facts: Facts) -> Iterator[Finding]:
    """A finding for each table and global index with capacity that does not scale."""
    for table, index in _provisioned(facts.design):
        fixed: list[Direction] = [
            direction
            for direction in get_args(Direction)
            if auto_scaling_of(table, index, direction) is None
        ]
        if not fixed:
            continue
        units = {one: provisioned_units(table, index, one) for one in fixed}
        shown = " and ".join(f"{number_text(units[one])} {one} units" for one in fixed)
        settings = ", ".join(
            f"{one}_autoscaling: {{min: {ceil(units[one])}, max: {_ROOM * ceil(units[one])}}}"
            for one in fixed
        )
        yield UNSCALED.finding(
            place=(index or table).place,
            subject=resource(table, index),
            found=f"{resource(table, index)} has {shown} a second, without auto scaling",
            means="more than that is throttled, and what is not used is paid for",
            fix=f"add {settings} to its billing_mode, with limits of your own, or bill on demand",
        )


def _provisioned(design: Design) -> Iterator[tuple[Table, Index | None]]:
    for table in design.tables.values():
        if table.billing_mode == "PROVISIONED":
            yield table, None
            for index in table.global_indexes:
                yield table, index
