"""`pytest-dynamo plan`: what it prints, and its exit codes."""

import json
import sys
from pathlib import Path

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast import preparing

SHOP = """\
version: 1
tables: {shop: {partition_key: PK, sort_key: SK}}
entities:
  User: {population: 20, item: {PK: "USER#{user_id}", SK: USER, user_id: {faker: uuid4}}}
access_patterns:
  get_user: {get: {PK: "USER#{user_id}", SK: USER}, returns: User}
  add_user: {put: User}
"""
NOT_SERVED = '  find_user: {query: {user_id: "{user_id}"}, returns: User}\n'


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Plan a design: the exit code, what was printed, and the errors."""
    monkeypatch.chdir(tmp_path)

    def run(text: str, *options: str) -> tuple[int, str, str]:
        Path("shop.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            main(["plan", "shop.yaml", *options])
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


def test_a_design_is_planned_with_the_capacity_of_one_performance(plan) -> None:
    code, out, err = plan(SHOP)

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "shop.yaml",
        "  access pattern  operation  on    key condition  RCU  WCU",
        "  get_user        GetItem    shop  full key       0.5    –",
        "  add_user        PutItem    shop  full key         –  1.0",
        "2 of 2 access patterns served; capacity units of one performance, modelled",
    ]


def test_capacity_is_left_out_on_request(plan) -> None:
    _, out, _ = plan(SHOP, "--no-capacity")

    assert out.splitlines() == [
        "shop.yaml",
        "  access pattern  operation  on    key condition",
        "  get_user        GetItem    shop  full key",
        "  add_user        PutItem    shop  full key",
        "2 of 2 access patterns served",
    ]


def test_what_is_not_served_is_told_and_exits_with_1(plan) -> None:
    code, out, err = plan(SHOP + NOT_SERVED, "--no-capacity")

    assert (code, err) == (1, "")
    assert "2 of 3 access patterns served\n\naccess pattern 'find_user' is not served\n" in out


def test_where_nothing_is_served_there_is_no_capacity_to_say(plan) -> None:
    code, out, _ = plan(SHOP.partition("  get_user")[0] + NOT_SERVED)

    assert code == 1
    assert "0 of 1 access patterns served\n" in out


def test_capacity_that_cannot_be_modelled_takes_nothing_away(
    plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_, **__):
        msg = "no User was found"
        raise DynamoError(msg)

    monkeypatch.setattr(preparing, "prepare", nobody)

    code, out, _ = plan(SHOP)

    assert code == 0
    assert out.splitlines()[-1] == (
        "2 of 2 access patterns served; capacity cannot be modelled: no User was found"
    )


def test_json_and_markdown_are_for_others(plan) -> None:
    code, out, _ = plan(SHOP, "--format", "json")
    (design,) = json.loads(out)["designs"]
    assert code == 0
    assert [each["write_units"] for each in design["access_patterns"]] == [0.0, 1.0]

    _, out, _ = plan(SHOP, "--format", "markdown", "--no-capacity")
    assert out.splitlines()[2] == "| access pattern | operation | on | key condition |"


def test_progress_is_shown_on_a_terminal(plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    _, _, err = plan(SHOP)

    assert "asking for keys" in err
    assert err.endswith("\r\x1b[2K")


def test_a_design_that_does_not_load_is_one_message_and_exit_code_2(plan) -> None:
    code, out, err = plan("version: 1\ntabels: {}\n")

    assert (code, out) == (2, "")
    assert err.startswith("shop.yaml: 2 mistakes\n")
