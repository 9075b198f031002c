"""The subcommand `iam`: what it takes. What it does is in `granting`."""

from pathlib import Path
from typing import Annotated

import typer

from pytest_dynamo.cli.places import PrefixOption, TableOption


def iam(
    design: Annotated[
        Path | None,
        typer.Argument(
            help="The design file; may be left out where designs/ has a single one.",
            show_default=False,
        ),
    ] = None,
    *,
    role: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=PATTERN,…]",
            help="A role of the design by its name, or one that performs these access patterns; may be given"
            " several times. All roles of the design if left out.",
            show_default=False,
        ),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="The region of the tables; any if left out.")
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The account of the tables; any if left out."),
    ] = None,
    table: TableOption = None,
    prefix: PrefixOption = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FOLDER",
            help="Where a file for each policy goes.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over files that are there already.")
    ] = False,
    lists: Annotated[
        bool,
        typer.Option(
            "--list", help="Show what each access pattern of a role needs, and no policy."
        ),
    ] = False,
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="POLICY",
            help="Hold a policy document against the role, and exit with 1 where it is too wide or too narrow.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write IAM policies that allow each role its access patterns and nothing else."""
    from pytest_dynamo.cli.granting import Asked, run

    code = run(
        design,
        Asked(
            roles=tuple(role or ()),
            region=region,
            account=account,
            tables=tuple(table or ()),
            prefix=prefix,
            folder=output,
            overwrites=force,
            lists=lists,
            policy=check,
        ),
    )
    if code:
        raise typer.Exit(code)
