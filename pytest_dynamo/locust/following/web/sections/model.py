"""What a section of the page consists of, and words that several of them use."""

from dataclasses import dataclass

from markupsafe import Markup

from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.locust.following.web.figures import LiveStream
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.resources import resource_name
from pytest_dynamo.report.sections.parts import Table
from pytest_dynamo.report.words import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePanel:
    """A chart with its title and the figures that belong to it."""

    title: Sentence
    facts: Sentence = ()
    svg: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSection:
    """A section; `title` stays, `heading` is what there is to see."""

    anchor: str
    title: str
    heading: Sentence
    lead: Sentence = ()
    legends: tuple[LivePanel, ...] = ()
    panels: tuple[LivePanel, ...] = ()
    tables: tuple[Table, ...] = ()
    is_bad: bool = False


def milliseconds(value: float) -> str:
    """A latency: `3.1 ms`."""
    return f"{number_text(value)}{NO_BREAK}ms"


def stream_name(stream: LiveStream) -> Sentence:
    """The table, or the table and its index."""
    return resource_name(stream.table, stream.index)
