"""What consumed units cost, at list prices."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log10
from typing import TypeAlias

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.design.values import Table
from pytest_dynamo.forecast.prices import HOURS_A_MONTH, Prices
from pytest_dynamo.measure.call import Units
from pytest_dynamo.measure.load_values import SpendingFigures
from pytest_dynamo.measure.tally import Tally

Consumed: TypeAlias = Mapping[tuple[Resource, Direction], float]
"""Units by what consumed them and which way."""


_MONTH_SECONDS = HOURS_A_MONTH * 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What had been spent in US dollars so long after the start of a run."""

    elapsed_seconds: float
    dollars: float


def consumed_by(tally: Tally) -> dict[tuple[Resource, Direction], float]:
    """The units of the whole run, the warm-up included, which costs as much."""
    return {key: sum(flow.series.values()) for key, flow in tally.flows.items()}


def added(consumed: Consumed, units: Iterable[Units]) -> dict[tuple[Resource, Direction], float]:
    """What was consumed, with the units of a call."""
    total = dict(consumed)
    for table, index, reads, writes in units:
        ways: tuple[tuple[Direction, float], ...] = (("read", reads), ("write", writes))
        for direction, taken in ways:
            if taken:
                key = ((table, index), direction)
                total[key] = total.get(key, 0.0) + taken
    return total


def dollars_of(consumed: Consumed, tables: Mapping[str, Table], prices: Prices) -> float:
    """What units cost as request units, index writes included.

    Those of a table with provisioned capacity are priced so, too: by themselves they cost nothing, but a
    limit of what is spent has to hold for all. Each replica of a global table is written to as well. A
    table that is not among `tables`, by name, is a plain one.
    """
    return sum(
        units * _copies(tables.get(table), direction) * _price(tables.get(table), direction, prices)
        for ((table, _), direction), units in consumed.items()
    )


def spending_of(
    parts: Sequence[Consumed],
    tables: Mapping[str, Table],
    prices: Prices,
    limit_dollars: float | None = None,
) -> SpendingFigures:
    """The figures of what was consumed, in several parts: of the seeding, and of the run."""
    units = {
        direction: sum(
            taken for part in parts for (_, way), taken in part.items() if way == direction
        )
        for direction in ("read", "write")
    }
    return SpendingFigures(
        dollars=sum(dollars_of(part, tables, prices) for part in parts),
        read_units=units["read"],
        write_units=units["write"],
        region=prices.region,
        prices_as_of=prices.as_of,
        limit_dollars=limit_dollars,
    )


def month_of_units(
    tables: Mapping[str, Table], prices: Prices, *, seconds: float
) -> Callable[[str, Direction], float] | None:
    """What one unit of a table's, or its indexes', costs a month if it is taken once in so many seconds."""
    if seconds <= 0:
        return None
    months = _MONTH_SECONDS / seconds

    def dollars(table: str, direction: Direction) -> float:
        return dollars_of({((table, None), direction): months}, tables, prices)

    return dollars


def with_rates(
    figures: SpendingFigures,
    tally: Tally,
    tables: Mapping[str, Table],
    prices: Prices,
    *,
    seconds: float,
) -> SpendingFigures:
    """The figures with what a million requests cost, and a month at the rate of a window so long.

    Throttled requests, which cost nothing, do not count; nor does the seeding.
    """
    served = sum(tally.requests.values()) - sum(tally.throttled.values())
    window = {key: flow.units for key, flow in tally.flows.items()}
    whole_run, of_window = (
        dollars_of(units, tables, prices) for units in (consumed_by(tally), window)
    )
    return replace(
        figures,
        dollars_per_million=whole_run / served * 1e6 if served > 0 else None,
        dollars_per_month=of_window / seconds * _MONTH_SECONDS if seconds > 0 else None,
    )


def will_pass(
    limit_dollars: float,
    spent: Sequence[Spent],
    *,
    ahead_seconds: float,
    burst_seconds: float = 0.0,
) -> bool:
    """Whether a limit will be passed so many seconds from the last look, if nothing is done about it.

    What is spent a second is the most there was over any stretch that ends there, of no less than
    `burst_seconds`: the reports of workers come in bursts, so far apart.

    >>> looks = [Spent(elapsed_seconds=at, dollars=0.1 * at) for at in (0, 1, 2, 3)]
    >>> will_pass(0.5, looks, ahead_seconds=1), will_pass(0.5, looks, ahead_seconds=2)
    (False, True)
    """
    first, last = spent[0], spent[-1]
    stretches = [
        (last.dollars - each.dollars) / (last.elapsed_seconds - each.elapsed_seconds)
        for each in spent
        if each.elapsed_seconds < last.elapsed_seconds
        and (each is first or last.elapsed_seconds - each.elapsed_seconds >= burst_seconds)
    ]
    return last.dollars + ahead_seconds * max(stretches, default=0.0) >= limit_dollars


def small_dollars(dollars: float) -> str:
    """An amount with the digits that tell it from a limit.

    >>> small_dollars(0.00038123), small_dollars(0.0000136), small_dollars(12.5), small_dollars(0)
    ('$0.000381', '$0.0000136', '$12.50', '$0')
    """
    if dollars >= 1:
        return f"${dollars:,.2f}"
    if not dollars:
        return "$0"
    digits = f"{dollars:.{2 - floor(log10(dollars))}f}"
    return f"${digits.rstrip('0').rstrip('.')}"


def _copies(table: Table | None, direction: Direction) -> int:
    return 1 + len(table.replicas) if table and direction == "write" else 1


def _price(table: Table | None, direction: Direction, prices: Prices) -> float:
    return prices.on_demand(direction, table.table_class if table else "STANDARD")
