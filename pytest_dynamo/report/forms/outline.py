"""What the forms in words show of a document: a verdict, advice, tables; made from its file alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pytest_dynamo.report.figures import dollars, units
from pytest_dynamo.report.gains import DOLLARS, no_gain_text
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.again import HowItRan
from pytest_dynamo.report.sections.parts import Table
from pytest_dynamo.report.verdict.values import Verdict
from pytest_dynamo.report.words import Sentence, marked

TONES = {"holds": "✓ Holds", "breaks": "✗ Breaks", "look": "▲ Look here"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLine:
    """A piece of advice in words; `gain` is empty where there is none, and `no_gain` then says why."""

    rule: str
    severity: str
    title: Sentence
    evidence: Sentence
    fix: Sentence
    gain: Sentence
    no_gain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A document in words. `tables` are what most readers look for, `more` the rest.

    `tones` are the words for the tone of the verdict, each with a mark.
    """

    name: Sentence
    kind: str
    masthead: Sentence
    verdict: Verdict
    advice: tuple[AdviceLine, ...] = ()
    tables: tuple[Table, ...] = ()
    more: tuple[Table, ...] = ()
    again: HowItRan | None = None
    file: str = "run.json"
    tones: Mapping[str, str] = field(default_factory=lambda: TONES)


def advice_lines(document: Place) -> tuple[AdviceLine, ...]:
    """The advice of a document's assessment, what gains most first; none where there is no assessment."""
    if not document["assessment"]:
        return ()
    return tuple(
        AdviceLine(
            rule=row["rule"].value,
            severity=row["severity"].value,
            title=marked(row["title"].value),
            evidence=marked(row["evidence"].value),
            fix=marked(row["fix"].value),
            gain=gain_words(row["gain"]),
            no_gain="" if row["gain"] else no_gain_text(row),
        )
        for row in document["assessment"]["advice"]
    )


def gain_words(gain: Place) -> Sentence:
    """A gain: the same figure of the forecasts without and with the fix; nothing where there is none."""
    if not gain:
        return ()
    metric = gain["metric"].value
    if metric == DOLLARS:
        return dollars(gain["before"]), " → ", dollars(gain["after"]), " a month"
    return units(gain["before"]), " → ", units(gain["after"]), f" {metric}"


def moment(document: Place) -> str:
    """When it was started."""
    started = datetime.fromisoformat(document["started"].value).astimezone(UTC)
    return started.strftime("%Y-%m-%d %H:%M UTC")
