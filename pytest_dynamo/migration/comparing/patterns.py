"""Access patterns that are served otherwise than before."""

from collections.abc import Mapping

from pytest_dynamo.migration.comparing.values import PatternChange
from pytest_dynamo.planner.plan import NotServed, Plan

Outcomes = Mapping[str, Plan | NotServed]


def pattern_changes(old: Outcomes, new: Outcomes) -> tuple[PatternChange, ...]:
    """Each access pattern that is performed otherwise than before."""
    pairs = {
        name: (_way(old.get(name)), _way(new.get(name))) for name in dict.fromkeys((*old, *new))
    }
    return tuple(
        PatternChange(name=name, old=one, new=other)
        for name, (one, other) in pairs.items()
        if one != other
    )


def _way(outcome: Plan | NotServed | None) -> str:
    if outcome is None:
        return "nothing"
    if isinstance(outcome, NotServed):
        return "served by nothing"
    return f"{outcome.operation} on {outcome.on}"
