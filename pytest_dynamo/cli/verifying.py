"""`pytest-dynamo verify`: from a design and a DynamoDB to what differs between them."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pytest_dynamo.cli.places import Place, check_production, names_there, opened, where
from pytest_dynamo.cli.verify_text import (
    counts_line,
    heading,
    inspection_lines,
    next_line,
    verification_json,
)
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design

if TYPE_CHECKING:
    from pytest_dynamo.deploy.backend import Backend
    from pytest_dynamo.deploy.inspecting.values import Inspection

_INTERRUPTED = 130
_ALLOW = "to read its tables, and put and delete an item of each entity (--no-write puts none):  --allow-aws"


def run(path: Path, place: Place, *, puts: bool, is_json: bool) -> int:
    """Verify the tables of a design and print what was found, table by table; the exit code.

    Raises:
        DynamoError: The design does not load, it is not said which DynamoDB is meant, or that cannot be asked.
    """
    design = load_design(path)
    names = names_there(design, place)
    try:
        return _run(path, design, names, place, puts=puts, is_json=is_json)
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        return _INTERRUPTED


def _run(
    path: Path,
    design: Design,
    names: Mapping[str, str],
    place: Place,
    *,
    puts: bool,
    is_json: bool,
) -> int:
    with opened(place, names, allow_text=_ALLOW) as backend:
        if puts:
            check_production(backend, names, place.meant)
        if not is_json:
            for line in heading(design, where(backend), puts=puts):
                typer.echo(line)
        found = _inspected(backend, design, names, puts=puts, is_json=is_json)
    is_good = all(one.is_as_designed for one in found)
    if is_json:
        typer.echo(verification_json(design, backend.place, found, puts=puts))
    else:
        typer.echo(counts_line(found))
        typer.echo(next_line(path, place, is_good=is_good))
    return 0 if is_good else 1


def _inspected(
    backend: "Backend", design: Design, names: Mapping[str, str], *, puts: bool, is_json: bool
) -> "list[Inspection]":
    """What came of each table, printed as soon as it is known."""
    from pytest_dynamo.deploy.inspecting.inspecting import inspect
    from pytest_dynamo.deploy.inspecting.trying import Clock

    found = []
    for one in inspect(
        backend,
        design,
        names,
        puts=puts,
        now=time.time(),
        clock=Clock(now=time.perf_counter, sleep=time.sleep),
        tell=lambda line: typer.echo(line, err=True),
    ):
        found.append(one)
        if not is_json:
            for line in inspection_lines(one, design, puts=puts):
                typer.echo(line)
    return found
