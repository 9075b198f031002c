"""Items that are put to be found: keys that nobody else has, a mark, and the questions that find them."""

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from pytest_dynamo.design.attribute_value import WireItem, from_wire, to_wire
from pytest_dynamo.design.binding import entities_of
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Condition, Constant, Design, Table
from pytest_dynamo.interop.verify_script.items import (
    Asked,
    Example,
    Mark,
    entity_examples,
    marked,
    queries_of,
)
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.planner.requests import RequestMaker

MARK = "pytest-dynamo:verify"
"""The attribute that says who has put an item."""

_DIGITS = 21
_STAYS_SECONDS = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An item of an entity and what is asked of it: keys of the table and its indexes, and access patterns.

    The key is the same for a design and an entity, whenever it is made, so that one left behind is found.
    `mark` is the item's `MARK`: all of an entity begin with `family`, and each run has one of its own.
    `patterns` are the arguments of Query, by access pattern.
    """

    entity: str
    table: Table
    item: WireItem
    family: str
    mark: str
    questions: tuple[tuple[str | None, Asked], ...]
    patterns: Mapping[str, Mapping[str, Any]]

    @property
    def key(self) -> WireItem:
        """The item's key in its table."""
        return {name: self.item[name] for name in self.table.key.attributes}


def samples_of(
    design: Design, *, now: float, run: str, tables: Collection[str] | None = None
) -> tuple[Sample, ...]:
    """A sample of each entity that has an example; `run` is a text that no other run has.

    `now` is in seconds since the epoch: where a table has a time to live, samples go by themselves an hour later.
    """
    digest = sha256(design.name.encode()).hexdigest()
    digits = f"{int(digest, 16)}"[:_DIGITS]
    mark = Mark(
        digits=digits,
        digits_in_base64=b64encode(digits.encode()).decode(),
        expires=str(int(now) + _STAYS_SECONDS),
        adds_expiry=True,
    )
    plans = [
        one
        for one in plan_all(design).values()
        if isinstance(one, Plan) and one.operation == "Query"
    ]
    return tuple(
        _sample(design, example, mark, run, plans)
        for example in entity_examples(design)
        if tables is None or example.table.name in tables
    )


def _sample(design: Design, example: Example, mark: Mark, run: str, plans: list[Plan]) -> Sample:
    item = _as_sent(marked(example, mark))
    family = f"{design.name}/{example.entity}/"
    text = f"{family}{run}"
    before = _as_sent(example.item)
    patterns = {}
    for plan in plans:
        filled = _filled(plan, before, item) if _is_about(design, plan, example) else None
        if filled:
            patterns[plan.pattern.name] = RequestMaker(filled).requests(Arguments())[0].arguments
    return Sample(
        entity=example.entity,
        table=example.table,
        item=item | {MARK: {"S": text}},
        family=family,
        mark=text,
        questions=tuple(queries_of(item, example.table)),
        patterns=patterns,
    )


# ------------------------------------------------------- access patterns that ask for one item


def _is_about(design: Design, plan: Plan, example: Example) -> bool:
    """Whether a plan may find an item of this entity: it is in the table or index that is queried."""
    key = plan.table.key_of(plan.index.name if plan.index else None)
    return (
        plan.table.name == example.table.name
        and example.entity in entities_of(design, plan.pattern)
        and all(name in example.item for name in key.attributes)
    )


def _filled(plan: Plan, before: WireItem, item: WireItem) -> Plan | None:
    """A plan that asks for an item, if its templates could have asked for it before it was marked.

    Values of the item stand where templates would be filled in; None where a template or a constant says
    something else.
    """
    partition = _all_filled(plan.partition, before, item)
    sort = _all_filled(plan.sort, before, item)
    filters = _all_filled(plan.pattern.filter, before, item)
    if partition is None or sort is None or filters is None:
        return None
    pattern = replace(plan.pattern, filter=filters, fan_out=None)
    return replace(plan, pattern=pattern, partition=partition, sort=sort, shards=1)


def _all_filled(
    conditions: tuple[Condition, ...], before: WireItem, item: WireItem
) -> tuple[Condition, ...] | None:
    found = [_condition(one, before, item) for one in conditions]
    filled = tuple(one for one in found if one is not None)
    return filled if len(filled) == len(found) else None


def _condition(condition: Condition, before: WireItem, item: WireItem) -> Condition | None:
    name = condition.attribute
    if name not in before:
        return None
    old, new = from_wire(before[name]), from_wire(item[name])
    operands = []
    for operand in condition.operands:
        if isinstance(operand, Constant) or operand.is_constant:
            value = operand.value if isinstance(operand, Constant) else operand.render({})
            value = from_wire(to_wire(value))  # numbers as DynamoDB answers them
            operands.append(new if value == old else value)
        elif _could_be(operand, old):
            operands.append(new)
        else:
            return None
    if not _holds(condition.operator, new, operands):
        return None
    return replace(condition, operands=tuple(Constant(value=one) for one in operands))


def _could_be(template: Template, value: object) -> bool:
    """Whether a template, filled in, could read like a value."""
    if template.keeps_type:
        return True
    parts = (re.escape(one) if isinstance(one, str) else ".*" for one in template.parts)
    return isinstance(value, str) and bool(re.fullmatch("".join(parts), value, re.DOTALL))


def _holds(operator: str, value: Any, operands: list[Any]) -> bool:  # noqa: ANN401
    """Whether a comparison is true; one of values of different types is not."""
    if any(type(one) is not type(value) for one in operands) and operator != "=":
        return False
    first = operands[0]
    match operator:
        case "=":
            return bool(value == first)
        case "<":
            return bool(value < first)
        case "<=":
            return bool(value <= first)
        case ">":
            return bool(value > first)
        case ">=":
            return bool(value >= first)
        case "between":
            return bool(first <= value <= operands[1])
    return isinstance(value, str | bytes) and value.startswith(first)


# ---------------------------------------------------------------------------- binary data


def _as_sent(item: Mapping[str, Mapping[str, Any]]) -> WireItem:
    """DynamoDB JSON as boto3 takes it: bytes instead of base64."""
    return {name: _value(value) for name, value in item.items()}


def _value(value: Mapping[str, Any]) -> dict[str, Any]:
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {kind: b64decode(content)}
        case "BS":
            return {kind: [b64decode(one) for one in content]}
        case "M":
            return {kind: _as_sent(content)}
        case "L":
            return {kind: [_value(one) for one in content]}
    return {kind: content}


def expected_in(sample: Sample, index: str | None) -> Iterator[str]:
    """The attributes of a sample that an index shows, or the table."""
    table = sample.table
    projection = table.indexes[index].projection if index else None
    if projection is None or projection.kind == "ALL":
        yield from sample.item
        return
    shown = {*table.key.attributes, *table.key_of(index).attributes, *projection.attributes}
    yield from (name for name in sample.item if name in shown)
