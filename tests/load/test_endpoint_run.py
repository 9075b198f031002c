"""`--host` at an endpoint: whose tables are whose, several processes, and an endpoint that dies."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import boto3
import pytest

# One user: moto's server does not stand two threads in one table.
RUN = ("-u", "1", "-r", "1", "-t", "1s", "--dynamo-warm-up", "0")


@contextmanager
def serving() -> Iterator[tuple[str, subprocess.Popen]]:
    """A DynamoDB over HTTP: moto's server, in a process of its own."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stderr=subprocess.DEVNULL
    ) as server:
        try:
            while not answers(port) and server.poll() is None:
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.kill()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving() as (url, _):
        yield url


@pytest.fixture
def client(endpoint):
    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="dummy",
        aws_secret_access_key="dummy",
    )
    yield client
    for name in client.list_tables()["TableNames"]:
        client.delete_table(TableName=name)


@pytest.fixture(autouse=True)
def _quick(locust):
    locust.leave_the_page_out()


def test_tables_that_are_missing_are_created_seeded_and_dropped_again(
    locust, tiny: Callable, endpoint, client
):
    ended = locust.run("-f", tiny(), *RUN, "--host", endpoint, "--dynamo-prefix", "load-")

    assert ended.code == 0, ended.err
    assert "dynamo: seeded 11 items" in ended.message
    assert ended.run["backend"] == {
        "kind": "endpoint",
        "endpoint": endpoint,
        "capacity": "observed",
    }
    assert [table["table"] for table in ended.run["tables"]] == ["things"]
    assert client.list_tables()["TableNames"] == []


def test_created_tables_are_kept_where_that_is_asked_for(locust, tiny, endpoint, client):
    locust.run("-f", tiny(), *RUN, "--host", endpoint, "--dynamo-keep")

    assert client.list_tables()["TableNames"] == ["things"]


@pytest.fixture
def there(client):
    """A table that was there before, with what the patterns are about."""
    client.create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName="things", Item={"PK": {"S": "THING#1"}, "n": {"N": "1"}})
    client.put_item(TableName="things", Item={"PK": {"S": "LOCK"}})


def test_a_table_that_was_there_is_neither_written_to_nor_dropped(
    locust, tiny, endpoint, client, there
):
    before = client.scan(TableName="things")["Items"]

    ended = locust.run("-f", tiny(), *RUN, "--host", endpoint)
    assert (ended.code, ended.message.splitlines()[1:]) == (
        2,
        [
            "  to let the run write there:     --dynamo-write",
            "  to perform only what reads:     --tags read",
            "  to use tables of the run's own: --dynamo-prefix load-",
        ],
    )
    assert "It would be written by take_lock (PutItem). Nothing was sent." in ended.message

    body = """
    @tag("read")
    @task(20)
    def sneak(self):
        self.client.put_item(TableName="things", Item={"PK": {"S": "NEW"}})
"""
    ended = locust.run("-f", tiny(body), *RUN, "--host", endpoint, "--tags", "read")
    assert ended.code == 2, ended.err
    assert "and PutItem would write to it. It was not sent." in ended.message
    assert client.scan(TableName="things")["Items"] == before


def test_a_table_that_was_there_is_written_to_where_that_is_asked_for(
    locust, tiny, endpoint, client, there
):
    body = """
    @task(20)
    def put(self):
        self.client.put_item(TableName="things", Item={"PK": {"S": "NEW"}})
"""
    ended = locust.run("-f", tiny(body), *RUN, "--host", endpoint, "--dynamo-write")

    assert ended.code == 0, ended.err
    keys = {item["PK"]["S"] for item in client.scan(TableName="things")["Items"]}
    assert keys == {"THING#1", "LOCK", "NEW"}


def test_sigterm_while_tables_are_seeded_leaves_nothing(locust, tiny, endpoint, client):
    process = locust.start("-f", tiny(), *RUN, "--host", endpoint, "--dynamo-population", "100000")
    locust.wait_for("dynamo: seeding", process)
    process.send_signal(signal.SIGTERM)
    ended = locust.end(process)

    assert ended.code == 143, ended.err
    assert client.list_tables()["TableNames"] == []
    assert not list(ended.reports.rglob("tables-*"))


def test_what_a_killed_run_leaves_is_dropped_by_teardown(locust, tiny, endpoint, client):
    client.create_table(
        TableName="mine",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    process = locust.start("-f", tiny(), "-u", "1", "-t", "60s", "--host", endpoint)
    locust.wait_for("All users spawned", process)
    process.kill()
    ended = locust.end(process)
    assert client.list_tables()["TableNames"] == ["mine", "things"]

    torn_down = subprocess.run(
        [sys.executable, "-m", "pytest_dynamo.cli", "teardown", str(ended.reports)],
        env=locust.environment,  # without credentials, as an endpoint wants none
        capture_output=True,
        text=True,
        check=False,
    )
    assert (torn_down.returncode, torn_down.stdout) == (0, "dropped  things\n"), torn_down.stderr
    assert client.list_tables()["TableNames"] == ["mine"]
    assert not list(ended.reports.rglob("tables-*"))


def test_the_counts_of_several_processes_are_merged(locust, tiny, endpoint, client):
    ended = locust.run(
        "-f", tiny(), *("-u", "2", "-r", "2", "-t", "3s"), "--host", endpoint, "--processes", "2"
    )

    run = ended.run
    assert run["totals"]["requests"] == ended.counted_by_locust > 0
    assert sum(run["series"]["requests"]) == run["totals"]["requests"]
    assert run["how"]["users"] == 2
    assert run["window"]["from_seconds"] == pytest.approx(1, abs=0.1)


def test_exceptions_and_mistakes_in_workers_are_told_by_their_master(
    locust, tiny, endpoint, client
):
    body = """
    times = 0

    @task(20)
    def wrong(self):
        self.perform("get_thing")
        self.times += 1
        if self.times == 1:
            raise KeyError("name")
        self.perform("get_thin")
"""
    arguments = ("-f", tiny(body), "-u", "2", "-r", "2", "-t", "60s", "--host", endpoint)

    ended = locust.run(*arguments, "--processes", "2")

    texts = [each["text"] for each in ended.run["how"]["exceptions"]]
    assert ended.code == 2
    assert ended.message.count("dynamo: access pattern 'get_thin' is not in the design") == 1
    assert "KeyError: 'name'" in texts
    assert any(text.startswith("DynamoError: access pattern 'get_thin'") for text in texts)


def test_an_endpoint_that_dies_in_mid_run_is_failed_requests_and_a_report(locust, tiny):
    with serving() as (url, server):
        process = locust.start("-f", tiny(), "-u", "1", "-t", "3s", "--host", url)
        locust.wait_for("All users spawned", process)
        server.kill()
        ended = locust.end(process)

    assert ended.code != 0
    assert ended.run["totals"]["failures"] > 0
    assert "Traceback" not in ended.err
