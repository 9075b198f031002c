"""The subcommands: each reads its arguments, asks the core, and prints."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pytest_dynamo import __version__
from pytest_dynamo.cli.check import check, explain
from pytest_dynamo.cli.forecast import forecast
from pytest_dynamo.cli.init import init
from pytest_dynamo.cli.plan import plan
from pytest_dynamo.cli.serve import serve
from pytest_dynamo.cli.teardown import teardown
from pytest_dynamo.design.schema import design_schema
from pytest_dynamo.report.folder import render_folder
from pytest_dynamo.report.folder import resume as resume_run

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
def report(
    run: Annotated[
        Path,
        typer.Argument(
            help="A run's folder or its run.json, or a design's folder of runs.", show_default=False
        ),
    ],
    *,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Report a run that was killed, from the last checkpoint it wrote."
        ),
    ] = False,
) -> None:
    """Render report.html anew from a run.json, and the index of the runs beside it."""
    typer.echo(f"report  {render_folder(resume_run(run) if resume else run)}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of the design file, for editors."""
    typer.echo(json.dumps(design_schema(), indent=2))


app.command()(init)
app.command()(check)
app.command()(explain)
app.command()(forecast)
app.command()(plan)
app.command()(serve)
app.command()(teardown)
