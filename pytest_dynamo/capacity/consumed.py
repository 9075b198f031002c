"""What one call consumed of one table, and the answer DynamoDB gives about it.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

ReturnConsumedCapacity: TypeAlias = Literal["NONE", "TOTAL", "INDEXES"]


_NOTHING: Mapping[str, float] = MappingProxyType({})


class Consumed(NamedTuple):
    """Capacity units consumed of a table and its indexes, all reads or all writes.

    `table_units` is 0 where only an index was read, which DynamoDB shows, and None where the table
    has no arm at all. An index that was not touched is not in `global_units` or `local_units`.
    `failed_units` are those of statements of a batch whose condition failed: DynamoDB counts them in
    the total and in no arm. `split` says that every level repeats its units as ReadCapacityUnits or
    WriteCapacityUnits, as the answers to transactions do.

    A named tuple, because one is made for every request and a frozen dataclass takes three times as long.
    """

    table: str
    kind: Literal["read", "write"]
    table_units: float | None = None
    global_units: Mapping[str, float] = _NOTHING
    local_units: Mapping[str, float] = _NOTHING
    failed_units: float = 0.0
    split: bool = False

    @property
    def total_units(self) -> float:
        """Capacity units over the table and its indexes."""
        total = (self.table_units or 0.0) + self.failed_units
        if self.global_units:
            total += sum(self.global_units.values())
        if self.local_units:
            total += sum(self.local_units.values())
        return total

    def __add__(self, other: "Consumed") -> "Consumed":  # type: ignore[override]
        """What two pieces of one call consumed of the same table."""
        if (self.table, self.kind) != (other.table, other.kind):
            message = (
                f"consumed capacity of one table only can be added: {self.kind}s of {self.table!r} "
                f"and {other.kind}s of {other.table!r} are kept apart"
            )
            raise ValueError(message)
        table_units = self.table_units
        if other.table_units is not None:
            table_units = other.table_units + (table_units or 0.0)
        return Consumed(
            table=self.table,
            kind=self.kind,
            table_units=table_units,
            global_units=_merged(self.global_units, other.global_units),
            local_units=_merged(self.local_units, other.local_units),
            failed_units=self.failed_units + other.failed_units,
            split=self.split or other.split,
        )


def consumed_by_table(pieces: Iterable[Consumed]) -> list[Consumed]:
    """What a batch or transaction consumed, one entry a table, in the order of first use.

    A transaction whose token is known reads what it once wrote; reads and writes stay apart.
    """
    merged: dict[tuple[str, str], Consumed] = {}
    for piece in pieces:
        key = piece.table, piece.kind
        merged[key] = merged[key] + piece if key in merged else piece
    return list(merged.values())


def consumed_by_statements(
    succeeded: Iterable[Consumed], failed: Iterable[Consumed]
) -> list[Consumed]:
    """What a BatchExecuteStatement consumed, one entry a table, as DynamoDB was seen to answer.

    `failed` are the statements whose condition did not hold, charged on the larger of the item
    stored and the one attempted: beside a statement of the same table that succeeded they are in
    the total; a table all of whose statements failed is left out.
    """
    entries = consumed_by_table(succeeded)
    tables = {(entry.table, entry.kind) for entry in entries}
    return consumed_by_table(
        [
            *entries,
            *(
                Consumed(table=each.table, kind=each.kind, failed_units=each.total_units)
                for each in failed
                if (each.table, each.kind) in tables
            ),
        ]
    )


def consumed_capacity(consumed: Consumed, mode: ReturnConsumedCapacity) -> dict[str, Any] | None:
    """One `ConsumedCapacity` of an answer, as ReturnConsumedCapacity asked for it; None for NONE.

    >>> consumed = Consumed(table="t", kind="read", table_units=0.0, global_units={"by_date": 0.5})
    >>> consumed_capacity(consumed, "TOTAL")
    {'TableName': 't', 'CapacityUnits': 0.5}
    """
    if mode == "NONE":
        return None
    table, kind, table_units, global_units, local_units, _, split = consumed
    answer: dict[str, Any] = {"TableName": table, "CapacityUnits": consumed.total_units}
    if mode == "INDEXES":
        if table_units is not None:
            answer["Table"] = {"CapacityUnits": table_units}
        if local_units:
            answer["LocalSecondaryIndexes"] = _by_index(local_units)
        if global_units:
            answer["GlobalSecondaryIndexes"] = _by_index(global_units)
    if split:
        _repeat_units(answer, f"{kind.title()}CapacityUnits")
    return answer


def _by_index(units: Mapping[str, float]) -> dict[str, dict[str, float]]:
    return {index: {"CapacityUnits": of_index} for index, of_index in units.items()}


def _repeat_units(answer: dict[str, Any], member: str) -> None:
    """Have every level say its units once more, under this name."""
    of_indexes = [
        answer.get(f"{kind}SecondaryIndexes", {}).values() for kind in ("Local", "Global")
    ]
    own = [answer["Table"]] if "Table" in answer else []
    for level in (answer, *own, *of_indexes[0], *of_indexes[1]):
        level[member] = level["CapacityUnits"]


def _merged(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    merged = dict(one)
    for index, units in other.items():
        merged[index] = merged.get(index, 0.0) + units
    return merged
