"""Whose tables are whose. The embedded DynamoDB stands in for AWS's, whose address it answers at."""

import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pytest_dynamo.deploy.manifest import Maker, ManifestFile, manifests_in, this_process
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.planner.planning import plan_all

AWS = "https://dynamodb.eu-west-1.amazonaws.com"
GONE = Maker(pid=2**22 + 1, host=socket.gethostname())
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def configured(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for service in ("STS", "IAM"):  # nobody tells whose account it is
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", "http://127.0.0.1:9")


@pytest.fixture
def client():
    with dynamodb() as embedded:
        yield embedded.client()


@pytest.fixture
def design(tmp_path, tiny_design):
    path = tmp_path / "tiny.yaml"
    path.write_text(tiny_design)
    return load_design(path)


@pytest.fixture
def reports(tmp_path):
    return tmp_path / "reports"


@pytest.fixture
def place(client, design, read, reports):
    def open_place(*arguments):
        settings = read(
            "--dynamo-allow-aws", "--dynamo-reports", str(reports), *arguments, host=AWS
        )
        return Place(design, settings, now=NOW, connections=1)

    return open_place


@pytest.fixture
def existing(client):
    """A table that somebody else has made, with two items in it."""
    client.create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName="things", Item={"PK": {"S": "LOCK"}})
    client.put_item(TableName="things", Item={"PK": {"S": "THING#7"}, "n": {"N": "7"}})


def count(client, name):
    return client.scan(TableName=name, Select="COUNT")["Count"]


def left(reports):
    (path,) = manifests_in(reports)
    return path


def test_tables_under_a_prefix_are_created_seeded_paid_noted_and_dropped(client, place, reports):
    opened = place("--dynamo-prefix", "load-")
    opened.prepare()

    (noted,) = ManifestFile(left(reports), endpoint="", region="", account=None).read().tables
    assert (noted.name, noted.maker, noted.is_seeded) == ("load-things", this_process(), True)
    assert (noted.created_at, noted.arn) != (None, None)
    assert opened.is_new
    assert set(opened.own_tables) == opened.guard.ours == {"load-things"}
    assert opened.seeding_units[("things", None), "write"] == 11.0
    assert count(client, "load-things") == 11
    opened.close()
    assert client.list_tables()["TableNames"] == []
    assert manifests_in(reports) == []


def test_nothing_is_written_to_what_was_there_unless_asked(client, existing, design, place, capsys):
    plans = plan_all(design).values()

    with pytest.raises(BackendError, match=r"take_lock \(PutItem\)"):
        place().prepare(plans)
    reading = place()
    reading.prepare([])
    writing = place("--dynamo-write")
    writing.prepare(plans)

    assert (reading.guard.ours, writing.guard) == (frozenset(), None)
    assert count(client, "things") == 2
    assert (
        reading.seeding_units[("things", None), "read"] > 0
    )  # keys were sampled, which is paid, too
    seeding = place("--dynamo-seed")
    seeding.prepare([])
    assert count(client, "things") == 11
    for each in (reading, writing, seeding):
        each.close()
    assert client.list_tables()["TableNames"] == ["things"]


def test_an_empty_table_that_was_there_is_not_seeded_and_that_is_said(
    client, existing, place, capsys
):
    for key in ("LOCK", "THING#7"):
        client.delete_item(TableName="things", Key={"PK": {"S": key}})

    place().prepare([])

    assert count(client, "things") == 0
    assert (
        "dynamo: table things is empty. It was there before this run and is not seeded; "
        "to seed it:  --dynamo-seed\n"
    ) in capsys.readouterr().err


def test_seeding_ends_before_it_costs_more_than_it_may(client, place, reports):
    opened = place("--dynamo-prefix", "load-", "--dynamo-max-cost", "0.000001")

    with pytest.raises(BackendError, match=r"seeding has cost \$0.00000688, and goes on beyond"):
        opened.prepare()
    opened.close()

    assert client.list_tables()["TableNames"] == []
    assert manifests_in(reports) == []


def test_a_table_that_could_only_be_noted_before_it_was_created_is_dropped_all_the_same(
    client, place, reports, monkeypatch
):
    note = ManifestFile.note

    def note_what_is_asked_for(file, table):
        if table.created_at is not None:
            message = "no space left"
            raise BackendError(message)
        note(file, table)

    monkeypatch.setattr(ManifestFile, "note", note_what_is_asked_for)
    opened = place("--dynamo-prefix", "load-")
    with pytest.raises(BackendError, match="no space left"):
        opened.prepare()
    assert client.list_tables()["TableNames"] == ["load-things"]

    opened.close()

    assert client.list_tables()["TableNames"] == []
    assert manifests_in(reports) == []


def killed(opened, reports, **changed):
    """Leave what a run has created as if it had been killed."""
    opened.prepare()
    path = left(reports)
    file = ManifestFile(path, endpoint="", region="", account=None)
    for table in file.read().tables:
        file.note(replace(table, maker=GONE, **changed))
    return file


def test_what_a_killed_run_has_left_is_used_again_and_dropped(client, place, reports, capsys):
    killed(place("--dynamo-prefix", "load-"), reports, is_seeded=False)

    again = place("--dynamo-prefix", "load-")
    again.prepare()

    assert not again.is_new
    assert "load-things" in again.own_tables
    assert "table load-things was left by a run of 20" in capsys.readouterr().err
    assert again.seeding_units
    again.close()
    assert client.list_tables()["TableNames"] == []


def test_what_was_kept_is_used_again_not_seeded_and_kept(client, place, reports, capsys):
    file = killed(place("--dynamo-prefix", "load-", "--dynamo-keep"), reports)

    again = place("--dynamo-prefix", "load-")
    again.prepare()
    again.close()

    assert "was left by a run" not in capsys.readouterr().err
    assert not any(way == "write" for _, way in again.seeding_units)
    assert client.list_tables()["TableNames"] == ["load-things"]
    file.note(replace(file.read().tables[0], maker=GONE))
    place("--dynamo-prefix", "other-").prepare()
    assert capsys.readouterr().err.startswith(
        "dynamo: an earlier run has left load-things; to drop what was left:  pytest-dynamo teardown"
    )


def test_a_table_that_somebody_has_made_since_is_not_ours(client, design, place, reports):
    file = killed(place("--dynamo-prefix", "load-"), reports, created_at=1.0)

    again = place("--dynamo-prefix", "load-")
    with pytest.raises(BackendError, match="table load-things was there before this run"):
        again.prepare(plan_all(design).values())
    again.close()

    assert client.list_tables()["TableNames"] == ["load-things"]
    assert file.read().tables == ()


def test_the_tables_of_a_run_that_goes_on_are_not_ours(client, design, place):
    first, second = place("--dynamo-prefix", "load-"), place("--dynamo-prefix", "load-")
    first.prepare()

    with pytest.raises(BackendError, match="table load-things was there before this run"):
        second.prepare(plan_all(design).values())
    second.close()

    assert client.list_tables()["TableNames"] == ["load-things"]


def test_a_table_that_somebody_creates_at_that_moment_is_not_dropped(
    client, existing, place, reports, monkeypatch
):
    opened = place("--dynamo-prefix", "load-")
    monkeypatch.setattr(opened, "names", {"things": "things"})
    monkeypatch.setattr(opened, "_existing", lambda _client: frozenset())

    with pytest.raises(BackendError, match="there is one of that name already"):
        opened.prepare()
    opened.close()

    assert client.list_tables()["TableNames"] == ["things"]
    assert manifests_in(reports) == []


def test_a_table_that_cannot_be_dropped_stays_in_the_manifest(
    client, place, reports, monkeypatch, capsys
):
    opened = place("--dynamo-prefix", "load-")
    opened.prepare()
    client.delete_table(TableName="load-things")

    def refused(_client, _made):
        raise client.exceptions.ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteTable")

    monkeypatch.setattr("pytest_dynamo.locust.places.ours.whereabouts", refused)
    opened.close()

    assert "dynamo: table load-things was created and not dropped" in capsys.readouterr().err
    assert left(reports).exists()


def test_names_that_look_like_production_are_refused_until_they_are_named(client, place):
    with pytest.raises(BackendError, match="this looks like production: table prod-things"):
        place("--dynamo-prefix", "prod-").prepare()
    opened = place("--dynamo-prefix", "prod-", "--dynamo-production", "prod-things")
    opened.prepare()
    opened.close()
