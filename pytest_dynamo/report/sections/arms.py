"""What each access pattern takes of each table and index, of a run or of a forecast."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pytest_dynamo.report.figures import dollars, quotient, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction
from pytest_dynamo.report.words import Figure

DIRECTIONS: tuple[Direction, Direction] = ("write", "read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What one access pattern takes of one table or index, of writes or of reads.

    `units` are those of the measured time or, forecast, of a second; `dollars` are a month's, where they
    are known.
    """

    pattern: str
    table: str
    index: str | None
    direction: Direction
    units: Place
    a_request: Figure | None
    dollars: Place | None = None

    @property
    def shown(self) -> Figure:
        """The figure of a bar: dollars a month or, where they are not known, units."""
        return units(self.units) if self.dollars is None else dollars(self.dollars)


def arms_of_run(run: Place) -> list[Arm]:
    """Those of a run that consumed anything; of a pattern what costs most first."""
    return _in_order(arm for pattern in run["patterns"] for arm in _of_pattern(pattern))


def _of_pattern(pattern: Place) -> Iterator[Arm]:
    for arm in pattern["arms"]:
        for direction in DIRECTIONS:
            taken = arm[f"{direction}_units"]
            if not taken:
                continue
            requests, month = pattern["requests"], arm[f"{direction}_dollars_per_month"]
            yield Arm(
                pattern=pattern["name"].value,
                table=arm["table"].value,
                index=arm["index"].value,
                direction=direction,
                units=taken,
                a_request=quotient(taken, requests) if requests else None,
                dollars=None if month.value is None else month,
            )


def arms_of_forecast(forecast: Place) -> list[Arm]:
    """Those of a forecast, in units a second at the peak of the load."""
    return _in_order(
        Arm(
            pattern=pattern["name"].value,
            table=arm["table"].value,
            index=arm["index"].value,
            direction=arm["direction"].value,
            units=arm["units_per_second"],
            a_request=units(arm["units"]),
        )
        for pattern in forecast["patterns"]
        for arm in pattern["arms"]
        if arm["units_per_second"]
    )


def _in_order(arms: Iterator[Arm]) -> list[Arm]:
    """By what their patterns take together, and of a pattern the largest first."""
    found = list(arms)
    if any(arm.dollars is None for arm in found):
        found = [replace(arm, dollars=None) for arm in found]
    return sorted(found, key=_rank(found))


def _rank(arms: list[Arm]) -> Callable[[Arm], tuple[float, str, float]]:
    totals: dict[str, float] = {}
    for arm in arms:
        totals[arm.pattern] = totals.get(arm.pattern, 0.0) + arm.shown.value
    return lambda arm: (-totals[arm.pattern], arm.pattern, -arm.shown.value)
