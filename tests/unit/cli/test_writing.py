"""Files that a command writes: whole or not at all."""

import os
from pathlib import Path

import pytest

from pytest_dynamo.cli.writing import write_whole
from pytest_dynamo.errors import DynamoError


def test_a_file_is_written_anew_with_the_rights_it_had(tmp_path: Path) -> None:
    path = tmp_path / "found.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)

    write_whole(path, "new\n")

    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) == ("new\n", 0o640)


def test_a_new_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other.txt").touch()

    write_whole(tmp_path / "found.txt", "new")

    assert (tmp_path / "found.txt").stat().st_mode == (tmp_path / "other.txt").stat().st_mode


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "found.txt")

    write_whole(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "found.txt").read_text(encoding="utf-8") == "new"


def test_a_path_that_is_not_utf_8_is_written_as_its_bytes(tmp_path: Path) -> None:
    write_whole(tmp_path / "found.txt", "\udcff.yaml")

    assert (tmp_path / "found.txt").read_bytes() == b"\xff.yaml"


def test_a_device_is_written_to_and_not_replaced() -> None:
    before = Path(os.devnull).stat()

    write_whole(Path(os.devnull), "new")

    assert Path(os.devnull).stat().st_ino == before.st_ino


def test_what_the_system_refuses_is_one_message_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "found.txt"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(DynamoError) as raised:
        write_whole(path, "new")

    assert str(raised.value) == (
        f"{path} cannot be written: no space left on device.\n"
        "To fix this: name another file, or make room"
    )
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [
        ("found.txt", "old")
    ]
