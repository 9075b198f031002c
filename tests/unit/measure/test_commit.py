"""Which commit a file is at."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_dynamo.measure import commit
from pytest_dynamo.measure.commit import Commit, commit_of

Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Git in a repository of its own, with `designs/shop.yaml` in its only commit."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")

    def run(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.strip()

    (tmp_path / "designs").mkdir()
    (tmp_path / "designs" / "shop.yaml").write_text("version: 1\n")
    run("init", "--quiet")
    run("add", ".")
    run("commit", "--quiet", "-m", "A shop")
    return run


@pytest.fixture
def design(tmp_path: Path) -> Path:
    return tmp_path / "designs" / "shop.yaml"


def test_a_file_is_at_the_commit_of_its_repository(git: Git, design: Path) -> None:
    assert commit_of(design) == Commit(hash=git("rev-parse", "HEAD"))
    assert len(commit_of(design).hash) == 40


def test_a_change_anywhere_in_the_repository_is_one(git: Git, design: Path) -> None:
    other = design.parent.parent / "locustfile.py"
    other.write_text("")
    assert not commit_of(design).has_uncommitted_changes  # it is not tracked, as reports are not

    git("add", "locustfile.py")

    assert commit_of(design).has_uncommitted_changes


def test_a_design_that_is_not_tracked_is_a_change(git: Git, design: Path) -> None:
    other = design.with_name("other.yaml")
    other.write_text("version: 1\n")
    assert commit_of(other) == Commit(hash=git("rev-parse", "HEAD"), has_uncommitted_changes=True)

    (design.parent / ".gitignore").write_text("other.yaml\n")

    assert commit_of(other).has_uncommitted_changes


def test_what_git_tells_a_hook_is_about_another_repository(
    git: Git, design: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    found = commit_of(design)
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")

    assert found == Commit(hash=git("rev-parse", "HEAD"))


def test_a_repository_without_a_commit_has_none(git: Git, design: Path) -> None:
    git("update-ref", "-d", "HEAD")

    assert commit_of(design) == Commit()


@pytest.mark.usefixtures("git")
def test_without_git_nothing_is_known(design: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "_GIT", ("no-such-program",))

    assert commit_of(design) == Commit()


@pytest.mark.usefixtures("git")
def test_what_takes_too_long_is_not_known(design: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "_GIT", ("sleep", "9", "#"))
    monkeypatch.setattr(commit, "MOST_SECONDS", 0.01)

    assert commit_of(design) == Commit()


def test_outside_a_repository_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    assert commit_of(tmp_path / "shop.yaml") == Commit()
    assert commit_of(tmp_path / "nowhere" / "shop.yaml") == Commit()
