"""The table of parameters in docs/explanation/model.md, made from the parameters themselves.

`python -m tests.unit.capacity.throttling.parameter_table` writes it there anew.
"""

from dataclasses import fields
from pathlib import Path

from pytest_dynamo.capacity.throttling.parameters import GUIDE, Parameters

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "model.md"
FIRST, LAST = "<!-- parameters -->", "<!-- end of parameters -->"


def parameter_table() -> str:
    """The table, one row a parameter."""
    rows = [
        f"| `{each.name}` | {_default(each.default)} | {each.metadata['evidence']} "
        f"| {each.metadata['plausible'] or '–'} | {each.metadata['meaning']} "
        f"| {_source(each.metadata['source'])} |"
        for each in fields(Parameters)
    ]
    heading = "| parameter | default | evidence | plausible | what it is | source |"
    return "\n".join([heading, "|---|---|---|---|---|---|", *rows])


def table_in(page: str) -> str:
    """What stands between the two marks of a page."""
    return page.partition(FIRST)[2].partition(LAST)[0].strip()


def _default(value: float | str) -> str:
    if isinstance(value, str):
        return f"`{value}`"
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"


def _source(text: str) -> str:
    """A page of the developer guide as a link with its name; anything else as it is."""
    if not text.startswith(GUIDE):
        return text or "–"
    url, _, rest = text.partition(" ")
    url, mark = url.rstrip(";"), ";" if url.endswith(";") else ""
    name = url.removeprefix(f"{GUIDE}/").removesuffix(".html")
    return f"[{name}]({url}){mark} {rest}".strip()


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.replace(table_in(text), parameter_table()), encoding="utf-8")
