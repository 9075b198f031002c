"""A whole design."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_dynamo.design.values.access_patterns import AccessPattern
from pytest_dynamo.design.values.entities import Entity, Scalar
from pytest_dynamo.design.values.roles import Role
from pytest_dynamo.design.values.tables import Table
from pytest_dynamo.design.values.workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A whole design file."""

    name: str
    tables: Mapping[str, Table]
    entities: Mapping[str, Entity] = field(default_factory=dict)
    access_patterns: Mapping[str, AccessPattern] = field(default_factory=dict)
    version: int = 1
    description: str = ""
    path: str = ""
    seeds: Mapping[str, tuple[Mapping[str, Scalar], ...]] = field(default_factory=dict)
    workload: Workload | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    ignore: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, entity: str) -> tuple[str, ...]:
        """The entities whose attributes are in reach of `entity`, nearest first, without itself."""
        found: list[str] = []
        waiting = [parent.entity for parent in self.entities[entity].parents]
        while waiting:
            name = waiting.pop(0)
            if name not in found and name in self.entities:
                found.append(name)
                waiting.extend(parent.entity for parent in self.entities[name].parents)
        return tuple(found)

    def children(self, entity: str) -> tuple[str, ...]:
        """The entities that belong to `entity`, in the order of the file."""
        return tuple(
            child.name
            for child in self.entities.values()
            if any(parent.entity == entity for parent in child.parents)
        )
