"""The subcommand `serve`: what it takes. What it does, with all it imports, is in `serving`."""

from pathlib import Path
from typing import Annotated

import typer


def serve(
    *,
    design: Annotated[
        list[Path] | None,
        typer.Option(help="A design file whose tables are created; may be given several times."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="The port; 0 picks a free one.")
    ] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let --host be reached from other machines.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option(help="A file that tables and items are read from, and written to at the end."),
    ] = None,
    throttle: Annotated[
        bool, typer.Option("--throttle", help="Throttle requests as DynamoDB would.")
    ] = False,
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="With --throttle, a parameter of the model; may be given several times.",
        ),
    ] = None,
    clock: Annotated[
        str | None,
        typer.Option(
            metavar="60x",
            help="With --throttle, each request stands for so many, and time runs so many times as fast.",
        ),
    ] = None,
) -> None:
    """Serve an embedded DynamoDB over HTTP, to any SDK in any process, until Ctrl-C."""
    from pytest_dynamo.cli.serving import run

    run(
        design or [],
        host=host,
        port=port,
        allows_remote=allow_remote,
        data=data,
        throttles=throttle,
        model=model or [],
        clock=clock,
    )
