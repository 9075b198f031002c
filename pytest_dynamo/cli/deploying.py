"""`pytest-dynamo deploy`: from a design and a DynamoDB to tables that are as it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pytest_dynamo.cli.deploy_text import (
    GOES_ON,
    command,
    left_lines,
    plan_lines,
    steps_text,
    taken_line,
    unmarked_line,
)
from pytest_dynamo.cli.places import Place, check_production, names_there, opened, where
from pytest_dynamo.cli.waiting import Watched, patience_of, watched
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.figures import counted_text, duration_text

if TYPE_CHECKING:
    from pytest_dynamo.deploy.backend import Backend
    from pytest_dynamo.deploy.deploying.carrying_out import Deployment, Taken
    from pytest_dynamo.deploy.deploying.preparing import Allowed, Prepared
    from pytest_dynamo.deploy.deploying.waiting import Patience

INTERRUPTED = 130
_NOT_ALL = 1
_ALLOW = "to create and change its tables:  --allow-aws"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as they were written."""

    plans_only: bool = False
    allows_loss: bool = False
    adopts: bool = False
    wait: str = "30m"


def run(path: Path, place: Place, asked: Asked) -> int:
    """Print the plan of all tables, and carry it out; the exit code.

    Raises:
        DynamoError: The design does not load, it is not said which DynamoDB is meant, or that cannot be asked.
    """
    from pytest_dynamo.deploy.deploying.preparing import Allowed

    watching = watched()
    patience = patience_of(asked.wait, watching.tell)
    design = load_design(path)
    names = names_there(design, place)
    allowed = Allowed(loss=asked.allows_loss, adopting=asked.adopts)
    with opened(place, names, allow_text=_ALLOW) as backend:
        if not asked.plans_only:
            check_production(backend, names, place.meant)
        typer.echo(f"{path} at {where(backend)}")
        if not design.access_patterns:
            warning = (
                "warning: the design has no access patterns: nothing says what its keys are for"
            )
            typer.echo(warning, err=True)
        try:
            prepared = _prepared(backend, design, names, patience)
        except KeyboardInterrupt:
            watching.clear()
            typer.echo("interrupted: nothing was changed", err=True)
            return INTERRUPTED
        watching.clear()
        if _is_refused(prepared, design, allowed):
            typer.echo(
                f"\nnothing {'would be' if asked.plans_only else 'was'} changed: see refused"
            )
            return _NOT_ALL
        watching.steps = sum(len(one.plan.steps) for one in prepared)
        typer.echo("")
        if watching.steps and asked.plans_only:
            options = ["--allow-loss"] * allowed.loss + ["--adopt"] * allowed.adopting
            typer.echo(f"next: {command(['deploy', *options], path, place)}")
            return 0
        code = _carried_out(backend, design, prepared, allowed, patience, watching)
        if not code:
            typer.echo(f"next: {command(['verify'], path, place)}")
        return code


def _prepared(
    backend: "Backend", design: Design, names: Mapping[str, str], patience: "Patience"
) -> "list[Prepared]":
    from pytest_dynamo.deploy.deploying.clients import patient_client
    from pytest_dynamo.deploy.deploying.faults import told
    from pytest_dynamo.deploy.deploying.preparing import prepare

    client = patient_client(backend)
    with told(backend.place):
        return [
            prepare(client, table, names[name], design.name, patience)
            for name, table in design.tables.items()
        ]


def _is_refused(prepared: "Sequence[Prepared]", design: Design, allowed: "Allowed") -> bool:
    """Print the plans; whether something in them is refused."""
    from pytest_dynamo.deploy.deploying.preparing import copyings, refusals
    from pytest_dynamo.forecast.prices import Prices

    is_refused = False
    for one in prepared:
        refused = refusals(one, design.name, allowed)
        is_refused |= bool(refused)
        for line in plan_lines(one, refused, copyings(one, Prices())):
            typer.echo(line)
    return is_refused


def _carried_out(
    backend: "Backend",
    design: Design,
    prepared: "Sequence[Prepared]",
    allowed: "Allowed",
    patience: "Patience",
    watching: Watched,
) -> int:
    """Take the steps, if there are any, a line each; the exit code."""
    from pytest_dynamo.deploy.deploying.carrying_out import Deployment
    from pytest_dynamo.deploy.deploying.clients import patient_client
    from pytest_dynamo.deploy.deploying.faults import told

    if not watching.steps:
        typer.echo("nothing to do: all is as the design says")
        return 0

    def on_taken(taken: "Taken") -> None:
        watching.taken += 1
        watching.clear()
        typer.echo(taken_line(taken))

    deployment = Deployment(
        client=patient_client(backend),
        design=design.name,
        plans=prepared,
        allowed=allowed,
        patience=patience,
        on_taken=on_taken,
    )
    began = patience.now()
    try:
        with told(backend.place):
            deployment.run()
    except KeyboardInterrupt:
        watching.clear()
        _tell_interrupted(deployment, backend.place)
        return INTERRUPTED
    except DynamoError as error:
        watching.clear()
        _tell_stopped(deployment, str(error))
        return _NOT_ALL
    watching.clear()
    _tell_deployed(deployment, patience.now() - began)
    return 0


def _tell_deployed(deployment: "Deployment", seconds: float) -> None:
    """How many steps that were, and what this DynamoDB cannot do."""
    if deployment.unmarked:
        typer.echo(unmarked_line(deployment.unmarked))
    unknown = sum(not one.is_known for one in deployment.taken)
    done = steps_text(len(deployment.taken) - unknown)
    rest = f", {counted_text(unknown, 'request')} unknown to this DynamoDB" if unknown else ""
    typer.echo(f"deployed: {done} in {duration_text(seconds)}{rest}")


def _tell_stopped(deployment: "Deployment", reason: str) -> None:
    """Why it ended, how far it has come, and how it goes on."""
    typer.echo(f"stopped: {reason}", err=True)
    for line in left_lines(deployment):
        typer.echo(line, err=True)
    advice = "" if "To fix this: " in reason else "To fix this: see to what was refused; "
    typer.echo(f"{advice}{GOES_ON}", err=True)


def _tell_interrupted(deployment: "Deployment", place: str) -> None:
    """After which step it ended, what is left, and what DynamoDB does without us."""
    from pytest_dynamo.deploy.deploying.faults import told

    taken = deployment.taken
    after = f"after: {taken[-1].step.what}" if taken else "before a step was done"
    typer.echo(f"interrupted {after}", err=True)
    for line in left_lines(deployment):
        typer.echo(line, err=True)
    try:
        with told(place):
            for state in deployment.under_way():
                typer.echo(f"  DynamoDB goes on by itself: {state}", err=True)
    except (DynamoError, KeyboardInterrupt):
        typer.echo("  what DynamoDB does now is not known", err=True)
    typer.echo(GOES_ON, err=True)
