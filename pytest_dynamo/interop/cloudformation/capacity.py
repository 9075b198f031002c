"""Throughput of a table or index: provisioned, at most, and warm; of one region or of a global table.

Of global tables writes are the same everywhere, and reads each region's own:
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
"""

from dataclasses import dataclass, replace

from pytest_dynamo.design.values import AutoScaling, Provisioned, UnitsPerSecond
from pytest_dynamo.interop.cloudformation.members import Members

MOST_UTILIZATION, LEAST_UTILIZATION = 90, 20
_UNLIMITED = (-1,)  # how a maximum is taken back
_HOW_SCALED = "left out: a design says between which capacities it scales and at which utilization"


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """What is said of the throughput of a table or a global index; `assumed` tells what was inferred."""

    read: int | None = None
    write: int | None = None
    read_scaling: AutoScaling | None = None
    write_scaling: AutoScaling | None = None
    maximum: UnitsPerSecond | None = None
    warm: UnitsPerSecond | None = None
    assumed: tuple[str, ...] = ()

    @staticmethod
    def of(members: Members, replica: Members) -> "Throughput":
        """What the members of a table or index say, and those of a global table's replica."""
        own = members.members("ProvisionedThroughput")
        # What is on demand may say so with zeroes.
        read = own.number("ReadCapacityUnits", nothing=(0,))
        write = own.number("WriteCapacityUnits", nothing=(0,))
        own.lose_rest()
        read_scaling, write_scaling = None, None
        assumed = []
        everywhere = members.members("ReadProvisionedThroughputSettings")
        read = read or everywhere.number("ReadCapacityUnits")
        everywhere.lose_rest()
        if replica is not members:
            here = replica.members("ReadProvisionedThroughputSettings")
            read = here.number("ReadCapacityUnits") or read
            read_scaling, seed = _scaling(here.members("ReadCapacityAutoScalingSettings"))
            here.lose_rest()
            if read_scaling:
                read = seed or read or read_scaling.minimum
                assumed += [] if seed else ["read_capacity_units"]
        writes = members.members("WriteProvisionedThroughputSettings")
        write_scaling, seed = _scaling(writes.members("WriteCapacityAutoScalingSettings"))
        writes.lose_rest()
        if write_scaling:
            write = seed or write or write_scaling.minimum
            assumed += [] if seed else ["write_capacity_units"]
        return Throughput(
            read=read,
            write=write,
            read_scaling=read_scaling,
            write_scaling=write_scaling,
            maximum=_maximum(members, replica),
            warm=_warm(members),
            assumed=tuple(assumed),
        )

    def completed(self, by: "Throughput") -> "Throughput":
        """The same where one kind of capacity is said, and the other is that of the table."""
        if (self.read is None) == (self.write is None):
            return self
        if self.read is None:
            return replace(self, read=by.read, read_scaling=by.read_scaling)
        return replace(self, write=by.write, write_scaling=by.write_scaling)

    @property
    def provisioned(self) -> Provisioned | None:
        """The provisioned capacity, if both kinds are known."""
        if self.read is None or self.write is None:
            return None
        return Provisioned(
            read_capacity_units=self.read,
            write_capacity_units=self.write,
            read_autoscaling=self.read_scaling,
            write_autoscaling=self.write_scaling,
        )


def _maximum(members: Members, replica: Members) -> UnitsPerSecond | None:
    own = members.members("OnDemandThroughput")
    read = own.number("MaxReadRequestUnits", nothing=_UNLIMITED)
    write = own.number("MaxWriteRequestUnits", nothing=_UNLIMITED)
    own.lose_rest()
    reads = members.members("ReadOnDemandThroughputSettings")
    writes = members.members("WriteOnDemandThroughputSettings")
    read = read or reads.number("MaxReadRequestUnits", nothing=_UNLIMITED)
    write = write or writes.number("MaxWriteRequestUnits", nothing=_UNLIMITED)
    reads.lose_rest()
    writes.lose_rest()
    if replica is not members:
        here = replica.members("ReadOnDemandThroughputSettings")
        read = here.number("MaxReadRequestUnits", nothing=_UNLIMITED) or read
        here.lose_rest()
    return _units(read, write)


def _warm(members: Members) -> UnitsPerSecond | None:
    given = members.members("WarmThroughput")
    read, write = given.number("ReadUnitsPerSecond"), given.number("WriteUnitsPerSecond")
    given.lose_rest()
    return _units(read, write)


def _units(read: int | None, write: int | None) -> UnitsPerSecond | None:
    if read is None and write is None:
        return None
    return UnitsPerSecond(read_units_per_second=read, write_units_per_second=write)


def _scaling(members: Members) -> tuple[AutoScaling | None, int | None]:
    """Auto scaling of a global table, and the capacity it begins with."""
    least, most = members.number("MinCapacity"), members.number("MaxCapacity")
    seed = members.number("SeedCapacity")
    target = utilization_of(members.members("TargetTrackingScalingPolicyConfiguration"))
    members.lose_rest()
    return scaling_between(least, most, target, members), seed


def scaling_between(
    least: int | None, most: int | None, target: int | None, members: Members
) -> AutoScaling | None:
    """Auto scaling, if all three are known and the least is not above the most."""
    if members.node is None or not isinstance(members.node.value, dict):
        return None
    if least is None or most is None or target is None:
        message = "left out: auto scaling takes a least and a most capacity and a utilization"
        members.findings.lose(members.node, message)
        return None
    if least > most:
        members.findings.lose(
            members.node, f"left out: the least, {least}, is above the most, {most}"
        )
        return None
    return AutoScaling(minimum=least, maximum=most, target_utilization=target)


def utilization_of(members: Members) -> int | None:
    """The utilization that is held, in percent; how fast it scales is not kept."""
    target = members.number("TargetValue", least=LEAST_UTILIZATION, most=MOST_UTILIZATION)
    members.lose_rest(
        dict.fromkeys(("DisableScaleIn", "ScaleInCooldown", "ScaleOutCooldown"), _HOW_SCALED)
    )
    return target
