"""The arguments of a request as code."""

from collections.abc import Mapping

from pytest_dynamo.design.binding import matching_entities
from pytest_dynamo.design.positions import matched, written_out
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import AccessPattern, Action, Condition, Design, Generated, Value
from pytest_dynamo.interop.data_access.parameters import Parameters
from pytest_dynamo.interop.data_access.python_text import (
    Brackets,
    Code,
    call,
    flat,
    literal,
    mapping,
)
from pytest_dynamo.planner.expressions import (
    Aliases,
    condition_expression,
    conjunction,
    projection,
)
from pytest_dynamo.planner.plan import Plan

_SETS = {"str": "S", "bytes": "B", "int": "N", "Number": "N"}


def query_arguments(
    plan: Plan, parameters: Parameters, tables: Mapping[str, str]
) -> dict[str, Code]:
    """What a Query or Scan takes."""
    aliases, pattern = Aliases(), plan.pattern
    request: dict[str, Code] = {"TableName": tables[plan.table.name]}
    if plan.index:
        request["IndexName"] = literal(plan.index.name)
    conditions = (*plan.partition, *plan.sort)
    if conditions:
        text = conjunction(conditions, aliases, parameters.value)
        request["KeyConditionExpression"] = literal(text)
    if pattern.filter:
        text = conjunction(pattern.filter, aliases, parameters.value)
        request["FilterExpression"] = literal(text)
    if pattern.newest_first:
        request["ScanIndexForward"] = "False"
    projected = projection_of(pattern, aliases)
    return request | _aliased(aliases) | projected | _aliased_names(aliases)


def projection_of(pattern: AccessPattern, aliases: Aliases) -> dict[str, Code]:
    """What of an item is read, and how consistently."""
    request: dict[str, Code] = {}
    if pattern.attributes:
        request["ProjectionExpression"] = literal(projection(pattern.attributes, aliases))
        request |= _aliased_names(aliases)
    if pattern.consistent_read:
        request["ConsistentRead"] = "True"
    return request


def key_code(action: Action, parameters: Parameters) -> Code:
    """The key of an item."""
    values = {name: parameters.value(value) for name, value in action.key.items()}
    return call("_wire", mapping(values))


def write_step(
    action: Action, position: int, parameters: Parameters, tables: Mapping[str, str], item: str
) -> dict[str, Code]:
    """What a put, update, delete or check takes, alone or in a transaction."""
    aliases = Aliases()
    request: dict[str, Code] = {"TableName": tables[action.table]}
    if action.kind == "put":
        request["Item"] = f"_wire({item})"
    else:
        request["Key"] = key_code(action, parameters)
    expression = _update_expression(action, position, parameters, aliases)
    if expression:
        request["UpdateExpression"] = literal(expression)
    if action.condition:
        text = condition_expression(action.condition, aliases, parameters.value)
        request["ConditionExpression"] = literal(text)
    return request | _aliased(aliases)


def conditions_of(design: Design, plan: Plan, action: Action) -> tuple[str, ...]:
    """The entities that one step of a transaction is about."""
    conditions = tuple(
        Condition(attribute=name, operator="=", operands=(value,))
        for name, value in action.key.items()
    )
    fitting = matching_entities(design, plan.pattern, action.table, conditions)
    if len(fitting) < 2:
        return fitting
    alone = [one for one in fitting if _fits(design, action, one)]
    return tuple(alone) or fitting


def _fits(design: Design, action: Action, entity: str) -> bool:
    """Whether an entity's key templates are what the key of a step says."""
    for name, value in action.key.items():
        if isinstance(value, Template) and name in design.entities[entity].attributes:
            stored = written_out(design, entity, name)
            if matched(value.parts, stored, partial=False) is None:
                return False
    return True


def _aliased(aliases: Aliases) -> dict[str, Code]:
    request = _aliased_names(aliases)
    if aliases.values:
        values = {alias: _code(value) for alias, value in aliases.values.items()}
        request["ExpressionAttributeValues"] = call("_wire", mapping(values))
    return request


def _code(value: object) -> Code:
    assert isinstance(value, str | Brackets)  # what an alias stands for here is always code
    return value


def _aliased_names(aliases: Aliases) -> dict[str, Code]:
    if not aliases.names:
        return {}
    names = {alias: literal(name) for alias, name in aliases.names.items()}
    return {"ExpressionAttributeNames": mapping(names)}


def _update_expression(
    action: Action, position: int, parameters: Parameters, aliases: Aliases
) -> str:
    def assigned(clause: str, values: Mapping[str, Value], sign: str) -> list[str]:
        parts = []
        for name, value in values.items():
            code = _assigned(action, position, clause, name, value, parameters)
            parts.append(f"{aliases.name(name)}{sign}{aliases.value(name, code)}")
        return parts

    clauses = {
        "SET": assigned("set", action.assign, " = "),
        "ADD": assigned("add", action.add, " "),
        "REMOVE": [aliases.name(name) for name in action.remove],
        "DELETE": assigned("delete", action.delete, " "),
    }
    return " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses.items() if parts)


def _assigned(
    action: Action,
    position: int,
    clause: str,
    name: str,
    value: Value,
    parameters: Parameters,
) -> Code:
    """The new value of an attribute. A single text stands for the set of it in ADD and DELETE."""
    code: Code
    if isinstance(value, Generated):
        code, kind = parameters.made(name, value, f"{action.table} {position} {name}")
        stored = kind.stored
    else:
        code = parameters.value(value)
        stored = parameters.stored_type(value)
    lone = ("str", "bytes") if clause == "add" else ("str", "bytes", "int", "Number")
    return f"{{{flat(code)}}}" if clause != "set" and stored in lone else code
