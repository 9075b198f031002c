"""PD101 and PD102: partition keys of which few are in use, always or at any one moment."""

from collections.abc import Iterator
from math import inf, prod

from pytest_dynamo.checks.capacity.wording import names
from pytest_dynamo.checks.domains import step_seconds
from pytest_dynamo.checks.facts import Facts, Holding
from pytest_dynamo.checks.keys.wording import sharded, templates_of, where
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.checks.writes import Write
from pytest_dynamo.design.positions import Binding
from pytest_dynamo.design.values import Generated
from pytest_dynamo.forecast.figures import counted_text, duration_text, number_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

FEW_VALUES = Rule(
    id="PD101",
    title="A partition key has few values for many items.",
    severity="warning",
    why=(
        "DynamoDB spreads items over partitions by their partition key. Where that has few values, such as "
        "a status, the items and requests of each value gather in one place, and no number of partitions "
        "spreads them: a partition serves 1,000 write units and 3,000 read units a second. More items do "
        "not bring more keys."
    ),
    fix=(
        "Put an id into the partition key, or a shard at its end, and read each shard (`fan_out`); or keep "
        "most items out of the index."
    ),
    link=f"{_GUIDE}/bp-partition-key-uniform-load.html",
)

MOVING = Rule(
    id="PD102",
    title="A partition key moves with time.",
    severity="warning",
    why=(
        "Where the partition key is the day or the hour, all that is written now has the same key: one "
        "partition takes every write, at most 1,000 write units a second, while the others are idle. A "
        "moment later it is another one."
    ),
    fix=(
        "Put what the items are asked for by, such as a device, in front of the moment; or a shard behind "
        "it, and read each shard (`fan_out`)."
    ),
    link=f"{_GUIDE}/bp-partition-key-time-series.html",
)

FEW = 100
"""So many values of a partition key are few, if there are many items of each."""
MANY_ITEMS = 1_000
"""So many items of one partition key are many, where its values do not become more."""
MANY_ITEMS_OF_A_MOMENT = 100
"""So many items of one moment are many: the next ones all have the next key."""
MANY_WRITES = 100.0
"""So many writes a second of one key are many: a tenth of what a partition serves."""
_ENOUGH_AT_ONCE = 10
_SHARDS = 10


def few_values(facts: Facts) -> Iterator[Finding]:
    """A finding for each partition key whose values are few, and remain so however many items there are."""
    for holding in facts.holdings():
        slots = _slots(facts, holding)
        if any(_is_shard(facts, slot) or _step(facts, slot) for slot in slots):
            continue
        values = prod(facts.counts.domain(slot) for slot in slots)
        shared = _shared(facts, holding)
        writes = _writes_per_second(facts, holding)
        if values > FEW or (shared < MANY_ITEMS and writes / values < MANY_WRITES):
            continue
        if facts.counts.items(holding.entity.name) > 1:
            yield _few(facts, holding, int(values), shared, writes)


def _few(facts: Facts, holding: Holding, values: int, shared: float, writes: float) -> Finding:
    entity, key = holding.entity, holding.key
    share = facts.counts.share(entity.name, key.attributes)
    items = max(1, round(facts.counts.items(entity.name) * share))
    most = facts.counts.most_sharing(entity.name, key.partition_key, key.attributes)
    commonest = f", {number_text(most)} the commonest" if most > 1.1 * shared else ""
    return FEW_VALUES.finding(
        place=entity.attributes[key.partition_key[0]].place,
        subject=where(holding),
        found=(
            f"{where(holding)} has {counted_text(values, 'partition key')} for "
            f"{counted_text(items, 'item')} of {entity.name}: {templates_of(entity, key.partition_key)}"
        ),
        means=(
            f"{number_text(shared)} items share one in the mean{commonest}, and more items bring no more "
            f"keys; each serves 1,000 write units a second{_declared(facts, holding, writes / values)}"
        ),
        fix=(
            f"put an id into it, or a shard at its end, {sharded(entity, key)} with `shard: "
            f"{{random_shard: {_SHARDS}}}`, and read each shard by fan_out: shard"
        ),
    )


def moving_keys(facts: Facts) -> Iterator[Finding]:
    """A finding for each partition key that is the same for all that is written at a moment."""
    for holding in facts.holdings():
        slots = _slots(facts, holding)
        steps = [step for slot in slots if (step := _step(facts, slot))]
        others = [slot for slot in slots if not _step(facts, slot)]
        if not steps or any(_is_shard(facts, slot) for slot in others):
            continue
        at_once = prod(
            min(facts.counts.domain(slot), facts.counts.items(slot.entity)) for slot in others
        )
        shared = _shared(facts, holding)
        writes = _writes_per_second(facts, holding) / max(1, at_once)
        if at_once < _ENOUGH_AT_ONCE and (
            shared >= MANY_ITEMS_OF_A_MOMENT or (writes >= MANY_WRITES and min(steps) >= 1)
        ):
            yield _moving(facts, holding, int(at_once), min(steps), shared, writes)


def _moving(
    facts: Facts, holding: Holding, at_once: int, step: float, shared: float, writes: float
) -> Finding:
    entity, key = holding.entity, holding.key
    keys = "one key" if at_once == 1 else f"{at_once} keys"
    return MOVING.finding(
        place=entity.attributes[key.partition_key[0]].place,
        subject=where(holding),
        found=(
            f"the partition key of {where(holding)} moves with time: all that is written of {entity.name} "
            f"within {duration_text(step)} has {keys}, {templates_of(entity, key.partition_key)}"
        ),
        means=(
            f"{number_text(shared)} items share a key in the mean, and each key serves 1,000 write units a "
            f"second while all others are idle{_declared(facts, holding, writes)}"
        ),
        fix=(
            "put what the items are asked for by in front of the moment, or a shard behind it, "
            f"{sharded(entity, key)} with `shard: {{random_shard: {_SHARDS}}}`, and read each shard by "
            "fan_out: shard"
        ),
    )


def _shared(facts: Facts, holding: Holding) -> float:
    """How many items of a table or an index have one partition key, in the mean."""
    key = holding.key
    return facts.counts.sharing(holding.entity.name, key.partition_key, key.attributes)


def _declared(facts: Facts, holding: Holding, writes: float) -> str:
    """What the declared rates write with one key, as the end of a sentence."""
    patterns = list(dict.fromkeys(w.pattern.name for w in _written(facts, holding)))
    if not patterns:
        return ""
    verb = "writes" if len(patterns) == 1 else "write"
    return f"; {names(patterns)} {verb} {number_text(writes)} items a second with one, as declared"


def _writes_per_second(facts: Facts, holding: Holding) -> float:
    """The items of an entity that are written to a table or an index a second, as declared."""
    share = facts.counts.share(holding.entity.name, holding.key.attributes)
    return share * sum(write.items_per_second for write in _written(facts, holding))


def _written(facts: Facts, holding: Holding) -> list[Write]:
    return [
        write
        for write in facts.writes(holding.entity.name)
        if write.reaches(holding.table, holding.index)
    ]


def _slots(facts: Facts, holding: Holding) -> tuple[Binding, ...]:
    return facts.counts.slots(holding.entity.name, holding.key.partition_key)


def _step(facts: Facts, slot: Binding) -> float:
    """After how many seconds a slot has another value; 0 where it is no moment, or a span of its own."""
    value = facts.design.entities[slot.entity].attributes[slot.attribute].value
    return step_seconds(value, slot.placeholder) or 0.0


def _is_shard(facts: Facts, slot: Binding) -> bool:
    value = facts.design.entities[slot.entity].attributes[slot.attribute].value
    is_shard = isinstance(value, Generated) and value.maker in ("shard_of", "random_shard")
    return is_shard and 1 < facts.counts.domain(slot) < inf
