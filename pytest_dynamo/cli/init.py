"""The subcommand `init`: what it takes. What it does is in `starting`."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    *,
    name: Annotated[
        str | None,
        typer.Option(help="The name of the design, its file and its table; asked for if left out."),
    ] = None,
    entity: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:PARENT]",
            help="A kind of item, such as User, or Order:User for one that belongs to a user; "
            "may be given several times.",
        ),
    ] = None,
    pattern: Annotated[
        list[str] | None,
        typer.Option(
            metavar="QUESTION",
            help="What is asked: 'get User', 'list Order', 'find User by email', 'create Order', "
            "'update Order' or 'delete Order'; may be given several times.",
        ),
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where the design is written.")] = Path("designs"),
    force: Annotated[
        bool, typer.Option("--force", help="Write over a design that is there already.")
    ] = False,
) -> None:
    """Write a first design, from questions answered on a terminal or from these options."""
    from pytest_dynamo.cli.starting import run

    run(name=name, entities=entity or [], patterns=pattern or [], folder=folder, force=force)
