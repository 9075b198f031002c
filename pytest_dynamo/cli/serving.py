"""`pytest-dynamo serve`: the embedded DynamoDB for other processes and languages."""

import asyncio
import ipaddress
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, cast

import typer

from pytest_dynamo.deploy.conformity import deviations
from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.embedded.engine import Engine, Unthrottled
from pytest_dynamo.embedded.environment import REGION
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.fronts.http_server import HttpServer
from pytest_dynamo.embedded.fronts.snapshot import load, save
from pytest_dynamo.embedded.throttling.settings import Throttling, throttling_of
from pytest_dynamo.errors import BackendError
from pytest_dynamo.forecast.figures import counted_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class _Stopped(SystemExit):
    """A second signal: stop at once."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)


def run(
    paths: Sequence[Path],
    *,
    host: str,
    port: int,
    allows_remote: bool,
    data: Path | None,
    throttles: bool = False,
    model: Sequence[str] = (),
    clock: str | None = None,
) -> None:
    """Serve until a signal comes.

    Raises:
        DynamoError: a design, the data or a parameter of the model cannot be read, or the address cannot
            be had.
    """
    is_local = _is_loopback(host)
    if not is_local and not allows_remote:
        message = (
            f"{host} can be reached from other machines, and no request is asked for credentials.\n"
            f"To fix this: leave --host out, or add --allow-remote."
        )
        raise BackendError(message)
    engine = Engine()
    if data is not None:
        _restore(engine, data)
    designs = [load_design(path) for path in paths]
    throttling = _throttling(designs, model, clock, throttles=throttles)
    for line in _tables(cast("DynamoDBClient", DirectClient(engine)), designs):
        typer.echo(line)
    # After that: neither what was restored nor the tables made here have used anything up.
    engine.throttle(throttling)
    if not is_local:
        typer.echo(f"warning: whoever reaches {host} may read and write all tables", err=True)
    try:
        with _signals() as on_signal:
            served = asyncio.run(_serving(engine, host, port, on_signal))
            kept = ""
            if data is not None:
                items = save(Unthrottled(engine), data)
                kept = f", {counted_text(items, 'item')} written to {data}"
    except _Stopped:
        unsaved = "" if data is None else f"; {data} is as it was"
        typer.echo(f"stopped at once{unsaved}", err=True)
        raise
    typer.echo(f"stopped: {counted_text(served, 'request')} served{kept}")


def _throttling(
    designs: Sequence[Design], model: Sequence[str], clock: str | None, *, throttles: bool
) -> Throttling | None:
    """How requests are throttled, with the auto scaling of the designs; None where they are not.

    Raises:
        DynamoError: An option cannot be read, or makes no sense without --throttle.
    """
    if not throttles:
        if model or clock:
            option = "--model" if model else "--clock"
            message = f"{option} is about throttling, which is off.\nTo fix this: add --throttle."
            raise BackendError(message)
        return None
    tables = {name: table for design in designs for name, table in design.tables.items()}
    return throttling_of(model, clock or "1x", tables)


async def _serving(
    engine: Engine, host: str, port: int, on_signal: Callable[[Callable[[], object]], None]
) -> int:
    """Serve until a signal comes; how many requests that were."""
    server = HttpServer(engine)
    try:
        bound = await server.start(host, port)
    except OSError as error:
        message = (
            f"{host}:{port} cannot be listened at: {_reason(error)}.\n"
            f"To fix this: stop what listens there, or choose another --port; 0 picks a free one."
        )
        raise BackendError(message) from error
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    on_signal(lambda: loop.call_soon_threadsafe(stop.set))
    url = f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    typer.echo(f"DynamoDB at {url}, stop it with Ctrl-C")
    typer.echo(
        f"  try: AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws dynamodb list-tables "
        f"--endpoint-url {url} --region {REGION}"
    )
    await stop.wait()
    typer.echo("stopping: what is under way is answered; Ctrl-C again stops at once", err=True)
    await server.stop()
    return server.served


@contextmanager
def _signals() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Have the first signal to end call what is handed to the answer; a second one ends at once.

    A signal that comes before anything was handed over ends at once as well.
    """
    waiting: list[Callable[[], object]] = []

    def act(number: int, _frame: FrameType | None) -> None:
        if not waiting:
            raise _Stopped(number)
        waiting.pop()()

    replaced = {number: signal.signal(number, act) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield waiting.append
    finally:
        for number, handler in replaced.items():
            signal.signal(number, handler)


def _restore(engine: Engine, data: Path) -> None:
    """Read what is in the file, or make sure that it can be written in the end."""
    if data.exists():
        items = load(engine, data)
        typer.echo(f"{items:,} items read from {data}")
    else:
        save(engine, data)


def _tables(client: "DynamoDBClient", designs: list[Design]) -> Iterator[str]:
    """Create the tables that are not there; yield a line for each.

    Raises:
        BackendError: one is there, from the data or another design, and is not what a design says.
    """
    for design in designs:
        for name, table in design.tables.items():
            there = _there(client)
            if name in there:
                _check(there[name], table, design)
                yield f"table {name} of {design.name} is there"
            else:
                create_table(client, table)
                yield f"table {name} of {design.name} created"


def _there(client: "DynamoDBClient") -> Mapping[str, Table]:
    names = client.get_paginator("list_tables").paginate().search("TableNames")
    return {
        name: table_of_description(client.describe_table(TableName=name)["Table"]) for name in names
    }


def _check(found: Table, wanted: Table, design: Design) -> None:
    wrong = [f"  table {found.name} {clause}" for clause in deviations(found, wanted)]
    if wrong:
        lines = "\n".join(wrong)
        message = (
            f"a table of {design.name} is there already and is another one:\n{lines}\n"
            f"To fix this: serve the designs one by one, begin anew with another --data file, or "
            f"correct the design."
        )
        raise BackendError(message)


def _reason(error: OSError) -> str:
    """The system's words; asyncio puts others around them."""
    return (os.strerror(error.errno) if error.errno else str(error)).lower()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
