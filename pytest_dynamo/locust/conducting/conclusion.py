"""From a finished load test to its folder: `run.json`, `report.html`, and the index of all runs."""

import math
import platform
import shlex
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from pytest_dynamo.errors import MissingExtraError, ReportsError
from pytest_dynamo.locust.conducting.processes import pattern_rates
from pytest_dynamo.locust.running.follower import Follower
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.settings.values import options_of
from pytest_dynamo.locust.terminal.console import WRONG_USE, tell
from pytest_dynamo.measure.run import Run, RunFacts, run_of
from pytest_dynamo.measure.run_folder import RUN_FILE
from pytest_dynamo.measure.run_values import How, RunPopulation, Totals
from pytest_dynamo.report.folder import render_folder, write_run
from pytest_dynamo.report.text import first_throttle_lines, summary_lines

PACKAGES = ("pytest-dynamo", "locust", "boto3", "botocore", "moto")


def conclude(test: LoadTest, followers: Iterable[Follower], *, interrupted: bool) -> list[str]:
    """Write what a load test amounted to; gives the lines to say about it.

    Where the page cannot be rendered, the run file is there all the same. Where nothing can be
    written, the run file is in the temporary directory, and Locust ends with exit code 2.
    """
    test.add_up()
    _foresee_what_came(test)
    facts = facts_of(test, interrupted=interrupted)
    for follower in followers:
        facts = follower.conclude(test, facts)
    run = run_of(test.total, facts)
    test.reported = time.time()
    headline = "\n".join((summary_lines(run)[0], *first_throttle_lines(run)))
    try:
        folder = write_run(run, test.settings.reports)
    except ReportsError as error:
        test.environment.process_exit_code = WRONG_USE
        return [headline, *_saved_elsewhere(run, error)]
    figures = f"figures  {folder / RUN_FILE}"
    try:
        page = render_folder(folder, on_skipped=lambda line: tell(f"dynamo: {line}"))
    except MissingExtraError as missing:
        tell(f"dynamo: {missing}, then: pytest-dynamo report {folder}")
        return [headline, figures]
    except ReportsError as error:
        test.environment.process_exit_code = WRONG_USE
        tell(f"dynamo: {error}, then: pytest-dynamo report {folder}")
        return [headline, figures]
    return [headline, f"report  {page}"]


def _foresee_what_came(test: LoadTest) -> None:
    """Forecast a run without a rate of its own for the rate that came of it."""
    if test.forecast is not None or not math.isinf(test.settings.rate):
        return
    rates = pattern_rates(test.environment)
    requests = sum(
        pattern.requests for name, pattern in test.total.patterns.items() if name in rates
    )
    seconds = test.started + test.elapsed_seconds - test.total.from_time
    if requests and seconds > 0:
        test.foresee(rates, requests / seconds / sum(rates.values()))


def _saved_elsewhere(run: Run, error: ReportsError) -> list[str]:
    """Save a run in the temporary directory; gives the line that says where, or all its figures."""
    try:
        folder = write_run(run, Path(tempfile.mkdtemp(prefix="pytest-dynamo-")))
    except (ReportsError, OSError) as second:
        tell(f"dynamo: {error}.\nNor can the run be saved elsewhere: {second}")
        return list(summary_lines(run)[1:])
    tell(f"dynamo: {error}.\nThe run is saved elsewhere; to see it: pytest-dynamo report {folder}")
    return [f"figures  {folder / RUN_FILE}"]


def facts_of(test: LoadTest, *, interrupted: bool) -> RunFacts:
    """What is known of a load test besides its calls."""
    backend = test.place.backend
    return RunFacts(
        design=test.scenario.design,
        design_sha256=test.scenario.sha256,
        backend=backend.kind,
        endpoint=backend.endpoint,
        started=test.started,
        duration_seconds=test.elapsed_seconds,
        plans=test.scenario.plans,
        # --reset-stats makes Locust forget what was before; the tally does not
        throttling=test.throttling,
        partition_units={
            "read": test.settings.parameters.partition_read_units,
            "write": test.settings.parameters.partition_write_units,
        },
        forecast=test.forecast,
        totals=None if options_of(test.environment).reset_stats else _totals(test),
        how=_how(test, interrupted=interrupted),
    )


def _totals(test: LoadTest) -> Totals:
    """Locust's own count; of what it does not count, the tally's."""
    counted, tally = test.environment.stats.total, test.total
    return Totals(
        requests=counted.num_requests,
        failures=counted.num_failures,
        throttled=int(sum(tally.throttled.values())),
        dropped=tally.dropped,
        throttled_items=tally.throttled_items,
    )


def _how(test: LoadTest, *, interrupted: bool) -> How:
    options = options_of(test.environment)
    population = test.place.population
    return How(
        command=shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        rate=test.settings.rate_text,
        users=test.schedule.users,
        spawn_rate=float(options.spawn_rate or 1),
        seed=test.settings.rng_seed,
        warm_up_seconds=test.warm_up_seconds,
        interrupted=interrupted,
        population=RunPopulation(
            scale=test.place.scale,
            items=population.total_items(),
            entities=population.counts(),
        ),
        keys=test.settings.key_texts,
        throttling=test.place.throttling,
        versions={
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        exceptions=test.raised.counts(),
        ended_by=test.ended_by,
    )
