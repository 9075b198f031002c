"""`pytest-dynamo destroy`: the tables that deploy has made of a design, deleted."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pytest_dynamo.cli.deploy_text import command, doomed_lines, protected_lines
from pytest_dynamo.cli.places import Place, check_production, names_there, opened, where
from pytest_dynamo.cli.waiting import patience_of, watched
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.forecast.figures import counted_text, duration_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from pytest_dynamo.deploy.deploying.destroying import Doomed
    from pytest_dynamo.deploy.deploying.waiting import Patience

_INTERRUPTED = 130
_NOT_ALL = 1
_ALLOW = "to delete the tables that deploy has made there:  --allow-aws"


def run(path: Path, place: Place, *, is_confirmed: bool, wait: str) -> int:
    """Say what is deleted, ask, and delete it; the exit code.

    Raises:
        DynamoError: The design does not load, it is not said which DynamoDB is meant, that cannot be asked, or a
            table does not go.
    """
    from pytest_dynamo.deploy.deploying.clients import patient_client
    from pytest_dynamo.deploy.deploying.destroying import look_at
    from pytest_dynamo.deploy.deploying.faults import told

    watching = watched()
    patience = patience_of(wait, watching.tell)
    design = load_design(path)
    names = names_there(design, place)
    with opened(place, names, allow_text=_ALLOW) as backend:
        check_production(backend, names, place.meant)
        typer.echo(f"{path} at {where(backend)}")
        client = patient_client(backend)
        try:
            with told(backend.place):
                doomed = look_at(client, tuple(names.values()), design.name)
                for line in doomed_lines(doomed, datetime.now(UTC)):
                    typer.echo(line)
                is_left = any(one.fate == "keeps" for one in doomed)
                if any(one.fate in ("deletes", "going") for one in doomed):
                    if not (is_confirmed or _is_meant(doomed, path, place)):
                        return _NOT_ALL
                    is_left |= _destroyed(client, doomed, design.name, patience)
        except KeyboardInterrupt:
            watching.clear()
            typer.echo("interrupted: the same command goes on with what is left", err=True)
            return _INTERRUPTED
        finally:
            watching.clear()
    if any(one.description.get("DeletionProtectionEnabled") and one.is_ours for one in doomed):
        for line in protected_lines(path, place):
            typer.echo(line)
    return _NOT_ALL if is_left else 0


def _is_meant(doomed: "Sequence[Doomed]", path: Path, place: Place) -> bool:
    """Whether somebody says so; where nobody can be asked, how to say it."""
    count = sum(one.fate == "deletes" for one in doomed)
    if count == 0:  # what is being deleted already is only waited for
        return True
    if sys.stdin.isatty():
        if typer.confirm(f"delete {counted_text(count, 'table')} with all items?"):
            return True
        typer.echo("nothing was deleted")
        return False
    typer.echo(f"nothing was deleted\nnext: {command(['destroy', '--yes'], path, place)}")
    return False


def _destroyed(
    client: "DynamoDBClient", doomed: "Sequence[Doomed]", design: str, patience: "Patience"
) -> bool:
    """Delete the tables, a line each; whether one is kept all the same."""
    from pytest_dynamo.deploy.deploying.destroying import destroy

    is_left = False
    for kept in destroy(
        client,
        doomed,
        design,
        patience,
        on_gone=lambda name, seconds: typer.echo(f"deleted {name}, {duration_text(seconds)}"),
    ):
        is_left = True
        typer.echo(f"kept    {kept.name}: {kept.reason}")
    return is_left
