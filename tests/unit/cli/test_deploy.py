"""What `deploy` and `destroy` say of plans, and of what they wait for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.cli import destroying as cli_destroying
from pytest_dynamo.cli import main
from pytest_dynamo.cli.deploy_text import command
from pytest_dynamo.cli.places import Place
from pytest_dynamo.cli.waiting import Watched, patience_of
from pytest_dynamo.deploy.deploying import destroying, preparing
from pytest_dynamo.errors import DynamoError
from tests.deploying.designs import FIRST, SECOND
from tests.serving import Process
from tests.unit.deploy.deploying.scripted import refused

PLAN = """\
second.yaml at URL

shop: 6 changes
  changes  indexes.GSI1.provisioned  nothing → 2 RCU, 2 WCU
           indexes.GSI3              nothing → the global index (GSI3PK)
           indexes.GSI4              nothing → the global index (GSI4PK)
           indexes.GSI2              the global index (GSI2PK) → nothing
                                     loses: no Query on GSI2 works from then on
           billing_mode              PAY_PER_REQUEST → PROVISIONED
           provisioned               nothing → 5 RCU, 5 WCU
  steps    1  remove index GSI2
           2  set billing_mode to PROVISIONED
           3  create index GSI3 (GSI3PK)
              filled from 1 item; if it holds them all: 0.5 s, by its 2 provisioned write units; \
1 write unit, < $0.01 (modelled)
           4  create index GSI4 (GSI4PK)
              filled from 1 item; if it holds them all: 0.5 s, by its 2 provisioned write units; \
1 write unit, < $0.01 (modelled)

baskets: already as the design says

next: pytest-dynamo deploy second.yaml --allow-loss --endpoint URL
"""


class Terminal:
    def isatty(self):
        return True


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "first.yaml").write_text(FIRST)
    (tmp_path / "second.yaml").write_text(SECOND)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def served(folder):
    process = Process(folder)
    yield process
    process.process.terminate()
    process.end()


@pytest.fixture
def run(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_a_plan_says_what_changes_what_is_lost_and_what_filling_takes(served, run):
    place = ("--endpoint", served.url)
    assert run("deploy", "first.yaml", *place)[0] == 0
    client = served.client()
    item = {"PK": {"S": "a"}, "SK": {"S": "b"}}
    client.put_item(TableName="shop", Item=item)
    code, out, err = run("deploy", "second.yaml", "--plan", "--allow-loss", *place)
    assert (code, out.replace(served.url, "URL"), err) == (0, PLAN, "")
    code, out, _ = run("deploy", "second.yaml", "--plan", *place)
    assert (code, out.splitlines()[-1]) == (1, "nothing would be changed: see refused")
    assert len(client.describe_table(TableName="shop")["Table"]["GlobalSecondaryIndexes"]) == 2
    client.close()


@pytest.mark.parametrize("name", ["deploy", "destroy"])
def test_a_place_has_to_be_named_and_a_wait_be_a_time(folder, run, name):
    code, _, err = run(name, "first.yaml")
    assert (code, err.splitlines()[0]) == (2, "it is not said which DynamoDB is meant.")
    code, _, err = run(name, "first.yaml", "--endpoint", "http://127.0.0.1:1", "--wait", "soon")
    wanted = "--wait: wanted seconds, or a span of time such as 90s, 30m or 1h, found 'soon'\n"
    assert (code, err) == (2, wanted)


def test_a_design_without_access_patterns_is_deployed_with_a_warning(served, run, folder):
    text = FIRST.partition("access_patterns:")[0]
    (folder / "bare.yaml").write_text(text)
    code, _, err = run("deploy", "bare.yaml", "--endpoint", served.url)
    warning = "warning: the design has no access patterns: nothing says what its keys are for\n"
    assert (code, err) == (0, warning)


def test_ctrl_c_before_anything_was_changed_says_so(served, run, monkeypatch):
    def interrupted(*_arguments, **_named):
        raise KeyboardInterrupt

    place = ("--endpoint", served.url)
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "settled_description", interrupted)
        code, _, err = run("deploy", "first.yaml", *place)
        assert (code, err) == (130, "interrupted: nothing was changed\n")
    assert run("deploy", "first.yaml", *place)[0] == 0
    with monkeypatch.context() as patch:
        patch.setattr(destroying, "settled_description", interrupted)
        code, _, err = run("destroy", "first.yaml", "--yes", *place)
    assert (code, err) == (130, "interrupted: the same command goes on with what is left\n")
    code, out, _ = run("destroy", "first.yaml", "--yes", *place)
    assert (code, out.count("deleted ")) == (0, 2)


def test_what_dynamodb_refuses_while_it_is_looked_at_is_one_message(served, run, monkeypatch):
    error = refused("ValidationException", "Invalid table name.", "DescribeTable")

    def refusing(*_arguments, **_named):
        raise error

    monkeypatch.setattr(preparing, "settled_description", refusing)
    monkeypatch.setattr(destroying, "described", refusing)
    for name in ("deploy", "destroy"):
        code, _, err = run(name, "first.yaml", "--endpoint", served.url)
        said = "DescribeTable was refused: ValidationException: Invalid table name\n"
        assert (code, err) == (2, said)


@pytest.mark.parametrize(("answer", "left"), [(True, []), (False, ["baskets", "shop"])])
def test_on_a_terminal_it_is_asked_before_tables_are_deleted(
    served, run, monkeypatch, answer, left
):
    place = ("--endpoint", served.url)
    assert run("deploy", "first.yaml", *place)[0] == 0
    asked = []
    monkeypatch.setattr(cli_destroying.sys, "stdin", Terminal())
    monkeypatch.setattr(cli_destroying.typer, "confirm", lambda text: asked.append(text) or answer)
    code, _, _ = run("destroy", "first.yaml", *place)
    client = served.client()
    assert (code, client.list_tables()["TableNames"]) == (0 if answer else 1, left)
    client.close()
    assert asked == ["delete 2 tables with all items?"]


def test_a_table_that_came_to_be_protected_is_told_as_kept(served, run, monkeypatch):
    place = ("--endpoint", served.url)
    assert run("deploy", "first.yaml", *place)[0] == 0
    client = served.client()

    def protecting(*arguments):
        found = look_at(*arguments)
        client.update_table(TableName="shop", DeletionProtectionEnabled=True)
        return found

    look_at = destroying.look_at
    monkeypatch.setattr(destroying, "look_at", protecting)
    code, out, _ = run("destroy", "first.yaml", "--yes", *place)
    assert (code, "kept    shop: it has deletion protection" in out.splitlines()) == (1, True)
    assert client.list_tables()["TableNames"] == ["shop"]
    client.close()


def test_a_wait_is_told_in_lines_that_become_rarer(capsys):
    watched = Watched()
    for second in range(30):
        watched.tell("the table is CREATING", second)
    watched.tell("index GSI1 is being filled", 1)
    watched.clear()
    assert capsys.readouterr().err.splitlines() == [
        "waiting for 5 s: the table is CREATING",
        "waiting for 10 s: the table is CREATING",
        "waiting for 20 s: the table is CREATING",
    ]


def test_a_terminal_shows_a_bar_that_is_cleared_away(capsys):  # whose codes are left out here
    watched = Watched(steps=4, taken=1, is_terminal=True)
    watched.tell("index GSI1 is being filled", 61.5)
    watched.clear()
    assert capsys.readouterr().err == (
        "\r[#####---------------] 1/4 index GSI1 is being filled, 1 min 1 s\r"
    )


def test_the_next_command_is_at_the_same_place(tmp_path):
    place = Place(
        endpoint="aws", allows_aws=True, region="eu-west-1", tables=("a=b",), prefix="test-"
    )
    assert command(["destroy", "--yes"], tmp_path / "a b.yaml", place) == (
        f"pytest-dynamo destroy '{tmp_path}/a b.yaml' --yes --endpoint aws --allow-aws "
        "--region eu-west-1 --table a=b --prefix test-"
    )


@given(st.text(max_size=8))
def test_a_wait_is_a_time_or_a_clear_mistake(text):
    try:
        said = patience_of(text, lambda _state, _seconds: None).seconds >= 0
    except DynamoError as error:
        said = str(error).startswith("--wait: ")
    assert said


CREATION = """\
first.yaml at URL

shop: is created
  sets     stream                  NEW_AND_OLD_IMAGES
           time_to_live            expiresAt
           point_in_time_recovery  35 days
           tags.team               shop
  steps    1  create table shop (PK, SK) with 2 indexes
           2  turn time_to_live on for expiresAt
           3  set point_in_time_recovery to 35 days

baskets: is created
  steps    1  create table baskets (basket_id)

next: pytest-dynamo deploy first.yaml --endpoint URL
"""


def test_a_plan_says_what_a_new_table_is_given(served, run):
    code, out, _ = run("deploy", "first.yaml", "--plan", "--endpoint", served.url)
    assert (code, out.replace(served.url, "URL")) == (0, CREATION)
    assert served.client().list_tables()["TableNames"] == []
