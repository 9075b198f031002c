"""The subcommand `plan`: what it takes. What it does is in `planning`."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

PlanFormat: TypeAlias = Literal["text", "json", "markdown"]


def plan(
    designs: Annotated[list[Path], typer.Argument(help="Design files.", show_default=False)],
    *,
    output_format: Annotated[
        PlanFormat, typer.Option("--format", help="How to write it.")
    ] = "text",
    no_capacity: Annotated[
        bool,
        typer.Option(
            "--no-capacity", help="Leave out what a request consumes, which takes seconds."
        ),
    ] = False,
) -> None:
    """Show which operation, table or index and key condition serves each access pattern."""
    from pytest_dynamo.cli.planning import run

    if not run(designs, output_format=output_format, shows_capacity=not no_capacity):
        raise typer.Exit(1)
