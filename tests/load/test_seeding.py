"""A population on its way into tables: at once, resumed, verified."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from rich.console import Console

from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.places.seed_state import (
    SeedKey,
    SeedState,
    forget_state,
    read_state,
    write_state,
)
from pytest_dynamo.locust.places.seeding import Deliveries, seed_tables, verify
from pytest_dynamo.locust.terminal.progress import Advance
from pytest_dynamo.population.people import Population

NOW = datetime(2090, 1, 1, tzinfo=UTC)  # so that no time to live is over
HERE = {"my-service-table": "load-orders"}
KEY = SeedKey(place="here", tables=("load-orders",), design_sha256="ab", seed=0, scale=1.0)


@pytest.fixture(scope="module")
def design():
    return load_design("designs/orders.yaml")


@pytest.fixture(scope="module")
def population(design):
    return Population(design, now=NOW, scale=0.002)


@pytest.fixture
def client(design):
    with open_backend() as backend:
        client = backend.make_setup_client()
        create_table(client, design.tables["my-service-table"], "load-orders")
        yield client


@pytest.fixture
def state(population):
    total = population.total_items()
    return SeedState(
        key=KEY, now=NOW.timestamp(), tables={"my-service-table": "t1"}, total=total, done=0
    )


def items_there(client):
    pages = client.get_paginator("scan").paginate(TableName="load-orders")
    return {(i["PK"]["S"], i["SK"]["S"]): i for page in pages for i in page["Items"]}


class Unreliable:
    """A client that leaves some of each batch unprocessed, and breaks down at a batch."""

    def __init__(self, client, *, breaks_at=None):
        self.client = client
        self.breaks_at = breaks_at
        self.batches = 0

    def batch_write_item(self, RequestItems):  # noqa: N803 - boto3's
        self.batches += 1
        if self.batches == self.breaks_at:
            error = {"Error": {"Code": "AccessDeniedException", "Message": "no more"}}
            raise ClientError(error, "BatchWriteItem")
        ((table, requests),) = RequestItems.items()
        left = requests[20:]
        self.client.batch_write_item(RequestItems={table: requests[:20]})
        return {"UnprocessedItems": {table: left} if left else {}}


@pytest.mark.parametrize("connections", [1, 4])
def test_all_items_get_in_whole(client, population, state, tmp_path, monkeypatch, connections):
    monkeypatch.setattr("pytest_dynamo.deploy.seed.time.sleep", lambda _seconds: None)

    ended = seed_tables(
        Unreliable(client),
        population,
        state,
        names=HERE,
        folder=tmp_path,
        connections=connections,
    )

    assert ended.is_finished
    assert read_state(tmp_path, KEY, {"my-service-table": "t1"}) == ended
    expected = {(i["PK"]["S"], i["SK"]["S"]): i for _, i in population.items()}
    assert items_there(client) == expected


@pytest.mark.parametrize("connections", [1, 4])
def test_what_was_cut_off_goes_on(client, population, state, tmp_path, monkeypatch, connections):
    monkeypatch.setattr("pytest_dynamo.deploy.seed.time.sleep", lambda _seconds: None)
    breaking = Unreliable(client, breaks_at=21)
    with pytest.raises(ClientError):
        seed_tables(
            breaking, population, state, names=HERE, folder=tmp_path, connections=connections
        )

    left = read_state(tmp_path, KEY, {"my-service-table": "t1"})
    assert 0 < left.done < left.total
    assert left.done % 25 == 0
    again = Unreliable(client)
    seed_tables(again, population, left, names=HERE, folder=tmp_path, connections=connections)

    assert len(items_there(client)) == population.total_items()
    assert again.batches < 2 * -(-(left.total - left.done) // 25) + 1


def test_without_a_folder_nothing_is_written(client, population, state, capsys):
    seed_tables(client, population, state, names=HERE, folder=None, connections=1, share=", some")

    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"dynamo: seeding {state.total:,} items, some"
    assert said[1].startswith(f"dynamo: seeded {state.total:,} items, some; ")


def test_done_counts_up_to_the_first_gap():
    deliveries = Deliveries(50)

    deliveries.add(100, 25)
    deliveries.add(75, 25)
    assert (deliveries.done, deliveries.arrived) == (50, 100)
    deliveries.add(50, 25)
    assert deliveries.done == 125


def test_a_state_is_that_of_the_same_tables_and_the_same_items(state, tmp_path):
    state = replace(state, done=7)
    there = {"my-service-table": "t1", "another": "t2"}
    write_state(tmp_path, state)

    assert read_state(tmp_path, KEY, there) == state
    assert read_state(tmp_path, KEY, {"my-service-table": "made since"}) is None
    for other in (
        replace(KEY, seed=1),
        replace(KEY, scale=0.5),
        replace(KEY, design_sha256="cd"),
        replace(KEY, place="there"),
    ):
        assert read_state(tmp_path, other, there) is None
    forget_state(tmp_path, KEY)
    assert read_state(tmp_path, KEY, there) is None
    write_state(tmp_path / "no folder", state)  # is no reason to end


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', '{"format": 1, "key": {}}'])
def test_what_is_no_state_is_none(tmp_path, text):
    KEY.file_in(tmp_path).write_text(text)

    assert read_state(tmp_path, KEY, {}) is None


def test_a_state_whose_figures_are_none_is_none(state, tmp_path):
    write_state(tmp_path, state)
    path = KEY.file_in(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "done": "some"}))

    assert read_state(tmp_path, KEY, {"my-service-table": "t1"}) is None


def test_what_was_seeded_is_read_back(client, population, state, capsys):
    seed_tables(client, population, state, names=HERE, folder=None, connections=1)
    capsys.readouterr()
    expected = {"my-service-table": population.total_items()}

    verify(client, population, HERE, place="here", expected=expected)
    assert capsys.readouterr().err == ""

    for key, item in items_there(client).items():
        if key[1] == "PROFILE":
            client.put_item(TableName="load-orders", Item={**item, "name": {"S": "Another"}})
        if key[1] == "DETAILS":
            client.delete_item(TableName="load-orders", Key={n: item[n] for n in ("PK", "SK")})
            client.put_item(TableName="load-orders", Item=item)
    client.put_item(TableName="load-orders", Item={"PK": {"S": "x"}, "SK": {"S": "y"}})
    verify(client, population, HERE, place="here", expected=expected)
    said = capsys.readouterr().err
    assert "are not as they were seeded: load-orders: PK=USER#" in said
    assert "Do two items of the design have one key?" in said
    assert "some of them have the same key" in said

    for item in items_there(client).values():
        client.delete_item(TableName="load-orders", Key={n: item[n] for n in ("PK", "SK")})
    with pytest.raises(
        BackendError, match=r"of 100 items that were seeded .* at here: load-.* more"
    ):
        verify(client, population, HERE, place="here", expected={})
    with pytest.raises(BackendError, match=r"here: which ones is withheld, as --dynamo-hash-keys"):
        verify(client, population, HERE, place="here", expected={}, shows_keys=False)


def test_items_whose_time_is_over_need_not_be_there(client, design, state, capsys):
    population = Population(design, now=datetime(2026, 1, 1, tzinfo=UTC), scale=0.002)
    seed_tables(client, population, state, names=HERE, folder=None, connections=1)
    capsys.readouterr()

    expected = {"my-service-table": population.total_items()}
    verify(client, population, HERE, place="here", expected=expected)

    assert "or their time to live is over" in capsys.readouterr().err


SEEDED = """
version: 1
name: seeded
tables:
  aaa: {partition_key: PK}
  bbb: {partition_key: PK}
entities:
  One: {table: aaa, population: 5, item: {PK: "{n}-", n: {sequence: {start: 1}}}}
  Two: {table: bbb, population: 3, item: {PK: "{n}+", n: {sequence: {start: 1}}}}
seeds:
  One: [{PK: x}, {PK: y}]
  Two: [{PK: z}]
access_patterns:
  one: {table: aaa, get: {PK: "{n}-"}, returns: One}
"""


def test_items_may_be_taken_from_any_on_and_of_some_tables():
    population = Population(parse_design(SEEDED), now=NOW)
    everything = list(population.items())

    assert len(everything) == population.total_items() == 11
    for start in range(13):
        assert list(population.items(start=start)) == everything[start:]
    of_b = [(table, item) for table, item in everything if table == "bbb"]
    assert population.total_items(["bbb"]) == len(of_b) == 4
    for start in range(5):
        assert list(population.items(["bbb"], start)) == of_b[start:]


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_progress_is_a_line_now_and_then(capsys):
    clock = Clock()
    advance = Advance("seeding", 1000, start=200, clock=clock)
    for clock.now, done in ((5.0, 300), (10.0, 400), (12.0, 500), (100.0, 210), (9000.0, 201)):
        advance(done)
    advance.close()

    assert capsys.readouterr().err.splitlines() == [
        "seeding",
        "seeding: 40 %, 20 a second, 30 s left",
        "seeding: 21 %, 0 a second, 2 h 11 min left",
        "seeding: 20 %, 0 a second, 1997 h 30 min left",
    ]
    clock.now = 20.0
    assert advance.rate(400) == 10


def test_progress_is_a_bar_on_a_terminal():
    shown, clock = io.StringIO(), Clock()
    console = Console(file=shown, force_terminal=True, width=100, _environ={"TERM": "xterm"})
    advance = Advance("seeding", 1000, console=console, clock=clock)
    for clock.now, done in ((1.0, 100), (1.05, 150), (2.0, 500)):
        advance(done)
    advance.close()
    advance.close()

    assert "50 %" in shown.getvalue()
    assert " 15 %" not in shown.getvalue()


def test_no_request_names_a_key_twice(client, tiny_design, tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text(tiny_design)
    population = Population(load_design(path), now=NOW, scale=40.0)
    assert population.counts() == {"Thing": 400, "Lock": 40}  # all of one key
    create_table(client, population.design.tables["things"], "here-things")
    tables = {"things": "t1"}
    state = SeedState(key=KEY, now=0.0, tables=tables, total=440, done=0)

    ended = seed_tables(
        client, population, state, names={"things": "here-things"}, folder=None, connections=4
    )

    assert ended.is_finished
    assert client.scan(TableName="here-things", Select="COUNT")["Count"] == 401
