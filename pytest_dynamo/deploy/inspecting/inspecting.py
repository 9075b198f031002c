"""A design held against tables: what differs, and whether an item of each entity can be put and found."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

from pytest_dynamo.deploy.backend import Backend
from pytest_dynamo.deploy.conformity import like, table_names
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.deploy.inspecting.drift import table_drift
from pytest_dynamo.deploy.inspecting.samples import Sample, samples_of
from pytest_dynamo.deploy.inspecting.services import scaling_drift, whose_key_is
from pytest_dynamo.deploy.inspecting.trying import Clock, try_sample
from pytest_dynamo.deploy.inspecting.values import Drift, Inspection
from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.migration.differences import Difference

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_MOST_NAMED = 5
_RETRIES = {"mode": "standard", "total_max_attempts": 5}


def inspect(
    backend: Backend,
    design: Design,
    names: Mapping[str, str],
    *,
    puts: bool,
    now: float,
    clock: Clock,
    tell: Callable[[str], None],
) -> Iterator[Inspection]:
    """Each table of a design, held against what is there; with `puts` an item of each entity is tried as well.

    `names` says what tables are called there, `now` is in seconds since the epoch. `tell` is told of
    items that could not be deleted.

    Raises:
        BackendError: Its DynamoDB cannot be asked.
    """
    client = backend.make_client(retries=_RETRIES)
    with explained(backend.place):
        existing = table_names(client)
    there = {table for table in design.tables if names[table] in existing}
    samples = samples_of(design, now=now, run=uuid4().hex, tables=there) if puts and there else ()
    for table, name in names.items():
        if table not in there:
            yield _missing(table, name, existing)
            continue
        drift = _drift(backend, client, design.tables[table], name)
        with explained(backend.place):
            yield Inspection(
                table=table,
                name=name,
                drift=drift,
                trials=tuple(
                    try_sample(client, one, name, clock=clock, tell=tell, unusable=drift.unusable)
                    for one in _tried(samples, table, drift)
                ),
            )


def _tried(samples: tuple[Sample, ...], table: str, drift: Drift) -> Iterator[Sample]:
    if not drift.why_no_items:
        yield from (one for one in samples if one.table.name == table)


def _drift(backend: Backend, client: "DynamoDBClient", wanted: Table, name: str) -> Drift:
    others, untold = scaling_drift(backend, wanted, name)
    key, keys_drift = whose_key_is(backend, client, wanted, name)
    return table_drift(
        client, name, wanted, others=(*keys_drift, *others), untold=untold, whose_key=key
    )


def _missing(table: str, name: str, existing: list[str]) -> Inspection:
    found = f"nothing; {like(name, existing) or _tables_there(existing)}"
    difference = Difference(name="table", design=f"a table called {name}", found=found)
    return Inspection(
        table=table,
        name=name,
        drift=Drift(differences=(difference,), why_no_items="it is not there"),
    )


def _tables_there(names: list[str]) -> str:
    if not names:
        return "there are no tables"
    count = "is 1 table" if len(names) == 1 else f"are {len(names):,} tables"
    among = "" if len(names) <= _MOST_NAMED else "among them "
    return f"there {count}, {among}{', '.join(names[:_MOST_NAMED])}"
