"""What the plugin does in a session that has to do with DynamoDB.

`activation.activate` registers these hooks; until then none of what they need is imported. boto3 and the
like are not imported here either, but where a test needs them.
"""

from collections.abc import Generator
from pathlib import Path

import pytest

from pytest_dynamo.plugin.coverage.conclusion import check_wishes, count_usage
from pytest_dynamo.plugin.databases.endpoint import ENDPOINT
from pytest_dynamo.plugin.databases.endpoint_hooks import prepare_endpoint
from pytest_dynamo.plugin.databases.tables import DATABASES, Databases
from pytest_dynamo.plugin.designs import DESIGNS, Designs
from pytest_dynamo.plugin.fixtures.around_tests import begin_test, beside, end_test
from pytest_dynamo.plugin.fixtures.differences import told
from pytest_dynamo.plugin.forecasts import FORECASTS, Forecasts, explained
from pytest_dynamo.plugin.guarding.calls import Calls
from pytest_dynamo.plugin.guarding.exercise import check_exercise, check_names
from pytest_dynamo.plugin.guarding.guard import Rules
from pytest_dynamo.plugin.guarding.unittest_cases import caught_by_unittest
from pytest_dynamo.plugin.guarding.watch import WATCH, Watch
from pytest_dynamo.plugin.items.design_item import DesignItem
from pytest_dynamo.plugin.markers import has_markers, kinds, read_markers
from pytest_dynamo.plugin.named import is_watched
from pytest_dynamo.plugin.settings import SETTINGS


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what tests share, and give clients that are made at import time what they need."""
    resolved = config.stash[SETTINGS]
    config.stash[DESIGNS] = Designs(resolved.designs)
    endpoint = prepare_endpoint(config)
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    config.stash[DATABASES] = Databases(resolved, worker=worker, endpoint=endpoint)
    config.stash[FORECASTS] = Forecasts(seed=resolved.rng_seed)
    count_usage(
        config,
        backend=lambda: config.stash[ENDPOINT].described(),
        caveat=lambda: config.stash[ENDPOINT].caveat,
    )


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say which designs are set, and what they run on."""
    resolved = config.stash[SETTINGS]
    if not resolved.are_in_use:
        return None
    designs = [_shown(config, path) for path in resolved.designs] or ["no design"]
    on = "strict" if resolved.is_strict else "on"
    guard = "off" if resolved.guard is False else on
    throttling = ", throttling on" if resolved.throttle and not resolved.endpoint else ""
    parts = ", ".join([*designs, config.stash[ENDPOINT].described(), f"guard {guard}"])
    return f"dynamo: {parts}{throttling}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Load the designs that are set: a mistake is told once, before any test."""
    if errors := session.config.stash[DESIGNS].errors():
        raise pytest.UsageError("\n".join(map(str, errors)))
    session.config.stash[DESIGNS].check_names()
    check_wishes(session.config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Read the markers of a test, and prepare to watch it where there is a reason to."""
    if isinstance(item, DesignItem) or not is_watched(item):
        return
    resolved = item.config.stash[SETTINGS]
    markers = read_markers(item)
    matchers = item.config.stash[DESIGNS].in_use(markers.design)
    check_names(markers.exercises, matchers)
    is_guarded = resolved.guard
    if is_guarded is None:
        is_guarded = bool(resolved.designs) or has_markers(item)
    forbidden = kinds(is_strict=resolved.is_strict) if is_guarded else frozenset()
    rules = Rules(
        kinds=forbidden - markers.allowed,
        max_waste=resolved.max_waste,
        max_pages=resolved.max_pages,
    )
    item.stash[WATCH] = Watch(
        matchers=matchers, markers=markers, rules=rules, root=item.config.rootpath
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watch the test function, and fail the test by what was seen.

    This is where a scan counts that the code under test swallowed, or made in another thread, and what
    only shows at the end.
    """
    __tracebackhide__ = True
    begin_test(item)
    watch = item.stash.get(WATCH, None)
    if watch is None:
        return (yield)
    try:
        with watch.watching():
            result = yield
    except BaseException as error:
        watch.judge(error)
        raise
    caught = caught_by_unittest(item)
    with caught.giving_way():
        watch.judge(caught.error)
    if caught.error is not None:
        return result
    for exercise in watch.markers.exercises:
        check_exercise(exercise, Calls(watch.ended))
    return result


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Let what a fixture writes into tables that outlive tests live as long as it does."""
    __tracebackhide__ = True
    with beside(fixturedef, request):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Make tables that outlive the test what they were, once its own fixtures are gone.

    Also where one of these failed. Pytest keeps tests to the end of the session; what was watched of one
    holds its DynamoDB, and goes now.
    """
    try:
        return (yield)
    finally:
        try:
            end_test(item)
        finally:
            if WATCH in item.stash:
                del item.stash[WATCH]


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say what limits a design, or what is not as it says, where an assertion about that fails."""
    return told(op, left, right) or explained(op, left, right)


def _shown(config: pytest.Config, path: Path) -> str:
    here = config.invocation_params.dir
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
