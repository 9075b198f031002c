"""The page of a forecast alone: the same sections, as far as a forecast has the data."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.forecast.forecasting import forecast
from pytest_dynamo.measure.run_values import RunDesign
from pytest_dynamo.measure.study import study_to_json
from pytest_dynamo.measure.study_values import Study, StudyHow
from pytest_dynamo.report.pages.study import render_study
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.verdict.study import study_verdict
from pytest_dynamo.report.words import plain
from tests.report.conftest import SHOP
from tests.report.invented_assessment import ASSESSMENT
from tests.report.test_report_figures import NOT_FIGURES, Figures, looked_up

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def study_of(peak: float, assessment: Assessment = ASSESSMENT) -> Study:
    return Study(
        design=RunDesign(name="shop", path="designs/shop.yaml", sha256="3f9c2e1a" * 8),
        started=NOW,
        forecast=forecast(
            parse_design(SHOP, "designs/shop.yaml"), now=NOW, peak=peak, duration_seconds=300.0
        ),
        assessment=assessment,
        how=StudyHow(
            command="pytest-dynamo forecast designs/shop.yaml --html",
            seed=7,
            versions={"pytest-dynamo": "0.1.0"},
            commit="8d41c07" * 5,
        ),
    )


@pytest.fixture(scope="module")
def held() -> Study:
    return study_of(1.0)


@pytest.fixture(scope="module")
def broken() -> Study:
    return study_of(2_000.0)


@pytest.fixture(scope="module")
def page(broken: Study) -> str:
    return render_study(broken)


def data_of(study: Study) -> Any:
    return json.loads(study_to_json(study))


def said(words: Any) -> str:
    return plain(words).replace("\xa0", " ")


def test_a_design_breaks_where_the_load_is_more_than_it_holds(broken: Study) -> None:
    data = data_of(broken)
    judged = study_verdict(Place(data))

    assert judged.tone == "breaks"
    assert said(judged.headline) == (
        f"Breaks at {data['forecast']['holds_until']:,.0f} requests a second"
    )
    assert said(judged.reason).endswith("; the target is 80,000 requests a second.")
    assert [said(brief.title).partition(",")[0] for brief in judged.briefs] == [
        "First throttle",
        "Do this first",
    ]


def test_a_design_holds_its_declared_load(held: Study) -> None:
    data = data_of(held)
    judged = study_verdict(Place(data))
    usable = f"{data['forecast']['usable_capacity']:.0%}".replace("%", " %")

    assert judged.tone == "holds"
    assert said(judged.headline) == f"Holds 40 requests a second, {usable} usable"
    assert said(judged.reason).startswith(
        f"The first limit is at {data['forecast']['holds_until']:,.0f}: "
    )


def test_a_load_of_nothing_is_not_judged(held: Study) -> None:
    data = data_of(held)
    data["forecast"]["load"]["peak_requests_per_second"] = 0.0

    assert study_verdict(Place(data)).tone == "look"


def test_the_page_says_that_no_request_was_sent(page: str) -> None:
    masthead = page.partition('<header class="masthead">')[2].partition("</header>")[0]
    assert "modelled, no request was sent" in masthead
    assert "Capacity forecast" in masthead
    assert "study.json" in page.partition("<footer>")[2]


def test_sections_have_the_numbers_that_they_have_in_a_report(page: str) -> None:
    contents = page.partition("<nav")[2].partition("</nav>")[0]
    entries = re.findall(r'<span class="constant">(\d*)</span>([^<]+)', contents)
    assert entries == [
        ("1", "Verdict"),
        ("2", "Advice"),
        ("5", "Consumed"),
        ("6", "Where it goes"),
        ("12", "Item sizes"),
        ("13", "Model"),
        ("14", "Design"),
        ("15", "Run again"),
    ]


def test_each_figure_is_one_of_the_study_file(page: str, broken: Study) -> None:
    figures, data = Figures(page), data_of(broken)
    assert figures.shown
    assert [path for path, value, _ in figures.shown if looked_up(data, path) != value] == []
    naked = [
        text
        for text in figures.rest
        if re.search(r"\d", text) and not any(known in text for known in NOT_FIGURES)
    ]
    assert naked == []


def test_the_same_study_always_gives_the_same_bytes(page: str, broken: Study) -> None:
    assert render_study(broken) == page
