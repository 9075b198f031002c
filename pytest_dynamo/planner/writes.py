"""What writes one item: the actions of a pattern, which take the same alone and in a transaction."""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.values import AccessPattern, Action, Generated, Value
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments, Clause, made_name
from pytest_dynamo.planner.blanks import Blank, form_of, item_at, key_of, operand_value
from pytest_dynamo.planner.expressions import Aliases, condition_expression


def steps_of(pattern: AccessPattern) -> Iterator[tuple[str, Blank]]:
    """Each action's name in a transaction (`Put`, `ConditionCheck`, …), and what it takes there.

    PutItem, UpdateItem and DeleteItem take the same when they stand alone.
    """
    puts = 0
    for position, action in enumerate(pattern.actions):
        aliases = Aliases()
        request: dict[str, Any] = {"TableName": action.table}
        if action.kind == "update":
            expression = _update_expression(position, action, aliases)
            request |= {"UpdateExpression": expression} if expression else {}
        if action.condition:
            request["ConditionExpression"] = condition_expression(
                action.condition, aliases, operand_value
            )
        if action.kind == "put":
            yield "Put", form_of(request, aliases, Item=item_at(pattern, puts))
            puts += 1
        else:
            name = "ConditionCheck" if action.kind == "check" else action.kind.capitalize()
            yield name, form_of(request, aliases, Key=key_of(action))


def _update_expression(position: int, action: Action, aliases: Aliases) -> str:
    def assigned(clause: Clause, values: Mapping[str, Value], sign: str) -> list[str]:
        return [
            f"{aliases.name(name)}{sign}"
            f"{aliases.value(name, _written(position, clause, name, value))}"
            for name, value in values.items()
        ]

    clauses = {
        "SET": assigned("set", action.assign, " = "),
        "ADD": assigned("add", action.add, " "),
        "REMOVE": [aliases.name(name) for name in action.remove],
        "DELETE": assigned("delete", action.delete, " "),
    }
    return " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses.items() if parts)


def _written(position: int, clause: Clause, attribute: str, value: Value) -> Blank:
    return lambda arguments: to_wire(_assigned(position, clause, attribute, value, arguments))


def _assigned(
    position: int, clause: Clause, attribute: str, value: Value, arguments: Arguments
) -> object:
    """The value of one part of an update.

    ADD takes a number or a set, DELETE a set, so that a single text stands for the set of it.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
    """
    if isinstance(value, Generated):
        name = made_name(position, clause, attribute)
        if name not in arguments.parameters:
            msg = f"the update of '{attribute}' needs a value that is made: the parameter '{name}'"
            raise DynamoError(msg)
        assigned = arguments.parameters[name]
    else:
        assigned = arguments.value_of(value)
    lone = (str, bytes) if clause == "add" else (str, bytes, int, float)
    return {assigned} if clause != "set" and isinstance(assigned, lone) else assigned
