"""Items into the tables of a load test: many at once, resumable, and verified."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

import gevent

from pytest_dynamo.deploy.seed import BATCH_ITEMS, write_batch
from pytest_dynamo.deploy.verifying import unlike
from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Table
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.places.seed_state import SeedState, write_state
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.locust.terminal.interrupt import Interrupts
from pytest_dynamo.locust.terminal.progress import Advance
from pytest_dynamo.population.people import Population

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Items: TypeAlias = Iterator[tuple[str, WireItem]]
Batches: TypeAlias = Iterator[tuple[int, list[tuple[str, WireItem]]]]
"""Items that go into one request each, after the number of the first of them."""

CONNECTIONS = 16
"""How many batches are under way at once, where somebody else's process takes them."""
VERIFIED_ITEMS = 100
"""How many items are read back."""
FROZEN_ITEMS = 20_000
"""After how many items the garbage collector takes those that are there for granted."""
STATE_SECONDS = 1.0
"""How often it is written down how far seeding is."""
_LOOK_SECONDS = 0.1
_TOLD_KEYS = 3


class Deliveries:
    """What has arrived of items that are sent in any order; `done` counts them up to the first gap."""

    def __init__(self, done: int = 0) -> None:
        self.done = done
        self.arrived = done
        self._beyond: dict[int, int] = {}

    def add(self, first: int, count: int) -> None:
        """Note that the items from `first` on, so many, have arrived."""
        self.arrived += count
        self._beyond[first] = count
        while self.done in self._beyond:
            self.done += self._beyond.pop(self.done)


def seed_tables(
    client: "DynamoDBClient",
    population: Population,
    state: SeedState,
    *,
    names: Mapping[str, str],
    folder: Path | None,
    connections: int = CONNECTIONS,
    share: str = "",
) -> SeedState:
    """Put the items of a population into the tables of a state, from where it says on.

    `names` says what the design's tables are called where they are, and `share` what the items are of
    the design's population. The state is written to `folder`
    all along, if there is one. With one connection the batches go one after the other, as is best
    where the tables are in this process.

    Raises:
        BackendError: The tables keep throttling, or items that were put are not there.
        KeyboardInterrupt: Ctrl-C was pressed; what was done is written down.
    """
    batches = _batches(
        population.items(state.tables, state.done), state.done, population.design.tables
    )
    text = f"dynamo: seeding {state.total:,} items{share}"
    if state.done:
        text += f"; {state.done:,} of them are there"
    deliveries, interrupts = Deliveries(state.done), Interrupts()
    advance = Advance(text, state.total, start=state.done)
    keeper = _Keeper(folder, state, deliveries)

    def on_progress() -> None:
        interrupts.check()
        advance(deliveries.arrived)
        keeper.keep()

    try:
        with interrupts.heeded():
            if connections == 1:
                _write_in_turn(client, batches, names, deliveries, on_progress)
            else:
                _write_at_once(client, batches, names, deliveries, on_progress, connections)
    finally:
        advance.close()
        keeper.keep(at_once=True)
    rate = advance.rate(deliveries.arrived)
    tell(f"dynamo: seeded {state.total - state.done:,} items{share}; {rate:,.0f} a second")
    return replace(state, done=state.total)


class _Keeper:
    """Writes down how far it is, now and then."""

    def __init__(self, folder: Path | None, state: SeedState, deliveries: Deliveries) -> None:
        self._folder = folder
        self._state = state
        self._deliveries = deliveries
        self._kept_at = 0.0

    def keep(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if self._folder and (at_once or now - self._kept_at >= STATE_SECONDS):
            self._kept_at = now
            write_state(self._folder, replace(self._state, done=self._deliveries.done))


def _write_in_turn(
    client: "DynamoDBClient",
    batches: Batches,
    names: Mapping[str, str],
    deliveries: Deliveries,
    on_progress: Callable[[], None],
) -> None:
    """Write batches one after the other; where the tables are in this process, they grow meanwhile.

    The garbage collector is kept from going through all of them again and again.
    """
    try:
        for first, batch in batches:
            write_batch(client, _requests(batch, names), deliveries.arrived)
            deliveries.add(first, len(batch))
            on_progress()
            if first % FROZEN_ITEMS == 0:
                gc.freeze()
    finally:
        gc.unfreeze()


def _write_at_once(
    client: "DynamoDBClient",
    batches: Batches,
    names: Mapping[str, str],
    deliveries: Deliveries,
    on_progress: Callable[[], None],
    connections: int,
) -> None:
    """Write batches through several connections, each of which takes the next batch when it is free."""
    failures = list[Exception]()

    def write() -> None:
        try:
            for first, batch in batches:
                write_batch(client, _requests(batch, names), deliveries.arrived)
                deliveries.add(first, len(batch))
                if failures:
                    return
        except Exception as error:  # noqa: BLE001 - raised below, where it is asked for
            failures.append(error)

    writers = [gevent.spawn(write) for _ in range(connections)]
    try:
        while not (failures or all(writer.ready() for writer in writers)):
            gevent.joinall(writers, timeout=_LOOK_SECONDS)
            on_progress()
    finally:
        gevent.killall(writers)
    if failures:
        raise failures[0]


def _batches(items: Items, first: int, tables: Mapping[str, Table]) -> Batches:
    """Batches, each with the number of its first item.

    A request may not name a key twice: an item whose key is in the batch already begins the next one.
    """
    batch: list[tuple[str, WireItem]] = []
    keys: set[object] = set()
    for table, item in items:
        key = (table, *[(*item[name].items(),) for name in tables[table].key.attributes])
        if len(batch) == BATCH_ITEMS or key in keys:
            yield first, batch
            first += len(batch)
            batch, keys = [], set()
        batch.append((table, item))
        keys.add(key)
    if batch:
        yield first, batch


def _requests(batch: list[tuple[str, WireItem]], names: Mapping[str, str]) -> dict[str, list[Any]]:
    requests: dict[str, list[Any]] = {}
    for table, item in batch:
        requests.setdefault(names[table], []).append({"PutRequest": {"Item": item}})
    return requests


def verify(
    client: "DynamoDBClient",
    population: Population,
    tables: Mapping[str, str],
    *,
    place: str,
    expected: Mapping[str, int],
    shows_keys: bool = True,
) -> None:
    """Read back some of the items that were seeded, chosen by the population's seed, and compare them whole.

    `tables` has the names of the tables where they are, by those in the design; `expected` how many
    items a table must have, where that is known. `shows_keys`: messages may name items.

    Raises:
        BackendError: Items are not there.
    """
    total = population.total_items(tables)
    chosen = Random(population.seed).sample(range(total), min(VERIFIED_ITEMS, total))
    items = [next(population.items(tables, position)) for position in sorted(chosen)]
    schemas = population.design.tables
    missing, otherwise = unlike(client, items, tables=schemas, names=tables, now=time.time())
    if missing:
        message = (
            f"{len(missing)} of {len(items)} items that were seeded and read back are not at {place}: "
            f"{_some(missing, shown=shows_keys)}.\nTo fix this: see that nobody else deletes items there, and seed again"
        )
        raise BackendError(message)
    if otherwise:
        tell(
            f"dynamo: {len(otherwise)} of {len(items)} items that were read back are not as they were "
            f"seeded: {_some(otherwise, shown=shows_keys)}. Do two items of the design have one key?"
        )
    for table, count in expected.items():
        found = client.describe_table(TableName=tables[table])["Table"]["ItemCount"]
        if found != count:
            over = ", or their time to live is over" if schemas[table].time_to_live else ""
            tell(
                f"dynamo: {count:,} items were seeded into {tables[table]}, which has {found:,}: "
                f"some of them have the same key{over}"
            )


def _some(keys: list[str], *, shown: bool) -> str:
    if not shown:
        return "which ones is withheld, as --dynamo-hash-keys asks"
    more = f" and {len(keys) - _TOLD_KEYS} more" if len(keys) > _TOLD_KEYS else ""
    return ", ".join(keys[:_TOLD_KEYS]) + more
