"""Statements as DynamoDB understands them: frozen, and good for every request with their text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.embedded.expressions.nodes import Condition, Path
from pytest_dynamo.embedded.expressions.rules import Check
from pytest_dynamo.embedded.expressions.tokens import ExpressionError
from pytest_dynamo.embedded.expressions.updates import CompiledUpdate
from pytest_dynamo.embedded.partiql.syntax.tree import Returning
from pytest_dynamo.embedded.partiql.translation.conditions import parameter_name
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.validation.normal_form import normalized_value
from pytest_dynamo.embedded.wire_types import WireItem, WireValue

MANDATORY = "Where clause does not contain a mandatory equality on all key attributes"

Values: TypeAlias = Mapping[str, WireValue]
"""The values of a statement's placeholders, in one request."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basis:
    """What all statements have: the constants they write out, and what to check of their values."""

    table: str
    constants: Values
    checks: tuple[Check, ...]

    def values(self, parameters: Sequence[WireValue]) -> Values:
        """The values of the placeholders.

        Raises:
            ServiceError: They do not go with the statement.
        """
        values = dict(self.constants)
        for number, parameter in enumerate(parameters):
            values[parameter_name(number)] = normalized_value(parameter)
        try:
            for check in self.checks:
                check(values)
        except ExpressionError as refused:
            raise invalid(str(refused)) from None
        return values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Select(Basis):
    """A SELECT.

    `project` gives what is asked for of an item, None where that is everything. `part` gives the same in
    the structure of the item, as batches and transactions answer it. `attributes` are the names of the
    attributes asked for, `tested` those in the condition. `orderings` are names of attributes, each with
    whether it descends; `order_kind` is what messages call a term of ORDER BY that is no name, if there
    is one.
    """

    index: str | None
    project: Callable[[WireItem], WireItem] | None
    part: Callable[[WireItem], WireItem] | None
    attributes: tuple[str, ...]
    where: Condition | None
    tested: frozenset[str]
    orderings: tuple[tuple[str, bool], ...]
    order_kind: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Insert(Basis):
    """An INSERT; `item` has the placeholder of each attribute."""

    item: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Update(Basis):
    """An UPDATE; `paths` are those it changes."""

    update: CompiledUpdate
    paths: tuple[Path, ...]
    where: Condition
    returning: tuple[Returning, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delete(Basis):
    """A DELETE."""

    where: Condition
    returning: tuple[Returning, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exists(Basis):
    """The condition of a transaction: an EXISTS of a SELECT."""

    index: str | None
    where: Condition | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Refused(Basis):
    """What DynamoDB refuses in these words, if it does not refuse its values first."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoStatement:
    """A text of PartiQL that is none of these; `kind` is what messages call it."""

    kind: str
    is_operation: bool


Statement: TypeAlias = Select | Insert | Update | Delete | Exists
