"""`pytest-dynamo diff`: what it takes to come from one design to another."""

import json
from dataclasses import asdict
from pathlib import Path

import typer

from pytest_dynamo.cli.progress import progress
from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.prices import Prices, load_prices
from pytest_dynamo.migration.comparing.designs import design_changes
from pytest_dynamo.migration.comparing.text import KINDS, lines_of, next_step, summary
from pytest_dynamo.migration.comparing.values import DesignChanges


def run(old: Path, new: Path, *, fail_on: str, prices: Path | None, as_json: bool) -> int:
    """Print what differs; the exit code is 1 where a change is of a kind that fails.

    Raises:
        DynamoError: A design or the prices cannot be read, or there is no such kind.
    """
    failing = _kinds(fail_on)
    before, after = load_design(old), load_design(new)
    chosen = load_prices(prices) if prices else Prices()
    with progress() as tell:
        if tell:
            tell(f"sampling the items of {old} and {new}", 0.0)
        found = design_changes(before, after, chosen)
    if as_json:
        typer.echo(json.dumps(_document(found, chosen), indent=1, ensure_ascii=False))
    else:
        _print(found, old, new, chosen)
    return int(any(one.kind in failing for one in found.changes))


def _print(found: DesignChanges, old: Path, new: Path, prices: Prices) -> None:
    typer.echo(f"{old} → {new}   {_heading(found)}")
    for line in lines_of(found):
        typer.echo(line)
    if any(table.copyings for table in found.tables):
        typer.echo(f"\nprices of {prices.region}, {prices.as_of}")
    if found.changes:
        typer.echo(next_step(found, str(new)))


def _heading(found: DesignChanges) -> str:
    if found.patterns and not found.changes:
        return "the tables stay as they are"
    return summary(found.changes)


def _kinds(text: str) -> frozenset[str]:
    names = [one.strip() for one in text.split(",") if one.strip()]
    for name in names:
        if name not in KINDS:
            message = (
                f"--fail-on: there is no kind '{name}'{nearest(name, KINDS)}\n"
                f"To fix this: one or more of {', '.join(KINDS)}, with commas between them"
            )
            raise DynamoError(message)
    return frozenset(names)


def _document(found: DesignChanges, prices: Prices) -> dict[str, object]:
    """Everything as JSON's types; figures of copying are modelled, prices in US dollars."""
    return {
        "figures": "modelled",
        "prices": {"region": prices.region, "as_of": prices.as_of},
        "tables": [
            {
                "name": table.name,
                "changes": [asdict(one) for one in table.changes],
                "copyings": [asdict(one) for one in table.copyings],
            }
            for table in found.tables
        ],
        "access_patterns": [asdict(one) for one in found.patterns],
        "order": list(found.order),
    }
