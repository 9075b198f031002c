"""`pytest-dynamo verify`: what it prints and answers of a served DynamoDB, and after a kill."""

import json
import re
import signal
import subprocess
import sys

import pytest

from pytest_dynamo.cli import main
from tests.unit.cli.test_serve import Process
from tests.unit.deploy.inspecting.designs import RICH

KILLED_BETWEEN = """\
import os, signal, sys, time
import boto3
from pytest_dynamo.deploy.inspecting.samples import samples_of
from pytest_dynamo.deploy.inspecting.trying import Clock, try_sample
from pytest_dynamo.design.reader import load_design

client = boto3.client(
    "dynamodb", endpoint_url=sys.argv[1], region_name="us-east-1",
    aws_access_key_id="x", aws_secret_access_key="x",
)
client.meta.events.register(
    "before-call.dynamodb.GetItem", lambda **_: os.kill(os.getpid(), signal.SIGKILL)
)
(sample,) = samples_of(load_design("rich.yaml"), now=time.time(), run="killed")
clock = Clock(now=time.monotonic, sleep=time.sleep)
try_sample(client, sample, "things", clock=clock, tell=print)
"""
SHOWN = """\
rich.yaml at URL
consumers of the stream of things see the items that are put and deleted

things
  settings  key, 2 indexes, billing mode, maximum throughput, stream, time to live, point-in-time recovery, \
deletion protection, contributor insights, Kinesis stream, tags: as the design says
  Thing     put N ms, got N ms, found by the table N ms, GSI1 N ms and LSI1 N ms, deleted N ms (observed)
            found by access pattern of_kind

as the design says: 1 table, 1 item put, found and deleted
next: pytest-dynamo iam rich.yaml
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "rich.yaml").write_text(RICH)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def server(folder):
    process = Process(folder, "--design", "rich.yaml")
    yield process
    process.end(signal.SIGTERM)


@pytest.fixture
def verified(capsys):
    """Runs the command; its exit code, output and errors."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["verify", *arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def told(text, url):
    return re.sub(r"\d+ ms", "N ms", text).replace(url, "URL")


def test_a_table_is_verified_changed_behind_the_designs_back_and_verified(server, verified):
    code, out, err = verified("rich.yaml", "--endpoint", server.url)
    assert (code, told(out, server.url), err) == (0, SHOWN, "")
    specification = {"Enabled": False, "AttributeName": "ends"}
    client = server.client()
    client.update_time_to_live(TableName="things", TimeToLiveSpecification=specification)
    code, out, err = verified("rich.yaml", "--endpoint", server.url)
    assert code == 1
    assert [line for line in out.splitlines() if "design says" in line and "differs" in line] == [
        "  differs   things.time_to_live: design says ends, found nothing"
    ]
    assert out.splitlines()[-2:] == [
        "not as the design says: 1 difference",
        f"next: pytest-dynamo deploy rich.yaml --plan --endpoint {server.url}",
    ]
    assert client.scan(TableName="things")["Items"] == []


def test_it_is_written_as_json_with_durations_that_were_observed(server, verified):
    server.client().update_table(TableName="things", DeletionProtectionEnabled=False)
    code, out, _ = verified("rich.yaml", "--endpoint", server.url, "--json")
    document = json.loads(out)
    (table,) = document["tables"]
    assert (code, document["as_designed"]) == (1, False)
    assert table["differences"] == [
        {"property": "deletion_protection", "design": "on", "found": "off"}
    ]
    (item,) = table["items"]
    assert [(one["what"], one["by"]) for one in item["observed"]] == [
        ("put", None),
        ("got", None),
        ("found by", "the table"),
        ("found by", "GSI1"),
        ("found by", "LSI1"),
        ("deleted", None),
    ]
    assert item["access_patterns"] == ["of_kind"]


def test_nothing_is_put_with_no_write(server, verified):
    requests = "rich.yaml", "--endpoint", server.url, "--no-write"
    code, out, _ = verified(*requests)
    assert code == 0
    assert out.splitlines()[1:] == [
        "",
        "things",
        SHOWN.splitlines()[4],
        "",
        "as the design says: 1 table",
        "next: pytest-dynamo iam rich.yaml",
    ]


def test_what_a_kill_between_put_and_delete_leaves_is_removed_by_the_next(folder, server, verified):
    killed = subprocess.run([sys.executable, "-c", KILLED_BETWEEN, server.url], check=False)
    assert killed.returncode == -signal.SIGKILL
    client = server.client()
    assert client.scan(TableName="things")["Count"] == 1
    code, out, _ = verified("rich.yaml", "--endpoint", server.url)
    assert code == 0
    assert "  Thing     an item that an earlier verify had left was removed" in out.splitlines()
    assert client.scan(TableName="things")["Count"] == 0


def test_somebody_elses_item_fails_it_and_stays(server, verified, folder):
    subprocess.run([sys.executable, "-c", KILLED_BETWEEN, server.url], check=False)
    client = server.client()
    (item,) = client.scan(TableName="things")["Items"]
    theirs = {name: item[name] for name in ("PK", "SK")}
    client.put_item(TableName="things", Item=theirs)
    code, out, _ = verified("rich.yaml", "--endpoint", server.url)
    assert code == 1
    assert [line for line in out.splitlines() if "FAILED" in line] == [
        (
            f"  Thing     FAILED: an item that verify has not put is there under PK={item['PK']['S']}, "
            f"SK={item['SK']['S']}; it was not touched."
        )
    ]
    assert out.splitlines()[-2] == (
        "not as the design says: 1 of 1 item not put and found as they should be"
    )
    assert client.scan(TableName="things")["Items"] == [theirs]


def test_a_missing_table_names_those_near_it_and_the_next_command_has_the_same_options(
    server, verified
):
    code, out, _ = verified("rich.yaml", "--endpoint", server.url, "--table", "thing")
    assert code == 1
    assert out.splitlines()[3:] == [
        "things, called thing",
        "  differs   things.table: design says a table called thing, found nothing; did you mean things?",
        "  no items  were put: it is not there",
        "",
        "not as the design says: 1 difference",
        f"next: pytest-dynamo deploy rich.yaml --plan --endpoint {server.url} --table thing",
    ]


def test_ctrl_c_ends_it_with_130(server, verified, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("pytest_dynamo.deploy.inspecting.inspecting.try_sample", interrupted)
    code, _, err = verified("rich.yaml", "--endpoint", server.url)
    assert (code, err) == (130, "interrupted\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rich.yaml",), "it is not said which DynamoDB is meant."),
        (("rich.yaml", "--endpoint", "nowhere"), "'nowhere' is not the URL of a DynamoDB."),
        (
            ("rich.yaml", "--endpoint", "http://127.0.0.1:9"),
            "nothing answers at http://127.0.0.1:9",
        ),
        (("poor.yaml", "--endpoint", "http://127.0.0.1:9"), "poor.yaml"),
    ],
)
def test_wrong_use_is_one_message_and_exit_code_2(folder, verified, arguments, message):
    code, out, err = verified(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)
