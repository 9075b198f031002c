"""What `pytest-dynamo verify` has found, as text and as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from pytest_dynamo.cli.places import Place
from pytest_dynamo.design.values import Design

if TYPE_CHECKING:
    from pytest_dynamo.deploy.inspecting.values import Inspection, Observed, Trial

VERSION = 1


def heading(design: Design, place: str, *, puts: bool) -> Iterator[str]:
    """Which design is held against which DynamoDB, and who sees the items that are put."""
    yield f"{design.path or design.name} at {place}"
    streaming = [
        table.name for table in design.tables.values() if table.stream or table.kinesis_stream
    ]
    if puts and streaming and design.entities:
        yield f"consumers of the stream of {_listed(streaming)} see the items that are put and deleted"


def inspection_lines(found: "Inspection", design: Design, *, puts: bool) -> Iterator[str]:
    """A table: what is as the design says, what is not, and what came of the items."""
    called = "" if found.name == found.table else f", called {found.name}"
    yield ""
    yield f"{found.table}{called}"
    rows = [*_settings(found), *(_trials(found, design) if puts else ())]
    width = max((len(head) for head, _ in rows), default=0)
    before = ""
    for head, text in rows:
        yield f"  {('' if head == before else head).ljust(width)}  {text}"
        before = head


def _settings(found: "Inspection") -> Iterator[tuple[str, str]]:
    drift = found.drift
    if drift.alike:
        yield "settings", f"{', '.join(drift.alike)}: as the design says"
    names = [f"{found.table}.{one.name}:" for one in drift.differences]
    width = max(map(len, names), default=0)
    for name, one in zip(names, drift.differences, strict=True):
        yield "differs", f"{name.ljust(width)} design says {one.design}, found {one.found}"
    for note in drift.notes:
        yield "note", note
    if drift.untold:
        yield "not told", f"by this DynamoDB: {', '.join(drift.untold)}"


def _trials(found: "Inspection", design: Design) -> Iterator[tuple[str, str]]:
    if found.drift.why_no_items:
        yield "no items", f"were put: {found.drift.why_no_items}"
        return
    for trial in found.trials:
        for line in _trial(trial):
            yield trial.entity, line
    tried = {one.entity for one in found.trials}
    entities = [one.name for one in design.entities.values() if one.table == found.table]
    missing = [name for name in entities if name not in tried]
    if missing:
        yield "no items", f"of {_listed(missing)}: no example of them can be made"
    if not entities:
        yield "no items", "were put: the design has no entity in this table"


def _trial(trial: "Trial") -> Iterator[str]:
    yield from trial.notes
    if trial.steps:
        yield f"{', '.join(_steps(trial.steps))} (observed)"
    if trial.patterns:
        yield f"found by access pattern{'s' * (len(trial.patterns) > 1)} {_listed(trial.patterns)}"
    for fault in trial.faults:
        first, *others = fault.split("\n")
        yield f"FAILED: {first}"
        yield from others


def _steps(steps: "Iterable[Observed]") -> Iterator[str]:
    """Each step with its time; what found it is listed at once."""
    by: list[str] = []
    for one in steps:
        time = f"{one.seconds * 1_000:,.0f} ms"
        if one.by:
            by.append(f"{one.by} {time}")
            continue
        if by:
            yield f"found by {_listed(by)}"
            by = []
        yield f"{one.what} {time}"
    if by:
        yield f"found by {_listed(by)}"


def counts_line(found: "Sequence[Inspection]") -> str:
    """How much differs, and how many items were tried."""
    differences = sum(len(one.drift.differences) for one in found)
    trials = [trial for one in found for trial in one.trials]
    failed = sum(bool(trial.faults) for trial in trials)
    items = f", {_counted(len(trials), 'item')} put, found and deleted" if trials else ""
    if not differences and not failed:
        return f"\nas the design says: {_counted(len(found), 'table')}{items}"
    parts = [_counted(differences, "difference")] if differences else []
    if failed:
        parts.append(
            f"{failed} of {_counted(len(trials), 'item')} not put and found as they should be"
        )
    return f"\nnot as the design says: {', '.join(parts)}"


def next_line(path: Path, place: Place, *, is_good: bool) -> str:
    """The command that comes next."""
    if is_good:
        return f"next: pytest-dynamo iam {quote(str(path))}"
    words = ["pytest-dynamo", "deploy", str(path), "--plan", "--endpoint", str(place.endpoint)]
    if place.allows_aws:
        words.append("--allow-aws")
    for option, values in (
        ("--region", (place.region,)),
        ("--table", place.tables),
        ("--prefix", (place.prefix,)),
    ):
        words += [word for value in values if value for word in (option, value)]
    return f"next: {' '.join(map(quote, words))}"


def verification_json(
    design: Design, place: str, found: "Sequence[Inspection]", *, puts: bool
) -> str:
    """Everything as JSON; durations are observed."""
    document = {
        "version": VERSION,
        "design": design.name,
        "at": place,
        "as_designed": all(one.is_as_designed for one in found),
        "puts_items": puts,
        "tables": [_table_json(one) for one in found],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _table_json(found: "Inspection") -> dict[str, Any]:
    drift = found.drift
    return {
        "table": found.table,
        "name": found.name,
        "differences": [
            {"property": one.name, "design": one.design, "found": one.found}
            for one in drift.differences
        ],
        "as_designed": list(drift.alike),
        "not_told": list(drift.untold),
        "notes": list(drift.notes),
        "no_items_because": drift.why_no_items or None,
        "items": [
            {
                "entity": one.entity,
                "observed": [
                    {"what": step.what, "by": step.by or None, "seconds": round(step.seconds, 6)}
                    for step in one.steps
                ],
                "access_patterns": list(one.patterns),
                "faults": list(one.faults),
                "notes": list(one.notes),
            }
            for one in found.trials
        ],
    }


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"
