"""What is said about throttling in a run, as frozen values: members of `run.json`, by the same names.

docs/reference/run-file.md explains each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pytest_dynamo.capacity.resources import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottledKey:
    """A partition-key value and how many throttled requests were for it: at least `count`.

    `error_count` is how many more there may have been. A request with several keys counts for each of
    them in equal shares.
    """

    key: str
    count: float
    share: float
    error_count: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonFigures:
    """How often one table or index throttled for one reason, the first time, and which keys.

    `first_seconds` is since the start of the run, warm-up included, and `first_key` None where the
    request did not tell one. `unattributed` counts the requests whose key is not known. `series` has the
    throttled requests, one number a bin of the whole run.
    """

    reason: str
    resource: str
    count: int
    first_seconds: float
    first_pattern: str
    first_key: str | None = None
    unattributed: int
    keys: tuple[ThrottledKey, ...]
    series: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFigures:
    """A partition that became two, `at_seconds` after the start of the run (an estimate).

    `place` is where in the hash space, 0 to 1, or, `inside_collection`, the key there whose items now
    lie in two partitions.
    """

    at_seconds: float
    table: str
    index: str | None = None
    cause: Literal["heat", "growth", "size"]
    place: float
    inside_collection: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionsFigures:
    """How many partitions a table or index had at the start and at the end.

    `begin` is where in the hash space, 0 to 1, each of those at the end begins; empty where none was
    split, so that they are equal parts. Of a key whose items lie in several partitions, its place stands
    there once for each of them after the first.
    """

    table: str
    index: str | None = None
    at_start: int
    at_end: int
    begin: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFigures:
    """How often one limit of a table or index refused anything, and the first time it did.

    These are the model's own counts: of every request and of every item of a batch, whole run. From
    `first_place` up to `last_place` is the part of the hash space of the partition that was the first to
    refuse; for a limit of the whole table or index they are 0 and 1.
    """

    table: str
    index: str | None = None
    direction: Direction
    kind: str
    count: int
    first_seconds: float
    first_place: float = 0.0
    last_place: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottlingFigures:
    """The model of partitions and throttling in a run against the embedded backend.

    `clock` is how many requests each one stood for, and how many times as fast the model's time ran;
    `model_seconds` is how much of it went by. `parameters` are those that differ from the defaults.
    """

    clock: float
    model_seconds: float
    parameters: Mapping[str, str] = field(default_factory=dict)
    splits: tuple[SplitFigures, ...] = ()
    partitions: tuple[PartitionsFigures, ...] = ()
    limits: tuple[LimitFigures, ...] = ()
