"""What was found, as Markdown for a comment on a pull request or the summary of a workflow."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pytest_dynamo.checks.catalogue import RULES
from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.formats.checked import Checked, counts_text
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.errors import DesignError

_MARKUP = re.compile(r"[\\`*_\[\]|~]")
_HEADINGS = ("", "where", "rule", "finding", "fix")


def markdown(checked: Checked) -> str:
    """A heading with the counts, a table of errors and warnings, and the rest to be unfolded."""
    every = [(each, finding) for each in checked.examinations for finding in each.findings]
    grave = [_row(checked, *one) for one in every if one[1].severity != "note"]
    notes = [_row(checked, *one) for one in every if one[1].severity == "note"]
    broken = [row for error in checked.broken for row in _broken_rows(checked, error)]
    parts = [
        [f"### Table designs: {counts_text(checked)}"],
        list(_table(_HEADINGS, [*broken, *grave])),
        list(_folded("Notes", _HEADINGS, notes)),
        list(_folded("Ignored", ("where", "rule", "subject", "reason"), _ignored(checked))),
    ]
    rates = any(each.declared_requests_per_second is not None for each in checked.examinations)
    if every and rates:
        parts.append(["Figures are modelled, at the rates that the designs declare."])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def escaped(text: str) -> str:
    r"""A text as a cell of a table shows it, whatever is in it.

    >>> escaped("USER#{id} | `x`")
    'USER#{id} \\| \\`x\\`'
    """
    entities = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(lambda found: f"\\{found[0]}", " ".join(entities.split()))


def _row(checked: Checked, examination: Examination, finding: Finding) -> Sequence[str]:
    return (
        f"**{finding.severity}**" if finding.severity == "error" else finding.severity,
        _where(checked.place_of(examination.design.path), finding.place.line),
        _rule(finding.rule),
        f"{escaped(finding.found)}<br>{escaped(finding.means)}",
        escaped(finding.fix),
    )


def _broken_rows(checked: Checked, error: DesignError) -> Iterator[Sequence[str]]:
    for mistake in error.mistakes:
        where = f"{escaped(mistake.where)}: " if mistake.where else ""
        place = _where(checked.place_of(mistake.path), mistake.line)
        yield "**does not load**", place, "", f"{where}{escaped(mistake.message)}", ""


def _ignored(checked: Checked) -> list[Sequence[str]]:
    return [
        (
            _where(checked.place_of(examination.design.path), each.finding.place.line),
            _rule(each.finding.rule),
            escaped(each.finding.subject),
            escaped(each.reason),
        )
        for examination in checked.examinations
        for each in examination.ignored
    ]


def _where(path: str, line: int) -> str:
    return f"{escaped(path)}:{line}"


def _rule(rule_id: str) -> str:
    link = RULES[rule_id].link
    return f"[{rule_id}]({link})" if link else rule_id


def _folded(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"<details><summary>{title}: {len(rows):,}</summary>"
        yield ""
        yield from _table(headings, rows)
        yield ""
        yield "</details>"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield f"| {' | '.join(headings)} |"
        yield f"|{'---|' * len(headings)}"
        yield from lines
