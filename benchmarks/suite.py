"""Whole sessions of pytest: 500 tests with a table each, beside hand-written moto fixtures; and the start alone.

Each session is a process of its own, and they take turns. What is measured is the processor time of the
process, its start included.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cases import Case, Figure, difference, ratio

TESTS = 500
_DESIGN = Path(__file__).parents[1] / "designs" / "orders.yaml"

# Ten calls, as a test of an order service would make them.
_TEST = """
@pytest.mark.parametrize("number", range({tests}))
def test_orders(number, {fixtures}):
    name = {table}
    user = {{"S": f"USER#{{number}}"}}
    keys = [{{"PK": user, "SK": {{"S": f"ORDER#{{order}}"}}}} for order in range(4)]
    for key in keys:
        {client}.put_item(TableName=name, Item={{**key, "GSI1PK": user, "GSI1SK": key["SK"]}})
    for key in keys[:3]:
        assert {client}.get_item(TableName=name, Key=key)["Item"]
    for _ in range(2):
        answer = {client}.query(
            TableName=name,
            KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
            ExpressionAttributeValues={{":pk": user, ":sk": {{"S": "ORDER#"}}}},
            Limit=25,
        )
        assert answer["Count"] == 4
    {client}.update_item(
        TableName=name,
        Key=keys[0],
        UpdateExpression="SET #status = :status",
        ExpressionAttributeNames={{"#status": "status"}},
        ExpressionAttributeValues={{":status": {{"S": "shipped"}}}},
    )
"""

_MOTO_TABLE = """
KEY = [("PK", "HASH"), ("SK", "RANGE")]


def schema(prefix=""):
    return [{{"AttributeName": f"{{prefix}}{{name}}", "KeyType": kind}} for name, kind in KEY]


@pytest.fixture
def table(client):
    client.create_table(
        TableName="my-service-table",
        AttributeDefinitions=[
            {{"AttributeName": f"{{prefix}}{{name}}", "AttributeType": "S"}}
            for prefix in ("", "GSI1", "GSI2")
            for name, _ in KEY
        ],
        KeySchema=schema(),
        GlobalSecondaryIndexes=[
            {{"IndexName": index, "KeySchema": schema(index), "Projection": {{"ProjectionType": "ALL"}}}}
            for index in ("GSI1", "GSI2")
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    yield "my-service-table"
    client.delete_table(TableName="my-service-table")
"""

_MOTO_CLIENT = """\
import boto3
import pytest
from moto import mock_aws


@pytest.fixture(scope="{scope}")
def client():
    patch = pytest.MonkeyPatch()
    patch.setenv("AWS_ACCESS_KEY_ID", "testing")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield boto3.client("dynamodb")
    patch.undo()
"""


def _moto_suite(scope: str, tests: int) -> str:
    test = _TEST.format(tests=tests, fixtures="client, table", table="table", client="client")
    return _MOTO_CLIENT.format(scope=scope) + _MOTO_TABLE.format() + test


def _our_suite(tests: int, *, head: str = "", table: str = "dynamo_table") -> str:
    test = _TEST.format(
        tests=tests,
        fixtures=f"dynamo_client, {table}",
        table=f"{table}.name",
        client="dynamo_client",
    )
    return f"import pytest\n{head}{test}"


_KEPT = """
from pytest_dynamo.fixtures import dynamo_fixture

orders_table = dynamo_fixture("orders.yaml", scope="session")
"""
_PLUGIN = ("-p", "pytest_dynamo")
_DESIGNS = (*_PLUGIN, "--dynamo-designs", "orders.yaml")

SESSIONS: Mapping[str, tuple[Callable[[int], str], Sequence[str]]] = {
    "fixtures": (_our_suite, _DESIGNS),
    "session-fixture": (
        lambda tests: _our_suite(tests, head=_KEPT, table="orders_table"),
        _DESIGNS,
    ),
    "moto": (lambda tests: _moto_suite("function", tests), ()),
    "moto-one-client": (lambda tests: _moto_suite("session", tests), ()),
    "plugin": (lambda _: "def test_nothing(): pass\n", _PLUGIN),
    "bare": (lambda _: "def test_nothing(): pass\n", ()),
}
"""What is run, by name: the test file for so many tests, and the options of pytest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of pytest may take no more than so many times another, or so many seconds over it."""

    name: str
    work: str
    bound: float
    more: str
    less: str
    is_ratio: bool = True
    cases: tuple[Case, ...] = ()

    def measured(self, sessions: Mapping[str, tuple[float, ...]]) -> Figure:
        """How many times longer it takes, or how many seconds."""
        compared = ratio if self.is_ratio else difference
        return compared(sessions[self.more], sessions[self.less])


def sessions() -> tuple[Session, ...]:
    """The bars of whole sessions."""
    suite = f"{TESTS} tests with an orders table each and ten calls"
    return (
        Session(
            name="suite",
            work=f"{suite}, against hand-written moto fixtures",
            bound=1.2,
            more="fixtures",
            less="moto",
        ),
        Session(
            name="suite-one-client",
            work="the same with a table of session scope, against moto fixtures with one client for all",
            bound=1.2,
            more="session-fixture",
            less="moto-one-client",
        ),
        Session(
            name="suite-session",
            work="that, against a new table and a new client for each test",
            bound=1.0,
            more="session-fixture",
            less="fixtures",
        ),
        Session(
            name="start",
            work="start of pytest with the plugin and nothing for it to do, over pytest alone",
            bound=0.03,
            more="plugin",
            less="bare",
            is_ratio=False,
        ),
    )


def measured_in_turn(
    names: Sequence[str], rounds: int, *, tests: int = TESTS
) -> dict[str, tuple[float, ...]]:
    """Run sessions in turn, so many rounds; the seconds of processor time that each took."""
    taken: dict[str, list[float]] = {name: [] for name in names}
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "orders.yaml").write_text(_DESIGN.read_text("utf-8"), encoding="utf-8")
        for name in names:
            text = SESSIONS[name][0](tests)
            (place / _file(name)).write_text(text, encoding="utf-8")
            _seconds(name, place, "--collect-only")  # what Python compiles, it compiles once
        for number in range(rounds):
            for name in names if number % 2 else reversed(names):
                taken[name].append(_seconds(name, place))
    return {name: tuple(seconds) for name, seconds in taken.items()}


def _file(name: str) -> str:
    return f"test_{name.replace('-', '_')}.py"


def _seconds(name: str, place: Path, *more: str) -> float:
    options = ("-q", "-p", "no:cacheprovider", *SESSIONS[name][1], *more, _file(name))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=place,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if finished.returncode:
        message = f"the session {name!r} failed:\n{finished.stdout}{finished.stderr}"
        raise AssertionError(message)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
