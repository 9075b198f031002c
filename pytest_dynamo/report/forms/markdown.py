"""A document as Markdown, for a comment on a pull request: short, and safe whatever names there are."""

import re
from collections.abc import Iterator

from pytest_dynamo.report.forms.outline import Outline
from pytest_dynamo.report.sections.parts import Table
from pytest_dynamo.report.words import Code, Name, Part, Sentence, Toned, plain, visible

MOST_CHARACTERS = 65_536
"""What GitHub takes of a comment: https://docs.github.com/en/rest/issues/comments"""

_MOST_ROWS = 50
_MOST_FIRST_ROWS = 30
_CUT = "\n_Cut here: a comment has at most 65,536 characters. `{file}` has everything._\n"

_OPENED = "<details>\n<summary>Everything else, and how it was run</summary>"
_CLOSED = "\n</details>\n"

_SPECIAL = re.compile(r"([\\`*_\[\]<>#!|~&$])")
_LINK = re.compile(r"(?i)(?<![a-z0-9])(www)\.|(://)|(?<=\w)(@)(?=\w)")
_MENTION = re.compile(r"([@#])(?=\w)")
_BLOCK = re.compile(r"^(\s*\d*)([-+.)])(?=\s)")
_JOINER = "\u2060"
"""A word joiner: is not seen, and keeps a forge from reading a name, a number, or an address here."""


def to_markdown(outline: Outline) -> str:
    """The whole text, of at most `MOST_CHARACTERS`."""
    first = "\n".join(_first(outline)).rstrip() + "\n"
    rest = "\n".join(["", _OPENED, "", *_rest(outline)]).rstrip() + "\n"
    if len(first) + len(rest) + len(_CLOSED) <= MOST_CHARACTERS:
        return f"{first}{rest}{_CLOSED}"
    cut = _CUT.format(file=outline.file)
    room = MOST_CHARACTERS - len(first) - len(_CLOSED) - len(cut)
    if room < len(_OPENED) + 2:
        return _whole_lines(first, MOST_CHARACTERS - len(cut)) + cut
    return f"{first}{_whole_lines(rest, room)}{_CLOSED}{cut}"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, also in a table; it links nowhere and mentions nobody."""
    shown = _SPECIAL.sub(r"\\\1", visible(text))
    shown = _BLOCK.sub(r"\1\\\2", shown)
    shown = _MENTION.sub(rf"\1{_JOINER}", shown)
    return _LINK.sub(_unlinked, shown)


def say(sentence: Sentence) -> str:
    """A sentence as Markdown."""
    return "".join(map(_part, sentence))


def _part(part: Part) -> str:
    match part:
        case Code() | Name():
            return _code(str(part))
        case Toned():
            return say(part.words)
    return escaped(str(part))


def _code(text: str) -> str:
    """Code in a row of backticks longer than any in it; a bar would end the cell of a table."""
    if not text.strip() or "|" in text:
        return escaped(text)
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _unlinked(match: re.Match[str]) -> str:
    text = match[0]
    return f"{text[:1]}{_JOINER}{text[1:]}" if len(text) > 1 else f"{text}{_JOINER}"


def _first(outline: Outline) -> Iterator[str]:
    verdict = outline.verdict
    yield f"## {say(outline.name)}: {say(verdict.headline)}"
    yield ""
    yield f"**{outline.tones[verdict.tone]}.** {say(verdict.reason)}"
    yield ""
    yield f"{outline.kind}, {say(outline.masthead)}."
    yield ""
    for brief in verdict.briefs:
        yield f"**{say(brief.title)}** {say(brief.words)}"
        yield ""
    if verdict.tiles:
        yield f"| {' | '.join(escaped(tile.label) for tile in verdict.tiles)} |"
        yield f"|{'---|' * len(verdict.tiles)}"
        yield f"| {' | '.join(f'**{say(tile.figure)}** {say(tile.note)}' for tile in verdict.tiles)} |"
        yield ""
    for gate in verdict.gates:
        passed = "✓ passed" if gate.is_passed else "✗ failed"
        yield f"- {passed}: {say(gate.words)}, found {say(gate.found)}"
    if verdict.gates:
        yield ""
    yield from _advice(outline)
    for table in outline.tables[:1]:
        yield from _table(table, most=_MOST_FIRST_ROWS)


def _advice(outline: Outline) -> Iterator[str]:
    if not outline.advice:
        return
    yield "| | advice | gain, modelled | rule |"
    yield "|---:|---|---|---|"
    for number, row in enumerate(outline.advice, start=1):
        gain = say(row.gain) if row.gain else row.no_gain
        yield f"| {number} | **{say(row.title)}** {say(row.fix)} | {gain} | {_code(row.rule)} |"
    yield ""


def _rest(outline: Outline) -> Iterator[str]:
    for note in outline.verdict.notes:
        yield f"- {say(note)}"
    if outline.verdict.notes:
        yield ""
    for number, row in enumerate(outline.advice, start=1):
        yield f"{number}. {say(row.evidence)}"
    if outline.advice:
        yield ""
    for table in (*outline.tables[1:], *outline.more):
        yield from _table(table, most=_MOST_ROWS)
    if outline.again:
        yield f"**{say(outline.again.heading)}**"
        yield ""
        if outline.again.command:
            yield _code(plain(outline.again.command))
            yield ""
        for fact in outline.again.facts:
            yield f"- {escaped(fact.name)}: {say(fact.words)}"
        yield ""


def _table(table: Table, *, most: int) -> Iterator[str]:
    yield f"**{escaped(table.summary)}**"
    yield ""
    yield f"| {' | '.join(say(column.heading) for column in table.columns)} |"
    yield f"|{''.join('---:|' if column.is_number else '---|' for column in table.columns)}"
    for row in table.rows[:most]:
        yield f"| {' | '.join(map(say, row))} |"
    if len(table.rows) > most:
        yield ""
        yield f"_and {len(table.rows) - most:,} more_"
    yield ""


def _whole_lines(text: str, most: int) -> str:
    """As much of a text as fits, to the end of a line."""
    return text if len(text) <= most else text[: text.rfind("\n", 0, most) + 1]
