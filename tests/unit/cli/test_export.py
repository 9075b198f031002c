"""`pytest-dynamo export`: files are written whole, not over others, and can be compared."""

from pathlib import Path

import pytest

from pytest_dynamo.cli import main

DESIGN = """\
version: 1
name: shop
tables:
  shop: {partition_key: PK, sort_key: SK}
entities:
  User: {population: 10, item: {PK: "USER#{id}", SK: A, id: {faker: uuid4}}}
access_patterns:
  get_user: {get: {PK: "USER#{id}", SK: A}, returns: User}
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command in a folder with one design: the exit code, what was printed, and the errors."""
    monkeypatch.chdir(tmp_path)
    Path("designs").mkdir()
    Path("designs/shop.yaml").write_text(DESIGN, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["export", *arguments])
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


def test_a_single_file_is_printed_and_what_it_lacks_is_told_apart(command) -> None:
    code, out, err = command("cloudformation")

    assert code == 0
    assert out.startswith("AWSTemplateFormatVersion")
    assert err.splitlines()[0] == ("designs/shop.yaml: not held by cloudformation, in 2 places:")


def test_a_file_goes_where_it_is_sent_and_into_a_folder_under_its_own_name(command) -> None:
    assert command("cloudformation", "-o", "infra/t.yaml")[0] == 0
    assert command("cloudformation", "designs/shop.yaml", "-o", "infra")[1].startswith(
        "wrote infra"
    )
    files = sorted(Path("infra").iterdir())

    assert len(files) == 2
    assert files[0].read_text() == files[1].read_text()


def test_a_file_that_is_there_is_written_over_only_by_force_or_by_itself(command) -> None:
    assert command("cloudformation", "-o", "t.yaml")[0] == 0
    assert command("cloudformation", "-o", "t.yaml")[0] == 0
    Path("t.yaml").write_text("precious")

    code, _, err = command("cloudformation", "-o", "t.yaml")
    assert (code, "t.yaml is there already." in err) == (2, True)
    assert Path("t.yaml").read_text() == "precious"
    assert command("cloudformation", "-o", "t.yaml", "--force")[0] == 0


def test_no_file_of_a_folder_is_written_where_one_would_be_written_over(command) -> None:
    assert command("cdk-python", "-o", "app")[0] == 0
    names = sorted(path for path in Path("app").rglob("*") if path.is_file())
    names[0].write_text("precious")
    for path in names[1:]:
        path.unlink()

    assert command("cdk-python", "-o", "app")[0] == 2
    assert [path for path in Path("app").rglob("*") if path.is_file()] == names[:1]


def test_check_compares_and_writes_nothing(command) -> None:
    assert command("cloudformation", "-o", "t.yaml", "--check")[:2] == (1, "t.yaml is not there\n")
    assert not Path("t.yaml").exists()
    command("cloudformation", "-o", "t.yaml")
    assert command("cloudformation", "-o", "t.yaml", "--check")[:2] == (0, "1 file up to date\n")
    code, out, _ = command("cloudformation", "-o", "t.yaml", "--check", "--alarms")
    assert (code, out) == (1, "t.yaml is not up to date\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no format was named"),
        (("terrafrom",), "there is no format 'terrafrom'; did you mean 'terraform'?"),
        (("cdk-python",), "cdk-python has to know a folder for its files."),
        (("workbench", "--alarms"), "--alarms means nothing to workbench."),
        (("cloudformation", "--check"), "cloudformation has to know which files to compare."),
        (("cloudformation", "gone.yaml"), "gone.yaml: 1 mistake"),
        (("cdk-python", "-o", "designs/shop.yaml"), "designs/shop.yaml is a file"),
    ],
)
def test_wrong_use_is_one_message(command, arguments, message) -> None:
    code, _, err = command(*arguments)

    assert code == 2
    assert message in err
    assert "Traceback" not in err


def test_without_a_name_the_folder_has_to_have_a_single_design(command) -> None:
    Path("designs/other.yaml").write_text(DESIGN, encoding="utf-8")
    code, _, err = command("cloudformation")

    assert code == 2
    assert err.startswith("no design was named, and designs/ has 2 designs: designs/other.yaml, ")


def test_the_formats_are_listed(command) -> None:
    code, out, _ = command("--formats")

    assert code == 0
    assert {"cloudformation", "cdk-typescript", "terraform", "python"} <= {
        line.split()[0] for line in out.splitlines()
    }
