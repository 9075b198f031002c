"""Which requests a table and its global indexes admit."""

from collections.abc import Sequence
from typing import Any

from pytest_dynamo.capacity.throttling.admission import (
    TableThroughput,
    admit,
    charge,
    refused,
)
from pytest_dynamo.capacity.throttling.placement import Partition
from pytest_dynamo.capacity.throttling.reasons import Refusal
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.store.table_store import TableStore
from pytest_dynamo.embedded.throttling.arms import Arm, Ask, admitted, touch_of
from pytest_dynamo.embedded.throttling.item_bytes import ItemBytes
from pytest_dynamo.embedded.throttling.model import ThroughputModel
from pytest_dynamo.embedded.throttling.places import place_of
from pytest_dynamo.embedded.throttling.refusals import ThrottledError, throttled


class Admission:
    """What a table and its global indexes admit; a local index is part of its table.

    Units are those of the request; the speed of the model multiplies them here. `eventual_share` of those
    of an eventually consistent read counts for the partition, and `cancelled_share` of those of a
    transaction whose condition failed for anybody. With `full` all buckets begin full, as after a long time
    without requests. `reads` goes by index, `index_writes` too, and with it where a write moves their entries.
    """

    def __init__(self, model: ThroughputModel, store: TableStore, *, full: bool) -> None:
        self.model = model
        self.now = model.time.now
        self.speed = model.settings.speed
        self._parameters = parameters = model.parameters
        self.eventual_share = parameters.eventual_read_weight
        self.cancelled_share = parameters.cancelled_transaction_share
        self._table = model.modelled(store.table)
        now = self.now()
        self.throughput = TableThroughput(self._table, self._parameters, now=now, full=full)
        self._note(store)

    def redefine(self, store: TableStore) -> None:
        """Take the changed definition of a table."""
        table = self.model.modelled(store.table)
        # What is declared of a table comes anew with each UpdateTable; it would undo auto scaling.
        if _limits(table) != _limits(self._table):
            self.throughput.redefine(table, self.now())
        self._table = table
        self._note(store)

    def read_ask(
        self, index: str | None, key: Any, rest: Any, units: float, share: float = 1.0
    ) -> Ask:
        """A read of so many units at a key of the table, or of a global index.

        A `share` of them counts for the partition.
        """
        units *= self.speed
        return self.reads[index], key, rest, units, units * share

    def write_ask(self, key: PrimaryKey, units: float) -> Ask:
        """A write of so many units at an item of the table."""
        units *= self.speed
        partition, sort_key = key
        return self.writes, partition, sort_key, units, units

    def partition(self, key: PrimaryKey) -> Partition:
        """The partition of an item."""
        return self.throughput.of[None].placement.locate(place_of(key[0]), key[1])

    def require(self, asks: Sequence[Ask]) -> None:
        """Admit a request and charge it.

        Raises:
            ThrottledError: It is refused; nothing is charged then.
        """
        now = self.now()
        if admitted(asks, now):
            return
        refusals = admit([touch_of(ask) for ask in asks], asks[0][0].direction, now)
        for arm, *_ in asks:
            arm.refresh()
        if refusals:
            raise self._error(refusals)

    def refused(self, asks: Sequence[Ask]) -> ThrottledError | None:
        """The error answer to a request that is refused; nothing is charged."""
        touches = [touch_of(ask) for ask in asks]
        refusals = refused(touches, asks[0][0].direction, self.now())
        return self._error(refusals) if refusals else None

    def charge(self, asks: Sequence[Ask]) -> None:
        """Charge a request, whether or not there is room for it."""
        now = self.now()
        for arm, *_ in asks:
            arm.throughput.advance(now)
        charge([touch_of(ask) for ask in asks], asks[0][0].direction, now)

    def _error(self, refusals: Sequence[Refusal]) -> ThrottledError:
        return throttled(refusals, self._table.billing_mode, self._parameters)

    def _note(self, store: TableStore) -> None:
        """What requests are matched with, until the table is redefined."""
        throughputs = self.throughput.of
        self.reads = {name: Arm(each, "read") for name, each in throughputs.items()}
        self.writes = Arm(throughputs[None], "write")
        self.index_writes = {
            index.name: (Arm(throughputs[index.name], "write"), store.index(index.name).moves)
            for index in self._table.global_indexes
        }
        watcher = ItemBytes(store, self.throughput, self._parameters.partition_bytes)
        store.watched_by(watcher)


def _limits(table: Table) -> tuple[Any, ...]:
    """What of a definition the model goes by."""
    own = table.billing_mode, table.provisioned, table.max_throughput, table.warm_throughput
    of_indexes = [
        (index.name, index.kind, index.provisioned, index.max_throughput, index.warm_throughput)
        for index in table.indexes.values()
    ]
    return own, of_indexes
