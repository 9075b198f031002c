"""What a forecast says that tables and indexes consume, minute by minute, of what is asked for."""

from dataclasses import dataclass

from pytest_dynamo.report.charts.over_time import Bins, over_time
from pytest_dynamo.report.figures import units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction, resource_name
from pytest_dynamo.report.sections.parts import MOST_PANELS, Panel, Section, Table, numbers, words
from pytest_dynamo.report.words import Sentence

_MINUTE = 60.0
_SHORT_OF = 0.999
"""What consumes less than this share of what is asked for is short of capacity."""

_DIRECTIONS: tuple[Direction, Direction] = ("write", "read")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forecast:
    """One direction of a table or index."""

    name: Sentence
    direction: Direction
    figures: Place

    @property
    def is_short(self) -> bool:
        """Whether less is consumed than is asked for."""
        offered, consumed = (
            self.figures[each].value for each in ("offered_units", "consumed_units")
        )
        return bool(consumed < _SHORT_OF * offered)


def by_minute(study: Place) -> Section | None:
    """The section Consumed of a study; nothing where the forecast covers no minute."""
    busy = [
        _Forecast(
            name=resource_name(row["table"].value, row["index"].value),
            direction=direction,
            figures=row[direction],
        )
        for row in study["forecast"]["resources"]
        for direction in _DIRECTIONS
        if row[direction]["offered_units"] and row[direction]["consumed_by_minute"]
    ]
    if not busy:
        return None
    short = [each for each in busy if each.is_short]
    busy.sort(key=lambda each: -float(each.figures["offered_units"].value))
    return Section(
        anchor="consumed",
        title="Consumed",
        heading=_heading(short),
        lead=("Units a second, modelled, one step a minute. Indexes are charged by themselves.",),
        panels=tuple(_panel(each) for each in busy[:MOST_PANELS]),
        tables=(_table(busy),),
        is_bad=bool(short),
    )


def _heading(short: list[_Forecast]) -> Sentence:
    if not short:
        return ("All that is asked for is consumed, by tables and indexes",)
    figures = short[0].figures
    return (
        f"{short[0].direction.capitalize()}s of ",
        *short[0].name,
        " get ",
        units(figures["consumed_units"]),
        " of the ",
        units(figures["offered_units"]),
        " units that are asked for",
    )


def _panel(shown: _Forecast) -> Panel:
    figures = shown.figures
    minutes = figures["consumed_by_minute"].value
    end = len(minutes) * _MINUTE
    bins = Bins(number=len(minutes), width_seconds=_MINUTE, from_seconds=0.0, end_seconds=end)
    limit = figures["limit_units_per_second"]
    return Panel(
        title=(*shown.name, f", {shown.direction}s"),
        facts=(
            "at the peak ",
            units(figures["peak_units_per_second"]),
            " a second are asked for, limit ",
            units(limit),
        ),
        drawing=over_time(minutes, bins, shown.direction, limit=units(limit) if limit else None),
        description=f"Consumed {shown.direction} units a second, modelled, minute by minute.",
        caption=(
            f"Consumed {shown.direction} units a second, against the limit where it is near.",
        ),
    )


def _table(busy: list[_Forecast]) -> Table:
    return Table(
        summary="Tables and indexes",
        columns=(
            *words("table or index", "direction"),
            *numbers("asked for, units", "consumed, units", "peak a second", "limit a second"),
        ),
        rows=tuple(
            (
                each.name,
                (f"{each.direction}s",),
                *(
                    (units(each.figures[member]),)
                    for member in (
                        "offered_units",
                        "consumed_units",
                        "peak_units_per_second",
                        "limit_units_per_second",
                    )
                ),
            )
            for each in busy
        ),
    )
