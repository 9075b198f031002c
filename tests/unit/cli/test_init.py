"""`pytest-dynamo init`: from options or at a terminal, and never over what is there."""

import io
import sys
from pathlib import Path

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.design.reader import load_design

FLAGS = ("--name", "orders", "--entity", "User", "--entity", "Order:User")
EXAMPLE = (
    "To fix this: pytest-dynamo init --name orders --entity User --entity Order:User "
    '--pattern "list Order" --pattern "find User by email"\n'
)


def files_in(folder: str) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command in an empty folder: the exit code, what was printed, and the errors."""
    (tmp_path / "my shop").mkdir()
    monkeypatch.chdir(tmp_path / "my shop")
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


@pytest.fixture
def answered(command, monkeypatch: pytest.MonkeyPatch):
    """Run `init` at a terminal where somebody types those lines."""

    def run(*lines: str, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        typed = io.StringIO("".join(f"{line}\n" for line in lines))
        typed.isatty = lambda: True
        monkeypatch.setattr(sys, "stdin", typed)
        return command("init", *options)

    return run


def test_options_are_enough_for_a_design_that_passes_the_check(command) -> None:
    code, out, err = command("init", *FLAGS, "--pattern", "list Order", "--pattern", "get user")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "wrote designs/orders.yaml   2 entities, 2 access patterns",
        "next: pytest -p pytest_dynamo designs/orders.yaml",
    ]
    assert list(load_design("designs/orders.yaml").access_patterns) == [
        "list_orders_of_user",
        "get_user",
    ]
    code, out, _ = command("check", "designs/orders.yaml", "--fail-on", "warning")
    assert (code, out.splitlines()[1]) == (0, "  nothing found")


def test_a_name_that_is_left_out_is_that_of_the_folder(command) -> None:
    _, out, _ = command("init", "--entity", "User", "--folder", "tables/new")

    assert out.splitlines()[0] == ("wrote tables/new/my-shop.yaml   1 entity, 2 access patterns")


def test_a_folder_whose_name_makes_none_is_told(command, tmp_path, monkeypatch) -> None:
    (tmp_path / "ä").mkdir()
    monkeypatch.chdir(tmp_path / "ä")

    assert command("init", "--entity", "User") == (
        2,
        "",
        f"the design has no name, and this folder's makes none.\n{EXAMPLE}",
    )


def test_editors_are_told_of_a_schema_that_is_there(command) -> None:
    Path("designs").mkdir()
    Path("designs/design.schema.json").touch()

    command("init", *FLAGS)

    first, *_ = Path("designs/orders.yaml").read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=design.schema.json"


def test_a_design_is_written_over_only_by_force(command) -> None:
    command("init", *FLAGS)
    before = Path("designs/orders.yaml").read_text(encoding="utf-8")

    assert command("init", "--name", "orders", "--entity", "Shop") == (
        2,
        "",
        (
            "designs/orders.yaml is there already.\n"
            "To fix this: another --name, or --force to write over it\n"
        ),
    )
    assert Path("designs/orders.yaml").read_text(encoding="utf-8") == before

    code, _, _ = command("init", "--name", "orders", "--entity", "Shop", "--force")

    assert code == 0
    assert list(load_design("designs/orders.yaml").entities) == ["Shop"]
    assert files_in("designs") == ["orders.yaml"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), f"no entity was named, and there is no terminal to ask at.\n{EXAMPLE}"),
        (("--pattern", "get User"), f"--pattern needs the entities it is about.\n{EXAMPLE}"),
        ((*FLAGS, "--pattern", "list User"), "'list User' would read every User there is"),
        (("--name", "../orders", "--entity", "User"), "'../orders' is no name for a design"),
        ((*FLAGS, "--folder", "file"), "file is no folder."),
        ((*FLAGS, "--folder", "x" * 300), f"{'x' * 300} cannot be written: file name too long."),
        ((*FLAGS, "--folder", "file/below"), "file/below cannot be written: not a directory."),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_written(command, arguments, message) -> None:
    Path("file").touch()

    code, out, err = command("init", *arguments)

    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert files_in(".") == ["file"]


def test_at_a_terminal_it_asks(answered) -> None:
    code, out, err = answered("shop", "User", "Order:User", "", "", "list, find by status")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        (
            "What is the table called? [orders]: "
            "Which kinds of items are there? User, say, and then Order:User for those of a user."
        ),
        (
            "  the first:   one more, or Enter:   one more, or Enter: "
            "User: get, create, update, delete, find by …? [get, create]: "
            "Order: get, list (those of a User), create, update, delete, find by …? [list, create]: "
            "wrote designs/shop.yaml   2 entities, 4 access patterns"
        ),
        "next: pytest -p pytest_dynamo designs/shop.yaml",
    ]
    assert list(load_design("designs/shop.yaml").access_patterns) == [
        "get_user",
        "create_user",
        "list_orders_of_user",
        "find_order_by_status",
    ]


def test_what_makes_no_sense_is_asked_again(answered) -> None:
    code, out, err = answered("my shop", "", "", "Usr:", "User", "", "gte, list", "get")

    assert code == 0
    assert "wrote designs/orders.yaml   1 entity, 1 access pattern\n" in out
    assert [line for line in err.splitlines() if not line.startswith("To fix this")] == [
        "'my shop' is no name for a design: letters, digits, - and _, up to 100.",
        "a design needs an entity, a kind of item.",
        "'' is no name for an entity: a letter, then letters and digits.",
        "'gte User' is no question; did you mean 'get'?",
    ]


def test_a_design_that_is_there_is_told_before_anything_is_asked(answered, command) -> None:
    command("init", *FLAGS)

    code, out, err = answered("User", options=("--name", "orders"))

    assert (code, out) == (2, "")
    assert err.startswith("designs/orders.yaml is there already.")


def test_going_away_in_the_middle_writes_nothing(answered) -> None:
    code, _, err = answered("shop", "User")

    assert (code, err) == (1, "Aborted.\n")
    assert files_in(".") == []
