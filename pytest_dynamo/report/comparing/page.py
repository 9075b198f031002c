"""A comparison of runs as a page, made of the texts of their run files and of the comparison alone.

The path of a figure that begins with a number leads into the run file of that number, from 0; any other
leads into what `pytest-dynamo compare --json` prints.
"""

import json
import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pytest_dynamo.measure.differences.comparing import NamedRun
from pytest_dynamo.measure.differences.values import RunsCompared
from pytest_dynamo.measure.json_form import json_pieces
from pytest_dynamo.measure.run import run_to_json
from pytest_dynamo.report.comparing.changed import changed, comparable
from pytest_dynamo.report.comparing.design import design
from pytest_dynamo.report.comparing.latencies import latency
from pytest_dynamo.report.comparing.overlays import consumed, heat
from pytest_dynamo.report.comparing.sides import Sides, sides_of
from pytest_dynamo.report.comparing.top import verdict
from pytest_dynamo.report.pages.document import Document, render_document
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import backend_name
from pytest_dynamo.report.sections.again import Fact, HowItRan
from pytest_dynamo.report.sections.parts import Section
from pytest_dynamo.report.words import Code, Name, Sentence

_SECTIONS: tuple[Callable[[Sides], Section | None], ...] = (
    changed,
    heat,
    consumed,
    latency,
    design,
    comparable,
)


def render_comparison(runs: Sequence[NamedRun], found: RunsCompared) -> str:
    """The page of a comparison: one self-contained HTML file.

    Raises:
        MissingExtraError: matplotlib or Jinja2 is not installed.
    """
    files = Place([json.loads(run_to_json(each.run)) for each in runs])
    comparison = Place(json.loads("".join(json_pieces(found))))
    sides = sides_of([each.name for each in runs], files, comparison)
    return render_document(lambda: _document(sides))


def _document(sides: Sides) -> Document:
    designs = dict.fromkeys(side.run["design"]["name"].value for side in sides.sides)
    return Document(
        name=tuple(_joined([(Name(name),) for name in designs])),
        kind="Comparison",
        started=datetime.fromisoformat(sides.last.run["started"].value),
        masthead=tuple(_masthead(sides)),
        verdict=verdict(sides),
        sections=tuple(made for section in _SECTIONS if (made := section(sides)) is not None),
        again=_again(sides),
    )


def _masthead(sides: Sides) -> Iterator[Sentence]:
    for side in sides.sides:
        started = datetime.fromisoformat(side.run["started"].value)
        yield side.shown, " ", Code(started.strftime("%d %b %Y, %H:%M:%S UTC"))
    capacity = sides.last.run["backend"]["capacity"].value
    yield (f"against {backend_name(sides.last.run)}; capacity {capacity}, latency observed",)


def _joined(parts: Sequence[Sentence]) -> Iterator[str | Name]:
    for number, part in enumerate(parts):
        if number:
            yield " and "
        yield from (each for each in part if isinstance(each, Name))


def _again(sides: Sides) -> HowItRan:
    """The command that makes this page from the runs, and those that made the runs."""
    others = sides.found["others"]
    paths = [sides.found["baseline"]["path"].value, *(each["run"]["path"].value for each in others)]
    return HowItRan(
        heading=("These runs, compared anew",),
        command=(Code(shlex.join(["pytest-dynamo", "compare", *paths])),),
        facts=tuple(
            Fact(name=str(side.shown), words=(Code(side.run["how"]["command"].value),))
            for side in sides.sides
        ),
    )
