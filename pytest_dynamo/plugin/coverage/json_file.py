"""What was exercised, as JSON: for machines that read it later."""

import json
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.measure.session_values import Status
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.coverage.exercised import Exercised, Share, share_of
from pytest_dynamo.plugin.coverage.reports import figures_of
from pytest_dynamo.plugin.coverage.session import SessionUsage

VERSION = 1
"""Goes up where a reader of the last version would misread what is written."""


def to_json(designs: tuple[Exercised, ...], session: SessionUsage) -> str:
    """The whole file, the same text for the same figures."""
    content = {
        "version": VERSION,
        **_share(share_of(one for one in designs if one.is_set)),
        "tests": len(session.tests),
        "tests_from_last_run": len(session.from_last_run),
        "workers_died_at": sorted(session.died_at),
        "designs": [_design(one) for one in designs],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _share(share: Share) -> dict[str, float]:
    return {
        "exercised": share.performed,
        "declared": share.declared,
        "percent": round(share.percent, 2),
    }


def _design(found: Exercised) -> Mapping[str, Any]:
    return {
        "path": found.path,
        "name": found.matcher.design.name,
        "is_set": found.is_set,
        "exercised_by": "the design's own tests" if found.is_by_own_tests else "tests",
        "capacity": found.source,
        **_share(share_of([found])),
        "access_patterns": [_pattern(found, name) for name in found.matcher.plans],
        "calls_of_no_pattern": [
            {
                "place": stray.place or None,
                "operation": stray.operation,
                "on": stray.on or None,
                "calls": found.total.strays[stray],
                "tests": list(tests),
            }
            for stray, tests in found.strays.items()
        ],
        "throttled": dict(sorted(found.total.throttles.items())),
    }


def _pattern(found: Exercised, name: str) -> Mapping[str, Any]:
    plan = found.matcher.plans[name]
    operation, on = (plan.operation, plan.on) if isinstance(plan, Plan) else (None, None)
    usage = found.usage(name)
    return {
        "name": name,
        "line": plan.pattern.place.line,
        "operation": operation,
        "on": on,
        "status": status_of(found, name),
        **figures_of(usage),
        "write_units_by_index": dict(sorted(usage.arms.items())),
        "tests": [
            {"id": test, **figures_of(one)} for test, one in found.tests.get(name, {}).items()
        ],
    }


def status_of(found: Exercised, name: str) -> Status:
    """Whether an access pattern was exercised, or cannot be."""
    if not isinstance(found.matcher.plans[name], Plan):
        return "not served"
    return "exercised" if name in found.performed else "not exercised"
