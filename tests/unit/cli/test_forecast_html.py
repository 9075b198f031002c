"""`pytest-dynamo forecast --html`: the study of a design, its page, and where they go."""

import hashlib
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from pytest_dynamo.assessment.assessing import Basis
from pytest_dynamo.assessment.values import Assessment, DesignShape
from pytest_dynamo.cli import main, studying
from pytest_dynamo.design.values import Design
from pytest_dynamo.measure.study import Study, load_study
from pytest_dynamo.report.folders import study as study_folder
from pytest_dynamo.report.folders.study import has_study, render_study_folder

SHOP = """\
version: 1
name: shop
tables: {shop: {partition_key: PK}}
entities:
  User:
    population: 40
    item: {PK: "USER#{user_id}", user_id: {sequence: {start: 1}}}
access_patterns:
  get_user: {get: {PK: "USER#{user_id}"}, returns: User, rate: 300}
"""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A command that has ended."""

    code: object
    out: str
    err: str


def forecast(*arguments: str) -> Ended:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(["forecast", "--duration", "60s", *arguments])
    return Ended(code=ended.value.code, out=out.getvalue(), err=err.getvalue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("forecast")
    (made / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def ended(folder: Path) -> Ended:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
        patch.setattr(sys, "argv", ["pytest-dynamo", "forecast", "shop.yaml", "--html"])
        return forecast("shop.yaml", "--html", "--seed", "3")


@pytest.fixture(scope="module")
def study(ended: Ended, folder: Path) -> Study:
    assert ended.code == 0, ended.err
    return load_study(folder / "reports" / "shop" / "forecast")


@pytest.fixture
def shop(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The design, beside which nothing is rendered: one page is enough to look at."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(study_folder, "render_study", lambda study: f"<h1>{study.design.name}</h1>")
    return str(folder / "shop.yaml")


def test_the_page_is_named_below_the_figures(ended: Ended) -> None:
    lines = ended.out.splitlines()

    assert lines[0].startswith("shop at 300 requests/s")
    assert lines[-2:] == [
        "report  reports/shop/forecast/report.html",
        "next: pytest-dynamo check shop.yaml",
    ]
    assert ended.err == ""


@pytest.mark.usefixtures("study")
def test_there_are_a_page_and_the_file_it_is_made_of_and_nothing_else(folder: Path) -> None:
    written = folder / "reports" / "shop" / "forecast"
    page = (written / "report.html").read_text(encoding="utf-8")

    assert {file.name for file in written.iterdir()} == {"report.html", "study.json"}
    assert page.startswith("<!doctype html>")
    assert "no request was sent" in page
    assert render_study_folder(written / "study.json").read_text(encoding="utf-8") == page


def test_the_study_says_how_to_make_it_again(study: Study, folder: Path) -> None:
    text = (folder / "shop.yaml").read_bytes()

    assert (study.design.name, study.design.path) == ("shop", "shop.yaml")
    assert study.design.sha256 == hashlib.sha256(text).hexdigest()
    assert study.how.command == "pytest-dynamo forecast shop.yaml --html"
    assert (study.how.seed, study.how.commit) == (3, "")
    assert set(study.how.versions) == {"python", "pytest-dynamo", "numpy"}


def test_the_study_has_the_forecast_and_the_assessment(study: Study) -> None:
    assert isinstance(study.forecast, dict)
    assert study.forecast["load"]["duration_seconds"] == 60
    assert study.forecast["seed"] == 3
    (pattern,) = study.assessment.design.patterns
    assert (pattern.requests_per_second, pattern.read_units) == (300, 0.5)
    assert [each.sampled for each in study.assessment.item_sizes] == [40]


@pytest.mark.usefixtures("study")
def test_a_folder_is_known_to_have_a_study(folder: Path, tmp_path: Path) -> None:
    written = folder / "reports" / "shop" / "forecast"

    assert has_study(written)
    assert has_study(written / "study.json")
    assert not has_study(tmp_path)


def test_fixes_are_weighed_under_the_same_load(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Design, Basis]] = []

    def note(design: Design, basis: Basis, **_: object) -> Assessment:
        seen.append((design, basis))
        return Assessment(design=DesignShape())

    monkeypatch.setattr(studying, "assess", note)

    ended = forecast(shop, "--html", "--peak", "2x", "--population", "50%", "--shape", "ramp")

    assert ended.code == 0, ended.err
    ((design, basis),) = seen
    assert basis.forecast_again(design) == basis.made
    assert (basis.made.load.peak, basis.made.population) == (2, {"User": 20})
    assert (basis.scale, basis.text) == (0.5, SHOP)


def test_json_stays_json(shop: str) -> None:
    ended = forecast(shop, "--html", "--json", "--reports", "out")

    assert json.loads(ended.out)["design"] == "shop"
    assert ended.err == "report  out/shop/forecast/report.html\n"


def test_several_designs_have_a_page_each(shop: str) -> None:
    Path("other.yaml").write_text(SHOP.replace("name: shop", "name: other"), encoding="utf-8")

    ended = forecast(shop, "other.yaml", "--html")

    pages = [line for line in ended.out.splitlines() if line.startswith("report")]
    assert pages == [
        "report  reports/shop/forecast/report.html",
        "report  reports/other/forecast/report.html",
    ]


def test_two_designs_of_one_name_are_refused_before_anything_is_done(shop: str) -> None:
    Path("copy.yaml").write_text(SHOP, encoding="utf-8")

    ended = forecast(shop, "copy.yaml", "--html")

    assert (ended.code, ended.out) == (2, "")
    assert "copy.yaml are both named 'shop'" in ended.err
    assert not Path("reports").exists()


def test_a_folder_that_cannot_be_made_is_one_message(shop: str) -> None:
    Path("reports").touch()

    ended = forecast(shop, "--html")

    assert (ended.code, ended.out) == (2, "")
    assert "cannot be written" in ended.err
    assert "To fix this" in ended.err


def test_a_missing_package_is_said_before_anything_takes_long(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    ended = forecast(shop, "--html")

    assert (ended.code, ended.out) == (2, "")
    assert "pip install 'pytest-dynamo[report]'" in ended.err


def test_without_html_nothing_is_written(shop: str) -> None:
    assert forecast(shop).code == 0
    assert not Path("reports").exists()
