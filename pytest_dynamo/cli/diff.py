"""The subcommand `diff`: what it takes. What it does is in `diffing`."""

from pathlib import Path
from typing import Annotated

import typer


def diff(
    old: Annotated[Path, typer.Argument(help="The design as it is deployed.")],
    new: Annotated[Path, typer.Argument(help="The design as it is to be.")],
    *,
    fail_on: Annotated[
        str,
        typer.Option(
            metavar="KINDS",
            help="Exit with 1 where a change is of one of these kinds: 'new table,refused'. The kinds are in place, "
            "new index, new items, new table, refused.",
        ),
    ] = "",
    prices: Annotated[
        Path | None,
        typer.Option(help="A YAML or JSON file with prices that differ from the built-in ones."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Say what changes between two designs, how each change is made, and what it costs."""
    from pytest_dynamo.cli.diffing import run

    code = run(old, new, fail_on=fail_on, prices=prices, as_json=as_json)
    if code:
        raise typer.Exit(code)
