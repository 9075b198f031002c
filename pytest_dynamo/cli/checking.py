"""`pytest-dynamo check`: from the paths named to findings, as lines or JSON."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap

import typer

from pytest_dynamo.checks.catalogue import RULES, chosen_rules, rule_of
from pytest_dynamo.checks.examining import Examination, examine, needs_evidence
from pytest_dynamo.checks.formats.text import examination_lines, examinations_object, total_line
from pytest_dynamo.checks.values import Severity
from pytest_dynamo.design.files import holds_design
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DesignError, DynamoError

_WIDTH = 100


def run(
    paths: Sequence[Path],
    *,
    select: Iterable[str],
    ignore: Iterable[str],
    fail_on: Severity,
    as_json: bool,
) -> bool:
    """Check designs and print what was found; whether nothing of that severity was.

    Raises:
        DynamoError: A design does not load, a folder has none, or there is no such rule.
    """
    rules = chosen_rules(_split(select), _split(ignore))
    now = datetime.now(UTC)
    examinations = [_examined(design, rules, now) for design in _loaded(paths)]
    if as_json:
        typer.echo(json.dumps(examinations_object(examinations), indent=2))
    else:
        for examination in examinations:
            for line in examination_lines(examination):
                typer.echo(line)
        typer.echo(total_line(examinations))
    return not any(examination.is_at_least(fail_on) for examination in examinations)


def explanation(rule_id: str) -> Iterator[str]:
    """A rule in full.

    Raises:
        DynamoError: There is none of that id.
    """
    rule = rule_of(rule_id)
    yield f"{rule.id} {rule.severity}: {rule.title}"
    yield ""
    yield from wrap(rule.why, _WIDTH)
    yield ""
    yield from wrap(f"To fix this: {rule.fix}", _WIDTH)
    if rule.link:
        yield f"See {rule.link}"


def rule_lines() -> Iterator[str]:
    """Each rule on a line."""
    for rule in sorted(RULES.values(), key=lambda each: each.id):
        yield f"{rule.id}  {rule.severity:<7}  {rule.title}"


def _examined(design: Design, rules: Collection[str], now: datetime) -> Examination:
    if not needs_evidence(design, rules):
        return examine(design, None, rules)
    # numpy, and all that calculates with it, is imported by the first design that needs it.
    from pytest_dynamo.checks.capacity.gathering import gather
    from pytest_dynamo.forecast.preparing import midnight

    return examine(design, gather(design, now=midnight(now)), rules)


def _split(given: Iterable[str]) -> Iterator[str]:
    """The ids of options, each of which may hold several with commas between them."""
    for text in given:
        yield from (part.strip() for part in text.split(",") if part.strip())


def _loaded(paths: Iterable[Path]) -> list[Design]:
    """The designs at some paths; those that do not load are told together."""
    designs, errors = [], []
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        try:
            designs.append(load_design(file))
        except DesignError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise DynamoError("\n".join(map(str, errors)))
    return designs


def _files(path: Path) -> Sequence[Path]:
    """The file at a path, or the designs in the folder there and in those below it."""
    if not path.is_dir():
        return [path]
    found = [file for file in sorted(path.rglob("*")) if holds_design(file)]
    if not found:
        message = f"{path} has no design file in it.\nTo fix this: name a design, or its folder"
        raise DynamoError(message)
    return found
