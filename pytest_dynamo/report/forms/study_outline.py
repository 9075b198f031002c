"""A study in words: what a forecast says of a design."""

from pytest_dynamo.report.figures import percent, units
from pytest_dynamo.report.forms.outline import Outline, advice_lines, moment
from pytest_dynamo.report.forms.run_outline import NOTHING, looked_for
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction, resource_name
from pytest_dynamo.report.sections.again import HowItRan
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.verdict.study import study_verdict
from pytest_dynamo.report.words import Code, Name, Sentence

_DIRECTIONS: tuple[Direction, Direction] = ("write", "read")


def study_outline(study: Place) -> Outline:
    """A study in words: what its page says, without charts."""
    command = study["how"]["command"]
    return Outline(
        name=(Name(study["design"]["name"].value),),
        kind="Forecast",
        masthead=(f"{moment(study)}, modelled; no request was sent",),
        verdict=study_verdict(study),
        advice=advice_lines(study),
        tables=tuple(filter(None, (_patterns(study["assessment"]["design"]), _resources(study)))),
        more=tuple(filter(None, (looked_for(study),))),
        again=HowItRan(
            heading=("The same design and seed give the same figures",),
            command=(Code(command.value),) if command else (),
            facts=(),
        ),
        file="study.json",
    )


def _patterns(design: Place) -> Table | None:
    if not design["patterns"]:
        return None
    return Table(
        summary="Access patterns; units of one request, modelled",
        columns=(
            *words("access pattern", "operation", "on"),
            *numbers("requests a second", "read units", "write units"),
        ),
        rows=tuple(
            (
                (Name(row["name"].value),),
                (row["operation"].value or "not served",),
                resource_name(row["table"].value, row["index"].value),
                (units(row["requests_per_second"]),),
                _or_nothing(row["read_units"]),
                _or_nothing(row["write_units"]),
            )
            for row in design["patterns"]
        ),
    )


def _resources(study: Place) -> Table | None:
    rows = tuple(
        (
            resource_name(row["table"].value, row["index"].value),
            (f"{direction}s",),
            (units(row[direction]["peak_units_per_second"]),),
            (units(row["partitions"]),),
            _hottest(row[direction]["hottest_partition"]),
        )
        for row in study["forecast"]["resources"]
        for direction in _DIRECTIONS
        if row[direction]["peak_units_per_second"]
    )
    if not rows:
        return None
    return Table(
        summary="Tables and indexes, modelled",
        columns=(
            *words("table or index", "direction"),
            *numbers("units a second at the peak", "partitions", "hottest partition"),
        ),
        rows=rows,
    )


def _or_nothing(place: Place) -> Sentence:
    return NOTHING if place.value is None else (units(place),)


def _hottest(hottest: Place) -> Sentence:
    return (percent(hottest["share_of_limit"]),) if hottest else NOTHING
