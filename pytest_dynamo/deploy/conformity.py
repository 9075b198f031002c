"""Whether the tables that are there are those a design means."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_dynamo.deploy.backend import Backend
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.errors import BackendError
from pytest_dynamo.migration.differences import differences

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def check_tables(backend: Backend, design: Design, names: Mapping[str, str] | None = None) -> None:
    """Make sure that every table of a design is there, with the keys and indexes of the design.

    `names` says what they are called there.

    Raises:
        BackendError: one or more are missing; the message has the names near them. Or there is one
            with other keys or without an index.
    """
    client = backend.make_client(retries={"total_max_attempts": 3})
    called = {table: names.get(table, table) if names else table for table in design.tables}
    wanted = list(called.values())
    with explained(backend.place):
        existing = table_names(client)
    missing = [name for name in wanted if name not in existing]
    if not missing:
        _check_keys(client, backend.place, design, called)
        return
    lines = [
        f"{len(missing)} of {len(wanted)} tables of {design.name} not found at {backend.place}:"
    ]
    for name in missing:
        near = like(name, existing)
        lines.append(f"  {name}" + (f"   {near}" if near else ""))
    lines.append(
        f"It has {len(existing):,} tables"
        + (f", among them {', '.join(existing[:5])}." if existing else ".")
    )
    lines.append("To fix this: create them, or check the region and the account.")
    raise BackendError("\n".join(lines))


def table_names(client: "DynamoDBClient") -> list[str]:
    """The names of all tables there."""
    pages = client.get_paginator("list_tables").paginate()
    return [name for page in pages for name in page["TableNames"]]


def like(name: str, existing: Iterable[str]) -> str:
    """A question that names the tables whose names are near a name; empty where there are none."""
    near = get_close_matches(name, list(existing), n=3)
    return f"did you mean {', '.join(near)}?" if near else ""


def _check_keys(
    client: "DynamoDBClient", place: str, design: Design, called: Mapping[str, str]
) -> None:
    wrong = []
    for name, table in design.tables.items():
        with explained(place):
            description = client.describe_table(TableName=called[name])["Table"]
        found = table_of_description(description)
        wrong += [f"table {called[name]} {clause}" for clause in deviations(found, table)]
    if wrong:
        message = (
            f"{place} has other tables than {design.name}:\n"
            + "".join(f"  {line}\n" for line in wrong)
            + "To fix this: drop what is there, choose another prefix for the names, or correct the "
            "design."
        )
        raise BackendError(message)


def deviations(found: Table, wanted: Table) -> Iterator[str]:
    """What of keys and indexes is not as the design says, each as a clause; billing and such is not.

    Indexes that the design does not have are no deviation: no access pattern uses them.

    >>> from pytest_dynamo.design.values import KeySchema
    >>> found = Table(name="a", key=KeySchema(partition_key=("id",)), attribute_types={"id": "S"})
    >>> key = KeySchema(partition_key=("PK",), sort_key=("SK",))
    >>> wanted = Table(name="a", key=key, attribute_types={"PK": "S", "SK": "S"})
    >>> list(deviations(found, wanted))
    ['has key (id), the design says (PK, SK)']
    """
    for one in differences(wanted, found):
        part, _, rest = one.name.partition(".")
        if part == "key":
            yield f"has key {one.found}, the design says {one.design}"
        elif part == "attribute_types":
            for key in _keys_with(rest, wanted):
                yield f"{key} attribute {rest} of type {one.found}, the design says {one.design}"
        elif part == "indexes":
            yield from _index(rest, one.found, one.design, found, wanted)


def _index(place: str, is_there: str, said: str, found: Table, wanted: Table) -> Iterator[str]:
    """What an access pattern would notice of an index: whether it is there, its kind and its key."""
    name, aspect = _split(place, wanted)
    if name not in wanted.indexes:
        return
    if not aspect:
        names = ", ".join(found.indexes) or "none"
        yield f"has no index {name}, which the design says it has; there: {names}"
    elif aspect == "kind":
        yield f"has the {is_there} index {name}, the design says it is {said}"
    elif aspect == "key":
        yield f"has index {name} with key {is_there}, the design says {said}"


def _keys_with(attribute: str, wanted: Table) -> Iterator[str]:
    """The keys that an attribute is part of, as the beginning of a clause."""
    if attribute in wanted.key.attributes:
        yield "has key"
    for name, index in wanted.indexes.items():
        if attribute in index.key.attributes:
            yield f"has index {name} with key"


def _split(place: str, wanted: Table) -> tuple[str, str]:
    """The name of an index, which may have dots, and the aspect of it that differs."""
    if place in wanted.indexes:
        return place, ""
    name, _, aspect = place.rpartition(".")
    return name, aspect
