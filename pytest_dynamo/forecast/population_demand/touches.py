"""What one performance of an access pattern takes, as values."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pytest_dynamo.capacity.resources import Direction, Resource

Means: TypeAlias = Literal["asked", "stored", "born", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How a key came to be touched.

    The action at `position` named it by its parameters ("asked"), it is the key of an item of `entity`
    that is there ("stored") or that is put ("born"), or what an update changed a key to ("changed").
    """

    position: int
    means: Means
    entity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """The units that one partition key of a table or global index had to give.

    `partition_units` are those that count against the limit of the partition.
    """

    resource: Resource
    direction: Direction
    units: float
    partition_units: float
    key: str
    origin: Origin


@dataclass(slots=True, kw_only=True)
class Charges:
    """What one performance took, and the bytes it added to what is stored."""

    touches: list[Touch] = field(default_factory=list)
    growth_bytes: dict[Resource, float] = field(default_factory=dict)

    def read(
        self, resource: Resource, key: str, units: float, origin: Origin, *, weight: float
    ) -> None:
        """Note a read, whose units weigh so much for the partition."""
        touch = Touch(
            resource=resource,
            direction="read",
            units=units,
            partition_units=units * weight,
            key=key,
            origin=origin,
        )
        self.touches.append(touch)

    def write(self, resource: Resource, key: str, units: float, origin: Origin) -> None:
        """Note a write."""
        touch = Touch(
            resource=resource,
            direction="write",
            units=units,
            partition_units=units,
            key=key,
            origin=origin,
        )
        self.touches.append(touch)

    def grow(self, resource: Resource, size_bytes: float) -> None:
        """Note bytes that are stored from now on, or no longer."""
        self.growth_bytes[resource] = self.growth_bytes.get(resource, 0.0) + size_bytes
