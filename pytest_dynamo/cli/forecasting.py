"""`pytest-dynamo forecast`: from what was asked for on the command line to lines, JSON and pages."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import typer

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.cli.loads import Asked, forecast_design, load_of
from pytest_dynamo.cli.progress import progress
from pytest_dynamo.cli.studying import make_folders, write_study_of
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.pattern_table import pattern_lines
from pytest_dynamo.forecast.text import forecast_lines
from pytest_dynamo.forecast.values import Forecast, forecast_to_json
from pytest_dynamo.forecast.workload import workload_breaches


def run(
    paths: Sequence[Path],
    asked: Asked,
    *,
    shows_patterns: bool,
    as_json: bool,
    reports: Path | None = None,
) -> None:
    """Forecast designs and print what comes out; with a folder for `reports`, write their pages as well.

    Raises:
        DynamoError: An option cannot be read, a design does not load, or there is none; a page cannot
            be written.
    """
    if not paths:
        message = (
            "no design was named.\nTo fix this: pytest-dynamo forecast designs/orders.yaml, or "
            "--parameters for the parameters of the model"
        )
        raise DynamoError(message)
    designs = [load_design(path) for path in paths]
    folders = make_folders(designs, reports) if reports else []
    loads = [load_of(design, asked) for design in designs]
    with progress() as tell:
        found = [
            forecast_design(design, load, seeds=asked.seeds, on_progress=tell)
            for design, load in zip(designs, loads, strict=True)
        ]
    if as_json:
        texts = [forecast_to_json(each.made) for each in found]
        typer.echo(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]")
    for number, each in enumerate(found):
        if not as_json:
            if number:
                typer.echo("")
            for line in _lines(each.design, each.made, shows_patterns=shows_patterns):
                typer.echo(line)
        if folders:
            typer.echo(f"report  {write_study_of(each, folders[number])}", err=as_json)
        if not as_json:
            typer.echo(f"next: {_next(each.design, each.made)}")


def parameter_lines() -> Iterator[str]:
    """Every parameter of the model: name and default, then what it means and how it is known."""
    for each in fields(Parameters):
        known = each.metadata
        yield (
            f"{each.name} = {each.default:.12g}"
            if isinstance(each.default, float)
            else (f"{each.name} = {each.default}")
        )
        yield f"    {known['meaning']}"
        plausible = f"; plausible: {known['plausible']}" if known["plausible"] else ""
        source = f"; {known['source']}" if known["source"] else ""
        yield f"    {known['evidence']}{plausible}{source}"


def _lines(design: Design, found: Forecast, *, shows_patterns: bool) -> Iterator[str]:
    yield from forecast_lines(found)
    if shows_patterns:
        yield from pattern_lines(found)
    for breach in workload_breaches(design.workload, found):
        yield f"  workload: {breach}"


def _next(design: Design, found: Forecast) -> str:
    """The load test of the design, if it has one, at the same rate; else the checks."""
    load_test = Path("loadtests") / f"{Path(design.path).stem}.py"
    if load_test.is_file():
        rate = f"{found.load.peak:g}x"
        return f"locust -f {load_test} --headless -t 2m --dynamo-rate {rate}"
    return f"pytest-dynamo check {design.path}"
