"""Every figure on a page is one of its run file."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from pytest_dynamo.forecast.figures import percent_text
from pytest_dynamo.measure.run import Run, read_run, run_to_json
from pytest_dynamo.report.pages.run import render_report

Pages = Callable[[str], str]
Runs = Callable[[str], Run]

# What may hold digits without being a figure of the run: names, keys and commands; times of day;
# axes of charts; facts about DynamoDB; headings such as "p99". What is said of a chart to those who do not see it
# cannot mark its figures, and has a test of its own.
NO_FIGURES = {"bdi", "code", "time", "text", "style", "title", "desc", "th"}
NOT_FIGURES = ("Latency, p99", "Dot: 99 % are faster", "SHA-256")
VOID = {"meta", "path", "image", "img"}


class Figures(HTMLParser):
    """The figures of a page, and whatever text of it stands in none."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shown: list[tuple[str, float, str]] = []
        self.rest: list[str] = []
        self.descriptions: list[str] = []
        self.others: list[str] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, attributes in self._open:
            if path := attributes.get("data-path"):
                value = attributes.get("data-value") or attributes.get("value")
                self.shown.append((path, float(value or "nan"), data))
                return
        tags = {tag for tag, _ in self._open}
        classes = {attributes.get("class") for _, attributes in self._open}
        if "desc" in tags:
            self.descriptions.append(data)
        elif not tags & {"style", "text"}:
            self.others.append(data)
        is_heading = "th" in tags and "tbody" not in tags
        if not (tags & (NO_FIGURES - {"th"}) or is_heading or classes & {"constant", "quoted"}):
            self.rest.append(data)


def looked_up(run: Any, path: str) -> float:
    if " / " in path:
        above, below = (looked_up(run, each) for each in path.split(" / "))
        return above / below if below else 0.0
    step, _, rest = path.partition(".")
    if ":" in step:
        first, last = map(int, step.split(":"))
        return float(sum(looked_up(each, rest) for each in run[first:last]))
    if step:
        return looked_up(run[int(step)] if isinstance(run, list) else run[step], rest)
    return float(run)


def readings(text: str) -> Iterator[tuple[float, float]]:
    """What a text may stand for: the value and half of what its last digit counts."""
    number = re.search(r"-?\d[\d,]*(\.\d+)?", text)
    assert number is not None, text
    digits = number[0].replace(",", "")
    places = len(digits.partition(".")[2])
    value, half = float(digits), 0.5 * 10.0**-places
    if minutes := re.fullmatch(r"([\d,]+)\xa0min(?:\xa0(\d+)\xa0s)?", text):
        value = float(minutes[1].replace(",", "")) * 60 + float(minutes[2] or 0)
        half = 0.5
    if re.fullmatch(r"(\d+:)?\d+:\d\d", text):
        value, half = 0.0, 0.5
        for part in text.split(":"):
            value = value * 60 + int(part)
    scale = 0.01 if text.endswith("%") else 1.0
    yield value * scale, half * scale


def numbers_in(text: str) -> list[str]:
    """The numbers of a text as they are written, whole moments of time too: `1,400`, `0:04`, `22`."""
    return re.findall(r"\d[\d,]*\d(?:\.\d+)?(?::\d\d)*|\d(?:\.\d+)?(?::\d\d)*", text)


@pytest.fixture
def figures(shape: str, page_of_shape: Pages) -> Figures:
    return Figures(page_of_shape(shape))


@pytest.fixture
def document(shape: str, run_of_shape: Runs) -> Any:
    return json.loads(run_to_json(run_of_shape(shape)))


def test_each_figure_has_the_value_that_the_run_file_has_at_its_path(
    figures: Figures, document: Any
) -> None:
    assert figures.shown
    wrong = [
        (path, value) for path, value, _ in figures.shown if looked_up(document, path) != value
    ]
    assert wrong == []


def test_each_figure_shows_its_value_to_the_last_digit_it_shows(figures: Figures) -> None:
    for path, value, text in figures.shown:
        ((shown, half),) = readings(text)
        if text.startswith("< "):
            assert 0 < value < shown, path
        elif text.startswith("> "):
            assert shown < value < 1, path
        else:
            assert shown == pytest.approx(value, rel=1e-9, abs=half * 1.001), (path, text)


def test_no_figure_stands_on_the_page_without_its_path(figures: Figures) -> None:
    naked = [
        text.strip()
        for text in figures.rest
        if re.search(r"\d", text) and not any(known in text for known in NOT_FIGURES)
    ]
    assert naked == []


def derived(document: Any) -> Iterator[str]:
    """What descriptions say of a course: its sum over the run, its beginning, its peak as a share of the limit."""
    for row in document["throttle_reasons"]:
        minutes, seconds = divmod(round(row["first_seconds"]), 60)
        yield f"{sum(row['series']):,} from {minutes}:{seconds:02}"
    for table in document["tables"]:
        for direction, of_one in (("read", 3000), ("write", 1000)):
            stream = table[direction]
            one = stream["partition_limit_units_per_second"] or of_one
            limit = stream["limit_units_per_second"] or stream["partitions"] * one
            yield percent_text(stream["peak_units_per_second"] / limit)


def test_a_description_of_a_chart_has_only_figures_of_the_page(
    figures: Figures, document: Any
) -> None:
    marked = [text for _, _, text in figures.shown]
    known = set(numbers_in(" ".join([*marked, *figures.others, *derived(document)])))
    unknown = [
        (number, description)
        for description in figures.descriptions
        for number in numbers_in(description)
        if number not in known
    ]
    assert unknown == []


@pytest.mark.parametrize(
    "path",
    [
        "totals.requests",
        "totals.throttled",
        "totals.failures",
        "window.done_per_second",
        "window.offered_per_second",
        "window.read_units",
        "window.write_units",
        "tables.0.write.units",
        "tables.0.write.peak_units_per_second",
        "tables.0.write.usable_share",
        "tables.0.write.hottest_partition.share_of_limit",
        "tables.1.read.units",
        "patterns.0.requests",
        "patterns.0.arms.0.read_units",
        "throttles.0.count",
        "keys.0.share",
        "keys.0.error_units",
        "latency.0.p999_ms",
        "how.users",
        "how.population.scale",
        "how.population.entities.User",
        "duration_seconds",
        "throttle_reasons.0.count",
        "throttle_reasons.0.first_seconds",
        "throttle_reasons.0.keys.0.share",
        "throttle_reasons.0.keys.0.count",
    ],
)
def test_the_figures_that_matter_are_on_the_page(path: str, page_of_shape: Pages) -> None:
    assert path in {shown for shown, _, _ in Figures(page_of_shape("hot")).shown}


@pytest.mark.parametrize(
    "path",
    [
        "totals.throttled_items",
        "throttling.splits.2.at_seconds",
        "throttling.splits.2.place",
        "throttling.partitions.1.at_end",
        "throttling.limits.0.count",
        "throttling.limits.0.first_seconds",
        "forecast.holds_until",
        "forecast.ceiling",
        "comparison.largest_difference_by_request",
        "comparison.units.0.expected_units_per_second",
        "comparison.units.0.forecast_units_per_second",
        "comparison.units.0.measured_units_per_second",
        "comparison.units.0.difference",
        "comparison.forecast_first_throttle_seconds",
        "comparison.measured_first_throttle_seconds",
    ],
)
def test_what_the_model_did_and_what_was_forecast_is_on_the_page(
    path: str, page_of_shape: Pages
) -> None:
    assert path in {shown for shown, _, _ in Figures(page_of_shape("modelled")).shown}


@pytest.mark.parametrize(
    "path",
    [
        "retries.0.attempts",
        "retries.0.attempts / retries.0.calls",
        "retries.0.throttled_attempts",
        "retries.0.waited_seconds",
        "retries.1.attempts",
        "response.0.p99_ms",
        "gates.0.value",
        "gates.1.value",
        "gates.2.value",
        "limit_search.holds_at",
        "limit_search.holds_at_per_second",
        "limit_search.breaks_at",
        "limit_search.steps.1.throttled_share",
        "limit_search.steps.1.response_p99_ms",
        "spending.dollars",
        "spending.limit_dollars",
        "aws.0.read_units",
        "aws.0.open_shards",
        "aws.1.write_throttles",
        "how.workers.1.requests",
        "generator.peak_cpu_share",
        "generator.late_seconds_p99",
        "generator.discarded_connections",
    ],
)
def test_how_the_load_was_made_and_what_came_of_it_is_on_the_page(
    path: str, page_of_shape: Pages
) -> None:
    assert path in {shown for shown, _, _ in Figures(page_of_shape("tried_again")).shown}


def test_the_same_run_always_gives_the_same_bytes(run_of_shape: Runs, page_of_shape: Pages) -> None:
    assert render_report(run_of_shape("hot")) == page_of_shape("hot")


def test_a_run_read_from_its_file_gives_the_page_of_the_run(
    shape: str, run_of_shape: Runs, page_of_shape: Pages
) -> None:
    read = read_run(run_to_json(run_of_shape(shape)), "run.json")
    assert render_report(read) == page_of_shape(shape)
