"""Tables of Markdown, and what stands in their cells."""

from collections.abc import Iterable, Sequence

from pytest_dynamo.checks.formats.markdown import escaped
from pytest_dynamo.interop.pages.wording import NONE


def code(text: str) -> str:
    r"""A text as code in a cell, whatever is in it.

    >>> code("USER#{id}|"), code("`x`")
    ('`USER#{id}\\|`', '<code>\\`x\\`</code>')
    """
    words = "".join(each if each.isprintable() else " " for each in text)
    plain = " ".join(words.split())
    if not plain:
        return NONE
    if "`" in plain or "\\" in plain:
        return f"<code>{escaped(plain)}</code>"
    return f"`{plain.replace('|', chr(92) + '|')}`"


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; an empty cell has a dash."""
    return [
        f"| {' | '.join(headings)} |",
        f"|{'|'.join('---' for _ in headings)}|",
        *(f"| {' | '.join(cell or NONE for cell in row)} |" for row in rows),
    ]
