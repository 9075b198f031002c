"""What tables hold: seeded by this run, by an earlier one, or by nobody we know."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace

import boto3
import pytest

from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.capabilities import MOTO
from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.seed import seed
from pytest_dynamo.deploy.sending import answers, rows_of
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.clients.fast.client import FastClient
from pytest_dynamo.locust.clients.seeding import seeding_client
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.locust.places.sampling import SEGMENTS, sample
from pytest_dynamo.locust.places.stock import Stock, share_of_the_design
from pytest_dynamo.locust.scenarios.scenario import load_scenario
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler

EARLIER = datetime(2090, 1, 1, tzinfo=UTC)  # so that no time to live is over
NOW = datetime(2090, 1, 3, tzinfo=UTC)
TABLE = "my-service-table"


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("designs/orders.yaml", beside=Path("loadtests/orders.py"))


@pytest.fixture(scope="module")
def reads(scenario):
    plans = scenario.plans.values()
    return [plan for plan in plans if plan.operation in ("Query", "GetItem", "BatchGetItem")]


@pytest.fixture
def endpoint():
    """An embedded DynamoDB that is taken for an endpoint."""
    with open_backend() as backend:
        yield replace(backend, kind="endpoint", endpoint="http://127.0.0.1:1", place="there")


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "orders").mkdir()
    return Settings(
        host="http://127.0.0.1:1",
        rate=1.0,
        population="300",
        seed_tables=False,
        rng_seed=0,
        reports=tmp_path,
        allow_aws=False,
        prefix="",
        keep=True,
        warm_up_seconds=None,
        run_time_seconds=None,
    )


@contextmanager
def place_of(scenario, settings, endpoint, now=NOW) -> Iterator[Place]:
    yield Place(
        scenario.design,
        settings,
        now=now,
        connections=1,
        backend=endpoint,
        design_sha256=scenario.sha256,
    )


@pytest.fixture
def filled(scenario, endpoint):
    """A table that somebody else has filled: another seed, another time."""
    client = endpoint.make_setup_client()
    create_table(client, scenario.design.tables[TABLE], TABLE)
    population = Population(scenario.design, seed=5, now=EARLIER, scale=0.02)
    seed(client, population.items())
    return population


def test_keys_are_those_of_the_items_that_are_there(
    scenario, settings, endpoint, filled, reads, capsys
):
    with place_of(scenario, settings, endpoint) as place:
        place.prepare(reads)

        assert place.found == (TABLE,)
        assert place.population.counts() == filled.counts()
        said = capsys.readouterr().err
        assert f"dynamo: table {TABLE} was there before; keys are those of 4," in said
        assert " read units): User 200, UserEmail 200, Order 1,000," in said
        sampler, rng = Sampler(scenario.design, place.population, scenario.plans), Random(1)
        client = endpoint.make_setup_client()
        for name in (
            "get_user",
            "get_user_by_email",
            "get_order",
            "list_user_emails",
            "get_product",
        ):
            plan = scenario.plans[name]
            for _ in range(5):
                arguments = sampler.arguments(plan, rng=rng, now=NOW)
                received = list(answers(plan, arguments, client))
                assert rows_of(received[0]), name


def test_a_worker_samples_the_same_and_says_nothing(
    scenario, settings, endpoint, filled, reads, capsys
):
    with (
        place_of(scenario, settings, endpoint) as place,
        place_of(scenario, settings, endpoint) as other,
    ):
        place.prepare(reads)
        capsys.readouterr()
        said: list[str] = []
        other.find(place.found, said.append)

        assert capsys.readouterr().err == ""
        assert len(said) == 1
        count = place.population.count("Order")
        assert [other.population.member("Order", n).PK for n in range(count)] == [
            place.population.member("Order", n).PK for n in range(count)
        ]
        assert filled.total_items() > count


def test_patterns_that_nothing_is_there_for_are_named(scenario, settings, endpoint, reads):
    create_table(endpoint.make_setup_client(), scenario.design.tables[TABLE], TABLE)
    writes = [plan for plan in scenario.plans.values() if plan.operation == "PutItem"]
    may_write = replace(settings, may_write=True)
    with (
        place_of(scenario, may_write, endpoint) as place,
        pytest.raises(BackendError) as refused,
    ):
        place.prepare([*reads, *writes])

    message = str(refused.value)
    assert message.startswith("10 access patterns cannot be performed")
    assert "  get_user: no User\n" in message
    assert "  get_cart_products: no Product\n" in message
    assert "leave them out with --exclude-tags get_user " in message
    assert "create_order" not in message


def test_a_sample_is_of_all_segments(endpoint, filled):
    client = endpoint.make_setup_client()
    whole = sample(client, TABLE, 10**6)
    part = sample(client, TABLE, 10 * SEGMENTS)

    assert len(part.segments) == SEGMENTS
    assert {len(items) for items in part.segments} == {10}
    assert whole.count > 4_000
    assert whole.read_units > part.read_units > 0
    assert all(
        set(map(str, items)) <= set(map(str, all_of_it))
        for items, all_of_it in zip(part.segments, whole.segments, strict=True)
    )


def test_what_an_earlier_run_has_seeded_is_known(scenario, settings, endpoint, reads, capsys):
    with place_of(scenario, settings, endpoint, EARLIER) as place:
        place.prepare(reads)
    assert "dynamo: seeded 290" in capsys.readouterr().err

    with place_of(scenario, settings, endpoint) as later:
        later.prepare(reads)

        assert later.now == EARLIER
        assert later.found == ()
        assert dict(enumerate(later.population.items())) == dict(
            enumerate(place.population.items())
        )
    assert "seed" not in capsys.readouterr().err

    with place_of(scenario, replace(settings, rng_seed=1), endpoint) as other:
        other.prepare(reads)
        assert other.found == (TABLE,)


class CutOffError(Exception):
    """The end of a run in the middle of seeding."""


def test_seeding_that_was_cut_off_goes_on_with_the_same_items(
    scenario, settings, endpoint, reads, capsys, monkeypatch
):
    module = "pytest_dynamo.locust.places.seeding.write_batch"
    from pytest_dynamo.deploy.seed import write_batch

    batches: list[int] = []

    def until_the_sixth(client, requests, count):
        if len(batches) == 6:
            raise CutOffError
        batches.append(count)
        write_batch(client, requests, count)

    monkeypatch.setattr(module, until_the_sixth)
    with place_of(scenario, settings, endpoint, EARLIER) as place, pytest.raises(CutOffError):
        place.prepare(reads)
    monkeypatch.setattr(module, write_batch)
    monkeypatch.setattr("pytest_dynamo.locust.places.ours.is_running", lambda _maker: False)
    capsys.readouterr()

    with place_of(scenario, settings, endpoint) as later:
        later.prepare(reads)

        assert later.now == EARLIER
        there = endpoint.make_setup_client().describe_table(TableName=TABLE)["Table"]["ItemCount"]
        assert there == later.population.total_items()
    assert "; 150 of them are there" in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on_where_the_tables_are_kept(
    scenario, settings, endpoint, reads, capsys, monkeypatch
):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("pytest_dynamo.locust.places.stock.seed_tables", interrupted)
    with place_of(scenario, settings, endpoint) as place, pytest.raises(KeyboardInterrupt):
        place.prepare(reads)
    assert "to go on from here:  the same command again" in capsys.readouterr().err


def test_an_endpoint_is_seeded_by_the_client_that_is_given(scenario, settings, endpoint, reads):
    writers = []

    def make(backend):
        writers.append(Writer(backend.make_setup_client()))
        return writers[0]

    with place_of(scenario, settings, endpoint) as place:
        place.prepare(reads, make)

    (writer,) = writers
    assert writer.batches == -(-place.population.total_items() // 25)
    assert writer.is_closed


class Writer:
    """A client that is to be closed."""

    def __init__(self, client):
        self.client = client
        self.batches = 0
        self.is_closed = False

    def batch_write_item(self, **arguments):
        self.batches += 1
        return self.client.batch_write_item(**arguments)

    def batch_get_item(self, **arguments):
        return self.client.batch_get_item(**arguments)

    def close(self):
        self.is_closed = True


def test_the_seeding_client_is_a_fast_one():
    session = boto3.Session("dummy", "dummy", region_name="us-east-1")
    asked = {}

    def make_client(**config):
        asked.update(config)
        return session.client("dynamodb", endpoint_url="http://127.0.0.1:1")

    with closing(seeding_client(SimpleNamespace(make_client=make_client))) as client:
        assert isinstance(client, FastClient)
    assert asked["retries"]["total_max_attempts"] == 10


@pytest.mark.parametrize(
    ("changes", "connections"),
    [
        ({}, 16),
        ({"profile": MOTO}, 1),
        ({"kind": "embedded", "_session": None}, 4),
        ({"kind": "embedded"}, 1),
    ],
)
def test_connections_are_as_many_as_help(scenario, settings, endpoint, changes, connections):
    stock = Stock(
        scenario.design,
        settings,
        replace(endpoint, **changes),
        names={TABLE: TABLE},
        now=NOW,
        scale=1.0,
        design_sha256="",
    )

    assert stock.connections == connections


class Paged:
    """A table of one item a page."""

    def scan(self, *, Limit, ExclusiveStartKey=0, **_others):  # noqa: N803 - boto3's
        answer = {"Items": [{"n": {"N": str(ExclusiveStartKey)}}][:Limit]}
        return (
            answer
            if ExclusiveStartKey == 2
            else {**answer, "LastEvaluatedKey": ExclusiveStartKey + 1}
        )


@pytest.mark.parametrize(
    ("scale", "text"),
    [
        (1, ""),
        (0.000897, ", 0.0897 % of the design's population"),
        (4.484, ", 448 % of the design's population"),
        (83.33, ", 8,333 % of the design's population"),
    ],
)
def test_a_share_of_the_design_is_said_in_digits(scale, text):
    assert share_of_the_design(scale) == text


def test_a_segment_is_read_page_by_page():
    assert {len(items) for items in sample(Paged(), "things", 2 * SEGMENTS).segments} == {2}
    whole = sample(Paged(), "things", 10**6)
    assert {len(items) for items in whole.segments} == {3}
    assert whole.read_units == 0
