"""The subcommand `export`: what it takes. What it does is in `exporting`."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    form: Annotated[
        str | None,
        typer.Argument(
            metavar="FORMAT", help="What to write; --formats lists them.", show_default=False
        ),
    ] = None,
    design: Annotated[
        Path | None,
        typer.Argument(
            help="The design file; may be left out where designs/ has a single one.",
            show_default=False,
        ),
    ] = None,
    *,
    formats: Annotated[
        bool, typer.Option("--formats", help="List the formats that can be exported, and exit.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="A file, or a folder for what takes several; a single file is printed if left out.",
        ),
    ] = None,
    alarms: Annotated[
        bool,
        typer.Option("--alarms", help="Add CloudWatch alarms on throttling and consumed capacity."),
    ] = False,
    alarm_topic: Annotated[
        str,
        typer.Option(
            metavar="ARN", help="The SNS topic that the alarms notify.", show_default=False
        ),
    ] = "",
    global_table: Annotated[
        bool,
        typer.Option(
            "--global-table",
            help="Write AWS::DynamoDB::GlobalTable for tables of one region, too, as CDK's TableV2 does.",
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over files that are there already.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing, and exit with 1 where --output is not what would be written.",
        ),
    ] = False,
) -> None:
    """Write what a design is deployed with, or what shows or uses it."""
    from pytest_dynamo.cli.exporting import Destination, list_formats, run
    from pytest_dynamo.interop.values import ExportOptions

    if formats:
        list_formats()
        return
    options = ExportOptions(
        alarms=alarms or bool(alarm_topic), alarm_topic=alarm_topic, global_table=global_table
    )
    code = run(
        form or "",
        design,
        options,
        Destination(path=output, overwrites=force, only_compares=check),
    )
    if code:
        raise typer.Exit(code)
