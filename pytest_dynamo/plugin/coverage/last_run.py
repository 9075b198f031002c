"""What the tests of earlier runs did, kept in pytest's cache for runs that leave out what passed.

`--lf` and `--sw` run some of the tests only because the others passed before. What those did stands,
as long as the design is the same; each test's figures are kept with a hash of the design's file.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pytest_dynamo.plugin.coverage.reports import OneTest
from pytest_dynamo.plugin.coverage.selection import Selection
from pytest_dynamo.plugin.coverage.session import SessionUsage
from pytest_dynamo.plugin.coverage.usage import Usage

_KEY = "dynamo/usage"
_VERSION = 1
_MEMBERS = {"outcome", "is_own", "chosen_by", "usage"}
_MOST_EXPRESSIONS = 9


class LastRun:
    """The figures of earlier runs, by test; none where pytest keeps no cache."""

    def __init__(self, config: pytest.Config, *, here: Path) -> None:
        self._cache: pytest.Cache | None = getattr(config, "cache", None)
        self._here = here
        self._root = config.rootpath
        self._hashes: dict[str, str | None] = {}

    def tests(self, selection: Selection) -> dict[str, OneTest]:
        """Those that this run would choose, with designs that have not changed since."""
        found = {}
        for id_, content in self._content().items():
            is_chosen = selection.expressions in content["chosen_by"] and selection.names(id_)
            if not is_chosen or not (self._root / id_.partition("::")[0]).exists():
                continue
            usage = {
                path: Usage.from_plain(one["usage"])
                for path, one in content["usage"].items()
                if one["design"] == self._hash(path)
            }
            if usage:
                found[id_] = OneTest(
                    usage=usage,
                    outcome=content["outcome"],
                    is_own=content["is_own"],
                    is_from_last_run=True,
                )
        return found

    def keep(self, session: SessionUsage, selection: Selection) -> None:
        """Keep what the tests of this run did; those that it would have chosen and are no more go."""
        before = self._content()
        kept = {
            id_: {**content, "chosen_by": chosen_by}
            for id_, content in before.items()
            if (chosen_by := _still_chosen_by(id_, content, session, selection))
        }
        for id_, test in session.tests.items():
            if test.usage:
                earlier = before.get(id_, {}).get("chosen_by", [])
                kept[id_] = self._plain(test, _with(selection.expressions, earlier))
        if self._cache is not None and kept != before:
            self._cache.set(_KEY, {"version": _VERSION, "tests": dict(sorted(kept.items()))})

    def _plain(self, test: OneTest, chosen_by: list[str]) -> dict[str, Any]:
        return {
            "outcome": test.outcome,
            "is_own": test.is_own,
            "chosen_by": chosen_by,
            "usage": {
                path: {"design": self._hash(path), "usage": usage.to_plain()}
                for path, usage in test.usage.items()
            },
        }

    def _content(self) -> Mapping[str, Any]:
        """What is in the cache; nothing where another version wrote it, or no one."""
        content = self._cache.get(_KEY, None) if self._cache else None
        if not isinstance(content, dict) or content.get("version") != _VERSION:
            return {}
        tests: dict[str, Any] = content.get("tests", {})
        return {id_: one for id_, one in tests.items() if set(one) == _MEMBERS}

    def _hash(self, path: str) -> str | None:
        """A hash of a design's file, None where it cannot be read."""
        if path not in self._hashes:
            try:
                text = (self._here / path).read_bytes()
            except OSError:
                self._hashes[path] = None
            else:
                self._hashes[path] = sha256(text).hexdigest()
        return self._hashes[path]


def _still_chosen_by(
    id_: str, content: Mapping[str, Any], session: SessionUsage, selection: Selection
) -> list[str]:
    """The `-k` and `-m` that are known to choose a test; this run may know that its own do not."""
    chosen_by: list[str] = content["chosen_by"]
    if selection.expressions in chosen_by and session.is_gone(id_, selection):
        return [one for one in chosen_by if one != selection.expressions]
    return chosen_by


def _with(expressions: str, earlier: list[str]) -> list[str]:
    others = [one for one in earlier if one != expressions]
    return sorted([expressions, *others[-_MOST_EXPRESSIONS:]])


def from_last_run(
    session: SessionUsage, last: LastRun, selection: Selection
) -> Mapping[str, OneTest]:
    """What the tests did that this run left out because they passed before."""
    if not selection.leaves_out_passed:
        return {}
    return {id_: test for id_, test in last.tests(selection).items() if id_ not in session.seen}
