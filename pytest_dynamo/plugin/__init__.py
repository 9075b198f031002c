"""The pytest plugin: options, fixtures, markers, the guard against scans, designs as test files.

Nothing heavy is imported here: sessions that have nothing to do with DynamoDB pay for the options
and no more.
"""

from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pytest_dynamo.errors import BackendError, DesignError
from pytest_dynamo.plugin.coverage.summary import source, summary_lines
from pytest_dynamo.plugin.coverage.usage import USAGE, SessionUsage, to_property, usage_of
from pytest_dynamo.plugin.databases.environment import client_environment
from pytest_dynamo.plugin.databases.tables import DATABASES, Databases
from pytest_dynamo.plugin.designs import DESIGNS, Designs
from pytest_dynamo.plugin.forecasts import FORECASTS, Forecasts, explained
from pytest_dynamo.plugin.guarding.exercise import check_exercise, check_names
from pytest_dynamo.plugin.guarding.watch import WATCH, Watch
from pytest_dynamo.plugin.items.collect import (
    NAMED,
    DesignFile,
    is_named,
    is_named_design,
    named_paths,
)
from pytest_dynamo.plugin.items.design_item import DesignItem
from pytest_dynamo.plugin.markers import MARKERS, has_markers, read_markers
from pytest_dynamo.plugin.settings import SETTINGS, add_options, read_settings

pytest_plugins = ("pytest_dynamo.plugin.fixtures",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and ini keys."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings, and give clients that are made at import time what they need."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)
    resolved = read_settings(config)
    config.stash[SETTINGS] = resolved
    config.stash[DESIGNS] = Designs(resolved.designs)
    config.stash[NAMED] = named_paths(config)
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    config.stash[DATABASES] = Databases(resolved, worker=worker)
    config.stash[FORECASTS] = Forecasts(seed=resolved.rng_seed)
    config.stash[USAGE] = SessionUsage()
    config.pluginmanager.register(config.stash[USAGE], "pytest_dynamo_usage")
    if resolved.are_in_use:
        stack = ExitStack()
        stack.enter_context(client_environment(resolved.endpoint))
        config.add_cleanup(stack.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - a class of pytest-xdist
    """Tell a worker of pytest-xdist which paths the user named."""
    node.workerinput["dynamo_named"] = [str(path) for path in node.config.stash[NAMED]]


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say which designs are set, and what they run on."""
    resolved = config.stash[SETTINGS]
    if not resolved.are_in_use:
        return None
    designs = [_shown(config, path) for path in resolved.designs] or ["no design"]
    guard = "off" if resolved.guard is False else "on"
    throttling = ", throttling on" if resolved.throttle and not resolved.endpoint else ""
    parts = ", ".join([*designs, resolved.endpoint or "embedded", f"guard {guard}"])
    return f"dynamo: {parts}{throttling}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Load the designs that are set and look at the endpoint: a mistake is told once, before any test."""
    if errors := session.config.stash[DESIGNS].errors():
        raise pytest.UsageError("\n".join(map(str, errors)))
    if session.config.option.collectonly:
        return
    try:
        session.config.stash[DATABASES].check()
    except BackendError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> DesignFile | None:
    """Collect the design files that the command line names."""
    if is_named_design(file_path, parent.config.stash[NAMED]):
        collector: DesignFile = DesignFile.from_parent(parent, path=file_path)
        return collector
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Read the markers of a test, and prepare to watch it where there is a reason to."""
    if isinstance(item, DesignItem) or not _is_watched(item):
        return
    resolved = item.config.stash[SETTINGS]
    markers = read_markers(item)
    matchers = item.config.stash[DESIGNS].in_use(markers.design)
    check_names(markers.exercises, matchers)
    is_guarded = resolved.guard
    if is_guarded is None:
        is_guarded = bool(resolved.designs) or has_markers(item)
    item.stash[WATCH] = Watch(
        matchers=matchers, markers=markers, is_guarded=is_guarded, root=item.config.rootpath
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watch the test function, and fail the test by what was seen.

    This is where a scan counts that the code under test swallowed, or made in another thread.
    """
    __tracebackhide__ = True
    watch = item.stash.get(WATCH, None)
    if watch is None:
        return (yield)
    try:
        with watch.watching():
            result = yield
    except BaseException as error:
        watch.judge(error)
        raise
    finally:
        usage = usage_of(watch.all_calls, watch.matchers)
        if usage:
            item.user_properties.append(to_property(usage))
    watch.judge(None)
    for exercise in watch.markers.exercises:
        check_exercise(exercise, watch.all_calls)
    return result


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say what limits a design where an assertion about its forecast fails."""
    return explained(op, left, right)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was done with each access pattern; nothing where nothing was."""
    config = terminalreporter.config
    for path, usage in config.stash[USAGE].by_design.items():
        place = config.invocation_params.dir / path
        try:
            matcher = config.stash[DESIGNS].load(place)
        except DesignError:  # it was there when the tests ran
            continue
        is_tested = is_named(place, config.stash[NAMED])
        terminalreporter.write_sep("-", f"dynamo: access patterns ({source(usage)})")
        for line in summary_lines(usage, matcher, path=path, is_tested=is_tested):
            terminalreporter.write_line(line)


def _is_watched(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return (
        item.config.stash[SETTINGS].are_in_use
        or any(name.startswith("dynamo_") for name in names)
        or has_markers(item)
    )


def _shown(config: pytest.Config, path: Path) -> str:
    here = config.invocation_params.dir
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
