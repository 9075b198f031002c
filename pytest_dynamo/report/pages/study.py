"""A study as a page: what a forecast says of a design, in the order and the look of a report."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pytest_dynamo.measure.study import Study, study_to_json
from pytest_dynamo.report.figures import duration, units
from pytest_dynamo.report.pages.document import Document, render_document
from pytest_dynamo.report.pages.run import CONTENTS
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.advice import advice
from pytest_dynamo.report.sections.again import Fact, HowItRan
from pytest_dynamo.report.sections.by_minute import by_minute
from pytest_dynamo.report.sections.costs import costs
from pytest_dynamo.report.sections.design import design
from pytest_dynamo.report.sections.item_sizes import item_sizes
from pytest_dynamo.report.sections.modelled import modelled
from pytest_dynamo.report.sections.parts import Section
from pytest_dynamo.report.verdict.headroom import headroom_panel
from pytest_dynamo.report.verdict.study import study_verdict
from pytest_dynamo.report.verdict.values import Verdict
from pytest_dynamo.report.words import Code, Name, Sentence

_SECTIONS: tuple[Callable[[Place], Section | None], ...] = (
    advice,
    by_minute,
    costs,
    item_sizes,
    modelled,
    design,
)


def render_study(study: Study) -> str:
    """The page of a study: one self-contained HTML file.

    Raises:
        MissingExtraError: matplotlib or Jinja2 is not installed.
    """
    place = Place(json.loads(study_to_json(study)))
    return render_document(lambda: _document(place))


def _document(study: Place) -> Document:
    load = study["forecast"]["load"]
    return Document(
        name=(Name(study["design"]["name"].value),),
        kind="Capacity forecast",
        started=datetime.fromisoformat(study["started"].value),
        masthead=(
            (duration(load["duration_seconds"]), f", {load['shape'].value} load"),
            ("modelled, no request was sent",),
        ),
        verdict=_judged(study),
        sections=tuple(made for section in _SECTIONS if (made := section(study)) is not None),
        again=_again(study),
        contents=CONTENTS,
        file="study.json",
    )


def _judged(study: Place) -> Verdict:
    """The verdict with its chart."""
    forecast, judged = study["forecast"], study_verdict(study)
    peak = forecast["load"]["peak_requests_per_second"]
    chart = headroom_panel(study, peak) if peak and forecast["holds_until"] else None
    return replace(judged, chart=chart)


def _again(study: Place) -> HowItRan:
    how, forecast = study["how"], study["forecast"]
    facts = [
        Fact(name="Source", words=("modelled, no request was sent",)),
        Fact(name="Load", words=_load(forecast["load"])),
        Fact(name="Seed", words=(Code(str(how["seed"].value)),)),
        Fact(name="Population", words=_listed(forecast["population"].value)),
        Fact(name="Model parameters changed", words=_listed(forecast["parameters_changed"].value)),
        Fact(
            name="Prices",
            words=(
                "list prices of ",
                Code(forecast["prices"]["region"].value),
                " as of ",
                Code(forecast["prices"]["as_of"].value),
            ),
        ),
        Fact(
            name="Design",
            words=(
                Code(study["design"]["path"].value),
                ", SHA-256 ",
                Code(study["design"]["sha256"].value[:12]),
            ),
        ),
        *([Fact(name="Commit", words=_commit(how))] if how["commit"] else []),
        Fact(name="Versions", words=_listed(how["versions"].value)),
        Fact(
            name="Figures", words=(Code("study.json"), " beside this page has every figure of it")
        ),
    ]
    command: Sentence = (Code(how["command"].value),) if how["command"] else ()
    return HowItRan(
        heading=("The same design and seed give the same page",),
        command=command,
        facts=tuple(facts),
    )


def _load(load: Place) -> Sentence:
    return (
        units(load["declared_requests_per_second"]),
        " requests a second declared, ",
        units(load["peak"]),
        " times that at the peak",
    )


def _commit(how: Place) -> Sentence:
    changed = ", with changes that are not committed" if how["has_uncommitted_changes"] else ""
    return Code(how["commit"].value[:12]), changed


def _listed(values: dict[str, object]) -> Sentence:
    """Names and what they stand for, as they are in the file."""
    if not values:
        return ("none",)
    return (Code(", ".join(f"{name}={value}" for name, value in values.items())),)
