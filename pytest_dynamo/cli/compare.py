"""The subcommand `compare`: what it takes. What it does, with all it imports, is in `comparing`."""

from pathlib import Path
from typing import Annotated

import typer


def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of runs or their run.json, the one to compare with first. reports/orders/latest is the "
            "newest run of a design, latest~1 the one before.",
            show_default=False,
        ),
    ],
    *,
    name: Annotated[
        list[str] | None,
        typer.Option(help="What to call a run, in the order of the runs; once for each."),
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            help="What fails the comparison, as 'read_units>+10%, p99>+2ms'. Only differences beyond the noise do."
        ),
    ] = "",
    html: Annotated[
        Path | None,
        typer.Option(help="Where the page goes. Default: beside the last run."),
    ] = None,
    shows_all: Annotated[
        bool, typer.Option("--all", help="Show all figures, those within noise included.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON; a page only with --html.")
    ] = False,
) -> None:
    """Compare load tests: what became better or worse by more than chance."""
    from pytest_dynamo.cli import comparing

    passed = comparing.run(
        runs,
        comparing.Asked(
            names=tuple(name or ()),
            fail_on=fail_on,
            html=html,
            shows_all=shows_all,
            as_json=as_json,
        ),
    )
    if not passed:
        raise typer.Exit(comparing.GATE_FAILED)
