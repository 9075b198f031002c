"""What has to be true of a run, or a study, besides the types of its members, so that every page of it can be right.

A run that this project wrote passes; a file that was changed by hand or by an attacker may not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.measure.json_form import MisfitError, from_json_form, to_json_form
from pytest_dynamo.measure.resource_values import (
    DirectionFigures,
    KeyFigures,
    PrefixFigures,
    SkewFigures,
)
from pytest_dynamo.measure.run_values import Run
from pytest_dynamo.measure.study_values import Study
from pytest_dynamo.measure.throttling_values import ReasonFigures

MOST_BINS = 100_000
MOST_PARTITIONS = 100_000
MOST_ROWS = 100_000
LARGEST = 1e15
LARGEST_MODELLED = 1e30
"""A forecast of next to no load holds at any rate."""
LONGEST_TEXT = 65_536
MOST_SECONDS = 1e9
ROUNDING = 0.001
LEAST_BIN_SECONDS = 0.001
EARLIEST_YEAR = 1970
LONGEST_SHOWN = 200

_MAY_BE_NEGATIVE = frozenset(
    {"seed", "from_seconds", "first_seconds", "at_seconds", "difference", "difference_by_request"}
)
_MODELLED = ("forecast", "assessment")
"""What a model says of the future may be less than 0, as growth."""
_SHARES = frozenset(
    {"share", "throttled_share", "usable_share", "partition_shares", "top_shares", "lorenz", "gini"}
)


def checked_run(run: Run) -> Run:
    """The run, if it has no mistake; members of its forecast that are not known are left out.

    Raises:
        MisfitError: There is one; its text says where, what was wanted and what was found.
    """
    _check_value(run, "", "")
    _check_sizes(run)
    _check_references(run)
    return run if run.forecast is None else replace(run, forecast=_known_forecast(run.forecast))


def checked_study(study: Study) -> Study:
    """The study, if it has no mistake; members of its forecast that are not known are left out.

    Raises:
        MisfitError: There is one; its text says where, what was wanted and what was found.
    """
    _check_value(study, "", "")
    _check_advice(study.assessment)
    return replace(study, forecast=_known_forecast(study.forecast))


def _known_forecast(data: object) -> object:
    forecast = from_json_form(Forecast, data, "forecast")
    _check_value(forecast, "forecast", "")
    return to_json_form(forecast)


def _check_sizes(run: Run) -> None:
    """Check what belongs together: times, series of one length, partitions and their slices."""
    bins = len(run.series.requests)
    _require(0 < bins <= MOST_BINS, "series.requests", f"1 to {MOST_BINS:,} bins", bins)
    _require(
        run.series.bin_seconds >= LEAST_BIN_SECONDS,
        "series.bin_seconds",
        f"{LEAST_BIN_SECONDS:g} or more",
        run.series.bin_seconds,
    )
    _require(
        run.duration_seconds <= MOST_SECONDS, "duration_seconds", "fewer", run.duration_seconds
    )
    window = run.window
    _require(window.from_seconds <= window.to_seconds, "window", "an end after its start", window)
    for where, series, may_be_empty in _series(run):
        if series or not may_be_empty:
            _require(
                len(series) == bins, where, f"{bins:,} bins, as series.requests has", len(series)
            )
    for number, table in enumerate(run.tables):
        for direction in ("read", "write"):
            _check_direction(getattr(table, direction), f"tables[{number}].{direction}")
    for number, each in enumerate(run.throttling.partitions if run.throttling else ()):
        where = f"throttling.partitions[{number}]"
        most = max(each.at_start, each.at_end)
        _require(most <= MOST_PARTITIONS, where, f"at most {MOST_PARTITIONS:,} partitions", most)
        begin = len(each.begin)
        _require(begin in (0, each.at_end), f"{where}.begin", f"{each.at_end} places", begin)


def _check_references(run: Run) -> None:
    """Check that what names a table or index, or a piece of advice, names one that is there."""
    _require(bool(run.tables), "tables", "one or more", "none")
    known = {(table.table, table.index) for table in run.tables}
    rows: tuple[tuple[str, Sequence[KeyFigures | PrefixFigures | SkewFigures]], ...] = (
        ("keys", run.keys),
        ("prefixes", run.prefixes),
        ("skew", run.skew),
    )
    for name, several in rows:
        for number, each in enumerate(several):
            found = each.table if each.index is None else f"{each.index} of {each.table}"
            is_known = (each.table, each.index) in known
            _require(is_known, f"{name}[{number}]", "a table or index of tables", found)
    for number, each in enumerate(run.skew):
        points = len(each.lorenz)
        _require(points > 1, f"skew[{number}].lorenz", "2 points or more", points)
    if run.assessment:
        _check_advice(run.assessment)


def _check_advice(assessment: Assessment) -> None:
    there = len(assessment.advice)
    for number, each in enumerate(assessment.checked):
        for at in each.advice:
            where = f"assessment.checked[{number}].advice"
            _require(0 <= at < there, where, f"numbers of {there:,} pieces of advice", at)


def _series(run: Run) -> Iterator[tuple[str, tuple[object, ...], bool]]:
    """All that has one number a bin: where it is, and whether it may be missing."""
    yield "series.failures", run.series.failures, False
    yield "series.throttled", run.series.throttled, False
    yield "series.dropped", run.series.dropped, True
    if run.generator:
        yield "generator.cpu_series", run.generator.cpu_series, True
    for number, table in enumerate(run.tables):
        for direction, figures in (("read", table.read), ("write", table.write)):
            where = f"tables[{number}].{direction}"
            yield f"{where}.series", figures.series, False
            for row, heat in enumerate(figures.heat):
                yield f"{where}.heat[{row}]", heat, False
    rows: tuple[tuple[str, Sequence[KeyFigures | PrefixFigures | ReasonFigures]], ...] = (
        ("keys", run.keys),
        ("prefixes", run.prefixes),
        ("throttle_reasons", run.throttle_reasons),
    )
    for name, several in rows:
        for number, each in enumerate(several):
            yield f"{name}[{number}].series", each.series, True


def _check_direction(figures: DirectionFigures, where: str) -> None:
    slices, partitions = figures.slices, figures.partitions
    _require(len(figures.heat) == slices, f"{where}.heat", f"{slices:,} slices", len(figures.heat))
    _require(
        partitions > 0 and slices > 0 and slices % partitions == 0,
        f"{where}.slices",
        f"as many for each of {partitions:,} partitions",
        slices,
    )
    peaks = len(figures.partition_peaks)
    _require(peaks in (0, partitions), f"{where}.partition_peaks", f"{partitions:,}", peaks)
    hottest = figures.hottest_partition
    _require(
        hottest is None or 0 < hottest.number <= partitions,
        f"{where}.hottest_partition.number",
        f"1 to {partitions:,}",
        hottest and hottest.number,
    )


def _check_value(value: Any, where: str, name: str) -> None:  # noqa: ANN401 - of any member
    """Check a member of any kind, and what is in it; `name` is what its own object calls it."""
    if is_dataclass(value):
        for each in fields(value):
            place = f"{where}.{each.name}" if where else each.name
            _check_value(getattr(value, each.name), place, each.name)
    elif isinstance(value, tuple):
        _check_row(value, where, name)
    elif isinstance(value, Mapping):
        for key, content in value.items():
            _check_text(key, where)
            _check_value(content, f"{where}.{key}", name)
    elif isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, datetime):
        _check_time(value, where)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _check_numbers(value, value, where, name)


def _check_row(value: tuple[Any, ...], where: str, name: str) -> None:
    kinds = {*map(type, value)} - {type(None)}
    if kinds and kinds <= {int, float}:  # a series, of which there are many
        numbers = value if None not in value else [one for one in value if one is not None]
        _check_numbers(min(numbers), max(numbers), where, name)
        return
    _require(len(value) <= MOST_ROWS, where, f"at most {MOST_ROWS:,} rows", len(value))
    for number, element in enumerate(value):
        _check_value(element, f"{where}[{number}]", name)


def _check_numbers(least: float, most: float, where: str, name: str) -> None:
    """Check numbers by the least and the largest of them."""
    is_modelled = where.startswith(_MODELLED)
    if name not in _MAY_BE_NEGATIVE and not is_modelled:
        _require(least >= 0, where, "0 or more", least)
    bound = LARGEST_MODELLED if is_modelled else LARGEST
    if name in _SHARES:
        _require(most <= 1 + ROUNDING, where, "a share, at most 1", most)
    _require(-bound <= least <= most <= bound, where, f"a number up to {bound:g}", most)


def _check_text(text: str, where: str) -> None:
    length = len(text)
    _require(length <= LONGEST_TEXT, where, f"at most {LONGEST_TEXT:,} characters", length)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise MisfitError(where, "wanted Unicode text, found half of a surrogate pair") from None


def _check_time(time: datetime, where: str) -> None:
    try:
        is_known = time.tzinfo is not None and time.astimezone(UTC).year >= EARLIEST_YEAR
    except OverflowError:
        is_known = False
    _require(is_known, where, "a time of a known offset, as 2026-11-22T12:30:00Z", time.isoformat())


def _require(is_so: bool, where: str, wanted: str, found: object) -> None:  # noqa: FBT001 - what is to be so
    if not is_so:
        shown = f"{found:,}" if isinstance(found, int | float) else str(found)
        shown = shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}..."
        raise MisfitError(where, f"wanted {wanted}, found {shown}")
