"""Resolving the names of an expression and checking its operands, in DynamoDB's order.

Some rules depend on the values of a request: whether `:v` is given, and its type. So a check is a function
of the values; the checks of an expression are made once, and run on every request in the order of the
expression, innermost first. A rule that does not depend on the values is a check that always refuses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_dynamo.embedded.expressions.kinds import SCALARS, SIZED
from pytest_dynamo.embedded.expressions.nodes import (
    And,
    Arithmetic,
    Between,
    Call,
    Comparison,
    Condition,
    Function,
    In,
    Not,
    Operand,
    Or,
    Path,
    Placeholder,
)
from pytest_dynamo.embedded.expressions.paths import overlap, shown_path
from pytest_dynamo.embedded.expressions.rules import (
    Check,
    addable,
    defined,
    in_order,
    naming_a_type,
    of_types,
    refusal,
)

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
MOST_OPERATORS = 300
TOO_MANY_OPERATORS = (
    f"The expression contains too many operators; operator count: {MOST_OPERATORS + 1}"
)
WRONG_COUNT = (
    "Incorrect number of operands for operator or function; operator or function: {name}, "
    "number of operands: {count}"
)
MOST_CHOICES = 100
DEEPEST_PATH = 32

_OPERANDS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
    "if_not_exists": 2,
    "list_append": 2,
}
_TYPES = {
    "begins_with": frozenset({"S", "B"}),
    "size": SIZED,
    "list_append": frozenset({"L"}),
    "+": frozenset({"N"}),
    "-": frozenset({"N"}),
}
_OF_PATHS = ("attribute_exists", "attribute_not_exists", "if_not_exists")
_WITH_DISTINCT_OPERANDS = ("attribute_type", "begins_with", "contains", "if_not_exists")


@dataclass(slots=True)
class Checker:
    """Resolves names, and gathers the checks and what the expression uses."""

    names: Mapping[str, str]
    checks: list[Check] = field(default_factory=list)
    used_names: set[str] = field(default_factory=set)
    placeholders: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    nested: set[str] = field(default_factory=set)
    operators: int = 0
    refused: bool = False

    def condition(self, node: Condition) -> Condition:
        """A condition with its names resolved, all of its operands checked."""
        if isinstance(node, Call):
            return self.call(node)
        self._count(len(node.conditions) - 1 if isinstance(node, And | Or) else 1)
        if isinstance(node, And):
            return And(conditions=tuple(self.condition(each) for each in node.conditions))
        if isinstance(node, Or):
            return Or(conditions=tuple(self.condition(each) for each in node.conditions))
        if isinstance(node, Not):
            return Not(condition=self.condition(node.condition))
        if isinstance(node, Comparison):
            return self._comparison(node)
        return self._between(node) if isinstance(node, Between) else self._in(node)

    def operand(self, node: Operand) -> Operand:
        """An operand with its names resolved, checked."""
        if isinstance(node, Path):
            return self.path(node)
        if isinstance(node, Placeholder):
            return self.placeholder(node)
        if isinstance(node, Arithmetic):
            return self._arithmetic(node)
        return self.call(node) if isinstance(node, Call) else node

    def path(self, node: Path) -> Path:
        """A document path with its names resolved."""
        steps: list[str | int] = []
        for step in node.steps:
            if isinstance(step, str) and step.startswith("#"):
                if step not in self.names:
                    why = "An expression attribute name used in the document path is not defined"
                    self.refuse(f"{why}; attribute name: {step}")
                self.used_names.add(step)
                steps.append(self.names.get(step, step))
            else:
                steps.append(step)
        if len(steps) > DEEPEST_PATH:
            why = "The document path has too many nesting levels"
            self.refuse(f"{why}; nesting levels: {len(steps)}")
        attribute = str(steps[0])
        self.attributes.add(attribute)
        if len(steps) > 1:
            self.nested.add(attribute)
        return Path(steps=tuple(steps))

    def paths(self, nodes: Iterable[Path]) -> tuple[Path, ...]:
        """Document paths with their names resolved, none in the way of another.

        DynamoDB looks at the last one first.
        """
        seen: list[Path] = []
        for node in reversed(tuple(nodes)):
            path = self.path(node)
            for other in seen:
                if why := overlap(path, other):
                    both = f"path one: {shown_path(path)}, path two: {shown_path(other)}"
                    self.refuse(f"{why}; must remove or rewrite one of these paths; {both}")
            seen.append(path)
        return tuple(reversed(seen))

    def placeholder(self, node: Placeholder) -> Placeholder:
        """A placeholder, whose value must be given."""
        self.placeholders.add(node.name)
        self.checks.append(defined(node.name))
        return node

    def call(self, node: Call) -> Call:
        """A function with its names resolved, its operands checked."""
        self._count()
        operands = tuple(self.operand(each) for each in node.operands)
        name = node.function
        if len(operands) == _OPERANDS[name]:
            self._operands(name, operands)
        else:
            self.refuse(WRONG_COUNT.format(name=name, count=len(operands)))
        return Call(function=name, operands=operands)

    def _operands(self, name: Function, operands: tuple[Operand, ...]) -> None:
        """Check the operands of a function, as many as there must be."""
        if name in _OF_PATHS and not isinstance(operands[0], Path):
            why = "Operator or function requires a document path"
            self.refuse(f"{why}; operator or function: {name}")
        if name in _WITH_DISTINCT_OPERANDS:
            self._distinct(name, operands)
        if name in _TYPES:
            self._types(name, operands, _TYPES[name])
        if name == "attribute_type":
            self.checks.append(naming_a_type(operands[1]))

    def refuse(self, text: str) -> None:
        """Add a check that refuses whatever the values are."""
        self.checks.append(refusal(text))
        self.refused = True

    def added(self, action: str, node: Placeholder, types: frozenset[str]) -> Placeholder:
        """The value of an ADD or a DELETE, which must be of one of these types."""
        operand = self.placeholder(node)
        self.checks.append(addable(action, operand, types))
        return operand

    def _count(self, operators: int = 1) -> None:
        before, self.operators = self.operators, self.operators + operators
        if before <= MOST_OPERATORS < self.operators:
            self.refuse(TOO_MANY_OPERATORS)

    def _comparison(self, node: Comparison) -> Comparison:
        left, right = self.operand(node.left), self.operand(node.right)
        self._distinct(node.operator, (left, right))
        if node.operator not in ("=", "<>"):
            self._types(node.operator, (left, right), SCALARS)
        return Comparison(operator=node.operator, left=left, right=right)

    def _in(self, node: In) -> In:
        operand = self.operand(node.operand)
        choices = tuple(self.operand(each) for each in node.choices)
        if len(choices) > MOST_CHOICES:
            why = "The IN operator is provided with too many operands"
            self.refuse(f"{why}; number of operands: {len(choices)}")
        self._distinct("IN", (operand, *choices))
        return In(operand=operand, choices=choices)

    def _between(self, node: Between) -> Between:
        operand, low, high = map(self.operand, (node.operand, node.low, node.high))
        self._types("BETWEEN", (operand, low, high), SCALARS)
        self._distinct("BETWEEN", (operand, low, high))
        if isinstance(low, Placeholder) and isinstance(high, Placeholder):
            self.checks.append(in_order(low, high))
        return Between(operand=operand, low=low, high=high)

    def _arithmetic(self, node: Arithmetic) -> Arithmetic:
        self._count()
        left, right = self.operand(node.left), self.operand(node.right)
        self._types(node.operator, (left, right), _TYPES[node.operator])
        return Arithmetic(operator=node.operator, left=left, right=right)

    def _distinct(self, operator: str, operands: tuple[Operand, ...]) -> None:
        first = operands[0]
        if isinstance(first, Path) and first in operands[1:]:
            why = "The first operand must be distinct from the remaining operands"
            where = f"operator: {operator}, first operand: {shown_path(first)}"
            self.refuse(f"{why} for this operator or function; {where}")

    def _types(self, name: str, operands: tuple[Operand, ...], types: frozenset[str]) -> None:
        if not all(isinstance(each, Path) for each in operands):
            self.checks.append(of_types(name, operands, types))
