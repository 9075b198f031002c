"""The subcommand `forecast`: what it takes. What it does, with all it imports, is in `forecasting`."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def forecast(
    designs: Annotated[
        list[Path] | None, typer.Argument(help="Design files.", show_default=False)
    ] = None,
    *,
    peak: Annotated[
        str | None,
        typer.Option(
            help="Multiple of the declared rates, such as 5x. Default: the design's workload, or 1x."
        ),
    ] = None,
    duration: Annotated[
        str | None,
        typer.Option(
            help="How long the load lasts: 90s, 30m, 1h. Default: the design's workload, or 1h."
        ),
    ] = None,
    shape: Annotated[
        Literal["step", "ramp", "diurnal"] | None,
        typer.Option(
            help="At the peak at once, rising to it, or as over a day. Default: the design's workload, or step."
        ),
    ] = None,
    population: Annotated[
        str, typer.Option(help="Share of the design's population, or a number of items.")
    ] = "100%",
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="A parameter of the model; --parameters lists them. May be given several times.",
        ),
    ] = None,
    prices: Annotated[
        Path | None,
        typer.Option(help="A YAML or JSON file with prices that differ from the built-in ones."),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Seed of the population and of the delays of splits.")
    ] = 0,
    seeds: Annotated[
        int, typer.Option(help="Repeat with so many seeds of the delays, and show the band.")
    ] = 1,
    patterns: Annotated[
        bool, typer.Option("--patterns", help="Show what each access pattern consumes, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON; a list for several designs.")
    ] = False,
    html: Annotated[
        bool,
        typer.Option("--html", help="Write the report of each design, with what fixes would gain."),
    ] = False,
    reports: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder in which --html writes reports.")
    ] = Path("reports"),
    parameters: Annotated[
        bool, typer.Option("--parameters", help="List the parameters of the model and exit.")
    ] = False,
) -> None:
    """Say at what load a design breaks and why, without sending a request."""
    from pytest_dynamo.cli import forecasting
    from pytest_dynamo.cli.loads import Asked

    if parameters:
        for line in forecasting.parameter_lines():
            typer.echo(line)
        return
    forecasting.run(
        designs or [],
        Asked(
            peak=peak,
            duration=duration,
            shape=shape,
            population=population,
            model=tuple(model or ()),
            prices=prices,
            seed=seed,
            seeds=seeds,
        ),
        shows_patterns=patterns,
        as_json=as_json,
        reports=reports if html else None,
    )
