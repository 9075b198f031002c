"""The subcommand `import`: what it takes. What it does is in `importing` and `importing_live`."""

from pathlib import Path
from typing import Annotated

import typer


def import_(
    source: Annotated[
        str | None,
        typer.Argument(
            help="A file, a folder such as cdk.out, a Python module with PynamoDB models, or - for standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="The format, where it cannot be told; --formats lists them.",
        ),
    ] = None,
    formats: Annotated[
        bool, typer.Option("--formats", help="List the formats that can be imported, and exit.")
    ] = False,
    table: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="With a source, import these tables only. Without one, import them from the DynamoDB at "
            "--endpoint. May be given several times.",
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="A parameter of the template, or a variable of Terraform; may be given several times.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The name of the design; that of the source if left out.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The design file; designs/NAME.yaml if left out, and - prints it.",
        ),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help="Bring a design that is there up to the source, and keep all else of it.",
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there already.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where anything of the source is lost.")
    ] = False,
    endpoint: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="The DynamoDB that has the tables of --table: its URL, or aws."
        ),
    ] = None,
    allow_aws: Annotated[
        bool,
        typer.Option("--allow-aws", "--dynamo-allow-aws", help="Read tables on AWS, too."),
    ] = False,
    sample: Annotated[
        int,
        typer.Option(
            min=0,
            help="How many items of each live table to look at, at most; 0 reads none.",
        ),
    ] = 1_000,
    read_units: Annotated[
        float,
        typer.Option(min=0.5, help="Read units a second that looking at items takes, at most."),
    ] = 50.0,
    no_values: Annotated[
        bool,
        typer.Option(
            "--no-values",
            help="Write no value of an item to the design, not even those that recur, such as states.",
        ),
    ] = False,
) -> None:
    """Write a design from a template, a model of another tool, or a live table."""
    from pytest_dynamo.cli.importing import Target, list_formats, run_file
    from pytest_dynamo.cli.importing_live import LiveSource, run_live

    if formats:
        list_formats()
        return
    target = Target(
        path=output, name=name or "", updates=update, overwrites=force, is_strict=strict
    )
    if source is None:
        live = LiveSource(
            tables=tuple(table or ()),
            endpoint=endpoint,
            allows_aws=allow_aws,
            sample_items=sample,
            read_units_per_second=read_units,
            keeps_values=not no_values,
        )
        code = run_live(live, target)
    else:
        code = run_file(
            source, target, form=form, tables=tuple(table or ()), parameters=parameter or []
        )
    if code:
        raise typer.Exit(code)
