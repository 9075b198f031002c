"""Rules about filters: what they stand in for, and how much is read to be thrown away."""

from collections.abc import Iterator
from math import ceil, isinf

from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.patterns.reading import Reading, reading_of
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.attribute_types import stored_type
from pytest_dynamo.design.values import AccessPattern, Condition, Design
from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.planner.wording import conditions_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

WORTH_A_KEY = 2.0
"""From so many items read for each one returned on, a key is worth more than a filter."""

_CERTAINTY = 1.25
"""So far above `max_waste` is no accident of the items that were drawn."""

STANDS_IN = Rule(
    id="PD304",
    title="A filter stands in for a key.",
    severity="warning",
    why=(
        "A filter is applied after items have been read and paid for, and after the limit and the end of "
        "a page have been counted. Where it throws away most of them, a key that holds what is filtered "
        "reads only what is returned, in fewer pages."
    ),
    fix="Add an index whose key holds what is filtered, and query that.",
    link=f"{_GUIDE}/Query.FilterExpression.html",
)

WASTEFUL = Rule(
    id="PD305",
    title="A Query reads more for each item it returns than its access pattern allows.",
    severity="warning",
    why=(
        "`max_waste` says how many items may be read for each one that is returned. With the population "
        "that the design describes a Query reads more, and its tests fail as soon as they have as many "
        "items."
    ),
    fix="Ask by a key that holds what is filtered, or allow for what it takes.",
    link=f"{_GUIDE}/Query.FilterExpression.html",
)


def filters_for_keys(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each filter, within what is allowed, that an index could have as a key."""
    for plan, reading in _readings(evidence):
        keyable = _keyable(evidence.design, plan.pattern)
        if keyable and not _is_above(plan, reading) and reading.waste >= WORTH_A_KEY:
            yield STANDS_IN.finding(
                place=plan.pattern.place,
                subject=plan.pattern.name,
                found=_found(plan, reading),
                means="whoever reads it pays for all of them, and a page may come back empty",
                fix=_index(plan, keyable),
            )


def wasteful_queries(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each Query that reads more for each item it returns than is allowed."""
    for plan, reading in _readings(evidence):
        if _is_above(plan, reading):
            keyable = _keyable(evidence.design, plan.pattern)
            allowed = f"max_waste: {ceil(reading.waste)}" if reading.returned else ""
            fixes = [_index(plan, keyable) if keyable else "", allowed and f"allow it: {allowed}"]
            yield WASTEFUL.finding(
                place=plan.pattern.place,
                subject=plan.pattern.name,
                found=_found(plan, reading),
                means=f"its max_waste allows for {number_text(plan.pattern.max_waste)}",
                fix=", or ".join(filter(None, fixes)) or "ask for what there is",
            )


def _readings(evidence: Evidence) -> Iterator[tuple[Plan, Reading]]:
    """The Queries with a filter, and what they read."""
    for plan in plan_all(evidence.design).values():
        if isinstance(plan, Plan) and plan.operation == "Query" and plan.pattern.filter:
            reading = reading_of(plan, evidence.population)
            if reading is not None:
                yield plan, reading


def _is_above(plan: Plan, reading: Reading) -> bool:
    return reading.waste > _CERTAINTY * plan.pattern.max_waste


def _found(plan: Plan, reading: Reading) -> str:
    filtered = conditions_text(plan.pattern.filter, plan.table.attribute_types)
    where = resource(plan.table, plan.index)
    if isinf(reading.waste):
        return (
            f"{plan.pattern.name} returns none of {reading.examined:,} items it reads of {where}, modelled: "
            f"it filters by {filtered}"
        )
    return (
        f"{plan.pattern.name} reads {number_text(reading.waste)} items of {where} for each one it returns, "
        f"modelled: it filters by {filtered}"
    )


def _keyable(design: Design, pattern: AccessPattern) -> tuple[Condition, ...]:
    """The comparisons of a filter that could be those of a key: on text, numbers and binary data."""
    return tuple(
        condition
        for condition in pattern.filter
        if {
            stored_type(design, entity.name, condition.attribute)
            for entity in design.entities.values()
            if condition.attribute in entity.attributes
            and (entity.name in pattern.returns or not pattern.returns)
        }
        <= {"S", "N", "B"}
    )


def _index(plan: Plan, keyable: tuple[Condition, ...]) -> str:
    """The index that would serve it: equalities in the partition key, at most one range after them."""
    equal = [each.attribute for each in keyable if each.operator == "="]
    ranges = [each.attribute for each in plan.sort if each.operator != "="]
    ranges += [each.attribute for each in keyable if each.operator != "="]
    partition = [each.attribute for each in plan.partition]
    sort = [each.attribute for each in plan.sort if each.operator == "="]
    if len(ranges) > 1 and not equal:
        return f"let the sort key of an index begin with the one of {' and '.join(ranges)} that leaves least"
    partition, sort = [*partition, *equal], [*sort, *ranges[:1]]
    sort = sort or list((plan.index or plan.table).key.sort_key)  # then rows come in the same order
    sort_key = f", sort_key: {_listed(sort)}" if sort else ""
    return f"add an index {{partition_key: {_listed(partition)}{sort_key}}} and query that"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
