"""What is noted of tables that load tests create, and how what was left is told from other tables."""

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.deploy import manifest as manifests
from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.manifest import (
    MadeTable,
    Maker,
    Manifest,
    ManifestFile,
    as_created,
    is_running,
    is_what_was_made,
    manifests_in,
    read_manifest,
    this_process,
)
from pytest_dynamo.errors import BackendError

AWS = "https://dynamodb.eu-west-1.amazonaws.com"
GONE = Maker(pid=2**22 + 1, host=socket.gethostname())
MADE = MadeTable(name="load-orders", requested_at=1_000.0, maker=GONE)
DESCRIPTION = {
    "TableArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/load-orders",
    "TableId": "one",
    "CreationDateTime": datetime.fromtimestamp(1_001, UTC),
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "reports" / "shop" / "tables-x.json"
    return ManifestFile(path, endpoint=AWS, region="eu-west-1", account="123456789012")


def test_tables_are_noted_and_struck_out_and_the_last_takes_the_file_with_it(file):
    file.note(MADE)
    file.note(replace(MADE, name="load-users"))
    file.note(as_created(MADE, DESCRIPTION))

    assert [table.name for table in file.read().tables] == ["load-users", "load-orders"]
    assert file.read().tables[1].created_at == 1_001.0
    assert manifests_in(file.path.parents[1]) == [file.path]
    file.forget("load-users")
    assert file.read() == Manifest(
        endpoint=AWS,
        region="eu-west-1",
        account="123456789012",
        tables=(as_created(MADE, DESCRIPTION),),
    )
    file.forget("load-orders")
    assert not file.path.exists()
    assert file.read().tables == ()


def test_several_runs_that_share_a_file_lose_nothing_of_one_another(file):
    names = [f"load-{number}" for number in range(40)]

    with ThreadPoolExecutor(4) as runs:
        list(runs.map(lambda name: file.note(replace(MADE, name=name)), names))

    assert {table.name for table in file.read().tables} == set(names)


@pytest.mark.parametrize(
    ("changed", "is_it"),
    [
        ({}, True),
        ({"TableId": "another"}, False),
        ({"TableArn": "arn:aws:dynamodb:eu-west-1:999999999999:table/load-orders"}, False),
        ({"CreationDateTime": 1_003.0}, False),
    ],
)
def test_a_table_that_was_created_since_under_the_same_name_is_another(changed, is_it):
    assert is_what_was_made(as_created(MADE, DESCRIPTION), {**DESCRIPTION, **changed}) is is_it


@pytest.mark.parametrize(("created", "is_it"), [(1_010.0, True), (800.0, True), (2_000.0, False)])
def test_one_that_was_asked_for_and_not_answered_was_created_about_then(created, is_it):
    assert is_what_was_made(MADE, {**DESCRIPTION, "CreationDateTime": created}) is is_it


def test_a_process_runs_until_it_has_ended(monkeypatch):
    assert is_running(this_process())
    assert not is_running(replace(this_process(), started="0"))  # another one with its number
    assert not is_running(replace(this_process(), host="elsewhere"))
    assert not is_running(GONE)
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and not waited for
        assert not is_running(replace(this_process(), pid=child.pid, started="1"))

    def not_ours(_pid, _signal):
        raise PermissionError

    monkeypatch.setattr(manifests.os, "kill", not_ours)
    assert is_running(this_process())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read: "),
        ("{}", "is no list of tables: the member 'endpoint' is missing"),
        ('{"version": 9, "endpoint": "", "region": ""}', "has version 9, and this pytest-dynamo"),
    ],
)
def test_what_is_no_manifest_is_said(file, text, message):
    file.path.parent.mkdir(parents=True)
    file.path.write_text(text)

    with pytest.raises(BackendError) as caught:
        read_manifest(file.path)

    assert str(caught.value).startswith(f"{file.path} {message}")


def test_nothing_is_created_where_it_cannot_be_noted(tmp_path):
    (tmp_path / "reports").write_text("")
    file = ManifestFile(
        tmp_path / "reports" / "tables-x.json", endpoint=AWS, region="x", account=None
    )

    with pytest.raises(BackendError, match=r"cannot be written: .* without it none is"):
        file.note(MADE)


def teardown(capsys, *arguments):
    with pytest.raises(SystemExit) as caught:
        main(["teardown", *map(str, arguments)])
    told = capsys.readouterr()
    return caught.value.code, told.out.splitlines(), told.err


def test_teardown_drops_what_manifests_name_and_nothing_else(
    client, table, credentials, file, capsys
):
    reports = file.path.parents[1]
    for name in ("load-orders", "orders", "load-recreated", "load-running"):
        create_table(client, table, name)  # the embedded DynamoDB stands in for AWS's
    described = client.describe_table(TableName="load-orders")["Table"]
    file.note(as_created(MADE, described))
    file.note(replace(as_created(MADE, DESCRIPTION), name="load-recreated"))
    file.note(replace(MADE, name="load-dropped"))
    file.note(replace(MADE, name="load-running", maker=this_process()))

    code, lines, error = teardown(capsys, reports)
    assert (code, lines) == (2, [])
    assert "this is AWS" in error
    assert error.endswith("to drop what a load test has left there:  --allow-aws\n")

    code, lines, _ = teardown(capsys, reports, "--dynamo-allow-aws")
    assert (code, lines) == (
        1,
        [
            "dropped  load-orders",
            "kept     load-recreated: it is not the one that a load test has created",
            "gone     load-dropped: somebody has dropped it",
            f"kept     load-running: the load test of process {os.getpid()} still runs",
        ],
    )
    assert client.list_tables()["TableNames"] == ["load-recreated", "load-running", "orders"]
    assert [each.name for each in file.read().tables] == ["load-running"]


def test_teardown_of_nothing(tmp_path, capsys, file):
    assert teardown(capsys, tmp_path)[:2] == (
        0,
        [f"nothing to drop: no load test has left a table, as far as {tmp_path} tells"],
    )
    code, _, error = teardown(capsys, tmp_path / "nowhere")
    assert (code, error.splitlines()[0]) == (2, f"there is no folder {tmp_path / 'nowhere'}.")


def test_a_table_that_cannot_be_dropped_is_said_and_stays_noted(
    client, table, credentials, file, capsys, monkeypatch
):
    create_table(client, table, "load-orders")
    file.note(as_created(MADE, client.describe_table(TableName="load-orders")["Table"]))

    def refused(_client, _name):
        raise client.exceptions.ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteTable")

    monkeypatch.setattr("pytest_dynamo.deploy.teardown.drop_table", refused)
    code, lines, _ = teardown(capsys, file.path.parents[1], "--allow-aws")

    assert code == 1
    assert lines[0].startswith("kept     load-orders: An error occurred (AccessDenied)")
    assert [each.name for each in file.read().tables] == ["load-orders"]


def test_without_a_proc_file_system_a_process_is_known_by_its_number(monkeypatch):
    monkeypatch.setattr(manifests.Path, "read_text", lambda _path: (_ for _ in ()).throw(OSError))

    assert this_process().started == ""
    assert is_running(this_process())
