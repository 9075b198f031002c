"""`pytest-dynamo import`: from the files of another format to a design file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from pytest_dynamo.cli.losses import tell_losses
from pytest_dynamo.cli.sources import source_at
from pytest_dynamo.cli.writing import require_writable, told, write_whole
from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.design.writing.updating import updated_text
from pytest_dynamo.design.written import named_values
from pytest_dynamo.errors import DesignError, DynamoError
from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.interop.choosing import only_tables
from pytest_dynamo.interop.formats import IMPORTS
from pytest_dynamo.interop.recognising import format_named, format_of
from pytest_dynamo.interop.values import Imported, ImportOptions

_FOLDER = Path("designs")
_TERMINAL = Path("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the design goes: `designs/NAME.yaml` where there is no path, the terminal where it is `-`."""

    path: Path | None = None
    name: str = ""
    updates: bool = False
    overwrites: bool = False
    is_strict: bool = False


def list_formats() -> None:
    """Print the formats, a line each."""
    for one in IMPORTS:
        typer.echo(f"{one.name:<17} {one.title}")


def run_file(
    name: str,
    target: Target,
    *,
    form: str | None,
    tables: Sequence[str],
    parameters: Sequence[str],
) -> int:
    """Import a file or a folder, write the design, and say what was lost.

    Returns:
        The exit code: 1 where something was lost that must not be, 0 otherwise.

    Raises:
        DynamoError: The source cannot be read, or the design cannot be written.
    """
    require_target(target)
    given = format_named(form, IMPORTS) if form else None
    source = source_at(name)
    chosen = given or format_of(source, IMPORTS)
    options = ImportOptions(name=target.name, parameters=named_values(parameters))
    imported = only_tables(chosen.read(source, options), tables)
    typer.echo(
        f"read {source.path} as {chosen.title}   {counts_text(imported.design)}",
        err=target.path == _TERMINAL,
    )
    return conclude(imported, source.path, target)


def require_target(target: Target) -> None:
    """Tell before anything is read that the design cannot be written where it is to go.

    Raises:
        DynamoError: It is there already, or is not there though it is to be updated.
    """
    if target.path is None or target.path == _TERMINAL:
        if target.updates:
            message = "--update has to know which design.\nTo fix this: -o designs/orders.yaml"
            raise DynamoError(message)
        return
    _require_path(target.path, target)


def conclude(imported: Imported, path: str, target: Target) -> int:
    """Write what was imported, and say what was lost and what comes next; the exit code.

    Raises:
        DynamoError: The design cannot be written.
    """
    design = replace(imported.design, name=target.name) if target.name else imported.design
    imported = replace(imported, design=design)
    tell_losses(imported.losses, path, "not kept as it was")
    if target.path == _TERMINAL:
        typer.echo(_text(imported), nl=False)
    else:
        _write(imported, target)
    return int(target.is_strict and bool(imported.losses))


def counts_text(design: Design) -> str:
    """How much is in a design, of what there is any."""
    counts = {
        "table": len(design.tables),
        "entity": len(design.entities),
        "access pattern": len(design.access_patterns),
    }
    return ", ".join(counted_text(count, what) for what, count in counts.items() if count)


def _write(imported: Imported, target: Target) -> None:
    path = target.path or _FOLDER / f"{imported.design.name}.yaml"
    _require_path(path, target)
    if target.updates:
        _update(path, imported)
        return
    text = _text(imported)
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    typer.echo(f"wrote {path}")
    if imported.design.access_patterns:
        typer.echo(f"next: pytest -p pytest_dynamo {path}")
    elif imported.design.entities:
        typer.echo(f"next: add the access patterns to {path}, then pytest-dynamo check {path}")
    else:
        typer.echo(
            f"next: add entities and access patterns to {path}, then pytest-dynamo check {path}"
        )


def _update(path: Path, imported: Imported) -> None:
    load_design(path)  # what does not load is said with its places, and not edited
    with told(path):
        before = path.read_text(encoding="utf-8-sig")
    after = updated_text(
        before,
        imported.design,
        path=str(path),
        silent=imported.silent,
        remarks=imported.remarks,
    )
    for line in after.notes:
        typer.echo(f"  {line}")
    if after.text == before:
        typer.echo(f"{path} is up to date")
        return
    write_whole(path, after.text)
    typer.echo(f"updated {path}")


def _text(imported: Imported) -> str:
    """The design as a file that is known to load.

    Raises:
        DynamoError: It would not: the source says what no table of DynamoDB can be.
    """
    text = design_text(imported.design, imported.remarks)
    try:
        parse_design(text, f"{imported.design.name}.yaml")
    except DesignError as error:
        message = "\n".join(
            [
                "what the source says makes no design:",
                *(f"  {one.where}: {one.message}" for one in error.mistakes),
                "To fix this: put it right in the source; nothing was written",
            ]
        )
        raise DynamoError(message) from None
    return text


def _require_path(path: Path, target: Target) -> None:
    with told(path):
        is_there = path.exists() or path.is_symlink()
    if target.updates and not is_there:
        names = [one.name for one in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        message = (
            f"{path} is not there, so that it cannot be updated{nearest(path.name, names)}\n"
            "To fix this: leave out --update to write it anew"
        )
        raise DynamoError(message)
    if is_there and not (target.overwrites or target.updates):
        message = (
            f"{path} is there already.\n"
            "To fix this: another -o, --update to bring it up to the source, or --force to write over it"
        )
        raise DynamoError(message)
    if path.parent.is_dir():
        require_writable(path)
