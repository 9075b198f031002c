"""`pytest-dynamo import`: files and live tables become design files, and nothing is written over."""

import io
import json
import sys
from pathlib import Path

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.design.reader import load_design
from tests.serving import Process

TABLE = {
    "TableName": "orders",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "PK", "AttributeType": "S"},
        {"AttributeName": "SK", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "PK", "KeyType": "HASH"},
        {"AttributeName": "SK", "KeyType": "RANGE"},
    ],
}
OTHER = {**TABLE, "TableName": "audit"}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command in an empty folder: the exit code, what was printed, and the errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


def write(name: str, value: object) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return name


def test_a_file_becomes_a_design_of_the_name_that_was_given(command) -> None:
    code, out, err = command("import", write("t.json", TABLE), "--name", "shop")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "read t.json as CreateTable arguments or a DescribeTable answer   1 table",
        "wrote designs/shop.yaml",
        (
            "next: add entities and access patterns to designs/shop.yaml, then pytest-dynamo check "
            "designs/shop.yaml"
        ),
    ]
    assert list(load_design("designs/shop.yaml").tables) == ["orders"]


def test_standard_input_is_read_and_a_dash_prints_the_design_and_nothing_else(command) -> None:
    code, out, _ = command("import", "-", "-o", "-", stdin=json.dumps({"Table": TABLE}))

    assert code == 0
    assert out.startswith("version: 1\nname: orders\n")


def test_an_export_to_a_folder_is_imported_from_it(command) -> None:
    assert command("import", write("t.json", TABLE), "-o", "d.yaml")[0] == 0
    assert command("export", "create-table", "d.yaml", "-o", "requests")[0] == 0
    assert command("import", "requests", "--name", "back")[0] == 0
    assert load_design("designs/back.yaml").tables["orders"].key.sort_key == ("SK",)


def test_a_folder_of_terraform_is_read_with_the_modules_it_calls(command) -> None:
    module = 'variable "name" {}\nresource "aws_dynamodb_table" "t" {\n  name = var.name\n  hash_key = "id"\n'
    write(
        "infra/modules/table/main.tf",
        module + '  attribute {\n    name = "id"\n    type = "S"\n  }\n}\n',
    )
    write("infra/main.tf", 'module "users" {\n  source = "./modules/table"\n  name = "users"\n}\n')
    write("infra/unused/main.tf", module + "}\n")

    assert command("import", "infra", "-o", "d.yaml")[0] == 0
    assert list(load_design("d.yaml").tables) == ["users"]


def test_some_of_the_tables_are_taken(command) -> None:
    name = write("t.json", [TABLE, OTHER])

    assert command("import", name, "--table", "audit", "-o", "a.yaml")[0] == 0
    assert list(load_design("a.yaml").tables) == ["audit"]
    code, _, err = command("import", name, "--table", "audits", "-o", "b.yaml")
    assert (code, err.splitlines()) == (
        2,
        [
            "the source has no table 'audits'; did you mean 'audit'?",
            "To fix this: --table with one of orders, audit",
        ],
    )
    assert not Path("b.yaml").exists()


def test_what_is_lost_is_told_with_its_line_and_strict_makes_it_fail(command) -> None:
    name = write("t.json", json.dumps(TABLE | {"Surprise": 1}, indent=1))
    code, _, err = command("import", name, "-o", "a.yaml")

    assert code == 0
    first, second = err.splitlines()
    assert first == "t.json: not kept as it was, in 1 place:"
    assert second.startswith("  t.json:")
    assert "Surprise" in second
    assert command("import", name, "-o", "b.yaml", "--strict")[0] == 1


def test_a_design_that_is_there_is_not_written_over_unless_forced(command) -> None:
    write("designs/orders.yaml", "precious")
    name = write("t.json", TABLE)

    code, _, err = command("import", name)
    assert (code, err.splitlines()[0]) == (2, "designs/orders.yaml is there already.")
    assert Path("designs/orders.yaml").read_text() == "precious"
    assert command("import", name, "--force")[0] == 0
    assert load_design("designs/orders.yaml").name == "orders"


def test_an_update_keeps_comments_and_everything_that_the_source_does_not_have(command) -> None:
    write(
        "d.yaml",
        """\
# by hand
version: 1
tables:
  orders: {partition_key: PK, sort_key: SK, removal_policy: DESTROY} # the keys
entities:
  Order: {population: 10, item: {PK: "{id}", SK: A, id: {faker: uuid4}}} # our orders
""",
    )
    name = write("t.json", TABLE | {"DeletionProtectionEnabled": True})

    code, out, _ = command("import", name, "-o", "d.yaml", "--update")
    text = Path("d.yaml").read_text()

    assert code == 0
    assert "updated d.yaml" in out
    assert all(one in text for one in ("# by hand", "# the keys", "# our orders"))
    assert load_design("d.yaml").tables["orders"].deletion_protection
    assert load_design("d.yaml").tables["orders"].removal_policy == "DESTROY"
    code, out, _ = command("import", name, "-o", "d.yaml", "--update")
    assert (code, out.splitlines()[-1]) == (0, "d.yaml is up to date")
    assert Path("d.yaml").read_text() == text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.json"], "there is no file or folder gone.json"),
        (["cut.json"], "cut.json:1:"),
        (["twice.json"], "twice.json:1: 'TableName' is there twice"),
        (["none.json"], "none.json is of none of the formats that can be imported:"),
        (
            ["t.json", "--format", "clowdformation"],
            "there is no format 'clowdformation'; did you mean",
        ),
        (["t.json", "--update"], "--update has to know which design."),
        (["t.json", "-o", "gone.yaml", "--update"], "gone.yaml is not there"),
        (["bytes.json"], "bytes.json:2: not UTF-8: byte 0xff."),
        (["folder"], "folder has neither templates of the CDK"),
        ([], "nothing to import was named."),
        (["--table", "orders"], "it is not said which DynamoDB has the table orders."),
        (["--table", "orders", "--endpoint", "http://127.0.0.1:9"], ""),
    ],
)
def test_wrong_use_is_one_message_and_writes_nothing(command, arguments, message) -> None:
    write("t.json", TABLE)
    write("cut.json", json.dumps(TABLE)[:50])
    write("twice.json", '{"TableName": "a", "TableName": "b"}')
    write("none.json", {"a": 1})
    Path("bytes.json").write_bytes(b'{\n"a": "\xff"}')
    write("folder/readme.txt", "nothing here")

    code, _, err = command("import", *arguments)

    assert code == 2
    assert err.startswith(message)
    assert "Traceback" not in err
    assert not Path("designs").exists()


def test_the_formats_are_listed(command) -> None:
    code, out, _ = command("import", "--formats")

    assert code == 0
    assert {"cloudformation", "terraform", "workbench", "create-table", "skill"} <= {
        line.split()[0] for line in out.splitlines()
    }


def test_a_live_table_becomes_a_design_with_entities_and_without_their_values(
    command, tmp_path
) -> None:
    served = Process(tmp_path)
    client = served.client()
    client.create_table(**TABLE)
    for number in range(30):
        item = {
            "PK": {"S": f"USER#u{number:04}"},
            "SK": {"S": "PROFILE"},
            "user_id": {"S": f"u{number:04}"},
            "name": {"S": f"Secret Person {number}"},
        }
        client.put_item(TableName="orders", Item=item)

    code, out, err = command(
        "import", "--table", "orders", "--endpoint", served.url, "--name", "live"
    )
    served.process.terminate()
    served.end()
    text = Path("designs/live.yaml").read_text()

    assert code == 0
    assert "wrote designs/live.yaml" in out
    assert "read units" in err
    assert 'PK: "USER#{user_id}"' in text
    assert "Secret" not in text
    assert list(load_design("designs/live.yaml").entities) == ["User"]
