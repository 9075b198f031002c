"""From a finished load test to its folder: `run.json`, `report.html`, and the index of all runs."""

import hashlib
import math
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_dynamo.errors import MissingExtraError, ReportsError
from pytest_dynamo.locust.conducting.followers import Followers
from pytest_dynamo.locust.conducting.pacing import pattern_rates
from pytest_dynamo.locust.modelling.appraisal import appraise
from pytest_dynamo.locust.running.facts import facts_of
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import WRONG_USE, tell
from pytest_dynamo.measure.gates import figures_of_run, gate_line, judged, read_gates
from pytest_dynamo.measure.run import Run, run_of
from pytest_dynamo.measure.run_folder import RUN_FILE
from pytest_dynamo.report.folders.run import render_folder, write_run
from pytest_dynamo.report.forms.summary import first_throttle_lines, load_lines, summary_lines

if TYPE_CHECKING:
    from pytest_dynamo.forecast.values import Forecast


def conclude(
    test: LoadTest, followers: Followers, *, interrupted: bool, is_hurried: bool = False
) -> list[str]:
    """Write what a load test amounted to; gives the lines to say about it.

    Where the page cannot be rendered, the run file is there all the same. Where nothing can be
    written, the run file is in the temporary directory, and Locust ends with exit code 2. One that
    `is_hurried` gives no advice, which takes a while.
    """
    test.cease()
    test.add_up()
    _foresee_what_came(test)
    facts = followers.conclude(test, facts_of(test, interrupted=interrupted))
    run = _judged(run_of(test.total, facts), test.settings.fail_on)
    test.gates, test.reported = run.gates, time.time()
    lines = (summary_lines(run)[0], *first_throttle_lines(run), *load_lines(run))
    headline = "\n".join(lines)
    if not is_hurried:
        run = _advised(test, run)
    return [headline, *_written(test, run), *_failed_gates(run)]


def _advised(test: LoadTest, run: Run) -> Run:
    """A run with the assessment of its design; what was measured is written first, whatever becomes of it."""
    rates = pattern_rates(test.environment)
    made = _forecast_to_weigh_by(test, rates)
    if made is None:
        return run
    with suppress(ReportsError):  # it is told when all of it is written
        test.folder = write_run(run, test.settings.reports, test.folder)
    assessment = appraise(
        test.scenario.design,
        made,
        rates,
        test.settings,
        scale=test.place.scale,
        now=test.place.now,
        text=_text(test),
        shown=test.shown,
    )
    return replace(run, assessment=assessment)


def _forecast_to_weigh_by(test: LoadTest, rates: Mapping[str, float]) -> "Forecast | None":
    """The forecast that fixes are weighed by, where advice is wanted: that of the run.

    A run that changes its rate is not forecast; then it is one of the rate that was asked for.
    """
    settings = test.settings
    if not settings.advises or not settings.forecasts:
        return None
    if test.forecast or not test.changes_rate:
        return test.forecast
    peak = 1.0 if math.isinf(settings.rate) else settings.rate
    return test.foreseen(rates, peak)


def _text(test: LoadTest) -> str:
    """The text of the design file, unless it was changed in the meantime."""
    try:
        written = Path(test.scenario.design.path).read_bytes()
    except OSError:
        return ""
    is_same = hashlib.sha256(written).hexdigest() == test.scenario.sha256
    return written.decode("utf-8", "replace") if is_same else ""


def _written(test: LoadTest, run: Run) -> list[str]:
    """Write a run, and render its page; gives the lines that say where they are."""
    try:
        folder = write_run(run, test.settings.reports, test.folder)
    except ReportsError as error:
        test.environment.process_exit_code = WRONG_USE
        return _saved_elsewhere(run, error)
    figures = f"figures  {folder / RUN_FILE}"
    try:
        page = render_folder(folder, on_skipped=lambda line: tell(f"dynamo: {line}"))
    except MissingExtraError as missing:
        tell(f"dynamo: {missing}, then: pytest-dynamo report {folder}")
        return [figures]
    except ReportsError as error:
        test.environment.process_exit_code = WRONG_USE
        tell(f"dynamo: {error}, then: pytest-dynamo report {folder}")
        return [figures]
    test.report_page = page.resolve()
    return [f"report  {page}"]


def _judged(run: Run, fail_on: str | None) -> Run:
    """A run with the gates it was to pass."""
    if fail_on is None:
        return run
    return replace(run, gates=judged(read_gates(fail_on), figures_of_run(run)))


def _failed_gates(run: Run) -> list[str]:
    return [f"gate failed: {gate_line(gate)}" for gate in run.gates if not gate.is_passed]


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
