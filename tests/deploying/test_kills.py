"""Commands that are killed after each of their changes: the same command, run again, ends as if nothing had been."""

import signal
from dataclasses import replace

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.deploy.drift_live import read_table
from tests.deploying.forwarding import forwarding, killed

CREATION = ["CreateTable", "UpdateTimeToLive", "UpdateContinuousBackups", "CreateTable"]
UPDATE = ["UpdateTable"] * 4
TRIAL = ["PutItem", "DeleteItem"] * 2
DELETION = ["DeleteTable"] * 2


@pytest.fixture
def ended(folder, served, monkeypatch, capsys):
    """Runs a command in this process; its exit code and output."""
    monkeypatch.chdir(folder)

    def ended(*arguments, endpoint=served.url):
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--endpoint", endpoint])
        return end.value.code, capsys.readouterr().out

    return ended


@pytest.fixture
def undisturbed(ended, served):
    """Runs a command in this process; its changes."""

    def undisturbed(*arguments):
        with forwarding(served.url) as between:
            code, out = ended(*arguments, endpoint=between.url)
        assert code == 0, out
        return between.changes

    return undisturbed


@pytest.fixture
def is_killed(folder, served):
    """Runs a command in a process of its own until it is killed."""

    def is_killed(arguments, number, when):
        code, _, err = killed(served.url, folder, arguments, number, when)
        assert code == -signal.SIGKILL, err

    return is_killed


def tables(client, prefix):
    """By name the tables that begin so, with all that a design can say of them, and their items."""
    found = {}
    for name in client.list_tables()["TableNames"]:
        if name.startswith(prefix):
            short = name.removeprefix(prefix)
            table = replace(read_table(client, name, is_thorough=True).table, name=short)
            found[short] = table, client.scan(TableName=name)["Items"]
    return found


def each(changes):
    return [(number, when) for number in range(1, len(changes) + 1) for when in ("before", "after")]


@pytest.mark.parametrize(("number", "when"), each(CREATION))
def test_a_deploy_that_creates_is_killed(ended, undisturbed, is_killed, client, number, when):
    if not tables(client, "whole-"):
        assert undisturbed("deploy", "first.yaml", "--prefix", "whole-") == CREATION
    prefix = f"create-{number}-{when}-"
    command = ("deploy", "first.yaml", "--prefix", prefix)
    is_killed(command, number, when)
    assert undisturbed(*command) == CREATION[number:]
    assert tables(client, prefix) == tables(client, "whole-")
    assert undisturbed("destroy", "first.yaml", "--yes", "--prefix", prefix) == DELETION


@pytest.mark.parametrize(("number", "when"), each(UPDATE))
def test_a_deploy_that_updates_is_killed(ended, undisturbed, is_killed, client, number, when):
    if not tables(client, "updated-"):
        assert undisturbed("deploy", "first.yaml", "--prefix", "updated-") == CREATION
        update = ("deploy", "second.yaml", "--prefix", "updated-", "--allow-loss")
        assert undisturbed(*update) == UPDATE
    prefix = f"update-{number}-{when}-"
    assert undisturbed("deploy", "first.yaml", "--prefix", prefix) == CREATION
    command = ("deploy", "second.yaml", "--prefix", prefix, "--allow-loss")
    is_killed(command, number, when)
    assert undisturbed(*command) == UPDATE[number:]
    assert tables(client, prefix) == tables(client, "updated-")


@pytest.mark.parametrize(("number", "when"), each(TRIAL))
def test_a_verify_is_killed(ended, undisturbed, is_killed, client, number, when):
    if not tables(client, "verified-"):
        assert undisturbed("deploy", "first.yaml", "--prefix", "verified-") == CREATION
    before = tables(client, "verified-")
    command = ("verify", "first.yaml", "--prefix", "verified-")
    is_killed(command, number, when)
    code, _ = ended(*command)
    assert (code, tables(client, "verified-")) == (0, before)


@pytest.mark.parametrize(("number", "when"), each(DELETION))
def test_a_destroy_is_killed(ended, undisturbed, is_killed, client, number, when):
    prefix = f"destroy-{number}-{when}-"
    assert undisturbed("deploy", "first.yaml", "--prefix", prefix) == CREATION
    command = ("destroy", "first.yaml", "--prefix", prefix, "--yes")
    is_killed(command, number, when)
    assert undisturbed(*command) == DELETION[number:]
    assert tables(client, prefix) == {}
