"""The rule that a test does not scan: what breaks it, and the words for that."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Design, KeySchema, Table
from pytest_dynamo.measure.reading import STATEMENTS
from pytest_dynamo.measure.touched_keys import table_name
from pytest_dynamo.planner.partiql import read_statement
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.wording import conditions_text, names_text, operand_text
from pytest_dynamo.plugin.guarding.wording import (
    allow_text,
    call_text,
    items_text,
    resource_text,
)
from pytest_dynamo.plugin.matching.matcher import Matcher, filtered_by
from pytest_dynamo.plugin.matching.sent import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A request that reads a whole table or index. `sent` is None for a PartiQL statement."""

    table: str
    index: str | None = None
    sent: Sent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a scan reads, and how much of it comes back (None where that is not known)."""

    items: int
    read_units: float
    returned: int | None = None


MAY_SCAN = STATEMENTS | {"Scan"}
"""The operations of which a request may be a scan."""

KeyOf: TypeAlias = Callable[[str, str | None], KeySchema | None]
"""The key schema of a table or index, by the names in a request; None where it is not known."""


def find_scan(sent: Sent, request: Mapping[str, Any], key_of: KeyOf) -> Scan | None:
    """The first scan in a request, if there is any."""
    if sent.operation == "Scan":
        return Scan(table=sent.table, index=sent.index, sent=sent)
    if sent.operation not in STATEMENTS:
        return None
    for text in _statements(sent.operation, request):
        statement = read_statement(text)
        if statement is None or statement.verb == "INSERT":  # finds no items
            continue
        table = table_name(statement.table)
        key = key_of(table, statement.index)
        # Of a table that is in no design any fixed attribute may be the partition key.
        fixed = statement.fixed if key is None else statement.fixed & set(key.partition_key)
        if not fixed or (key and len(fixed) < len(key.partition_key)):
            return Scan(table=table, index=statement.index)
    return None


def _statements(operation: str, request: Mapping[str, Any]) -> Iterator[str]:
    match operation:
        case "ExecuteStatement":
            yield str(request.get("Statement", ""))
        case "BatchExecuteStatement":
            yield from (str(one.get("Statement", "")) for one in request.get("Statements", ()))
        case "ExecuteTransaction":
            steps = request.get("TransactStatements", ())
            yield from (str(one.get("Statement", "")) for one in steps)


def is_declared(scan: Scan, matchers: Iterable[Matcher]) -> bool:
    """Whether a design declares this very scan, with a reason, as an access pattern."""
    return scan.sent is not None and any(matcher.pattern_of(scan.sent) for matcher in matchers)


def message(
    scan: Scan,
    *,
    operation: str,
    request: Mapping[str, Any],
    location: str | None,
    examined: Examined | None,
    matchers: tuple[Matcher, ...],
    key: KeySchema | None,
) -> str:
    """The whole text of a `ScanNotAllowed`."""
    lines = [
        f"{location or 'in a thread'}: a test may not scan {resource_text(scan.table, scan.index)}",
        f"  {call_text(operation, request, scan.sent)}",
    ]
    if examined:
        lines.append(f"  examines  {_examined(examined)}")
    plan = _serving_plan(scan, matchers)
    if plan:
        types = plan.table.attribute_types
        condition = conditions_text((*plan.partition, *plan.sort), types) or _key_text(plan)
        lines.append(
            f"  serves    access pattern '{plan.pattern.name}':  {plan.operation} on {plan.on}"
        )
        lines.append(f"            {condition}")
    lines.extend(_other_scans(scan, matchers))
    lines.append(f"To fix this, {_fix(scan, key, plan)}, {allow_text('scan')}")
    return "\n".join(lines)


def _examined(examined: Examined) -> str:
    text = f"{items_text(examined.items)}, {examined.read_units:,.1f} read units (modelled)"
    return (
        text if examined.returned is None else f"{text}, to return {items_text(examined.returned)}"
    )


def _fix(scan: Scan, key: KeySchema | None, plan: Plan | None) -> str:
    if plan and scan.sent:
        index = plan.index.name if plan.index else None
        by = " and ".join(plan.table.key_of(index).partition_key)
        return f"query {resource_text(plan.table.name, index)} by {by}"
    by = " and ".join(key.partition_key) if key else "its partition key"
    if scan.sent is None:
        return f"compare {by} with = or IN in its WHERE clause"
    return f"query {resource_text(scan.table, scan.index)} by {by}"


def _other_scans(scan: Scan, matchers: tuple[Matcher, ...]) -> Iterator[str]:
    """The declared scans of the same table or index, which this one is not."""
    for plan in (plan for matcher in matchers for plan in matcher.plans.values()):
        if (
            isinstance(plan, Plan)
            and plan.operation == "Scan"
            and plan.table.name == scan.table
            and (plan.index.name if plan.index else None) == scan.index
        ):
            names = names_text(sorted(filtered_by(plan)))
            how = f"filtered by {names}" if names else "without a filter"
            yield f"  allows    access pattern '{plan.pattern.name}' a Scan {how} only"


# ------------------------------------------------------------------- what serves it instead


def _serving_plan(scan: Scan, matchers: tuple[Matcher, ...]) -> Plan | None:
    """The first declared read of the same table that asks for what the scan filters by."""
    filtered = {one.attribute for one in scan.sent.filter} if scan.sent else set()
    for matcher in matchers:
        for plan in matcher.plans.values():
            if (
                isinstance(plan, Plan)
                and plan.operation in {"Query", "GetItem"}
                and plan.table.name == scan.table
                and _answers(matcher.design, plan, filtered)
            ):
                return plan
    return None


def _answers(design: Design, plan: Plan, filtered: set[str]) -> bool:
    """Whether the key of a plan follows from what is filtered by, and says all of it.

    An attribute that is the same in all items the pattern returns does no harm.
    """
    given = tuple(_given(plan))
    key = plan.table.key_of(plan.index.name if plan.index else None)
    needed = key.attributes if plan.operation == "GetItem" else key.partition_key
    follows = all(
        name in filtered or _placeholders(plan, value) <= filtered
        for name, value in given
        if name in needed
    )
    asked = {name for name, _ in given}.union(*(_placeholders(plan, value) for _, value in given))
    return bool(filtered) and follows and filtered <= asked | _same_for_all(design, plan)


def _given(plan: Plan) -> Iterator[tuple[str, Template | Constant]]:
    """The key attributes of a plan and what they are compared with."""
    for condition in (*plan.partition, *plan.sort):
        for operand in condition.operands:
            yield condition.attribute, operand
    for action in plan.pattern.actions:
        yield from action.key.items()


def _placeholders(plan: Plan, value: Template | Constant) -> set[str]:
    return set(value.names) - {plan.pattern.fan_out} if isinstance(value, Template) else set()


def _same_for_all(design: Design, plan: Plan) -> set[str]:
    values = (
        attribute
        for entity in plan.pattern.returns
        for attribute in design.entities[entity].attributes.values()
    )
    return {
        attribute.name
        for attribute in values
        if isinstance(attribute.value, Constant)
        or (isinstance(attribute.value, Template) and attribute.value.is_constant)
    }


def _key_text(plan: Plan) -> str:
    types = plan.table.attribute_types
    return " and ".join(
        f"{name} = {operand_text(value, types.get(name))}" for name, value in _given(plan)
    )


def key_schema(table: Table | None, index: str | None) -> KeySchema | None:
    """The key schema of a table or of one of its indexes, None if there is no such thing."""
    if table is None or (index and index not in table.indexes):
        return None
    return table.key_of(index)
