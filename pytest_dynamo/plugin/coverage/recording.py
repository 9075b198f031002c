"""Each test's report carries what the test did; in every process that runs tests."""

from collections.abc import Generator

import pytest

from pytest_dynamo.plugin.coverage.reports import OWN_CALLS, put_on_report, set_properties
from pytest_dynamo.plugin.coverage.usage import Usage, UsageByDesign, usage_of
from pytest_dynamo.plugin.guarding.watch import WATCH


class Recording:
    """A plugin that adds up the calls of each test when its report is made."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put the figures among the properties of the test, for JUnit, and on the report."""
        if call.when != "call":
            return (yield)
        usage, names = _usage(item)
        set_properties(item.user_properties, usage, names)
        report = yield
        put_on_report(report, usage, is_own=OWN_CALLS in item.stash)
        return report


def _usage(item: pytest.Item) -> tuple[UsageByDesign, dict[str, str]]:
    """What a test did, by the path of the design, and the names of the designs by their paths."""
    if own := item.stash.get(OWN_CALLS, None):
        if own.matcher is None:
            return {}, {}
        usage = Usage()
        for call in own.calls:
            usage.add(call, goes_on=True)  # every page and every shard belongs to one performance
        design = own.matcher.design
        return {design.path: usage}, {design.path: design.name}
    watch = item.stash.get(WATCH, None)
    if watch is None:
        return {}, {}
    found = usage_of(watch.ended, watch.matchers, prefix=watch.prefix)
    return found, {matcher.design.path: matcher.design.name for matcher in watch.matchers}
