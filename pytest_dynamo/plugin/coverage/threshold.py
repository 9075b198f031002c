"""`--dynamo-cov-fail-under`: whether enough access patterns were exercised, and what is missing."""

from collections.abc import Iterator, Sequence

from pytest_dynamo.design.values import AccessPattern
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.plugin.coverage.exercised import Exercised, share_of

_MOST_SHOWN = 20
_LEAST_LIKENESS = 2  # the same operation alone makes nothing alike


def lines_under(designs: Sequence[Exercised], *, wanted: float) -> tuple[str, ...]:
    """What is missing where fewer access patterns of the designs that are set were exercised.

    `wanted` is in percent. Nothing where there are enough.
    """
    those = [one for one in designs if one.is_set]
    share = share_of(those)
    if share.percent >= wanted:
        return ()
    missing = [(found, name) for found in those for name in found.missing]
    found_text = f"{share} ({share.percent:.4g} %)"
    lines = [
        f"wanted {wanted:g} % of the declared access patterns exercised, found {found_text}; missing:"
    ]
    for found, name in missing[:_MOST_SHOWN]:
        lines += _about(found, name)
    if len(missing) > _MOST_SHOWN:
        names = ", ".join(name for _, name in missing[_MOST_SHOWN:])
        lines.append(f"  and {len(missing) - _MOST_SHOWN} more: {names}")
    first = next((name for found, name in missing if _is_served(found, name)), None)
    if first:
        lines.append(
            "To fix this, let a test perform each of them, and hold it to that:  "
            f'@pytest.mark.access_pattern("{first}")'
        )
    else:
        lines.append(
            "To fix this, let the design serve them:  "
            f"pytest-dynamo check {' '.join(found.path for found in those if found.missing)}"
        )
    return tuple(lines)


def _is_served(found: Exercised, name: str) -> bool:
    return isinstance(found.matcher.plans[name], Plan)


def _about(found: Exercised, name: str) -> Iterator[str]:
    """One access pattern that is missing: where it is declared, and what comes nearest."""
    plan = found.matcher.plans[name]
    place = f"{found.path}:{plan.pattern.place.line}"
    if isinstance(plan, NotServed):
        yield f"  {name}   {place}   is not served, so that no test can"
        return
    yield f"  {name}   {place}   {plan.operation} on {plan.on}"
    yield f"    nearest   {_nearest(found, plan) or 'no test performs anything like it'}"


def _nearest(found: Exercised, plan: Plan) -> str | None:
    """The test that does what is most like a pattern: a call of no pattern, or another pattern."""
    for stray, tests in found.strays.items():
        if (stray.operation, stray.on) == (plan.operation, plan.on):
            at = f" at {stray.place}" if stray.place else ""
            return f"{tests[0]}: its {stray.operation}{at} has other keys"
    alike = [
        (_likeness(plan, found.matcher.plans[other]), other)
        for other in found.matcher.plans
        if other in found.tests
    ]
    likeness, other = max(alike, key=lambda entry: entry[0], default=(0, ""))
    if likeness < _LEAST_LIKENESS:
        return None
    return f"{next(iter(found.tests[other]))}: it performs {other}"


def _likeness(plan: Plan, other: Plan | NotServed) -> int:
    """How much two patterns have in common: the entities they are about, the place, the operation."""
    if isinstance(other, NotServed):
        return 0
    shared = _entities(plan.pattern) & _entities(other.pattern)
    return 4 * bool(shared) + 2 * (plan.on == other.on) + (plan.operation == other.operation)


def _entities(pattern: AccessPattern) -> set[str]:
    put = {action.entity for action in pattern.actions if action.entity}
    return {*pattern.returns, *put}
