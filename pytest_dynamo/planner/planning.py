"""Choose what serves an access pattern, or say why nothing does.

"Every access pattern is a Query" means: a Query with an equality on the whole partition key and at
most a condition on the sort key, or an operation on full keys. A Scan is not, nor is a filter that
stands in for a key.
"""

from collections.abc import Mapping

from pytest_dynamo.design.binding import bind
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import AccessPattern, Action, Design, Generated, PatternKind, Table
from pytest_dynamo.planner.fixes import key_fix, query_fixes
from pytest_dynamo.planner.key_condition import KeyCondition
from pytest_dynamo.planner.plan import Candidate, NotServed, Operation, Plan
from pytest_dynamo.planner.resources import Resource, covers, resources_of, serves
from pytest_dynamo.planner.wording import conditions_text, key_text, names_text, setting_text

OPERATIONS: Mapping[PatternKind, Operation] = {
    "get": "GetItem",
    "put": "PutItem",
    "update": "UpdateItem",
    "delete": "DeleteItem",
    "batch_get": "BatchGetItem",
    "batch_write": "BatchWriteItem",
    "transact_get": "TransactGetItems",
    "transact_write": "TransactWriteItems",
}


def plan_all(design: Design) -> dict[str, Plan | NotServed]:
    """Plan every access pattern of a design, by name."""
    return {name: plan(design, pattern) for name, pattern in design.access_patterns.items()}


def plan(design: Design, pattern: AccessPattern) -> Plan | NotServed:
    """How an access pattern is served, or why nothing serves it."""
    match pattern.kind:
        case "query":
            return _plan_query(design, pattern)
        case "scan":
            return _plan_scan(design, pattern)
    return _plan_full_keys(design, pattern)


# ---------------------------------------------------------------------------------- queries


def _plan_query(design: Design, pattern: AccessPattern) -> Plan | NotServed:
    table = design.tables[pattern.table]
    shards = _shards(design, pattern)
    outcomes = [(resource, serves(resource, pattern)) for resource in resources_of(table)]
    named = [
        (resource, condition)
        for resource, condition in outcomes
        if isinstance(condition, KeyCondition) and pattern.index in (None, resource.name)
    ]
    if not named or isinstance(shards, str):
        return _query_not_served(design, pattern, outcomes, shards)
    # Sorting is stable: the table stays before its indexes, and these in the order of the file.
    resource, condition = min(named, key=lambda served: not covers(served[0], design, pattern))
    return Plan(
        pattern=pattern,
        operation="Query",
        table=table,
        index=resource.index,
        partition=condition.partition,
        sort=condition.sort,
        shards=shards,
    )


def _query_not_served(
    design: Design,
    pattern: AccessPattern,
    outcomes: list[tuple[Resource, KeyCondition | str]],
    shards: int | str,
) -> NotServed:
    types = design.tables[pattern.table].attribute_types
    needs = conditions_text(pattern.conditions, types) or "no key at all"
    if pattern.filter:
        needs += f", filtered by {conditions_text(pattern.filter, types)}"
    fixes = query_fixes(design, pattern)
    if isinstance(shards, str):
        fixes = (f"name a shard in fan_out: {shards}",)
    return NotServed(
        pattern=pattern,
        needs=needs,
        candidates=tuple(
            _candidate(resource, _reason(condition, shards, pattern))
            for resource, condition in outcomes
        ),
        fixes=fixes,
        path=design.path,
    )


def _reason(condition: KeyCondition | str, shards: int | str, pattern: AccessPattern) -> str:
    if isinstance(condition, str):
        return condition
    if isinstance(shards, str):
        return shards
    return f"would serve it, but the pattern names {pattern.index}"


def _candidate(resource: Resource, reason: str) -> Candidate:
    return Candidate(resource=str(resource), keys=key_text(resource.key), reason=reason)


def _shards(design: Design, pattern: AccessPattern) -> int | str:
    """Into how many Queries the pattern fans out (1 if it does not), or why it cannot."""
    name = pattern.fan_out
    if name is None:
        return 1
    equal = [operand for c in pattern.conditions if c.operator == "=" for operand in c.operands]
    if not any(isinstance(operand, Template) and name in operand.names for operand in equal):
        return f"fan_out names '{name}', which is no placeholder of the partition key"
    value = pattern.parameters.get(name)
    if value is None and (bound := bind(design, pattern).get(name)):
        attribute = design.entities[bound.entity].attributes.get(bound.attribute)
        value = attribute.value if attribute else None
    if isinstance(value, Generated) and value.maker in ("shard_of", "random_shard"):
        return int(str(value.options["count"]))
    return f"fan_out names '{name}', which is neither a shard_of nor a random_shard"


# ------------------------------------------------------------------------------------ scans


def _plan_scan(design: Design, pattern: AccessPattern) -> Plan | NotServed:
    table = design.tables[pattern.table]
    if pattern.allow_scan:
        index = table.indexes[pattern.index] if pattern.index else None
        return Plan(pattern=pattern, operation="Scan", table=table, index=index)
    return NotServed(
        pattern=pattern,
        needs="every item: it is a Scan",
        candidates=tuple(
            _candidate(
                resource, f"partition key {names_text(resource.key.partition_key)} is not given"
            )
            for resource in resources_of(table)
        ),
        fixes=(
            f"ask for what it needs: {_example_query(design, pattern)}",
            'allow it: `allow_scan: "the reason"`',
        ),
        path=design.path,
    )


def _example_query(design: Design, pattern: AccessPattern) -> str:
    """The query for the item collection of the returned entity, as its own template says it."""
    table = design.tables[pattern.table]
    names = pattern.returns or tuple(
        e.name for e in design.entities.values() if e.table == table.name
    )
    key = table.key.partition_key
    for name in names:
        attributes = design.entities[name].attributes
        if all(attribute in attributes for attribute in key):
            settings = ", ".join(
                setting_text(attribute, attributes[attribute].value) for attribute in key
            )
            return f"`query: {{{settings}}}`"
    return f"`query: {{{key[0]}: …}}`"


# -------------------------------------------------------------------------------- full keys


def _plan_full_keys(design: Design, pattern: AccessPattern) -> Plan | NotServed:
    operation = OPERATIONS[pattern.kind]
    for action in pattern.actions:
        table = design.tables[action.table]
        reason, fix = _full_key_lacks(design, pattern, action, table)
        if reason:
            return NotServed(
                pattern=pattern,
                needs=f"the full key of one item, to {action.kind} it",
                candidates=(_candidate(Resource(table=table), reason),),
                fixes=(fix,),
                path=design.path,
            )
    return Plan(pattern=pattern, operation=operation, table=design.tables[pattern.table])


def _full_key_lacks(
    design: Design, pattern: AccessPattern, action: Action, table: Table
) -> tuple[str, str]:
    """Why an action does not name one item, and what to do; two empty texts if it does.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
    """
    if pattern.index:
        fix = "make it a `query`, or leave out the index"
        return f"{action.kind} works on the table, and the pattern names {pattern.index}", fix
    if pattern.filter:
        return f"{action.kind} takes no filter", "leave out the filter"
    given = design.entities[action.entity].attributes if action.entity else action.key
    missing = tuple(name for name in table.key.attributes if name not in given)
    if missing:
        fix = key_fix(design, pattern, missing)
        if len(missing) > 1:
            return f"keys {names_text(missing)} are not given", fix
        if missing == table.key.partition_key:
            return f"partition key {names_text(missing)} is not given", fix
        if action.kind == "get":
            fix += ", or make it a `query` for the whole item collection"
        return f"sort key {names_text(missing)} is not given", fix
    others = [name for name in action.key if name not in table.key.attributes]
    if others:
        verb = "is not a key attribute" if len(others) == 1 else "are not key attributes"
        return (
            f"{names_text(others)} {verb} of the table",
            f"leave {names_text(others)} out of the key",
        )
    return "", ""
