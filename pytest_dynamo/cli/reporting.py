"""`pytest-dynamo report` and `schema`: from a file of figures to a page, or to text in another form."""

import json
import os
import shutil
import sys
from pathlib import Path

import typer

from pytest_dynamo.cli.report import Format
from pytest_dynamo.cli.writing import require_writable, write_whole
from pytest_dynamo.design.schema import design_schema
from pytest_dynamo.measure.run_schema import SCHEMAS
from pytest_dynamo.report.folders.document_file import document_at
from pytest_dynamo.report.folders.pages import page_of, render_beside
from pytest_dynamo.report.folders.run import resume as resume_run
from pytest_dynamo.report.forms.rendering import TextForm, rendered, terminal_text
from pytest_dynamo.report.forms.terminal import PLAIN_WIDTH


def run(path: Path, form: Format, *, output: Path | None, resumes: bool) -> None:
    """Write the page of a run, or print it in another form.

    Raises:
        DynamoError: There is no file of figures, it cannot be read, or nothing can be written.
    """
    if output is not None:
        require_writable(output)
    if resumes:
        path = resume_run(path)
    if form == "html":
        _page(path, output)
        return
    document = document_at(path)
    if form == "terminal":
        text = terminal_text(
            document,
            width=_width(to_a_file=output is not None),
            is_coloured=output is None and _is_coloured(),
        )
    else:
        chosen: TextForm = form
        text = rendered(document, chosen)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_whole(output, text)
        typer.echo(f"wrote {output}")


def schema_text(document: str) -> str:
    """The JSON Schema of a kind of file."""
    made = design_schema if document == "design" else SCHEMAS[document]
    return json.dumps(made(), indent=2)


def _page(path: Path, output: Path | None) -> None:
    if output is None:
        typer.echo(f"report  {render_beside(path)}")
        return
    write_whole(output, page_of(path))
    typer.echo(f"report  {output}")


def _is_coloured() -> bool:
    """Colours for a terminal, unless somebody wants none: https://no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _width(*, to_a_file: bool) -> int:
    """That of the terminal, or of COLUMNS in the environment; else a fixed one."""
    is_asked = sys.stdout.isatty() and not to_a_file
    if not is_asked and "COLUMNS" not in os.environ:
        return PLAIN_WIDTH
    return max(shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns, 20)
