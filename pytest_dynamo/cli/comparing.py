"""`pytest-dynamo compare`: from what was asked for on the command line to lines, JSON and a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from pytest_dynamo.errors import DynamoError, MissingExtraError
from pytest_dynamo.measure.differences.comparing import NamedRun, compared
from pytest_dynamo.measure.differences.gates import judged_differences, read_difference_gates
from pytest_dynamo.measure.differences.naming import MOST_RUNS, named
from pytest_dynamo.measure.differences.values import RunsCompared
from pytest_dynamo.measure.json_form import json_pieces
from pytest_dynamo.measure.run import load_run
from pytest_dynamo.measure.run_folder import run_file
from pytest_dynamo.report.comparing.page import render_comparison
from pytest_dynamo.report.comparing.text import comparison_lines, gate_lines
from pytest_dynamo.report.folders.run import page_beside, write_lists, write_page

GATE_FAILED = 3
"""The exit code of Locust's gates as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as they were written."""

    names: tuple[str, ...]
    fail_on: str
    html: Path | None
    shows_all: bool
    as_json: bool


def run(paths: Sequence[Path], asked: Asked) -> bool:
    """Compare runs and print what comes out; gives whether all gates passed.

    Raises:
        DynamoError: A run cannot be read or compared, or an option cannot be read.
    """
    gates = read_difference_gates(asked.fail_on) if asked.fail_on else ()
    runs = _loaded(paths, asked.names)
    found = compared(runs)
    judged = [
        gate
        for against, each in zip(found.others, runs[1:], strict=True)
        for gate in judged_differences(gates, against, each.run)
    ]
    found = replace(found, gates=tuple(judged))
    if asked.as_json:
        typer.echo("".join(json_pieces(found)))
    else:
        for line in comparison_lines(found, shows_all=asked.shows_all):
            typer.echo(line)
    if asked.html or not asked.as_json:
        _page(runs, found, asked)
    if not asked.as_json:
        for line in gate_lines(found):
            typer.echo(line)
    return all(gate.is_passed for gate in judged)


def _loaded(paths: Sequence[Path], names: Sequence[str]) -> list[NamedRun]:
    if not 1 < len(paths) <= MOST_RUNS:
        were = "was" if len(paths) == 1 else "were"
        message = (
            f"compare takes two runs, and up to {MOST_RUNS}; {len(paths)} {were} given.\n"
            "To fix this: pytest-dynamo compare reports/orders/latest~1 reports/orders/latest"
        )
        raise DynamoError(message)
    files = [run_file(path) for path in paths]
    seen: dict[Path, Path] = {}
    for file, path in zip(files, paths, strict=True):
        if other := seen.get(file.resolve()):
            message = f"{other} and {path} are the same run.\nTo fix this: give runs that differ"
            raise DynamoError(message)
        seen[file.resolve()] = path
    return named([load_run(file) for file in files], files, names)


def _page(runs: Sequence[NamedRun], found: RunsCompared, asked: Asked) -> None:
    """Write the page; without the packages for it that is only said, unless it was asked for."""
    page = asked.html or page_beside(Path(runs[0].path), Path(runs[-1].path))
    try:
        text = render_comparison(runs, found)
    except MissingExtraError as error:
        if asked.html:
            raise
        typer.echo(f"no page: {error}")
        return
    write_page(page, text)
    folder = page.resolve().parent
    if folder.parent.name == runs[-1].run.design.name and not asked.html:
        write_lists(folder.parents[1], folder.parent.name)
    if not asked.as_json:
        typer.echo(f"report  {page}")
