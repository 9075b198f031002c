"""What was exercised, as Markdown: for a comment on a pull request."""

import re
from collections.abc import Iterator, Sequence

from pytest_dynamo.plugin.coverage.exercised import Exercised, share_of
from pytest_dynamo.plugin.coverage.json_file import status_of
from pytest_dynamo.plugin.coverage.summary import (
    HEADINGS,
    most_common,
    percent_text,
    row_of,
    throttled_text,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_REFERENCE = re.compile(r"([@#])(?=\w)")
_WORD_JOINER = "\u2060"  # is not seen, and keeps a forge from reading a name or a number here
_MOST_SHOWN = 20


def to_markdown(designs: Sequence[Exercised], notes: Sequence[str], *, caveat: str) -> str:
    """The whole text: a sentence for each design, and its access patterns as a table.

    `caveat` is what is said of capacity beside where it comes from.
    """
    lines = ["## DynamoDB access patterns", ""]
    for found in designs:
        lines += [*_design(found, caveat), ""]
    if not designs:
        lines += ["No design is set, and no test used one.", ""]
    for note in notes:
        lines += [escaped(note), ""]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, also in a table, and that mentions nobody."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _REFERENCE.sub(rf"\1{_WORD_JOINER}", plain)


def _design(found: Exercised, caveat: str) -> Iterator[str]:
    share = share_of([found])
    own = " by the design's own tests" if found.is_by_own_tests else ""
    yield (
        f"**{share} access patterns of {escaped(found.path)} exercised**{own} "
        f"({percent_text(share.percent)} %), capacity {found.source}{escaped(caveat)}"
    )
    yield ""
    columns = len(HEADINGS)
    yield _line((*HEADINGS, "write units"))
    yield f"|{'---|' * 3}{'---:|' * 5}{'---|' * 2}"
    for name in found.matcher.plans:
        row = row_of(found, name)
        yield _line((*row[:columns], *(row[columns:] or ("",))))
    yield from _listed(
        "Not exercised",
        [f"{escaped(name)} ({status_of(found, name)})" for name in found.missing],
    )
    strays = most_common(found.total.strays)
    yield from _listed(
        "Calls that perform no declared access pattern",
        [f"{escaped(str(stray))} {escaped(stray.on)}, {count:,} ×" for stray, count in strays],
    )
    if found.total.throttles:
        yield ""
        yield escaped(throttled_text(found.total))


def _listed(title: str, entries: list[str]) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"{title}:"
    yield ""
    for entry in entries[:_MOST_SHOWN]:
        yield f"- {entry}"
    if len(entries) > _MOST_SHOWN:
        yield f"- and {len(entries) - _MOST_SHOWN} more"


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"
