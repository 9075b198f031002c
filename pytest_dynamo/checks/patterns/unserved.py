"""Rules about access patterns that nothing serves: one cause, and one finding, for each of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import AccessPattern, Design
from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan
from pytest_dynamo.planner.resources import Resource, resources_of
from pytest_dynamo.planner.wording import conditions_text, key_text, names_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

_MOST_CANDIDATES = 3
_MOST_FIXES = 2

UNSERVED = Rule(
    id="PD301",
    title="No key serves an access pattern.",
    severity="error",
    why=(
        "A Query needs the whole partition key, by equality, and takes at most a condition on the sort "
        "key; every other operation needs the full key of an item. What the keys of a table and its "
        "indexes do not answer takes a Scan, which reads all there is."
    ),
    fix="Ask by a key that there is, or add an index that has the key.",
    link=f"{_GUIDE}/bp-indexes-general.html",
)

SCAN = Rule(
    id="PD302",
    title="An access pattern scans.",
    severity="error",
    why=(
        "A Scan reads every item, however few it returns, and takes read units for all of them. It "
        "becomes slower and dearer with each item that is put, whoever put it."
    ),
    fix="Query by a key, or say why a scan is right here, with `allow_scan`.",
    link=f"{_GUIDE}/bp-query-scan.html",
)

PREFIX_OF_NUMBER = Rule(
    id="PD307",
    title="A number is asked for by how it begins.",
    severity="error",
    why=(
        "begins_with takes strings and binary values. Numbers are sorted by their value, so that those "
        "that begin with 20 do not lie together; the Query is refused with a ValidationException."
    ),
    fix="Ask for a range with between, or store the number as a text of fixed width.",
    link=f"{_GUIDE}/Query.KeyConditionExpressions.html",
)

OUT_OF_ORDER = Rule(
    id="PD308",
    title="A key of several attributes is not given from the left.",
    severity="error",
    why=(
        "An index with a key of several attributes takes an equality on each attribute of the partition "
        "key, and the attributes of the sort key from the left, without a gap; only the last one that is "
        "given may have another comparison. Everything else is refused with a ValidationException."
    ),
    fix="Give the attributes in the order of the key, or order the key as it is asked.",
    link=f"{_GUIDE}/GSI.DesignPattern.MultiAttributeKeys.html",
)

STRONG_ON_GLOBAL = Rule(
    id="PD309",
    title="A global index is asked for a consistent read.",
    severity="error",
    why=(
        "A global index follows its table a moment later, and has no strongly consistent reads: a Query "
        "with ConsistentRead is refused with a ValidationException. Local indexes and tables have them."
    ),
    fix="Leave out `consistent_read`, or ask the table or a local index.",
    link=f"{_GUIDE}/HowItWorks.ReadConsistency.html",
)

FILTERED = Rule(
    id="PD311",
    title="A filter throws away what was read, and the access pattern allows none of that.",
    severity="error",
    why=(
        "A filter is applied after items have been read and paid for, and after the limit and the end of "
        "a page have been counted: a page may come back empty although there is more. `max_waste`, 1 if "
        "it is left out, says how many items may be read for each one that is returned."
    ),
    fix="Make what is filtered a part of a key, or say with `max_waste` how many may be read for one.",
    link=f"{_GUIDE}/Query.FilterExpression.html",
)


def _cause(design: Design, pattern: AccessPattern) -> Rule:
    """The rule that says best why a pattern is not served."""
    if pattern.kind == "scan":
        return SCAN
    if pattern.kind == "query":
        for rule, mended in _MENDED.items():
            other = mended(design, pattern)
            if other is not None and isinstance(plan(design, other), Plan):
                return rule
        if _out_of_order(design, pattern):
            return OUT_OF_ORDER
    return UNSERVED


def _consistent(_: Design, pattern: AccessPattern) -> AccessPattern | None:
    return replace(pattern, consistent_read=False) if pattern.consistent_read else None


def _with_prefix_of_number(design: Design, pattern: AccessPattern) -> AccessPattern | None:
    """The pattern with a comparison that numbers take, where it asks how one begins."""
    types = design.tables[pattern.table].attribute_types
    conditions = tuple(
        replace(each, operator=">=")
        if each.operator == "begins_with" and types.get(each.attribute) == "N"
        else each
        for each in pattern.conditions
    )
    return replace(pattern, conditions=conditions) if conditions != pattern.conditions else None


def _unfiltered(_: Design, pattern: AccessPattern) -> AccessPattern | None:
    return replace(pattern, filter=()) if pattern.filter else None


_MENDED: Mapping[Rule, Callable[[Design, AccessPattern], AccessPattern | None]] = {
    STRONG_ON_GLOBAL: _consistent,
    PREFIX_OF_NUMBER: _with_prefix_of_number,
    FILTERED: _unfiltered,
}
"""What is served if one thing about it is otherwise is not served because of that."""


def _out_of_order(design: Design, pattern: AccessPattern) -> tuple[Resource, ...]:
    """The indexes with keys of several attributes that a pattern asks by attributes of these alone."""
    asked = {condition.attribute for condition in pattern.conditions}
    return tuple(
        resource
        for resource in resources_of(design.tables[pattern.table])
        if pattern.index in (None, resource.name)
        and max(len(resource.key.partition_key), len(resource.key.sort_key)) > 1
        and asked <= set(resource.key.attributes)
        and asked & set(resource.key.partition_key)
        and (len(asked) > 1 or pattern.index == resource.name)
        and not _is_from_the_left(resource, pattern)
    )


def _is_from_the_left(resource: Resource, pattern: AccessPattern) -> bool:
    """Whether a pattern gives a key as it has to be given, so that something else is amiss."""
    equal = {each.attribute for each in pattern.conditions if each.operator == "="}
    asked = {each.attribute for each in pattern.conditions}
    sort = resource.key.sort_key
    given = sum(name in asked for name in sort)
    return equal.issuperset((*resource.key.partition_key, *sort[: max(0, given - 1)])) and (
        asked.issuperset(sort[:given])
    )


def _of(rule: Rule) -> Callable[[Facts], Iterator[Finding]]:
    """What looks for the patterns that are not served for the reason of a rule."""

    def look(facts: Facts) -> Iterator[Finding]:
        for outcome in facts.plans.values():
            if isinstance(outcome, NotServed) and _cause(facts.design, outcome.pattern) is rule:
                yield _finding(rule, facts.design, outcome)

    return look


def _finding(rule: Rule, design: Design, outcome: NotServed) -> Finding:
    pattern = outcome.pattern
    found = f"{pattern.name} is not served: it needs {outcome.needs}"
    if rule is SCAN:
        found = f"{pattern.name} scans table {pattern.table}, and does not say why"
    return rule.finding(
        place=pattern.place,
        subject=pattern.name,
        found=found,
        means=_means(rule, design, outcome),
        fix=", or ".join(_fixes(rule, design, outcome)),
    )


def _fixes(rule: Rule, design: Design, outcome: NotServed) -> tuple[str, ...]:
    if rule is OUT_OF_ORDER:
        return (_reordered(outcome.pattern, _out_of_order(design, outcome.pattern)[0]),)
    if rule is PREFIX_OF_NUMBER:
        return (_ranged(design, outcome.pattern),)
    if rule is STRONG_ON_GLOBAL:
        return ("leave out `consistent_read: true`, or read the item by the key of its table",)
    return outcome.fixes[:_MOST_FIXES]


def _means(rule: Rule, design: Design, outcome: NotServed) -> str:
    """Why the tables and indexes that might have served a pattern do not."""
    pattern = outcome.pattern
    if rule is SCAN:
        return f"it reads every item there is, at a rate of {number_text(pattern.rate)} a second"
    shown = outcome.candidates
    if rule is OUT_OF_ORDER:
        meant = str(_out_of_order(design, pattern)[0])
        shown = tuple(each for each in shown if each.resource == meant)
    elif rule is not UNSERVED and pattern.index:
        shown = tuple(each for each in shown if each.resource == f"index {pattern.index}")
    texts = [f"{each.resource} {each.keys}: {each.reason}" for each in shown]
    more = len(texts) - _MOST_CANDIDATES
    text = "; ".join(texts[:_MOST_CANDIDATES])
    return f"{text}; and {more} more" if more > 0 else text


def _reordered(pattern: AccessPattern, resource: Resource) -> str:
    """How to complete the conditions, or to order the key."""
    asked = {condition.attribute: condition.operator for condition in pattern.conditions}
    key = resource.key
    missing = [name for name in key.partition_key if asked.get(name) != "="]
    if missing:
        return f"give {names_text(missing)} by equality"
    given = [name for name in key.sort_key if name in asked]
    gap = [name for name in key.sort_key[: key.sort_key.index(given[-1])] if name not in asked]
    equal = [name for name in given if asked[name] == "="]
    order = [*equal, *(name for name in given if name not in equal)]
    rest = [name for name in key.sort_key if name not in order]
    ordered = key_text(replace(key, sort_key=(*order, *rest)))
    also = f"give {names_text(gap)} too, or " if gap else ""
    return f"{also}order the key of {resource} as {ordered}"


def _ranged(design: Design, pattern: AccessPattern) -> str:
    """A range in the place of the beginning of a number."""
    types = design.tables[pattern.table].attribute_types
    found = tuple(
        each
        for each in pattern.conditions
        if each.operator == "begins_with" and types.get(each.attribute) == "N"
    )
    name = found[0].attribute
    return f"write {name}: {{between: […, …]}} for {conditions_text(found, types)}"


RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = {
    rule: _of(rule)
    for rule in (UNSERVED, SCAN, PREFIX_OF_NUMBER, OUT_OF_ORDER, STRONG_ON_GLOBAL, FILTERED)
}
"""The rules, each with what looks for it."""
