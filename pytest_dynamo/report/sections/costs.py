"""Where the capacity goes: what each access pattern takes of each table and index, and what that costs."""

from collections.abc import Sequence

from pytest_dynamo.report.charts.arm_bars import ArmBar, arm_bars
from pytest_dynamo.report.figures import NO_BREAK, dollars, percent, quotient
from pytest_dynamo.report.making import spent
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction
from pytest_dynamo.report.sections.arms import DIRECTIONS, Arm, arms_of_forecast, arms_of_run
from pytest_dynamo.report.sections.cost_tables import cost_tables, forecast_table
from pytest_dynamo.report.sections.parts import NARROW, WIDE, Panel, Section
from pytest_dynamo.report.words import Code, Constant, Name, Sentence

_MOST_BARS = 16
_LEAST_AMPLIFIED = 1.05
"""What is amplified less than this reads as "1 times"."""


def costs(run: Place) -> Section | None:
    """Which access patterns take the capacity, and of what; of a study what the forecast says."""
    if "patterns" not in run.value:
        return _of_forecast(run["forecast"]) if run.value.get("forecast") else None
    arms = arms_of_run(run)
    section = Section(
        anchor="costs",
        title="Where it goes",
        heading=_heading(run, arms),
        tables=cost_tables(run, arms),
    )
    if not arms:
        return section
    return Section(
        anchor=section.anchor,
        title=section.title,
        heading=section.heading,
        lead=(
            f"Units of the measured time, {run['backend']['capacity'].value}. ",
            *_amplified(run),
            *_examined(run),
            *spent(run),
        ),
        panels=tuple(_panels(arms, unit="units")),
        caption=("Filled: the table. Outlined: an index, which a write pays for as well.",),
        tables=section.tables,
    )


def _of_forecast(forecast: Place) -> Section | None:
    arms = arms_of_forecast(forecast)
    if not arms:
        return None
    prices = forecast["prices"]
    month: Sentence = (dollars(prices["as_designed_usd"]), " a month")
    return Section(
        anchor="costs",
        title="Where it goes",
        heading=(
            "The design costs ",
            *month,
            "; ",
            Name(arms[0].pattern),
            f" takes most of its {arms[0].direction} units",
        ),
        lead=(
            "Modelled: units a second at the peak of the load, and list prices of ",
            Code(prices["region"].value),
            " as of ",
            Code(prices["as_of"].value),
            ", with the storage, of which ",
            dollars(prices["storage_usd"]),
            " is for storage alone.",
        ),
        panels=tuple(_panels(arms, unit=f"units a{NO_BREAK}second")),
        caption=("Filled: the table. Outlined: an index, which a write pays for as well.",),
        tables=(forecast_table(arms),),
    )


def _heading(run: Place, arms: Sequence[Arm]) -> Sentence:
    month = _month(run, arms)
    if month is not None:
        return _of_the_bill(run, arms, month)
    halves = [half for direction in DIRECTIONS if (half := _most(run, direction))]
    if not halves:
        return ("No access pattern consumed any capacity",)
    return (*halves[0], *((", ", *halves[1]) if len(halves) > 1 else ()))


def _month(run: Place, arms: Sequence[Arm]) -> Place | None:
    """What a month costs at the rate of the measured time, where it is known of each arm."""
    if not arms or not run["spending"] or any(arm.dollars is None for arm in arms):
        return None
    month = run["spending"]["dollars_per_month"]
    return month if month else None


def _of_the_bill(run: Place, arms: Sequence[Arm], month: Place) -> Sentence:
    """Which pattern costs most, by its reads or its writes, and which index has most of that."""
    name, direction = arms[0].pattern, arms[0].direction
    pattern = next(each for each in run["patterns"] if each["name"].value == name)
    whole = pattern["arms"].total(0, len(pattern["arms"]), f"{direction}_dollars_per_month")
    what: Sentence = (f"The {direction}s of ", Name(name))
    heading: Sentence = (*what, " are ", percent(whole, of=month), " of the bill")
    own = [arm for arm in arms if (arm.pattern, arm.direction) == (name, direction)]
    index = next((arm for arm in own if arm.index is not None), None)
    if index is not None and index.dollars is not None:
        heading += (
            ", ",
            percent(index.dollars, of=whole),
            " of that for ",
            Name(index.index or ""),
        )
    return heading


def _most(run: Place, direction: Direction) -> Sentence:
    member = f"{direction}_units"
    total = run["window"][member]
    most = max(run["patterns"], key=lambda pattern: pattern[member].value, default=None)
    if most is None or not most[member] or not total:
        return ()
    return (
        Name(most["name"].value),
        " takes ",
        percent(most[member], of=total),
        f" of the {direction} units",
    )


def _amplified(run: Place) -> Sentence:
    """How many units a write costs for each of the table, of the pattern that indexes make dearest."""
    found = []
    for pattern in run["patterns"]:
        arms = pattern["arms"]
        for arm in arms:
            if arm["index"].value is None and arm["write_units"]:
                together = arms.total(0, len(arms), "write_units")
                found.append((pattern, quotient(together, arm["write_units"])))
    if not found:
        return ()
    pattern, times = max(found, key=lambda each: each[1].value)
    if times.value < _LEAST_AMPLIFIED:
        return ()
    return (
        "With its indexes, ",
        Name(pattern["name"].value),
        " takes ",
        times,
        " write units for each that the table takes alone. ",
    )


def _examined(run: Place) -> Sentence:
    """How many items are read for each that is returned, of the pattern that reads most in vain."""
    read = [pattern for pattern in run["patterns"] if pattern["items_returned"]]
    if not read:
        return ()
    worst = max(read, key=lambda one: one["items_examined"].value / one["items_returned"].value)
    times = quotient(worst["items_examined"], worst["items_returned"])
    if times.value < _LEAST_AMPLIFIED:
        return ()
    return (Name(worst["name"].value), " examines ", times, " items for each that it returns. ")


def _panels(arms: Sequence[Arm], *, unit: str) -> list[Panel]:
    """All arms in dollars or, where dollars are not known, writes and reads by themselves."""
    if all(arm.dollars is not None for arm in arms):
        return [_panel(arms, "US dollars a month", "dollars a month")]
    by_direction = [
        ([arm for arm in arms if arm.direction == direction], direction) for direction in DIRECTIONS
    ]
    names = [str(Name(arm.pattern)) for own, _ in by_direction for arm in own[:_MOST_BARS]]
    return [
        _panel(own, f"{direction.capitalize()} {unit}", f"{direction} {unit}", names)
        for own, direction in by_direction
        if own
    ]


def _panel(arms: Sequence[Arm], title: str, unit: str, names: Sequence[str] = ()) -> Panel:
    shown = arms[:_MOST_BARS]
    rows = [
        ArmBar(
            pattern=str(Name(arm.pattern)),
            resource=str(Name(arm.index or arm.table)),
            figure=arm.shown,
            a_request=arm.a_request,
            unit=f"{arm.direction} units a request",
            role=arm.direction,
            is_outlined=arm.index is not None,
            is_first=number == 0 or shown[number - 1].pattern != arm.pattern,
        )
        for number, arm in enumerate(shown)
    ]
    first = rows[0]
    cut = ("the largest; the table has them all",) if len(arms) > _MOST_BARS else ()
    return Panel(
        title=(title,),
        facts=cut,
        drawing=arm_bars(rows, width=WIDE, names=names),
        narrow=arm_bars(rows, width=NARROW),
        description=(
            f"{title} by access pattern and table or index. {first.pattern} on {first.resource} is first, with "
            f"{first.figure} {unit}. The table has all."
        ),
        caption=(
            f"What each access pattern takes of each table and index, in {unit}; beside it the units of ",
            Constant("one"),
            " request.",
        ),
    )
