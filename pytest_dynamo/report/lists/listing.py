"""The pages that list runs, newest first: one of all, and one of each design with its trends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.measure.spending import small_dollars
from pytest_dynamo.report.figures import NO_BREAK, duration_text
from pytest_dynamo.report.lists.entries import Entry, entry_of
from pytest_dynamo.report.lists.trends import Dot, Trend, trend_svg
from pytest_dynamo.report.markup import environment, policy, style_sheet
from pytest_dynamo.report.words import Name, visible

__all__ = ["Entry", "Links", "entry_of", "render_design", "render_index"]

MOST_DOTS = 60
"""So many runs in a trend, the newest; the table below it has all of them."""

_BACKENDS = {"embedded": "embedded", "endpoint": "an endpoint", "aws": "AWS"}
_TONES = {"holds": "holds", "breaks": "breaks", "look": "look closer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What there is beside the runs, as links from the page: a design's own page, and its forecast.

    `compared` are the pages that compare a run, by the `href` of its report.
    """

    design_pages: Mapping[str, str]
    forecasts: Mapping[str, str]
    compared: Mapping[str, Sequence[str]]


NO_LINKS = Links(design_pages={}, forecasts={}, compared={})


def render_index(entries: Iterable[Entry], links: Links = NO_LINKS) -> str:
    """The list of all runs: one self-contained HTML file, in the look of the reports.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    return _page(_newest_first(entries), links, title="Load test runs", design=None, trends=())


def render_design(
    design: str, entries: Iterable[Entry], links: Links = NO_LINKS, folder: str = ""
) -> str:
    """The list of the runs of a design, with what became of its figures from run to run.

    `folder` is theirs, as it is typed, for the command that compares two of them.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    newest_first = _newest_first(entries)
    latest = f"{folder or f'reports/{design}'}/latest"
    return _page(
        newest_first,
        links,
        title=f"{Name(design)}: load test runs",
        design=str(Name(design)),
        trends=[trend_svg(each) for each in _trends(newest_first)],
        command=f"pytest-dynamo compare {latest}~1 {latest}" if len(newest_first) > 1 else "",
    )


def _page(
    newest_first: Sequence[Entry],
    links: Links,
    *,
    title: str,
    design: str | None,
    trends: Sequence[str],
    command: str = "",
) -> str:
    body = (
        environment()
        .get_template("index.html.j2")
        .render(
            entries=newest_first,
            links=links,
            design=design,
            designs=[name for name, _ in groupby(sorted(entry.design for entry in newest_first))],
            backends={kind: name for kind, name in _BACKENDS.items() if _has(newest_first, kind)},
            tones={tone: name for tone, name in _TONES.items() if _has(newest_first, tone)},
            trends=trends,
            command=command,
            utc=UTC,
            duration=duration_text,
            visible=visible,
            value=_value_text,
        )
    )
    css = style_sheet((files("pytest_dynamo.report") / "templates/index.css").read_text("utf-8"))
    return (
        environment()
        .get_template("page.html.j2")
        .render(title=title, policy=policy(css), css=css, body=body)
    )


def _newest_first(entries: Iterable[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=lambda entry: entry.href)
    return sorted(ordered, key=lambda entry: entry.started, reverse=True)


def _has(entries: Sequence[Entry], word: str) -> bool:
    return any(word in (entry.backend, entry.tone) for entry in entries)


def _value_text(value: float | None, unit: str) -> str:
    """A figure of a run, with its unit where that is not in the heading."""
    if value is None:
        return "–"
    match unit:
        case "share":
            return percent_text(value, NO_BREAK)
        case "USD":
            return small_dollars(value)
        case "ms":
            return f"{number_text(value)}{NO_BREAK}ms"
    return number_text(value)


def _trends(newest_first: Sequence[Entry]) -> list[Trend]:
    """The trends of figures that two runs or more have."""
    shown = newest_first[:MOST_DOTS][::-1]
    found = [
        _trend(
            "Throttled, of all requests", shown, [one.throttled_share for one in shown], "share"
        ),
        _trend("Latency, p99", shown, [one.p99_ms for one in shown], "ms"),
        _trend("Capacity units a request", shown, [one.units_a_request for one in shown], ""),
        _trend(
            "US dollars a million requests",
            shown,
            [one.dollars_per_million for one in shown],
            "USD",
        ),
    ]
    return [trend for trend in found if len(trend.dots) > 1]


def _trend(
    title: str, entries: Sequence[Entry], values: Sequence[float | None], unit: str
) -> Trend:
    return Trend(
        title=title,
        scale=lambda value: _value_text(value, unit),
        dots=tuple(
            Dot(
                href=entry.href,
                when=_when(entry.started),
                value=value,
                text=_value_text(value, unit),
                is_broken=entry.tone == "breaks",
            )
            for entry, value in zip(entries, values, strict=True)
            if value is not None
        ),
    )


def _when(started: datetime) -> str:
    return started.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
