"""Which commit of its repository a file is at, by Git; nothing is known where there is none."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

MOST_SECONDS = 5.0
"""What takes longer, in a repository of very many files, is not known."""

# No lock that a user's own command would wait for, and none of what a repository may have run.
_GIT = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false")

_OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit by its full hash, empty where none is known, and whether files differ from it."""

    hash: str = ""
    has_uncommitted_changes: bool = False


def commit_of(file: Path) -> Commit:
    """The commit of the repository that a file stands in.

    A tracked file anywhere in the repository that was changed counts as a change, as may the code of a
    load test; of files that are not tracked only the one that was given does.
    """
    folder = file.resolve().parent
    found = _answer(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    if not found:
        return Commit()
    changes = _answer(folder, "status", "--porcelain", "--untracked-files=no")
    own = _answer(folder, "status", "--porcelain", "--ignored", "--", str(file.resolve()))
    return Commit(hash=found, has_uncommitted_changes=bool(changes or own))


def _environment() -> dict[str, str]:
    """The environment without what Git tells its hooks, which is about another folder."""
    return {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}


def _answer(folder: Path, *arguments: str) -> str | None:
    """What Git says; None where it fails, or there is none."""
    try:
        answer = subprocess.run(
            [*_GIT, *arguments],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=MOST_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
