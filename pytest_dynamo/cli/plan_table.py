"""A design's plans as lines of text, as Markdown and as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.checks.formats.markdown import escaped
from pytest_dynamo.design.values import Design
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.wording import conditions_text

VERSION = 1
HEADINGS = ("access pattern", "operation", "on", "key condition")
CAPACITY_HEADINGS = ("RCU", "WCU", "")
_NONE = "–"
_LEAST = 0.1

Units = Mapping[tuple[Resource, Direction], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A design and how its access patterns are served.

    `units` are the capacity units that one performance of each consumes of each table and index,
    modelled, without patterns that have a rate of 0; None where that was not asked for, or cannot be
    said, for the reason in `why_no_units`.
    """

    design: Design
    plans: Mapping[str, Plan | NotServed]
    units: Mapping[str, Units] | None = None
    why_no_units: str = ""

    @property
    def not_served(self) -> tuple[NotServed, ...]:
        """The access patterns that nothing serves, and why."""
        return tuple(each for each in self.plans.values() if isinstance(each, NotServed))

    @property
    def title(self) -> str:
        """The path of the design, or its name."""
        return self.design.path or self.design.name

    def units_of(self, pattern: str) -> Units:
        """What one performance of a pattern consumes; empty where that is not known, or never asked for."""
        return (self.units or {}).get(pattern, {})


def plan_lines(planned: Planned) -> Iterator[str]:
    """Yield a heading, a line an access pattern, and a line that counts them."""
    yield planned.title
    if not planned.plans:
        yield "  no access patterns: nothing to plan"
        return
    rows = list(_rows(planned))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield f"  {'  '.join(_aligned(row, widths))}".rstrip()
    yield _served_text(planned)


def plan_markdown(planned: Planned) -> Iterator[str]:
    """Yield a heading, a table, the counts, and why what is not served is not."""
    yield f"### {escaped(planned.title)}"
    yield ""
    if not planned.plans:
        yield "No access patterns: nothing to plan."
        return
    headings, *rows = _rows(planned)
    yield f"| {' | '.join(headings)} |"
    yield f"|{'|'.join('--:' if name in CAPACITY_HEADINGS[:2] else '---' for name in headings)}|"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
    yield ""
    yield f"{_served_text(planned)}."
    for outcome in planned.not_served:
        yield from ("", "```text", str(outcome), "```")


def plan_json(planned: Sequence[Planned]) -> str:
    """Designs and their plans, for programs; docs/reference/cli.md says what the members are."""
    designs = [
        {
            "path": each.design.path,
            "name": each.design.name,
            "why_no_capacity": each.why_no_units or None,
            "access_patterns": [_object(each, name) for name in each.plans],
        }
        for each in planned
    ]
    found = {"version": VERSION, "source": "modelled", "designs": designs}
    return json.dumps(found, indent=2, ensure_ascii=False)


def _served_text(planned: Planned) -> str:
    served = len(planned.plans) - len(planned.not_served)
    text = f"{served} of {len(planned.plans)} access patterns served"
    if planned.why_no_units:
        return f"{text}; capacity cannot be modelled: {planned.why_no_units}"
    if planned.units is None:
        return text
    return f"{text}; capacity units of one performance, modelled"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """The cells of a row as wide as their columns, figures on the right."""
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        is_figure = column in (len(HEADINGS), len(HEADINGS) + 1)
        yield cell.rjust(width) if is_figure else cell.ljust(width)


def _rows(planned: Planned) -> Iterator[Sequence[str]]:
    has_units = planned.units is not None
    yield (*HEADINGS, *CAPACITY_HEADINGS) if has_units else HEADINGS
    for name, outcome in planned.plans.items():
        row = _row(planned.design, name, outcome)
        yield (*row, *_capacity(planned, name)) if has_units else row


def _row(design: Design, name: str, outcome: Plan | NotServed) -> tuple[str, str, str, str]:
    if isinstance(outcome, NotServed):
        return name, _NONE, _NONE, "not served"
    return name, _operation(outcome), _on(design, outcome), _key_condition(outcome)


def _capacity(planned: Planned, name: str) -> tuple[str, str, str]:
    """Read units, write units, and what each table and index has of them where there are several."""
    units = planned.units_of(name)
    parts = [
        f"{_resource_text(planned.design, resource)} {_units_text(taken)}"
        for (resource, _), taken in units.items()
    ]
    return (
        _units_text(_total(units, "read")),
        _units_text(_total(units, "write")),
        " · ".join(parts) if len(parts) > 1 else "",
    )


def _total(units: Units, direction: Direction) -> float:
    return sum(taken for (_, which), taken in units.items() if which == direction)


def _units_text(units: float) -> str:
    if not units:
        return _NONE
    return f"{units:,.1f}" if units >= _LEAST else f"< {_LEAST}"


def _resource_text(design: Design, resource: Resource) -> str:
    table, index = resource
    if index is None:
        return "table" if len(design.tables) == 1 else table
    return index if len(design.tables) == 1 else f"{table}.{index}"


def _operation(plan: Plan) -> str:
    return f"{plan.shards} Queries" if plan.shards > 1 else plan.operation


def _on(design: Design, plan: Plan) -> str:
    """The table, or the index with its table where there are several."""
    is_clear = plan.index is None or len(design.tables) == 1
    return plan.on if is_clear else f"{plan.on} of {plan.table.name}"


def _key_condition(plan: Plan) -> str:
    if plan.operation == "Query":
        return conditions_text((*plan.partition, *plan.sort), plan.table.attribute_types)
    return "none: it reads everything" if plan.operation == "Scan" else "full key"


def _object(planned: Planned, name: str) -> dict[str, object]:
    outcome = planned.plans[name]
    if isinstance(outcome, NotServed):
        return {"name": name, "served": False, "why": str(outcome)}
    units = planned.units_of(name)
    known = name in (planned.units or {})
    return {
        "name": name,
        "served": True,
        "operation": outcome.operation,
        "requests": outcome.shards,
        "table": outcome.table.name,
        "index": outcome.index.name if outcome.index else None,
        "key_condition": _key_condition(outcome),
        "read_units": round(_total(units, "read"), 4) if known else None,
        "write_units": round(_total(units, "write"), 4) if known else None,
        "consumes": [
            {"table": table, "index": index, "direction": direction, "units": round(taken, 4)}
            for ((table, index), direction), taken in units.items()
        ],
    }
