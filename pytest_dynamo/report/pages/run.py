"""A run as a page: its figures, in the order in which they are read.

The page is made of the text of the run file and of nothing else, so that each figure on it is one of
those in the file, and the same file always gives the same bytes. Pages of other documents are made as
this one is: a function that gives a `Document`, and `render_document`.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.figures import counted, duration
from pytest_dynamo.report.pages.document import Document, render_document
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import backend_name
from pytest_dynamo.report.sections.advice import advice
from pytest_dynamo.report.sections.again import how_it_ran
from pytest_dynamo.report.sections.consumed import consumed
from pytest_dynamo.report.sections.costs import costs
from pytest_dynamo.report.sections.design import design
from pytest_dynamo.report.sections.generator import generator
from pytest_dynamo.report.sections.heat import heat
from pytest_dynamo.report.sections.item_sizes import item_sizes
from pytest_dynamo.report.sections.keys import keys
from pytest_dynamo.report.sections.latency import latency
from pytest_dynamo.report.sections.limit_search import limit_search
from pytest_dynamo.report.sections.modelled import modelled
from pytest_dynamo.report.sections.parts import Section
from pytest_dynamo.report.sections.retries import retries
from pytest_dynamo.report.sections.skew import skew
from pytest_dynamo.report.sections.throttles import throttles
from pytest_dynamo.report.throttled import first_throttle
from pytest_dynamo.report.verdict.headroom import headroom
from pytest_dynamo.report.verdict.run import verdict
from pytest_dynamo.report.verdict.values import Verdict
from pytest_dynamo.report.words import Name, Sentence

_SECTIONS: tuple[Callable[[Place], Section | None], ...] = (
    advice,
    limit_search,
    heat,
    throttles,
    consumed,
    costs,
    keys,
    skew,
    latency,
    retries,
    generator,
    item_sizes,
    modelled,
    design,
)

CONTENTS = (
    "Advice",
    "Heat",
    "Throttles",
    "Consumed",
    "Where it goes",
    "Hottest keys",
    "Skew",
    "Latency",
    "Retries",
    "Generator",
    "Item sizes",
    "Model",
    "Design",
)
"""The sections between the verdict and how to run it again, which have the same number in each report."""


def render_report(run: Run) -> str:
    """The report of a run: one self-contained HTML file.

    Raises:
        MissingExtraError: matplotlib or Jinja2 is not installed.
    """
    place = Place(json.loads(run_to_json(run)))
    return render_document(lambda: _document(place))


def _document(run: Place) -> Document:
    return Document(
        name=(Name(run["design"]["name"].value),),
        kind="Capacity report",
        started=datetime.fromisoformat(run["started"].value),
        masthead=(_length(run), _source(run)),
        verdict=_judged(run),
        sections=tuple(made for section in _SECTIONS if (made := section(run)) is not None),
        again=how_it_ran(run),
        contents=CONTENTS,
    )


def _judged(run: Place) -> Verdict:
    """The verdict with its chart; of the first throttle there is a column, which needs no note."""
    judged = verdict(run)
    notes = tuple(note for note in judged.notes if note != first_throttle(run))
    return replace(judged, chart=headroom(run), notes=notes)


def _length(run: Place) -> Sentence:
    made = counted(run["totals"]["requests"], "request")
    return duration(run["duration_seconds"]), ", ", *made


def _source(run: Place) -> Sentence:
    capacity, throttling = run["backend"]["capacity"].value, run["how"]["throttling"].value
    source = f"against {backend_name(run)}; capacity {capacity}, throttling {throttling}"
    return (f"{source}, latency observed",)
