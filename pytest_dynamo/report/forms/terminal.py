"""A document for terminals: the verdict, what to do, and tables, as wide as the terminal is.

What is said by a colour is said by a word as well. Where the output is no terminal there is no colour, and
what a name holds never steers the terminal.
"""

import io
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from pytest_dynamo.report.forms.outline import AdviceLine, Outline
from pytest_dynamo.report.sections.parts import Table
from pytest_dynamo.report.verdict.values import Verdict
from pytest_dynamo.report.words import Sentence, plain

PLAIN_WIDTH = 120
"""How wide the text is where there is no terminal to ask."""

_STYLES = {"holds": "bold green", "breaks": "bold red", "look": "bold yellow"}
_GAP = 2
_NARROWEST_NAME = 24
"""A longer first cell may be broken over lines."""

_MOST_ROWS = 30
_INDENT = (0, 0, 0, 2)


def to_terminal(outline: Outline, *, width: int, is_coloured: bool) -> str:
    """The text for a terminal of so many columns; without colour it has no control characters at all."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=is_coloured,
        color_system="standard" if is_coloured else None,
        no_color=not is_coloured,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(Group(*_parts(outline)))
    if outline.again and outline.again.command:
        console.print(Text("\nRun again", style="bold"))
        # Broken over lines it could not be copied.
        console.print(Text(f"  {plain(outline.again.command)}"), soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _parts(outline: Outline) -> Iterator[RenderableType]:
    yield from _verdict(outline)
    yield from _tiles(outline.verdict)
    yield from _gates(outline.verdict)
    yield from _advice(outline.advice)
    for table in (*outline.tables, *outline.more):
        yield Text()
        yield Text(table.summary, style="bold")
        yield _Fitting(table)


def _verdict(outline: Outline) -> Iterator[RenderableType]:
    verdict = outline.verdict
    word, style = outline.tones[verdict.tone].upper(), _STYLES[verdict.tone]
    yield Text.assemble(
        (word, style), "  ", (f"{plain(outline.name)}: ", "bold"), _text(verdict.headline)
    )
    yield _text(verdict.reason)
    yield Text(f"{outline.kind}, {plain(outline.masthead)}", style="dim")
    for brief in verdict.briefs:
        yield Text()
        yield Text(plain(brief.title), style="bold")
        yield Padding(_text(brief.words), _INDENT)
    if verdict.notes:
        yield Text()
    for note in verdict.notes:
        yield Padding(_text(note), _INDENT)


def _tiles(verdict: Verdict) -> Iterator[RenderableType]:
    if not verdict.tiles:
        return
    yield Text()
    grid = RichTable.grid(padding=(0, _GAP))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_column()
    for tile in verdict.tiles:
        style = "red" if tile.is_bad else "default"
        grid.add_row(Text(tile.label), Text(plain(tile.figure), style=style), _text(tile.note))
    yield grid


def _gates(verdict: Verdict) -> Iterator[RenderableType]:
    if verdict.gates:
        yield Text()
        yield Text("Gates", style="bold")
    for gate in verdict.gates:
        mark = Text("✓ passed", "green") if gate.is_passed else Text("✗ failed", "bold red")
        words = Text(f"  {plain(gate.words)}, found {plain(gate.found)}")
        yield Padding(mark.append_text(words), _INDENT)


def _advice(advice: tuple[AdviceLine, ...]) -> Iterator[RenderableType]:
    if advice:
        yield Text()
        yield Text("Advice, what gains most first; gains are modelled", style="bold")
    for number, row in enumerate(advice, start=1):
        gain = plain(row.gain) if row.gain else row.no_gain
        title = Text(f"{number}. {plain(row.title)}", style="bold")
        yield Padding(title.append(f"  {gain}", style="green" if row.gain else "dim"), _INDENT)
        for words in (row.evidence, row.fix):
            yield Padding(_text(words), (0, 0, 0, 5))
        yield Padding(
            Text(": ".join(filter(None, (row.severity, row.rule))), style="dim"), (0, 0, 0, 5)
        )


class _Fitting:
    """A table where it fits, and else its rows one below the other, a line a cell."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table, rows = self._table, self._table.rows[:_MOST_ROWS]
        headings = [plain(column.heading) for column in table.columns]
        cells = [[plain(cell) for cell in row] for row in rows]
        widths = [max(map(cell_len, column)) for column in zip(headings, *cells, strict=True)]
        needed = min(widths[0], _NARROWEST_NAME) + sum(widths[1:]) + _GAP * len(widths)
        yield (
            self._grid(headings, cells)
            if needed <= options.max_width
            else _stacked(headings, cells)
        )
        if len(table.rows) > len(rows):
            yield Padding(Text(f"and {len(table.rows) - len(rows):,} more"), _INDENT)

    def _grid(self, headings: list[str], cells: list[list[str]]) -> RenderableType:
        grid = RichTable(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="dim")
        for number, (heading, column) in enumerate(zip(headings, self._table.columns, strict=True)):
            grid.add_column(
                Text(heading),
                justify="right" if column.is_number else "left",
                overflow="fold",
                no_wrap=number > 0,
            )
        for row in cells:
            grid.add_row(*map(Text, row))
        return Padding(grid, _INDENT)


def _stacked(headings: list[str], cells: list[list[str]]) -> RenderableType:
    lines: list[RenderableType] = []
    for name, *others in cells:
        lines.append(Padding(Text(name, style="bold"), _INDENT))
        lines += [
            Padding(Text(f"{heading}: {cell}"), (0, 0, 0, 4))
            for heading, cell in zip(headings[1:], others, strict=True)
        ]
    return Group(*lines)


def _text(sentence: Sentence) -> Text:
    return Text(plain(sentence))
