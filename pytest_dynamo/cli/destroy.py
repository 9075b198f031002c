"""The subcommand `destroy`: what it takes. What it does is in `destroying`."""

from pathlib import Path
from typing import Annotated

import typer

from pytest_dynamo.cli.places import (
    AllowAwsOption,
    EndpointOption,
    Place,
    PrefixOption,
    ProductionOption,
    RegionOption,
    TableOption,
)


def destroy(
    design: Annotated[Path, typer.Argument(help="The design file.", show_default=False)],
    *,
    endpoint: EndpointOption = None,
    allow_aws: AllowAwsOption = False,
    region: RegionOption = None,
    table: TableOption = None,
    prefix: PrefixOption = "",
    production: ProductionOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without being asked again.")] = False,
    wait: Annotated[
        str, typer.Option(metavar="TIME", help="How long one table is waited for.")
    ] = "30m",
) -> None:
    """Delete the tables that deploy has made of a design, and no others; none with deletion protection."""
    from pytest_dynamo.cli.destroying import run

    place = Place(
        endpoint=endpoint,
        allows_aws=allow_aws,
        region=region,
        tables=tuple(table or ()),
        prefix=prefix,
        meant=tuple(production or ()),
    )
    raise typer.Exit(run(design, place, is_confirmed=yes, wait=wait))
