"""What arguments fill in: an attribute value, a key, an item, or a whole request."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pytest_dynamo.design.attribute_value import WireItem, to_wire
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import AccessPattern, Action, Constant
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments, as_stored
from pytest_dynamo.planner.expressions import Aliases

Blank: TypeAlias = Callable[[Arguments], dict[str, Any]]
"""What arguments fill in: an attribute value, a key, an item, or a whole request."""


def operand_value(operand: Template | Constant) -> Blank:
    """The attribute value of a constant, or of a template filled in."""
    if isinstance(operand, Constant):
        constant = to_wire(operand.value)
        return lambda _: constant
    fill = operand.filler()

    def value(arguments: Arguments) -> dict[str, Any]:
        try:
            filled = fill(arguments.parameters, arguments.raw or arguments.parameters)
        except KeyError:
            filled = arguments.value_of(operand)  # which says what is missing
        return to_wire(as_stored(filled))

    return value


def key_of(action: Action) -> Blank:
    """The key that an action names."""
    values = [(name, operand_value(operand)) for name, operand in action.key.items()]
    return lambda arguments: {name: value(arguments) for name, value in values}


def item_at(pattern: AccessPattern, position: int) -> Blank:
    """The item of the put that is the n-th of the pattern's puts."""

    def item(arguments: Arguments) -> WireItem:
        if position < len(arguments.items):
            return arguments.items[position][1]
        puts = sum(action.kind == "put" for action in pattern.actions)
        msg = f"access pattern '{pattern.name}' puts {puts} item{'s' * (puts > 1)}, and was given fewer"
        raise DynamoError(msg)

    return item


def form_of(members: Mapping[str, Any], aliases: Aliases, **blanks: Blank) -> Blank:
    """A request: members that are always the same, blanks, and what its expressions refer to."""
    fixed = dict(members)
    if aliases.names:
        fixed["ExpressionAttributeNames"] = aliases.names
    values: list[tuple[str, Any]] = list(aliases.values.items())
    others = list(blanks.items())

    def request(arguments: Arguments) -> dict[str, Any]:
        filled = dict(fixed)
        for name, blank in others:
            filled[name] = blank(arguments)
        if values:
            filled["ExpressionAttributeValues"] = {
                alias: value(arguments) for alias, value in values
            }
        return filled

    return request
