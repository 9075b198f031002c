"""What is said of a baseline after the tests."""

from collections import defaultdict
from collections.abc import Iterator

from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.plugin.coverage.baseline.comparing import Comparison
from pytest_dynamo.plugin.coverage.baseline.figures import NAMES, Change
from pytest_dynamo.plugin.coverage.baseline.file import Baseline, SavedDesign
from pytest_dynamo.plugin.coverage.baseline.fingerprint import renamed

_MOST_TESTS = 3


def dearer_lines(
    comparison: Comparison, now: Baseline, *, shown: str, tolerance: float
) -> Iterator[str]:
    """What became dearer, from what to what, in which tests, and what to do; `shown` is the file."""
    by_pattern: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in comparison.dearer:
        by_pattern[change.design, change.pattern].append(change)
    for (design, pattern), changes in by_pattern.items():
        capacity = now.designs[design].capacity
        yield (
            f"{pattern} of {design} is more than {100 * tolerance:.4g} % dearer than {shown} says "
            f"({capacity}), a performance:"
        )
        width = max(len(NAMES[change.figure]) for change in changes)
        for change in changes:
            yield f"  {NAMES[change.figure]:<{width}}   {_from_to(change)}   {_in_tests(change)}"
    yield (
        "To fix this, look at what these tests changed, or accept it:  "
        f"pytest --dynamo-baseline {shown} --dynamo-update-baseline"
    )


def comparison_lines(comparison: Comparison, *, shown: str) -> Iterator[str]:
    """What was compared, and what is only worth knowing."""
    dearer = len({(change.design, change.pattern) for change in comparison.dearer})
    found = (
        f"{counted_text(dearer, 'access pattern')} dearer" if dearer else "no access pattern dearer"
    )
    yield f"{shown}: {counted_text(comparison.compared, 'test')} compared, {found}"
    update = f"pytest --dynamo-baseline {shown} --dynamo-update-baseline"
    for change in comparison.cheaper:
        yield (
            f"cheaper: {change.pattern} of {change.design}, {NAMES[change.figure]} a performance "
            f"{_from_to(change)}   {_in_tests(change)}"
        )
    if comparison.cheaper:
        yield f"next: {update}      holds these tests to less"
    elif comparison.not_in_baseline:
        count = counted_text(comparison.not_in_baseline, "test")
        verb = "is" if comparison.not_in_baseline == 1 else "are"
        yield f"{count} {verb} not in it yet"
        yield f"next: {update}"


def design_lines(saved: Baseline, now: Baseline) -> Iterator[str]:
    """How the designs changed since the baseline was written; the rest is compared all the same."""
    for name, design in now.designs.items():
        if name not in saved.designs:
            yield f"design {name} is not in the baseline yet"
            continue
        before = saved.designs[name]
        if parts := ", ".join(_changed_parts(before, design)):
            yield f"design {name} changed since the baseline was written: {parts}"
        is_used = any(name in by_design for by_design in now.tests.values())
        if is_used and before.capacity != design.capacity:
            yield (
                f"capacity of design {name} is {design.capacity} now, "
                f"and was {before.capacity} in the baseline"
            )


def _changed_parts(before: SavedDesign, after: SavedDesign) -> Iterator[str]:
    was, is_ = before.fingerprint, after.fingerprint
    for part in ("tables", "entities"):
        if getattr(was, part) != getattr(is_, part):
            yield f"its {part}"
    names = renamed(was, is_)
    for old, new in names.items():
        yield f"{old} is called {new}"
    for pattern in sorted(was.access_patterns.keys() - is_.access_patterns.keys() - names.keys()):
        yield f"{pattern} is gone"
    for pattern in sorted(
        is_.access_patterns.keys() - was.access_patterns.keys() - set(names.values())
    ):
        yield f"{pattern} is new"
    for pattern in sorted(was.access_patterns.keys() & is_.access_patterns.keys()):
        if was.access_patterns[pattern] != is_.access_patterns[pattern]:
            yield f"{pattern} asks for something else"


def _from_to(change: Change) -> str:
    text = f"{change.before:,.4g} → {change.after:,.4g}"
    if not change.before:
        return text
    share = 100 * (change.after / change.before - 1)
    return f"{text} ({share:+.0f} %)"


def _in_tests(change: Change) -> str:
    shown = list(change.tests)[:_MOST_TESTS]
    more = f" and {len(change.tests) - _MOST_TESTS} more" if len(change.tests) > _MOST_TESTS else ""
    return f"in {len(change.tests)} of {counted_text(change.compared, 'test')}: {', '.join(shown)}{more}"
