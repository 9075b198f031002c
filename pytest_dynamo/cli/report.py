"""The subcommands `report` and `schema`: what they take. What they do is in `reporting`."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

Format: TypeAlias = Literal["html", "terminal", "markdown", "csv", "prometheus", "json"]


def report(
    run: Annotated[
        Path,
        typer.Argument(
            help="A run's folder or its run.json, a design's folder of runs, or a folder with a study.json or "
            "tests.json.",
            show_default=False,
        ),
    ],
    *,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="html writes report.html anew; the others are printed, or go to --output.",
        ),
    ] = "html",
    output: Annotated[
        Path | None, typer.Option(help="Write to this file.", show_default=False)
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Report a run that was killed, from the last checkpoint it wrote."
        ),
    ] = False,
) -> None:
    """Render report.html anew from a run.json, or the same figures in another form."""
    from pytest_dynamo.cli import reporting

    reporting.run(run, form, output=output, resumes=resume)


def schema(
    document: Annotated[
        Literal["design", "run", "study", "tests"],
        typer.Argument(help="The design file, run.json, study.json, or tests.json."),
    ] = "design",
) -> None:
    """Print the JSON Schema of a file, for editors and for programs that read it."""
    from pytest_dynamo.cli import reporting

    typer.echo(reporting.schema_text(document))
