"""The subcommands: each reads its arguments, asks the core, and prints."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pytest_dynamo import __version__
from pytest_dynamo.cli.check import check, explain
from pytest_dynamo.cli.forecast import forecast
from pytest_dynamo.cli.plan_table import plan_lines
from pytest_dynamo.cli.serve import serve
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.schema import design_schema
from pytest_dynamo.planner.plan import NotServed
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.report.folder import render_folder

app = typer.Typer(
    help="Test DynamoDB table designs, load them, and read what they consume.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def options(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Test DynamoDB table designs, load them, and read what they consume."""
    if version:
        typer.echo(f"pytest-dynamo {__version__}")
        raise typer.Exit


@app.command()
def plan(
    designs: Annotated[list[Path], typer.Argument(help="Design files.", show_default=False)],
) -> None:
    """Show which operation, table or index and key condition serves each access pattern."""
    everything_served = True
    for path in designs:
        design = load_design(path)
        plans = plan_all(design)
        for line in plan_lines(design, plans):
            typer.echo(line)
        for outcome in plans.values():
            if isinstance(outcome, NotServed):
                everything_served = False
                typer.echo(f"\n{outcome}")
    if not everything_served:
        raise typer.Exit(1)


@app.command()
def report(
    run: Annotated[
        Path,
        typer.Argument(
            help="A run's folder or its run.json, or a design's folder of runs.", show_default=False
        ),
    ],
) -> None:
    """Render report.html anew from a run.json, and the index of the runs beside it."""
    typer.echo(f"report  {render_folder(run)}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of the design file, for editors."""
    typer.echo(json.dumps(design_schema(), indent=2))


app.command()(check)
app.command()(explain)
app.command()(forecast)
app.command()(serve)
