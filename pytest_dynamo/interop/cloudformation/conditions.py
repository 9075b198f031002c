"""Conditions of a template: true, false, or known to CloudFormation only.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.interop.cloudformation.nodes import (
    Node,
    Unresolved,
    plain,
    text_of,
    unresolved_in,
)
from pytest_dynamo.interop.cloudformation.template import Template
from pytest_dynamo.interop.documents.document import Where

Truth: TypeAlias = bool | Unresolved
Resolve: TypeAlias = Callable[[object, Where, Where], Node | None]

_OPERANDS = 2


class Conditions:
    """The conditions of one template, each evaluated once."""

    def __init__(self, template: Template, resolve: Resolve) -> None:
        self._template = template
        self._resolve = resolve
        self._found: dict[str, Truth] = {}
        self._trail: list[str] = []

    def holds(self, name: object) -> Truth:
        """Whether the condition of a name holds.

        Raises:
            DynamoError: It depends on itself.
        """
        section = self._template.section("Conditions")
        if not isinstance(name, str) or name not in section:
            near = nearest(str(name), section)
            return Unresolved(text=f"!Condition {name}", why=f"no condition of the template{near}")
        if name in self._trail:
            chain = " → ".join([*self._trail[self._trail.index(name) :], name])
            message = f"a condition depends on itself: {chain}\nTo fix this: break the circle"
            raise self._template.error(("Conditions", self._trail[-1]), message)
        if name not in self._found:
            self._trail.append(name)
            self._found[name] = self._truth(section[name], ("Conditions", name))
            self._trail.pop()
        return self._found[name]

    def _truth(self, value: object, where: Where) -> Truth:
        if not isinstance(value, dict) or len(value) != 1:
            return Unresolved(text=str(value)[:60], why="no condition")
        ((function, content),) = value.items()
        inside = (*where, str(function))
        operands = content if isinstance(content, list) else [content]
        match function:
            case "Condition":
                return self.holds(content)
            case "Fn::Equals" if len(operands) == _OPERANDS:
                return self._equals(operands, inside)
            case "Fn::And":
                return _all(self._truths(operands, inside))
            case "Fn::Or":
                return _negated(_all(_negated(one) for one in self._truths(operands, inside)))
            case "Fn::Not" if len(operands) == 1:
                return _negated(self._truth(operands[0], inside))
        return Unresolved(text=f"!{str(function).removeprefix('Fn::')}", why="no condition")

    def _truths(self, operands: Sequence[object], where: Where) -> list[Truth]:
        return [self._truth(one, (*where, position)) for position, one in enumerate(operands)]

    def _equals(self, operands: Sequence[object], where: Where) -> Truth:
        """Texts are compared: a number is equal to the text of it."""
        values = []
        for position, one in enumerate(operands):
            node = self._resolve(one, (*where, position), (*where, position))
            unresolved = next(unresolved_in(node), None) if node else None
            if unresolved:
                found = unresolved.value
                return found if isinstance(found, Unresolved) else False
            value = plain(node) if node else None
            values.append(text_of(value) or value)
        return bool(values[0] == values[1])


def _all(truths: Iterable[Truth]) -> Truth:
    """Three-valued: what is false makes it false, whatever is not known."""
    found = list(truths)
    if False in found:
        return False
    return next((one for one in found if isinstance(one, Unresolved)), True)


def _negated(truth: Truth) -> Truth:
    return truth if isinstance(truth, Unresolved) else not truth
