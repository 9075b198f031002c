"""The subcommand `verify`: what it takes. What it does is in `verifying`."""

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


def verify(
    design: Annotated[Path, typer.Argument(help="The design file.", show_default=False)],
    *,
    endpoint: EndpointOption = None,
    allow_aws: AllowAwsOption = False,
    region: RegionOption = None,
    table: TableOption = None,
    prefix: PrefixOption = "",
    production: ProductionOption = None,
    no_write: Annotated[
        bool, typer.Option("--no-write", help="Compare the tables only, and put no items.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Compare the tables that are there with a design, then put an item of each entity, find it, and delete it."""
    from pytest_dynamo.cli.verifying import run

    place = Place(
        endpoint=endpoint,
        allows_aws=allow_aws,
        region=region,
        tables=tuple(table or ()),
        prefix=prefix,
        meant=tuple(production or ()),
    )
    raise typer.Exit(run(design, place, puts=not no_write, is_json=json))
