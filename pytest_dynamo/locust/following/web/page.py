"""The page about DynamoDB: the whole of it, and the part that is fetched anew every second.

It loads nothing from elsewhere. Its one script fetches that part and changes what differs, so that
nothing flickers, and focus, selection and opened details stay.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pytest_dynamo.forecast.figures import dollars_text, percent_text
from pytest_dynamo.locust.following.web.counted import (
    nothing,
)
from pytest_dynamo.locust.following.web.figures import (
    LiveFigures,
)
from pytest_dynamo.locust.following.web.sections.capacity import consumed, throttles
from pytest_dynamo.locust.following.web.sections.heat import heat, hottest_words, keys
from pytest_dynamo.locust.following.web.sections.load import generator, latency, requests
from pytest_dynamo.locust.following.web.sections.model import LiveSection, milliseconds
from pytest_dynamo.report.figures import NO_BREAK, duration_text
from pytest_dynamo.report.markup import environment, policy, style_sheet
from pytest_dynamo.report.words import Code, Name, Sentence

if TYPE_CHECKING:
    from jinja2 import Template

SECTIONS = (consumed, throttles, heat, keys, latency, requests, generator)

_FILES = files("pytest_dynamo.locust.following.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTile:
    """A figure at the top of the page."""

    label: str
    figure: str
    note: Sentence = ()
    is_bad: bool = False


def content_policy() -> str:
    """The content security policy of the page: its own style and script, and fetching from here."""
    script = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    return (
        f"{policy(_style())}; script-src 'sha256-{script}'; connect-src 'self'; "
        "frame-ancestors 'none'"
    )


def render_page(figures: LiveFigures) -> str:
    """The whole page."""
    return _template("live.html.j2").render(
        css=_style(), script=_script(), fragment=render_fragment(figures), title=_title(figures)
    )


def render_fragment(figures: LiveFigures, give_way: Callable[[], None] = nothing) -> str:
    """The part of the page that changes; others get a turn between its sections."""
    made: list[LiveSection] = []
    for section in SECTIONS if figures.state != "waiting" else ():
        made.append(section(figures))
        give_way()
    return _template("fragment.html.j2").render(
        figures=figures,
        name=(Name(figures.design),),
        status=status(figures),
        clock=clock(figures),
        tone=tone(figures),
        headline=headline(figures),
        reason=reason(figures),
        tiles=tiles(figures),
        sections=made,
        duration=duration_text,
        moment=lambda seconds: datetime.fromtimestamp(seconds, UTC),
    )


def status(figures: LiveFigures) -> str:
    """What state the test is in, in words that only change with it: they are read aloud."""
    return {
        "waiting": "Waiting for a test",
        "running": f"Test {figures.number} is running",
        "stopped": f"Test {figures.number} has ended; its report is being written",
        "reported": f"Test {figures.number} has ended",
    }[figures.state]


def clock(figures: LiveFigures) -> str:
    """How long the test has been running, and how long it is to."""
    if figures.state == "waiting":
        return ""
    text = duration_text(figures.elapsed_seconds)
    if figures.state == "running" and figures.run_time_seconds:
        text += f" of {duration_text(figures.run_time_seconds)}"
    if figures.state == "running" and figures.elapsed_seconds < figures.warm_up_seconds:
        text += ", warming up"
    return text


def tone(figures: LiveFigures) -> str:
    """The class of the verdict: it breaks where anything is throttled."""
    if figures.state == "waiting":
        return "waiting"
    if figures.throttled:
        return "breaks"
    return "holds" if figures.requests and not figures.generator.verdict else ""


def headline(figures: LiveFigures) -> Sentence:
    """The finding in a few words."""
    if figures.state == "waiting":
        return ("No test has been started",)
    if not figures.requests:
        return ("Nothing was requested yet",)
    if not figures.throttled:
        verb = "is" if figures.state == "running" else "was"
        return (f"Nothing {verb} throttled",)
    share = figures.recent.throttled_share
    if figures.state == "running" and not share:
        return (f"Throttled {figures.throttled:,} times, and not just now",)
    verb = "are" if figures.state == "running" else "were"
    return (f"{percent_text(share, NO_BREAK)} of the requests {verb} throttled",)


def reason(figures: LiveFigures) -> Sentence:
    """What is behind it: first of all a generator that does not keep up."""
    if figures.state == "waiting":
        return ("Start one on Locust’s page. Its figures will appear here by themselves.",)
    if figures.generator.verdict:
        return (figures.generator.verdict,)
    if figures.throttles:
        return ("Most often ", Code(figures.throttles[0].reason), ".")
    if figures.recent.hottest:
        return (*hottest_words(figures.recent.hottest), ".")
    return ()


def tiles(figures: LiveFigures) -> list[LiveTile]:
    """The figures at the top, of the last few seconds or of the whole test."""
    if figures.state == "waiting":
        return []
    recent, hottest = figures.recent, figures.recent.hottest
    made = figures.generator
    found = [
        LiveTile(
            label="Done a second",
            figure=f"{recent.done_per_second:,.0f}",
            note=(f"{recent.offered_per_second:,.0f} offered",),
        ),
        LiveTile(
            label="Throttled",
            figure=percent_text(recent.throttled_share, NO_BREAK),
            note=(f"{figures.throttled:,} in all",),
            is_bad=recent.throttled_share > 0,
        ),
        LiveTile(
            label="Hottest partition",
            figure=percent_text(hottest.share_of_limit, NO_BREAK) if hottest else "–",
            note=("of what one serves, modelled",),
            is_bad=bool(hottest and hottest.share_of_limit > 1),
        ),
        LiveTile(
            label="Service p99",
            figure="–" if recent.p99_ms is None else milliseconds(recent.p99_ms),
            note=() if recent.p50_ms is None else (f"p50 {milliseconds(recent.p50_ms)}",),
        ),
        LiveTile(
            label="Response p99",
            figure="–" if recent.response_p99_ms is None else milliseconds(recent.response_p99_ms),
            note=("from when a request was due",),
        ),
        LiveTile(
            label="Generator",
            figure="–" if made.cpu_share is None else percent_text(made.cpu_share, NO_BREAK),
            note=(f"of a core, {made.dropped:,} dropped",),
            is_bad=bool(made.verdict),
        ),
    ]
    return (
        found
        if figures.dollars is None
        else [*found, _spent(figures.dollars, figures.most_dollars)]
    )


def _spent(dollars: float, most: float | None) -> LiveTile:
    limit = "" if most is None else f", of {dollars_text(most)}"
    return LiveTile(label="Spent", figure=dollars_text(dollars), note=(f"at list prices{limit}",))


def _title(figures: LiveFigures) -> str:
    return f"{figures.design or 'DynamoDB'}, live"


@cache
def _template(name: str) -> "Template":
    return environment().from_string((_FILES / name).read_text(encoding="utf-8"))


@cache
def _style() -> str:
    return style_sheet((_FILES / "live.css").read_text(encoding="utf-8"))


@cache
def _script() -> str:
    return (_FILES / "live.js").read_text(encoding="utf-8")
