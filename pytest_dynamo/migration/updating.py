"""An update of a table that is there: its two sides, and the steps that are made of its changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.migration.values import Change, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A table as it is and as it should be; `changes` are those that can be made, by name.

    `name` and `arn` are those of the table that is there. `gone` are the global indexes that are removed, and
    `made` those that are created; one that is built anew is among both.
    """

    name: str
    arn: str
    old: Table
    new: Table
    changes: Mapping[str, Change]
    gone: tuple[str, ...]
    made: tuple[str, ...]

    @property
    def kept(self) -> tuple[Index, ...]:
        """The global indexes that stay, as they should be."""
        return tuple(
            self.new.indexes[index.name]
            for index in self.old.global_indexes
            if index.name not in self.gone and index.name in self.new.indexes
        )

    def has(self, *names: str) -> bool:
        """Whether one of these changes is to be made."""
        return any(name in self.changes for name in names)

    def below(self, place: str) -> tuple[str, ...]:
        """The names of the changes at a place or below it."""
        return tuple(name for name in self.changes if name == place or name.startswith(f"{place}."))

    def step(
        self,
        operation: str,
        what: str,
        properties: Iterable[str],
        arguments: Mapping[str, Any],
    ) -> Step:
        """A call about this table; what is lost by it is what is lost by its changes."""
        names = tuple(name for name in dict.fromkeys(properties) if name in self.changes)
        losses = dict.fromkeys(self.changes[name].loses for name in names)
        return Step(
            operation=operation,
            arguments={"TableName": self.name, **arguments},
            what=what,
            properties=names,
            loses="; ".join(loss for loss in losses if loss),
        )

    def about_arn(
        self, operation: str, what: str, properties: Iterable[str], arguments: Mapping[str, Any]
    ) -> Step:
        """A call that names the table by its ARN alone."""
        step = self.step(operation, what, properties, {})
        return Step(
            operation=operation,
            arguments={"ResourceArn": self.arn, **arguments},
            what=what,
            properties=step.properties,
            loses=step.loses,
        )
