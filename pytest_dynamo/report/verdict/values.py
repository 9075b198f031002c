"""What the top of a page consists of: a verdict, and what a reader has to know in ten seconds."""

from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.report.sections.parts import Panel
from pytest_dynamo.report.words import Sentence

Tone = Literal["holds", "breaks", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One of the figures beside a verdict: what it is, the figure, and a line that explains it."""

    label: str
    figure: Sentence
    note: Sentence
    is_bad: bool = False
    is_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A short answer under a verdict, as to what comes first; `link` is an anchor and its words."""

    title: Sentence
    words: Sentence
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """A gate, with what was found."""

    words: Sentence
    found: Sentence
    is_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The sentence in two halves, what has to be known to believe it, and the figures beside it.

    `chart` shows how far the design goes, where that is known. `briefs` are the two columns below it,
    and `gates` come with the failed ones first. `all_the_same` is what would have been the verdict on
    the design, had its load been made.
    """

    tone: Tone
    headline: Sentence
    reason: Sentence
    notes: tuple[Sentence, ...] = ()
    tiles: tuple[Tile, ...] = ()
    chart: Panel | None = None
    briefs: tuple[Brief, ...] = ()
    gates: tuple[GateLine, ...] = ()
    all_the_same: Sentence = ()
