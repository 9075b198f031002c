"""The tables and indexes of a run, read and written: what most sections go through."""

from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.capacity.partitions import PARTITION_READ_UNITS, PARTITION_WRITE_UNITS
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import Name, Sentence

Direction = Literal["read", "write"]

_DIRECTIONS: tuple[Direction, Direction] = ("write", "read")
_PARTITION_UNITS: dict[Direction, int] = {
    "read": PARTITION_READ_UNITS,
    "write": PARTITION_WRITE_UNITS,
}

_BACKENDS = {"embedded": "the embedded backend", "endpoint": "an endpoint", "aws": "AWS"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One direction of one table or index, where `figures` is its place in the run file."""

    table: str
    index: str | None
    direction: Direction
    figures: Place

    @property
    def name(self) -> Sentence:
        """The table, or the table and its index."""
        return resource_name(self.table, self.index)

    @property
    def partition_limit(self) -> float:
        """What one partition serves in this direction, in units a second."""
        limit = self.figures["partition_limit_units_per_second"].value
        return float(limit or _PARTITION_UNITS[self.direction])

    @property
    def share_of_limit(self) -> float:
        """How much of its limit the hottest partition took, 0 where nothing is known of it."""
        hottest = self.figures["hottest_partition"]
        return float(hottest["share_of_limit"].value) if hottest else 0.0


def streams(run: Place) -> list[Stream]:
    """Both directions of each table and index, writes first, in the order of the run file."""
    return [
        Stream(
            table=table["table"].value,
            index=table["index"].value,
            direction=direction,
            figures=table[direction],
        )
        for table in run["tables"]
        for direction in _DIRECTIONS
    ]


def busy_streams(run: Place, most: int) -> list[Stream]:
    """The streams that consumed anything: at most so many, those that consumed most."""
    busy = [stream for stream in streams(run) if any(stream.figures["series"].value)]
    kept = sorted(range(len(busy)), key=lambda number: -busy[number].figures["units"].value)[:most]
    return [busy[number] for number in sorted(kept)]


def hottest_stream(run: Place) -> Stream | None:
    """The stream whose hottest partition came nearest to its limit, if any consumed at all."""
    known = [stream for stream in streams(run) if stream.figures["hottest_partition"]]
    return max(known, key=lambda stream: stream.share_of_limit, default=None)


def was_split(run: Place, stream: Stream) -> bool:
    """Whether the hottest of the partitions there were at the start became several during the run."""
    hottest = stream.figures["hottest_partition"]
    if not run["throttling"] or not hottest:
        return False
    width = 1 / stream.figures["partitions"].value
    last = hottest["number"].value * width
    return any(
        last - width <= split["place"].value < last
        for split in run["throttling"]["splits"]
        if (split["table"].value, split["index"].value) == (stream.table, stream.index)
    )


def resource_name(table: str, index: str | None) -> Sentence:
    """A table, or an index together with its table, as one name."""
    return (Name(table),) if index is None else (Name(index), " of ", Name(table))


def backend_name(run: Place) -> str:
    """What the run was against, in words."""
    return _BACKENDS[run["backend"]["kind"].value]


def can_throttle(run: Place) -> bool:
    """Whether requests could have been throttled: not where the backend does not model it."""
    return bool(run["how"]["throttling"].value != "not modelled")


def is_modelled(run: Place) -> bool:
    """Whether requests were throttled by the model of this program, and by nobody else."""
    return bool(run["how"]["throttling"].value == "modelled")


def short_resource(resource: str) -> str:
    """The part of an ARN that says which table or index it is.

    >>> short_resource("arn:aws:dynamodb:us-east-1:123456789012:table/orders/index/GSI1")
    'orders/index/GSI1'
    """
    return resource.partition(":table/")[2] or resource
