"""Runs compared with the first of them, figure by figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.measure.differences.comparable import conclusion_of, conditions_of
from pytest_dynamo.measure.differences.measured import dispersions_of, measured
from pytest_dynamo.measure.differences.noise import noise_between
from pytest_dynamo.measure.differences.rows import WHOLE, Figures
from pytest_dynamo.measure.differences.values import (
    AgainstBaseline,
    Compared,
    Difference,
    RunsCompared,
    Scope,
    Verdict,
)
from pytest_dynamo.measure.run_values import Run

MORE_IS_BETTER = frozenset({"requests", "usable_capacity", "holds_until"})
"""Of all other figures less is better."""

FOLLOWS_THE_LOAD = frozenset({"read_units", "write_units", "units", "cost", "dollars_per_month"})
"""Figures that say something about a design only where the same load got through."""

_SAME_LENGTH = 0.01


OF_THE_DESIGN = frozenset(
    {
        "holds_until",
        "usable_capacity",
        "read_units_a_request",
        "write_units_a_request",
        "read_units_modelled",
        "write_units_modelled",
        "dollars_per_million_modelled",
    }
)
"""Figures that mean the same whatever the load, the backend and whoever made the load."""

_SAME_PIECES = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """What two runs have in common: whether anything breaks the comparison, and whether the load is the same.

    `others` are access patterns that are performed by another number of requests.
    """

    is_broken: bool = False
    is_same_load: bool = True
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRun:
    """A run, what it is to be called, and the path of its run file."""

    name: str
    path: str
    run: Run


def compared(runs: Sequence[NamedRun]) -> RunsCompared:
    """All runs but the first, each beside the first.

    Raises:
        DynamoError: No request was made in the measured time of one of them.
    """
    first, others = runs[0], runs[1:]
    for each in runs:
        _require_requests(each)
    return RunsCompared(
        baseline=_compared(first), others=tuple(_against(first, each) for each in others)
    )


def differences(before: Run, after: Run, *, is_broken: bool = False) -> tuple[Difference, ...]:
    """Every figure that either run has: of the whole, of tables and indexes, of access patterns.

    Those of tables, indexes and access patterns are there only where both runs have what they are of.
    With `is_broken` the runs were not made alike, and only figures of the design are better or worse.
    """
    spreads = [dispersions_of(run) for run in (before, after)]
    together = {name: max(each[name] for each in spreads) for name in spreads[0]}
    has_other_keys = before.how.seed != after.how.seed
    first, second = (
        measured(run, has_other_keys=has_other_keys, dispersions=together)
        for run in (before, after)
    )
    alike = Alike(
        is_broken=is_broken,
        is_same_load=_same_load(first, second, before, after),
        others=frozenset(_in_other_pieces(before, after)),
    )
    return tuple(_differences(first, second, alike))


def _against(first: NamedRun, other: NamedRun) -> AgainstBaseline:
    conditions = tuple(conditions_of(first.run, other.run, (first.name, other.name)))
    return AgainstBaseline(
        run=_compared(other),
        conclusion=conclusion_of(conditions),
        conditions=conditions,
        differences=differences(
            first.run,
            other.run,
            is_broken=any(each.agreement == "breaks" for each in conditions),
        ),
        left_out=tuple(_only_one_has(first, other)),
    )


def _compared(named: NamedRun) -> Compared:
    return Compared(
        name=named.name,
        path=named.path,
        design=named.run.design.name,
        started=named.run.started,
    )


def _require_requests(named: NamedRun) -> None:
    if named.run.window.requests:
        return
    message = (
        f"{named.path} has no request in its measured time, so that there is nothing to compare.\n"
        "To fix this: compare runs that lasted longer than their warm-up and sent requests"
    )
    raise DynamoError(message)


def _only_one_has(first: NamedRun, other: NamedRun) -> Iterator[str]:
    """Tables, indexes and access patterns that are in one run alone, with the name of that run."""
    for named, beside in ((first, other), (other, first)):
        theirs = _names(beside.run)
        yield from (
            f"{name} (only in {named.name})" for name in _names(named.run) if name not in theirs
        )


def _names(run: Run) -> list[str]:
    tables = [
        f"{row.index} of {row.table}" if row.index else row.table
        for row in run.tables
        if row.read.units or row.write.units
    ]
    return [*tables, *(row.name for row in run.patterns if row.requests)]


def _same_load(before: Figures, after: Figures, first: Run, second: Run) -> bool:
    """Whether as many requests got through, over as long a time, as far as can be told."""
    lengths = (first.duration_seconds, second.duration_seconds)
    return abs(lengths[0] - lengths[1]) <= _SAME_LENGTH * max(lengths) and not any(
        _difference(name, WHOLE, before, after, Alike()).is_real
        for name in ("requests", "throttles", "failures")
    )


def _differences(before: Figures, after: Figures, alike: Alike) -> Iterator[Difference]:
    for metric, scope in {**before, **after}:
        is_in_both = (metric, scope) in before and (metric, scope) in after
        if scope == WHOLE or is_in_both:
            yield _difference(metric, scope, before, after, alike)


def _difference(
    metric: str, scope: Scope, before: Figures, after: Figures, alike: Alike
) -> Difference:
    key = metric, scope
    unit = (before.get(key) or after[key])[0]
    first, second = (figures[key][1] if key in figures else None for figures in (before, after))
    if first is None or second is None:
        return Difference(
            metric=metric,
            unit=unit,
            scope=scope,
            before=first.value if first else None,
            after=second.value if second else None,
            change=None,
            noise=None,
            method="exact",
            verdict="differs",
        )
    noise = noise_between(first, second)
    methods = [each.method for each in (first, second) if each.method != "exact"]
    return Difference(
        metric=metric,
        unit=unit,
        scope=scope,
        before=first.value,
        after=second.value,
        change=second.value / first.value - 1 if first.value else None,
        noise=noise if isfinite(noise) else None,
        method=methods[0] if methods else "exact",
        verdict=_verdict(metric, scope, (second.value - first.value, noise), alike),
    )


def _verdict(
    metric: str, scope: Scope, moved_and_noise: tuple[float, float], alike: Alike
) -> Verdict:
    moved, noise = moved_and_noise
    if not moved:
        return "same"
    if abs(moved) <= noise:
        return "within noise"
    if alike.is_broken and metric not in OF_THE_DESIGN:
        return "differs"
    if metric in FOLLOWS_THE_LOAD and not alike.is_same_load:
        return "differs"
    if metric.endswith("_a_request") and scope.pattern in alike.others:
        return "differs"
    return "better" if (moved > 0) == (metric in MORE_IS_BETTER) else "worse"


def _in_other_pieces(before: Run, after: Run) -> Iterator[str]:
    """Access patterns of which as many are asked for by other numbers of requests, as by a fan-out."""
    if before.how.rate != after.how.rate:
        return
    earlier = {row.name: row for row in before.patterns}
    for row in after.patterns:
        other = earlier.get(row.name)
        if other is None or other.declared_per_second != row.declared_per_second:
            continue
        rates = sorted((other.offered_per_second, row.offered_per_second))
        if rates[1] > _SAME_PIECES * rates[0]:
            yield row.name
