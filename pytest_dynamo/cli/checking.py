"""`pytest-dynamo check`: from the paths named to findings, in the form that was asked for."""

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from time import perf_counter

import typer

from pytest_dynamo.checks.catalogue import RULES, chosen_rules, rule_of
from pytest_dynamo.checks.examining import Examination, examine, needs_evidence
from pytest_dynamo.checks.formats import FORMATS, Format
from pytest_dynamo.checks.formats.checked import Checked, counts_text
from pytest_dynamo.checks.formats.text import reflowed
from pytest_dynamo.checks.values import Severity
from pytest_dynamo.cli.progress import progress
from pytest_dynamo.cli.writing import require_writable, write_whole
from pytest_dynamo.design.files import designs_in
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DesignError, DynamoError, Mistake

_WIDTH = 100
_NARROWEST = 60


def run(
    paths: Sequence[Path],
    *,
    select: Iterable[str],
    ignore: Iterable[str],
    fail_on: Severity,
    output_format: Format,
    output: Path | None,
) -> int:
    """Check designs, and print or write what was found.

    Designs that do not load are told on standard error, after what was found in the others.

    Returns:
        The exit code: 2 where a design does not load, 1 where something of that severity or a worse
        one was found, 0 otherwise.

    Raises:
        DynamoError: There is no such rule, a folder has no design, or the file cannot be written.
    """
    rules = chosen_rules(_split(select), _split(ignore))
    if output:
        require_writable(output)
    checked = _checked(tuple(_files(paths)), rules, fail_on)
    text = FORMATS[output_format](checked)
    if output:
        write_whole(output, text)
        typer.echo(f"wrote {output}   {counts_text(checked)}")
    else:
        typer.echo(_for_terminal(text) if output_format == "text" else text, nl=False)
    for error in checked.broken:
        typer.echo(str(error), err=True)
    return 2 if checked.broken else int(not checked.is_clean)


def explanation(rule_id: str) -> Iterator[str]:
    """A rule in full, or a line a rule where an id is cut short.

    Raises:
        DynamoError: There is none of that id.
    """
    if rule_id.upper() not in RULES and any(each.startswith(rule_id.upper()) for each in RULES):
        yield from rule_lines(rule_id.upper())
        return
    rule = rule_of(rule_id)
    yield f"{rule.id} {rule.severity}: {rule.title}"
    yield ""
    yield from wrap(rule.why, _WIDTH)
    yield ""
    yield from wrap(f"To fix this: {rule.fix}", _WIDTH)
    if rule.link:
        yield f"See {rule.link}"


def rule_lines(beginning: str = "") -> Iterator[str]:
    """Each rule on a line, or each whose id begins so."""
    for rule in sorted(RULES.values(), key=lambda each: each.id):
        if rule.id.startswith(beginning):
            yield f"{rule.id}  {rule.severity:<7}  {rule.title}"


def _for_terminal(text: str) -> str:
    """The lines as wide as the terminal that shows them; anything else gets them whole."""
    width = get_terminal_size().columns
    return reflowed(text, width) if sys.stdout.isatty() and width >= _NARROWEST else text


def _checked(files: Sequence[Path], rules: Collection[str], fail_on: Severity) -> Checked:
    """All designs with what was found in them, or why they could not be examined."""
    now = datetime.now(UTC)
    examinations, broken, seconds = [], [], {}
    with progress() as tell:
        for number, file in enumerate(files):
            if tell:
                tell(f"checking {file}", number / len(files))
            begun = perf_counter()
            try:
                examinations.append(_examined(load_design(file), rules, now))
            except DesignError as error:
                broken.append(error)
            except DynamoError as error:  # a population, say, that nobody can be taken from
                broken.append(_as_mistake(file, error))
            seconds[str(file)] = perf_counter() - begun
    return Checked(
        examinations=tuple(examinations),
        broken=tuple(broken),
        rules=tuple(RULES[rule] for rule in sorted(rules)),
        fail_on=fail_on,
        seconds=seconds,
        root=_root(Path.cwd()),
    )


def _examined(design: Design, rules: Collection[str], now: datetime) -> Examination:
    if not needs_evidence(design, rules):
        return examine(design, None, rules)
    # numpy, and all that calculates with it, is imported by the first design that needs it.
    from pytest_dynamo.checks.capacity.gathering import gather
    from pytest_dynamo.forecast.preparing import midnight

    return examine(design, gather(design, now=midnight(now)), rules)


def _as_mistake(file: Path, error: DynamoError) -> DesignError:
    mistake = Mistake(path=str(file), line=1, column=1, where="", message=str(error))
    return DesignError(str(file), (mistake,))


def _root(folder: Path) -> Path:
    """The repository that a folder is in, or else the folder: what a code host takes paths from."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


def _split(given: Iterable[str]) -> Iterator[str]:
    """The ids of options, each of which may hold several with commas between them."""
    for text in given:
        yield from (part.strip() for part in text.split(",") if part.strip())


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    """The design files at some paths, each once."""
    return dict.fromkeys(file for path in paths for file in _files_at(path))


def _files_at(path: Path) -> Sequence[Path]:
    """The file at a path, or the designs in the folder there and in those below it."""
    try:
        if not path.is_dir():
            return [path]
    except OSError:  # a name that is too long, say; reading it tells
        return [path]
    found = designs_in(path)
    if not found:
        message = f"{path} has no design file in it.\nTo fix this: name a design, or its folder"
        raise DynamoError(message)
    return found
