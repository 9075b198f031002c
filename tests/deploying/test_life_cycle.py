"""A design is deployed, verified, changed behind its back, verified, changed, and destroyed: each by a process."""

from pathlib import Path

import pytest

from tests.deploying.forwarding import process

ORDERS = Path(__file__).parents[2] / "designs" / "orders.yaml"


@pytest.fixture
def run(folder, served):
    """Runs a command to its end; its exit code, output and errors."""

    def run(*arguments):
        with process(folder, [*arguments, "--endpoint", served.url]) as command:
            out, err = command.communicate(timeout=60)
        return command.returncode, out, err

    return run


def test_deployed_verified_changed_behind_its_back_and_destroyed(run, client):
    code, out, err = run("deploy", "first.yaml")
    assert (code, err) == (0, "")
    assert [line.rpartition(",")[0] for line in out.splitlines() if line.startswith("done")] == [
        "done     shop: create table shop (PK, SK) with 2 indexes",
        "done     shop: turn time_to_live on for expiresAt",
        "done     shop: set point_in_time_recovery to 35 days",
        "done     baskets: create table baskets (basket_id)",
    ]
    code, out, _ = run("deploy", "first.yaml")
    assert (code, out.splitlines()[-2]) == (0, "nothing to do: all is as the design says")
    code, out, err = run("verify", "first.yaml")
    assert (code, err) == (0, "")
    client.update_continuous_backups(
        TableName="shop", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    code, out, _ = run("verify", "first.yaml")
    differing = [line for line in out.splitlines() if "differs" in line]
    assert (code, differing) == (
        1,
        ["  differs   shop.point_in_time_recovery: design says 35 days, found nothing"],
    )
    code, out, _ = run("deploy", "first.yaml")
    assert (code, out.splitlines()[-3].rpartition(",")[0]) == (
        0,
        "done     shop: set point_in_time_recovery to 35 days",
    )
    assert run("verify", "first.yaml")[0] == 0
    code, out, _ = run("deploy", "second.yaml")
    assert (code, out.splitlines()[-1]) == (1, "nothing was changed: see refused")
    assert run("verify", "first.yaml")[0] == 0
    assert run("deploy", "second.yaml", "--allow-loss")[0] == 0
    assert run("verify", "second.yaml")[0] == 0
    code, out, _ = run("destroy", "second.yaml")
    assert (code, out.splitlines()[-2]) == (1, "nothing was deleted")
    assert client.list_tables()["TableNames"] == ["baskets", "shop"]
    assert run("destroy", "second.yaml", "--yes")[0] == 0
    assert client.list_tables()["TableNames"] == []
    code, out, _ = run("destroy", "second.yaml", "--yes")
    assert (code, out.splitlines()[1:]) == (
        0,
        ["gone    shop     there is no such table", "gone    baskets  there is no such table"],
    )


def test_a_table_with_deletion_protection_is_never_destroyed(run, client, folder):
    assert run("deploy", str(ORDERS))[0] == 0
    code, out, _ = run("destroy", str(ORDERS), "--yes")
    assert (code, out.splitlines()[1:3]) == (
        1,
        [
            "kept    my-service-table  it has deletion protection",
            "To fix this: deletion_protection: false in the design, then",
        ],
    )
    text = ORDERS.read_text()
    assert "deletion_protection: true" in text
    (folder / "orders.yaml").write_text(
        text.replace("deletion_protection: true", "deletion_protection: false")
    )
    assert run("deploy", "orders.yaml")[0] == 1
    assert run("deploy", "orders.yaml", "--allow-loss")[0] == 0
    assert run("destroy", "orders.yaml", "--yes")[0] == 0
    assert client.list_tables()["TableNames"] == []


def test_tables_of_others_are_changed_when_adopted_and_never_destroyed(run, client):
    client.create_table(
        TableName="mine-baskets",
        KeySchema=[{"AttributeName": "basket_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "basket_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=True,
    )
    options = ("first.yaml", "--prefix", "mine-")
    code, out, _ = run("deploy", *options, "--allow-loss")
    assert (code, [line for line in out.splitlines() if "refused  " in line]) == (
        1,
        ["  refused  deploy has not made it: it has no tag pytest-dynamo:deployed"],
    )
    assert client.list_tables()["TableNames"] == ["mine-baskets"]
    assert run("deploy", *options, "--allow-loss", "--adopt")[0] == 0
    code, out, _ = run("destroy", *options, "--yes")
    assert (code, out.splitlines()[2]) == (
        1,
        "kept    mine-baskets  deploy has not made it: it has no tag pytest-dynamo:deployed",
    )
    assert client.list_tables()["TableNames"] == ["mine-baskets"]
    client.delete_table(TableName="mine-baskets")
