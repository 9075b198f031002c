"""The arguments of one performance of an access pattern: parameter values, and items."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant
from pytest_dynamo.errors import DynamoError

Clause: TypeAlias = Literal["set", "add", "delete"]


@dataclass(slots=True, kw_only=True)
class Arguments:
    """What one performance of an access pattern needs beside its plan. As with a `Request`, nobody changes one.

    `parameters` maps the placeholders of the pattern to values as they are stored, and the names
    that `made_name` gives to the values an update makes. `raw` holds values as they were made (a
    datetime, say) where a format spec applies to them. `items` are (table, item) in the order of the
    actions: whole items for puts; in a batch also the keys of what is read or deleted.
    """

    parameters: Mapping[str, object] = field(default_factory=dict)
    items: tuple[tuple[str, WireItem], ...] = ()
    raw: Mapping[str, object] = field(default_factory=dict)

    def value_of(self, value: Template | Constant) -> object:
        """A constant's value, or a template filled in.

        Raises:
            DynamoError: The template needs a parameter that is not among these.
        """
        if isinstance(value, Constant):
            return value.value
        try:
            return as_stored(value.render(self.parameters, self.raw or self.parameters))
        except KeyError as missing:
            given = ", ".join(self.parameters) or "none"
            msg = f"'{value}' needs the parameter {missing}; given: {given}"
            raise DynamoError(msg) from None


def made_name(position: int, clause: Clause, attribute: str) -> str:
    """The parameter that holds a value which the update at `position` of a pattern's actions makes.

    The dots keep it apart from every placeholder.

    >>> made_name(0, "set", "updated_at")
    '0.set.updated_at'
    """
    return f"{position}.{clause}.{attribute}"


def as_stored(value: object) -> object:
    """A value as it is stored where no format says otherwise: dates as ISO 8601 text.

    A moment that knows its time zone is stored in UTC, to the millisecond, so that texts sort by time.
    """
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
