"""A run as a page: one HTML file that loads nothing and runs no script.

The page is made of the text of the run file and of nothing else, so that each figure on it is one of
those in the file, and the same file always gives the same bytes.
"""

import json
from collections.abc import Callable
from datetime import datetime

from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.charts.drawing import same_everywhere
from pytest_dynamo.report.charts.svg import Styles, page_svg
from pytest_dynamo.report.figures import count, duration
from pytest_dynamo.report.markup import environment, policy, style_sheet
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import backend_name
from pytest_dynamo.report.sections.aws import aws
from pytest_dynamo.report.sections.consumed import consumed
from pytest_dynamo.report.sections.forecast import forecast
from pytest_dynamo.report.sections.gates import gates
from pytest_dynamo.report.sections.heat import heat
from pytest_dynamo.report.sections.how import how_it_ran
from pytest_dynamo.report.sections.keys import keys
from pytest_dynamo.report.sections.latency import latency
from pytest_dynamo.report.sections.limit_search import limit_search
from pytest_dynamo.report.sections.model import MOST_ROWS, Panel, Section
from pytest_dynamo.report.sections.requests import requests
from pytest_dynamo.report.sections.retries import retries
from pytest_dynamo.report.sections.spending import spending
from pytest_dynamo.report.sections.throttles import throttles
from pytest_dynamo.report.verdict import verdict
from pytest_dynamo.report.words import Name, Sentence, plain

_SECTIONS: tuple[Callable[[Place], Section | None], ...] = (
    gates,
    limit_search,
    heat,
    throttles,
    consumed,
    forecast,
    spending,
    keys,
    requests,
    retries,
    latency,
    aws,
)


def render_report(run: Run) -> str:
    """The report of a run: one self-contained HTML file.

    Raises:
        MissingExtraError: matplotlib or Jinja2 is not installed.
    """
    templates = environment()
    place = Place(json.loads(run_to_json(run)))
    name = Name(place["design"]["name"].value)
    styles = Styles()
    with same_everywhere():
        sections = [made for section in _SECTIONS if (made := section(place)) is not None]
        charts = [_charts(section, styles) for section in sections]
    body = templates.get_template("report.html.j2").render(
        name=(name,),
        started=datetime.fromisoformat(place["started"].value),
        masthead=_masthead(place),
        source=_source(place),
        verdict=(judged := verdict(place)),
        sections=list(zip(sections, charts, strict=True)),
        how=how_it_ran(place),
        most_rows=MOST_ROWS,
    )
    css = style_sheet(styles.css())
    return templates.get_template("page.html.j2").render(
        title=f"{name}: {plain(judged.headline)}",
        policy=policy(css),
        css=css,
        body=body,
    )


def _masthead(run: Place) -> Sentence:
    requests_made = run["totals"]["requests"]
    return duration(run["duration_seconds"]), ", ", count(requests_made), " requests"


def _source(run: Place) -> Sentence:
    capacity, throttling = run["backend"]["capacity"].value, run["how"]["throttling"].value
    source = f"against {backend_name(run)}; capacity {capacity}, throttling {throttling}"
    return (f"{source}, latency observed",)


def _charts(section: Section, styles: Styles) -> list[tuple[Panel, str]]:
    """The legends and panels of a section, each with its SVG."""
    panels = [*section.legends, *section.panels]
    return [
        (
            panel,
            page_svg(
                panel.drawing,
                name=f"{section.anchor}-{number}",
                title=plain(panel.title),
                description=panel.description,
                styles=styles,
            ),
        )
        for number, panel in enumerate(panels)
    ]
