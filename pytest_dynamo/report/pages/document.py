"""A document as a page: one HTML file that loads nothing and runs no script.

Reports of runs, forecasts, test sessions and comparisons are all such documents: a masthead, a verdict,
sections, and how to make it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pytest_dynamo.report.charts.drawing import same_everywhere
from pytest_dynamo.report.charts.svg import Styles, page_svg
from pytest_dynamo.report.markup import environment, policy, style_sheet
from pytest_dynamo.report.sections.again import HowItRan
from pytest_dynamo.report.sections.parts import MOST_ROWS, Panel, Section
from pytest_dynamo.report.verdict.values import Verdict
from pytest_dynamo.report.words import Sentence, plain

VERDICT = "Verdict"
"""The first entry of every list of contents."""

AGAIN = "Run again"
"""The last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a page is made of.

    `kind` says what it is, as "Capacity report", and `masthead` where its figures come from, in a few
    words each. `contents` are the titles of sections in their order, which give sections their numbers
    whether or not all of them are there; without them the sections are numbered as they come. `file` is
    the name of the file that has every figure.
    """

    name: Sentence
    kind: str
    started: datetime
    masthead: tuple[Sentence, ...]
    verdict: Verdict
    sections: tuple[Section, ...]
    again: HowItRan | None = None
    contents: tuple[str, ...] = ()
    file: str = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A panel with its SVG: the wide drawing, and the narrow one if it has one."""

    panel: Panel
    wide: str
    narrow: str = ""


def render_document(make: Callable[[], Document]) -> str:
    """The page of a document: one self-contained HTML file, the same for the same document.

    `make` is called where matplotlib has its own settings and not the reader's, because drawings take
    them on when they are made.

    Raises:
        MissingExtraError: matplotlib or Jinja2 is not installed.
    """
    templates = environment()
    styles = Styles()
    with same_everywhere():
        document = make()
        chart = document.verdict.chart
        headroom = None if chart is None else _drawn(chart, "verdict", styles)
        drawn = [_all_drawn(section, styles) for section in document.sections]
    body = templates.get_template("report.html.j2").render(
        document=document,
        verdict=document.verdict,
        headroom=headroom,
        sections=list(zip(document.sections, drawn, strict=True)),
        number_of=_numbers(document),
        most_rows=MOST_ROWS,
        again_title=AGAIN,
        verdict_title=VERDICT,
    )
    css = style_sheet(styles.css())
    return templates.get_template("page.html.j2").render(
        title=f"{plain(document.name)}: {plain(document.verdict.headline)}",
        policy=policy(css),
        css=css,
        body=body,
    )


def _numbers(document: Document) -> dict[str, int]:
    """The numbers of sections by their titles; a section that not every report has is without one."""
    titles = document.contents or tuple(section.title for section in document.sections)
    return {title: number for number, title in enumerate((VERDICT, *titles, AGAIN), start=1)}


def _all_drawn(section: Section, styles: Styles) -> list[Drawn]:
    """The legends and panels of a section, drawn."""
    panels = [*section.legends, *section.panels]
    return [
        _drawn(panel, f"{section.anchor}-{number}", styles) for number, panel in enumerate(panels)
    ]


def _drawn(panel: Panel, name: str, styles: Styles) -> Drawn:
    svgs = [
        page_svg(
            drawing,
            name=f"{name}{suffix}",
            title=plain(panel.title),
            description=panel.description,
            styles=styles,
        )
        for drawing, suffix in ((panel.drawing, ""), (panel.narrow, "-narrow"))
        if drawing is not None
    ]
    return Drawn(panel=panel, wide=svgs[0], narrow=svgs[1] if len(svgs) > 1 else "")
