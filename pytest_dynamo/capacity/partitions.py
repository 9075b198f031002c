"""How a table is cut into partitions, and what each of them can serve.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
(limits of a partition), .../HowItWorks.Partitions.html (placement by hash of the partition key) and
.../warm-throughput.html (what a new table sustains).
"""

import base64
import hashlib
from collections.abc import Sequence
from decimal import Context, Decimal
from math import ceil

from pytest_dynamo.capacity.item_size import AttributeValue, binary
from pytest_dynamo.design.values import Index, Provisioned, Table, UnitsPerSecond

# bp-partition-key-design.html: 3 000 read units and 1 000 write units a second, independently.
PARTITION_READ_UNITS = 3_000
PARTITION_WRITE_UNITS = 1_000

# warm-throughput.html: a new on-demand table or index sustains 12 000 read units and 4 000 write
# units a second at once, which is what four partitions serve.
NEW_ON_DEMAND_PARTITIONS = 4

_FLOAT_BITS = 53
_NUMBERS = Context(prec=38)
_LEAST = Provisioned(read_capacity_units=1, write_capacity_units=1)


def key_text(values: Sequence[AttributeValue]) -> str:
    """A partition-key value as text: the attribute values joined by `|`, numbers in shortest form.

    >>> key_text([{"S": "USER#1"}, {"N": "7.0"}])
    'USER#1|7'
    """
    return "|".join(_text(value) for value in values)


def hash_position(key: str) -> float:
    """Where a partition-key value lies in the hash space, from 0 up to but not including 1.

    DynamoDB does not publish its hash. This one, md5 with a fixed prefix, gives the order in which
    scans of DynamoDB were seen to return items whose keys are strings (source: the emulator
    dynalite, db/index.js). Any uniform hash makes the same statistics.
    """
    digest = hashlib.md5(b"Outliers" + key.encode(), usedforsecurity=False).digest()
    # Only as many of the first 64 bits as a float holds, so that the last position is not rounded to 1.
    return (int.from_bytes(digest[:8]) >> (64 - _FLOAT_BITS)) / (1 << _FLOAT_BITS)


def initial_partitions(table: Table, index: Index | None = None) -> int:
    """How many partitions a new table or global index has (modelled; AWS does not show it).

    An on-demand table has as many as its warm throughput takes, four by default. A provisioned one
    has RCU/3000 + WCU/1000, rounded up: the formula of older editions of the developer guide, under
    "Guidelines for working with tables". A local index lives in the partitions of its table.
    """
    owner = index if index and index.kind == "global" else table
    warm = owner.warm_throughput or UnitsPerSecond()
    if table.billing_mode == "PAY_PER_REQUEST":
        return max(NEW_ON_DEMAND_PARTITIONS, _partitions_for(warm))
    provisioned = owner.provisioned or table.provisioned or _LEAST
    units = provisioned.read_capacity_units / PARTITION_READ_UNITS
    units += provisioned.write_capacity_units / PARTITION_WRITE_UNITS
    return max(ceil(units), _partitions_for(warm))


def usable_share(loads: Sequence[float]) -> float:
    """The share of their summed capacity that equal partitions serve under loads so distributed.

    It is the mean load over the largest, from 0 to 1: when the hottest partition is full, the others
    are as far from full as they are behind it. Without any load it is 1.

    >>> usable_share([100, 50, 50, 0])
    0.5
    """
    hottest = max(loads, default=0.0)
    return min(1.0, sum(loads) / len(loads) / hottest) if hottest else 1.0


def _partitions_for(throughput: UnitsPerSecond) -> int:
    reads = (throughput.read_units_per_second or 0) / PARTITION_READ_UNITS
    writes = (throughput.write_units_per_second or 0) / PARTITION_WRITE_UNITS
    return max(1, ceil(max(reads, writes)))


def _text(value: AttributeValue) -> str:
    ((kind, content),) = value.items()
    if kind == "N":
        return f"{_NUMBERS.normalize(Decimal(content)) or Decimal(0):f}"
    return base64.b64encode(binary(content)).decode() if kind == "B" else str(content)
