"""The rows of the tab in Locust's web UI, which shows tables and nothing else.

Locust lets pages of any origin read them, so that there is no key in them.
"""

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.locust.following.web.figures import LiveFigures, LiveStream
from pytest_dynamo.report.resources import resource_name
from pytest_dynamo.report.words import plain

TAB = "dynamo"

COLUMNS = [
    {"key": "name", "title": "Table or index"},
    {"key": "direction", "title": "Direction"},
    {"key": "now", "title": "Units a second"},
    {"key": "limit", "title": "Declared limit"},
    {"key": "hottest", "title": "Hottest partition, of its limit"},
]


def rows(figures: LiveFigures) -> list[dict[str, str]]:
    """A row for each table and index, read and written; the last says where there is more to see."""
    found = [_row(stream) for stream in figures.streams]
    requests = f"{figures.requests:,} requests, {figures.throttled:,} throttled"
    empty = dict.fromkeys((column["key"] for column in COLUMNS), "")
    return [*found, {**empty, "name": requests, "direction": "charts, reports: /dynamo"}]


def _row(stream: LiveStream) -> dict[str, str]:
    heat = [row[-1] for row in stream.heat if row]
    return {
        "name": plain(resource_name(stream.table, stream.index)),
        "direction": f"{stream.direction}s",
        "now": number_text(stream.series[-1]) if stream.series else "",
        "limit": "none declared" if stream.limit is None else number_text(stream.limit),
        "hottest": percent_text(max(heat)) if heat else "",
    }
