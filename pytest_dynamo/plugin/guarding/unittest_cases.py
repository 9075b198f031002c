"""Tests of unittest, whose failures pytest keeps aside and reports in place of what a hook raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_dynamo.plugin.guarding.violations import Violation


@dataclass(frozen=True, slots=True)
class Caught:
    """What unittest caught in one test. `error` is how the test ended by that, None if well."""

    infos: list[Any] = field(default_factory=list)

    @property
    def error(self) -> BaseException | None:
        """The first thing caught: the one that pytest reports."""
        return self.infos[0].value if self.infos else None

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """Let what the guard raises be what is reported, but where the test is expected to fail."""
        try:
            yield
        except (Violation, pytest.fail.Exception):
            if not isinstance(self.error, pytest.xfail.Exception):
                self.infos.clear()
            raise


def caught_by_unittest(item: pytest.Item) -> Caught:
    """What a `unittest.TestCase` did not let through; nothing for other tests."""
    # `TestCaseFunction` of pytest has no other place to read it from.
    return Caught(item.__dict__.get("_excinfo") or [])
