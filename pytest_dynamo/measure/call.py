"""One API call and what it took, as a value.

The observer of boto3 clients makes these, and so will every other client of the project; nothing
downstream knows which one it was.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

CapacitySource: TypeAlias = Literal["modelled", "observed"]

Units: TypeAlias = tuple[str, str | None, float, float]
"""A table, one of its indexes (None for the table itself), and the read and write units it took."""


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Arm:
    """What a call consumed of one table or one index, in capacity units.

    Nobody changes one, nor a `Call`; that they are not frozen is because they are made for every call, and
    a frozen dataclass takes three times as long.

    `index` is None for the table's own arm. `partition_keys` are the partition-key values touched
    there, as text, as far as the request or the answer tells them; empty where they do not.
    """

    table: str
    index: str | None = None
    read_units: float = 0.0
    write_units: float = 0.0
    partition_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """One reason why a call was throttled: one of AWS's 16 strings, and the ARN it names.

    A throttled answer without reasons (an old endpoint) gives the error code as the reason and an
    empty resource. `partition_keys` are those the request had in that table or index, as text, as far
    as it tells them.
    """

    reason: str
    resource: str = ""
    partition_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try of a call that failed and was tried again by the client itself.

    `error` is its code; `waited_seconds` is how long the client then waited before the next try.
    """

    error: str
    duration_seconds: float
    waited_seconds: float = 0.0
    throttles: tuple[Throttle, ...] = ()


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Call:
    """One API call as the caller saw it.

    `started` is in seconds since the epoch. `index` is what a Query or Scan named. `items_examined`
    counts items read before any filter, `items_returned` those in the answer. `error` is the error
    code of a failed call, `cancellations` the codes that cancelled a transaction. `throttled_items`
    counts the items of a batch that were throttled while others of it were not: such a call succeeds.
    `attempts` counts the first try and the retries, and `failed_attempts` tells of those that were tried
    again, as far as whoever watched saw them. `location` is the `file:line` of the caller's own
    code, where the observer was asked for it. `continues` says that it goes on where an earlier call
    left off: the next page of a Query, or what a batch left unprocessed. `source` says whether the capacity was modelled
    (embedded) or observed (answered by an endpoint or AWS).
    """

    operation: str
    started: float
    duration_seconds: float
    table: str | None = None
    index: str | None = None
    arms: tuple[Arm, ...] = ()
    items_examined: int = 0
    items_returned: int = 0
    error: str | None = None
    throttles: tuple[Throttle, ...] = ()
    throttled_items: int = 0
    cancellations: tuple[str, ...] = ()
    attempts: int = 1
    failed_attempts: tuple[Attempt, ...] = ()
    pattern: str | None = None
    location: str | None = None
    continues: bool = False
    source: CapacitySource = "observed"

    @property
    def units(self) -> tuple[Units, ...]:
        """The arms in short."""
        return tuple((one.table, one.index, one.read_units, one.write_units) for one in self.arms)

    @property
    def read_units(self) -> float:
        """Read capacity units over all arms."""
        return sum(arm.read_units for arm in self.arms)

    @property
    def write_units(self) -> float:
        """Write capacity units over all arms, index writes included."""
        return sum(arm.write_units for arm in self.arms)

    @property
    def service_seconds(self) -> float:
        """How long the last attempt took: the call without what failed and was waited for before it."""
        before = sum([one.duration_seconds + one.waited_seconds for one in self.failed_attempts])
        return max(0.0, self.duration_seconds - before)

    @property
    def is_throttled(self) -> bool:
        """Whether the call failed because it was throttled."""
        return bool(self.throttles)
