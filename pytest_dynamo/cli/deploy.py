"""The subcommand `deploy`: what it takes. What it does is in `deploying`."""

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


def deploy(
    design: Annotated[Path, typer.Argument(help="The design file.", show_default=False)],
    *,
    endpoint: EndpointOption = None,
    allow_aws: AllowAwsOption = False,
    region: RegionOption = None,
    table: TableOption = None,
    prefix: PrefixOption = "",
    production: ProductionOption = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print what would be done, and do nothing.")
    ] = False,
    allow_loss: Annotated[
        bool,
        typer.Option("--allow-loss", help="Make changes, too, by which something is lost."),
    ] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Change tables, too, that deploy has not made.")
    ] = False,
    wait: Annotated[
        str, typer.Option(metavar="TIME", help="How long one table or index is waited for.")
    ] = "30m",
) -> None:
    """Create the tables of a design, or change those that are there: the plan first, then step by step."""
    from pytest_dynamo.cli.deploying import Asked, run

    place = Place(
        endpoint=endpoint,
        allows_aws=allow_aws,
        region=region,
        tables=tuple(table or ()),
        prefix=prefix,
        meant=tuple(production or ()),
    )
    asked = Asked(plans_only=plan, allows_loss=allow_loss, adopts=adopt, wait=wait)
    raise typer.Exit(run(design, place, asked))
