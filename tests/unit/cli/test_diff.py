"""`pytest-dynamo diff`, as it is used."""

import json
from pathlib import Path

import pytest

from pytest_dynamo.cli import main

ORDERS = Path("designs/orders.yaml").resolve()


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text(ORDERS.read_text())

    def run_it(*arguments, **edits):
        text = ORDERS.read_text()
        for old, new in edits.get("edits", ()):
            assert old in text
            text = text.replace(old, new)
        Path("new.yaml").write_text(text)
        try:
            main(["diff", "old.yaml", "new.yaml", *arguments])
        except SystemExit as error:
            code = error.code or 0
        else:
            code = 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


def test_two_designs_that_are_alike_differ_in_nothing(run):
    assert run() == (0, "old.yaml → new.yaml   nothing differs\n", "")


def test_a_change_in_place_is_told_with_the_command_that_makes_it(run):
    code, out, _ = run(edits=[("    time_to_live: expiresAt\n", "    time_to_live: endsAt\n")])
    assert (code, out) == (
        0,
        """\
old.yaml → new.yaml   1 in place

my-service-table
  in place
    time_to_live  expiresAt → endsAt
      turned off for one attribute and on for another; DynamoDB takes up to an hour between the two
next: pytest-dynamo deploy new.yaml --plan --endpoint URL
""",
    )


def test_access_patterns_alone_leave_the_tables_as_they_are(run):
    assert run(edits=[("get_product", "show_product")]) == (
        0,
        """\
old.yaml → new.yaml   the tables stay as they are

access patterns
  get_product   GetItem on my-service-table → nothing
  show_product  nothing → GetItem on my-service-table
""",
        "",
    )


PROJECTION = ("projection: [name, email, status]", "projection: ALL")


def test_a_kind_that_fails_exits_with_1(run):
    assert run("--fail-on", "new table, refused", edits=[PROJECTION])[0] == 0
    assert run("--fail-on", "new table,new index", edits=[PROJECTION])[0] == 1


def test_a_kind_that_there_is_not_is_refused_with_the_nearest(run):
    assert run("--fail-on", "new tabel") == (
        2,
        "",
        (
            "--fail-on: there is no kind 'new tabel'; did you mean 'new table'?\n"
            "To fix this: one or more of in place, new index, new items, new table, refused, with "
            "commas between them\n"
        ),
    )


def test_everything_is_there_as_json_with_prices_of_ones_own(run):
    Path("prices.yaml").write_text(
        "million_write_units: 1000\nregion: eu-west-1\nas_of: 2026-01-01\n"
    )
    code, out, _ = run("--json", "--prices", "prices.yaml", edits=[PROJECTION])
    found = json.loads(out)
    ((change,), (copying,)) = (found["tables"][0][name] for name in ("changes", "copyings"))
    assert code == 0
    assert found["figures"] == "modelled"
    assert found["prices"] == {"region": "eu-west-1", "as_of": "2026-01-01"}
    assert (change["name"], change["kind"]) == ("indexes.GSI2.projection", "new index")
    # 10,000 users and 50,000 orders, each in one unit.
    assert (copying["entries"], copying["write_units"], copying["price"]) == (60_000, 60_000, 60.0)


def test_a_design_that_cannot_be_read_is_one_message(run, tmp_path):
    with pytest.raises(SystemExit) as caught:
        main(["diff", "old.yaml", "nowhere.yaml"])
    assert caught.value.code == 2
