"""Another DynamoDB, whose indexes take their time, and which knows neither tags nor backups."""

import pytest

from benchmarks.servers import dynamodb_local
from pytest_dynamo.cli import main
from tests.deploying.designs import FIRST, INDEX


@pytest.fixture(scope="module")
def local():
    with dynamodb_local(is_delaying=True) as server:
        yield server.url


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    return ended.value.code, said.out.splitlines(), said.err.splitlines()


def untimed(lines, head):
    return [line.rpartition(",")[0] for line in lines if line.startswith(head)]


def test_an_index_that_takes_longer_than_the_wait_is_waited_for_by_the_next_deploy(
    local, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "before.yaml").write_text(FIRST.replace(INDEX, ""))
    (tmp_path / "after.yaml").write_text(FIRST)
    place = ("--endpoint", local)
    code, out, _ = run(capsys, "deploy", "before.yaml", *place)
    assert (code, untimed(out, "done")) == (
        0,
        [
            "done     shop: create table shop (PK, SK) with 1 index",
            "done     shop: turn time_to_live on for expiresAt",
            "done     baskets: create table baskets (basket_id)",
        ],
    )
    assert [line.rpartition(":")[0] for line in out if line.startswith("not set")] == [
        "not set  shop: set point_in_time_recovery to 35 days"
    ]
    assert out[-3].startswith("note: this DynamoDB keeps no tags")
    code, out, _ = run(capsys, "deploy", "after.yaml", *place)
    refused = (
        "  refused  this DynamoDB tells no tags, so that it is not known whether deploy has made it"
    )
    assert (code, refused in out) == (1, True)
    code, _, err = run(capsys, "deploy", "after.yaml", "--adopt", "--wait", "1s", *place)
    assert (code, err[0]) == (1, "stopped: after 1 s, table shop: index GSI2 is CREATING still")
    code, out, err = run(capsys, "deploy", "after.yaml", "--adopt", *place)
    assert (code, out[-2]) == (0, "nothing to do: all is as the design says")
    assert err[0].endswith(" s: table shop: index GSI2 is CREATING")
    code, out, _ = run(capsys, "destroy", "after.yaml", "--yes", *place)
    assert (code, [line.split()[:2] for line in out[1:]]) == (
        1,
        [["kept", "shop"], ["kept", "baskets"]],
    )
