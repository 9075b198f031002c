"""The subcommands `check` and `explain`: what they take. What they do is in `checking`."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

# As in checks.formats and checks.values, which are imported once a command is run.
Format: TypeAlias = Literal["text", "json", "sarif", "junit", "github", "markdown"]
FailOn: TypeAlias = Literal["error", "warning", "note"]


def check(
    designs: Annotated[
        list[Path], typer.Argument(help="Design files, or folders of them.", show_default=False)
    ],
    *,
    output_format: Annotated[Format, typer.Option("--format", help="How to write it.")] = "text",
    select: Annotated[
        list[str] | None,
        typer.Option(help="Rules to apply, such as PD401,PD402, or PD4 for all of capacity."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Rules not to apply.")] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="What makes the command exit with 1: that, or anything worse.")
    ] = "error",
    output: Annotated[
        Path | None,
        typer.Option(help="A file to write it to, whole or not at all; else it is printed."),
    ] = None,
) -> None:
    """Check designs against the rules, at their declared rates, before any code is written."""
    from pytest_dynamo.cli.checking import run

    code = run(
        designs,
        select=select or [],
        ignore=ignore or [],
        fail_on=fail_on,
        output_format=output_format,
        output=output,
    )
    if code:
        raise typer.Exit(code)


def explain(
    rule: Annotated[
        str | None,
        typer.Argument(
            help="A rule, such as PD401, or PD4 for a list of them.", show_default=False
        ),
    ] = None,
) -> None:
    """Say what a rule is about, and what helps; without one, list the rules."""
    from pytest_dynamo.cli.checking import explanation, rule_lines

    for line in explanation(rule) if rule else rule_lines():
        typer.echo(line)
