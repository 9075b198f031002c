"""A baseline compared with a run, and brought up to date from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pytest_dynamo.plugin.coverage.baseline.figures import (
    Change,
    FiguresByTest,
    changes,
    figures_of,
)
from pytest_dynamo.plugin.coverage.baseline.file import Baseline, SavedDesign
from pytest_dynamo.plugin.coverage.baseline.fingerprint import fingerprint_of, renamed
from pytest_dynamo.plugin.coverage.selection import Selection
from pytest_dynamo.plugin.coverage.session import SessionUsage
from pytest_dynamo.plugin.matching.matcher import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing; the counts are of tests that passed."""

    dearer: tuple[Change, ...]
    cheaper: tuple[Change, ...]
    compared: int
    not_in_baseline: int


def run_of(session: SessionUsage, matchers: Iterable[Matcher]) -> Baseline:
    """What this run would save: the tests that passed, on the designs that are set."""
    names = {matcher.design.path: matcher.design.name for matcher in matchers}
    sources: dict[str, set[str]] = {}
    tests: FiguresByTest = {}
    for id_, test in session.tests.items():
        if test.outcome != "passed":
            continue
        for path, usage in test.usage.items():
            if path in names and usage.patterns:
                sources.setdefault(path, set()).update(usage.sources)
                tests.setdefault(id_, {})[names[path]] = {
                    pattern: figures_of(one) for pattern, one in usage.patterns.items()
                }
    return Baseline(
        designs={
            matcher.design.name: SavedDesign(
                fingerprint=fingerprint_of(matcher.design),
                capacity=" and ".join(sorted(sources.get(matcher.design.path, {"modelled"}))),
            )
            for matcher in matchers
        },
        tests=tests,
    )


def compare(saved: Baseline, now: Baseline, *, tolerance: float) -> Comparison:
    """Compare the tests that both have; access patterns that were only renamed are the same."""
    before = _with_new_names(saved, now)
    found = list(changes(before, now.tests, tolerance=tolerance))
    return Comparison(
        dearer=tuple(change for is_dearer, change in found if is_dearer),
        cheaper=tuple(change for is_dearer, change in found if not is_dearer),
        compared=len(before.keys() & now.tests.keys()),
        not_in_baseline=len(now.tests.keys() - before.keys()),
    )


def updated(
    saved: Baseline, now: Baseline, *, session: SessionUsage, selection: Selection
) -> Baseline:
    """A baseline with what this run says: figures of tests that passed, and all others as they were.

    Tests go that this run would have had if there still were such tests, and access patterns that the
    design has no more.
    """
    passed = {id_ for id_, test in session.tests.items() if test.outcome == "passed"}
    kept = {
        id_: {
            design: {
                pattern: one
                for pattern, one in patterns.items()
                if _is_declared(now, design, pattern)
            }
            for design, patterns in by_design.items()
        }
        for id_, by_design in _with_new_names(saved, now).items()
        if id_ not in passed and (selection.expressions or not session.is_gone(id_, selection))
    }
    return Baseline(
        designs={**saved.designs, **_designs(saved, now)},
        tests={**{id_: one for id_, one in kept.items() if any(one.values())}, **now.tests},
    )


def _designs(saved: Baseline, now: Baseline) -> Mapping[str, SavedDesign]:
    """The designs as they are; where no test used one, its capacity is from where it was."""
    used = {design for by_design in now.tests.values() for design in by_design}
    return {
        name: one
        if name in used or name not in saved.designs
        else replace(one, capacity=saved.designs[name].capacity)
        for name, one in now.designs.items()
    }


def _is_declared(now: Baseline, design: str, pattern: str) -> bool:
    """Whether an access pattern is still there; of a design that is not set nothing is known."""
    if design not in now.designs:
        return True
    return pattern in now.designs[design].fingerprint.access_patterns


def _with_new_names(saved: Baseline, now: Baseline) -> FiguresByTest:
    names: Mapping[str, Mapping[str, str]] = {
        design: renamed(one.fingerprint, now.designs[design].fingerprint)
        for design, one in saved.designs.items()
        if design in now.designs
    }
    return {
        id_: {
            design: {
                names.get(design, {}).get(pattern, pattern): one
                for pattern, one in patterns.items()
            }
            for design, patterns in by_design.items()
        }
        for id_, by_design in saved.tests.items()
    }
