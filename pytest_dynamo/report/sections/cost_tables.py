"""What access patterns take, and what they ask for, as tables."""

from collections.abc import Iterator, Sequence

from pytest_dynamo.report.figures import count, dollars, percent, quotient, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import can_throttle, resource_name
from pytest_dynamo.report.sections.arms import Arm
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.words import Code, Name, Sentence

_COUNTS = {"requests": "requests", "failed": "failures", "throttled": "throttled"}


def cost_tables(run: Place, arms: Sequence[Arm]) -> tuple[Table, ...]:
    """The units of each pattern and table or index of a run, and what the patterns asked for."""
    return (
        *((_arm_table(run, arms),) if arms else ()),
        *((_pattern_table(run),) if len(run["patterns"]) else ()),
    )


def forecast_table(arms: Sequence[Arm]) -> Table:
    """The units a second of each pattern and table or index of a forecast."""
    return Table(
        summary="Access patterns, tables and indexes, forecast",
        columns=(
            *words("access pattern", "table or index", "direction"),
            *numbers("units a second", "a request"),
        ),
        rows=tuple((*_who(arm), (units(arm.units),), _a_request(arm)) for arm in arms),
    )


def _arm_table(run: Place, arms: Sequence[Arm]) -> Table:
    priced = all(arm.dollars is not None for arm in arms)
    return Table(
        summary="Access patterns, tables and indexes",
        columns=(
            *words("access pattern", "table or index", "direction"),
            *numbers("units", "a request", "share of its direction"),
            *(numbers("US dollars a month") if priced else ()),
        ),
        rows=tuple(
            (
                *_who(arm),
                (units(arm.units),),
                _a_request(arm),
                (percent(arm.units, of=run["window"][f"{arm.direction}_units"]),),
                *(((dollars(arm.dollars),),) if priced and arm.dollars is not None else ()),
            )
            for arm in arms
        ),
    )


def _who(arm: Arm) -> tuple[Sentence, ...]:
    return ((Name(arm.pattern),), resource_name(arm.table, arm.index), (f"{arm.direction}s",))


def _a_request(arm: Arm) -> Sentence:
    return ("–",) if arm.a_request is None else (arm.a_request,)


def _pattern_table(run: Place) -> Table:
    """What each access pattern asked for, and how many items it read for those it returned."""
    counts = [each for each in _COUNTS if each != "throttled" or can_throttle(run)]
    return Table(
        summary="Access patterns, in the measured time",
        columns=(
            *words("access pattern", "operation", "on"),
            *numbers("declared a second", "offered a second", *counts),
            *numbers("items examined", "items returned", "examined for each returned"),
        ),
        rows=tuple(_pattern_rows(run, counts)),
    )


def _pattern_rows(run: Place, counts: Sequence[str]) -> Iterator[tuple[Sentence, ...]]:
    for pattern in run["patterns"]:
        declared, operation = pattern["declared_per_second"], pattern["operation"].value
        served = pattern["index"].value or pattern["table"].value
        examined, returned = pattern["items_examined"], pattern["items_returned"]
        yield (
            (Name(pattern["name"].value),),
            (Code(operation),) if operation else ("–",),
            (Name(served),) if served else ("–",),
            ("–",) if declared.value is None else (units(declared),),
            (units(pattern["offered_per_second"]),),
            *((count(pattern[_COUNTS[heading]]),) for heading in counts),
            (count(examined),),
            (count(returned),),
            (quotient(examined, returned),) if returned else ("–",),
        )
