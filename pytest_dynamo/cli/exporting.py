"""`pytest-dynamo export`: from a design to the files of another format."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from pytest_dynamo.cli.losses import tell_losses
from pytest_dynamo.cli.writing import require_writable, told, write_whole
from pytest_dynamo.design.files import designs_in
from pytest_dynamo.design.mistakes import listed, nearest
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.interop.formats import EXPORTS
from pytest_dynamo.interop.values import ExportedFile, ExportFormat, ExportOptions

_DESIGNS = Path("designs")
_OPTIONS = {
    "alarms": "--alarms",
    "alarm_topic": "--alarm-topic",
    "global_table": "--global-table",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where an export goes: to a file or folder, or to the terminal where there is no path."""

    path: Path | None = None
    overwrites: bool = False
    only_compares: bool = False


def list_formats() -> None:
    """Print the formats, a line each."""
    for one in EXPORTS:
        typer.echo(f"{one.name:<17} {one.title}{' (a folder)' * one.is_folder}")


def run(name: str, path: Path | None, options: ExportOptions, destination: Destination) -> int:
    """Export a design, and say what the format does not hold.

    Returns:
        The exit code: 1 where files were only compared and differ, 0 otherwise.

    Raises:
        DynamoError: There is no such format or design, an option means nothing to it, or a file is
            there already or cannot be written.
    """
    form = _format(name)
    _require_options(form, options)
    design = load_design(path or only_design("pytest-dynamo export FORMAT DESIGN"))
    exported = form.write(design, options)
    tell_losses(exported.losses, design.path, f"not held by {form.name}")
    if destination.path is None:
        if form.is_folder or destination.only_compares:
            message = (
                f"{form.name} has to know {'which files to compare' if destination.only_compares else 'a folder for its files'}.\n"
                f"To fix this: -o {'infra/' if form.is_folder else exported.files[0].name}"
            )
            raise DynamoError(message)
        typer.echo(exported.files[0].text, nl=False)
        return 0
    files = _placed(exported.files, destination.path, form)
    if destination.only_compares:
        return _compared(files)
    write_files(files, overwrites=destination.overwrites)
    return 0


def _format(name: str) -> ExportFormat:
    for one in EXPORTS:
        if one.name == name:
            return one
    names = [one.name for one in EXPORTS]
    wanted = f"there is no format '{name}'{nearest(name, names)}" if name else "no format was named"
    message = f"{wanted}\nTo fix this: pytest-dynamo export with one of {', '.join(names)}"
    raise DynamoError(message)


def _require_options(form: ExportFormat, options: ExportOptions) -> None:
    for name, option in _OPTIONS.items():
        if getattr(options, name) and name not in form.takes:
            takers = [one.name for one in EXPORTS if name in one.takes]
            message = (
                f"{option} means nothing to {form.name}.\n"
                f"To fix this: leave it out{listed(', or export ', takers)}"
            )
            raise DynamoError(message)


def only_design(usage: str) -> Path:
    """The design of the folder `designs`, if it has one and no other.

    Raises:
        DynamoError: It has not; `usage` says how to name one.
    """
    found = designs_in(_DESIGNS)
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(one) for one in found[:20])
    reason = f"designs/ has {len(found)} designs: {names}" if found else "designs/ has none"
    message = f"no design was named, and {reason}.\nTo fix this: {usage}"
    raise DynamoError(message)


def _placed(
    files: Sequence[ExportedFile], path: Path, form: ExportFormat
) -> dict[Path, ExportedFile]:
    """Each file where it belongs; a single one goes into a folder under its own name."""
    if not form.is_folder and not path.is_dir():
        return {path: files[0]}
    if form.is_folder and path.exists() and not path.is_dir():
        message = f"{path} is a file, and {form.name} is a folder.\nTo fix this: -o with a folder"
        raise DynamoError(message)
    return {path / one.name: one for one in files}


def _compared(files: dict[Path, ExportedFile]) -> int:
    differing = [path for path, file in files.items() if not _is_same(path, file.text)]
    for path in differing:
        typer.echo(f"{path} is {'not up to date' if path.exists() else 'not there'}")
    if not differing:
        typer.echo(f"{counted_text(len(files), 'file')} up to date")
    return int(bool(differing))


def _is_same(path: Path, text: str) -> bool:
    with told(path):
        return path.is_file() and path.read_bytes() == text.encode("utf-8")


def write_files(files: dict[Path, ExportedFile], *, overwrites: bool) -> None:
    """Write all files, or none where one of them is there already and is another.

    Raises:
        DynamoError: One is, and is not to be written over; or one cannot be written.
    """
    there = [path for path in files if path.exists() or path.is_symlink()]
    others = [path for path in there if not _is_same(path, files[path].text)]
    if others and not overwrites:
        message = (
            f"{', '.join(str(path) for path in others)} is there already.\n"
            "To fix this: another -o, or --force to write over it"
        )
        raise DynamoError(message)
    for path in files:
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        require_writable(path)
    for path, file in files.items():
        write_whole(path, file.text)
        if file.is_executable:
            with told(path):
                path.chmod(path.stat().st_mode | 0o111)
        typer.echo(f"wrote {path}")
