"""What all tests of a session did: gathered from their reports, whichever process ran them."""

from collections.abc import Mapping

import pytest

from pytest_dynamo.plugin.coverage.reports import OneTest, from_report
from pytest_dynamo.plugin.coverage.selection import Selection, is_at


class SessionUsage:
    """The tests of a session by their ids.

    `seen` are the tests that were to run, skipped ones included; `tests` those that ran.
    `not_collected` are the files and folders that could not be collected, or were skipped. `died_at`
    are the tests during which a worker of pytest-xdist died. `from_last_run` are the figures of tests
    that this session left out because they passed before. `has_groups` says that pytest-xdist adds
    the groups of tests to their ids.
    """

    def __init__(self, *, has_groups: bool = False) -> None:
        self._has_groups = has_groups
        self.seen: set[str] = set()
        self.not_collected: set[str] = set()
        self.tests: dict[str, OneTest] = {}
        self.died_at: list[str] = []
        self.from_last_run: Mapping[str, OneTest] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what one test did; the last report counts where a test is run again."""
        id_ = self._id(report.nodeid)
        self.seen.add(id_)
        if report.when == "call":
            self.tests[id_] = from_report(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note where tests may be that nobody saw."""
        if not report.passed:
            self.not_collected.add(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str) -> None:
        """Note that a worker of pytest-xdist died in a test."""
        self.died_at.append(self._id(crashitem))

    def is_gone(self, id_: str, selection: Selection) -> bool:
        """Whether there is no such test any more, as far as this run can tell, but for `-k` and `-m`."""
        if not selection.is_whole or id_ in self.seen:
            return False
        is_hidden = any(is_at(id_, place) for place in self.not_collected)
        return selection.names(id_) and not is_hidden

    @property
    def all_tests(self) -> dict[str, OneTest]:
        """Those that ran, and those that the last run answers for, in the order of their ids."""
        return dict(sorted({**self.from_last_run, **self.tests}.items()))

    def _id(self, nodeid: str) -> str:
        """The id of a test without what `--dist loadgroup` adds to it: `test_x.py::test_it@group`."""
        id_, at, group = nodeid.rpartition("@")
        return id_ if self._has_groups and at and not set(group) & {"]", ":", "/"} else nodeid

    @property
    def has_tests_of_users(self) -> bool:
        """Whether any test ran that is no test item of a design file."""
        return any(not test.is_own for test in self.all_tests.values())
