"""The page of a rule, `docs/reference/rules/PD101.md`, taken apart.

Its parts are, in this order: a heading with the rule's title, its severity and why, how to fix it, a
design that breaks it (with what `pytest-dynamo check` prints for that, if shown, in a text block),
and a design that keeps it. Sentences may stand anywhere below the two headings.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pytest_dynamo.checks.capacity.gathering import gather
from pytest_dynamo.checks.examining import Examination, examine, needs_evidence
from pytest_dynamo.design.reader import parse_design

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FOLDER = Path(__file__).parents[3] / "docs" / "reference" / "rules"
PAGES = sorted(FOLDER.glob("*.md"))

_PAGE = re.compile(
    r"# (?P<id>PD\d{3}): (?P<title>[^\n]+)\n\n"
    r"(?P<text>.+?)\n\n"
    r"## Breaks it\n\n(?P<breaks>.+?)\n\n"
    r"## Keeps it\n\n(?P<keeps>.+)\n",
    re.DOTALL,
)
_BLOCK = r"^```{}\n(.*?)^```$"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """What the page of a rule says; `shown` is what it says that `check` prints, empty if nothing."""

    id: str
    title: str
    text: str
    breaks: str
    shown: str
    keeps: str


def read_page(path: Path) -> RulePage:
    """The page at a path."""
    page = _PAGE.fullmatch(path.read_text(encoding="utf-8"))
    assert page, f"{path.name} is not made as its neighbours are: {__doc__}"
    (breaks,) = _blocks("yaml", page["breaks"])
    (keeps,) = _blocks("yaml", page["keeps"])
    return RulePage(
        id=page["id"],
        title=page["title"],
        text=" ".join(page["text"].split()),
        breaks=breaks,
        shown="".join(_blocks("text", page["breaks"])),
        keeps=keeps,
    )


def examined_alone(text: str) -> Examination:
    """What all rules find in the text of a design."""
    design = parse_design(text)
    return examine(design, gather(design, now=NOW) if needs_evidence(design) else None)


def _blocks(language: str, text: str) -> list[str]:
    return re.findall(_BLOCK.format(language), text, re.MULTILINE | re.DOTALL)
