"""A test session as a page: coverage and budgets, and what is known of the design besides.

Every figure on it stands in `tests.json`.
"""

import json
from datetime import datetime

from pytest_dynamo.measure.session import Session, session_to_json
from pytest_dynamo.report.figures import count, duration
from pytest_dynamo.report.pages.document import Document, render_document
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.advice import advice
from pytest_dynamo.report.sections.again import Fact, HowItRan
from pytest_dynamo.report.sections.budgets import budgets
from pytest_dynamo.report.sections.coverage import coverage
from pytest_dynamo.report.sections.design import design
from pytest_dynamo.report.sections.item_sizes import item_sizes
from pytest_dynamo.report.verdict.session import session_verdict
from pytest_dynamo.report.words import Code, Name, Quote, Sentence

_SHORT_COMMIT = 12


def render_session(session: Session) -> str:
    """The report of a test session on one design: one self-contained HTML file.

    Raises:
        MissingExtraError: matplotlib or Jinja2 is not installed.
    """
    place = Place(json.loads(session_to_json(session)))
    return render_document(lambda: _document(place))


def session_masthead(session: Place) -> tuple[Sentence, ...]:
    """How many tests ran, and what on."""
    backend, tests = session["backend"], session["tests"]
    noun = "test" if tests["ran"].value == 1 else "tests"
    return (
        (count(tests["ran"]), f" {noun}, ", duration(session["duration_seconds"])),
        ("on ", Quote(backend["name"].value), f"; capacity {backend['capacity'].value}"),
    )


def session_again(session: Place) -> HowItRan:
    """What it takes to run the session again."""
    how, design_file = session["how"], session["design"]
    changed = " with uncommitted changes" if how["has_uncommitted_changes"] else ""
    commit = how["commit"].value
    facts = (
        Fact(name="Seed", words=(Code(str(how["seed"].value)),)),
        Fact(
            name="Design",
            words=(
                Code(design_file["path"].value),
                ", SHA-256 ",
                Code(design_file["sha256"].value[:_SHORT_COMMIT]),
            ),
        ),
        *([Fact(name="Commit", words=(Code(commit[:_SHORT_COMMIT]), changed))] if commit else []),
        Fact(
            name="Versions",
            words=(
                Code(", ".join(f"{name} {each}" for name, each in how["versions"].value.items())),
            ),
        ),
        Fact(
            name="Figures", words=(Code("tests.json"), " beside this page has every figure of it")
        ),
    )
    return HowItRan(
        heading=("The tests of ", Name(design_file["name"].value)),
        command=(Code(how["command"].value),) if how["command"] else (),
        facts=facts,
    )


def _document(session: Place) -> Document:
    parts = [coverage(session), budgets(session)]
    if session["assessment"]:
        parts += [advice(session), item_sizes(session), design(session)]
    return Document(
        name=(Name(session["design"]["name"].value),),
        kind="Test report",
        started=datetime.fromisoformat(session["started"].value),
        masthead=session_masthead(session),
        verdict=session_verdict(session),
        sections=tuple(part for part in parts if part is not None),
        again=session_again(session),
        file="tests.json",
    )
