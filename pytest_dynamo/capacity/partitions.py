"""How a table is cut into partitions, and what each of them can serve.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
(limits of a partition) and .../HowItWorks.Partitions.html (placement by hash of the partition key).
How many partitions there are, and what happens when they are full: see `throttling`.
"""

import base64
import hashlib
from collections.abc import Sequence
from decimal import Context, Decimal

from pytest_dynamo.capacity.item_size import AttributeValue, binary

# bp-partition-key-design.html: 3 000 read units and 1 000 write units a second, independently.
PARTITION_READ_UNITS = 3_000
PARTITION_WRITE_UNITS = 1_000

_FLOAT_BITS = 53
_NUMBERS = Context(prec=38)


def key_text(values: Sequence[AttributeValue]) -> str:
    """A partition-key value as text: the attribute values joined by `|`, numbers in shortest form.

    >>> key_text([{"S": "USER#1"}, {"N": "7.0"}])
    'USER#1|7'
    """
    if len(values) == 1:  # as of most tables
        return _text(values[0])
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


def usable_share(loads: Sequence[float]) -> float:
    """The share of their summed capacity that equal partitions serve under loads so distributed.

    It is the mean load over the largest, from 0 to 1: when the hottest partition is full, the others
    are as far from full as they are behind it. Without any load it is 1.

    >>> usable_share([100, 50, 50, 0])
    0.5
    """
    hottest = max(loads, default=0.0)
    return min(1.0, sum(loads) / len(loads) / hottest) if hottest else 1.0


def _text(value: AttributeValue) -> str:
    if "S" in value:  # as most keys are
        return str(value["S"])
    ((kind, content),) = value.items()
    if kind == "N":
        return f"{_NUMBERS.normalize(Decimal(content)) or Decimal(0):f}"
    return base64.b64encode(binary(content)).decode() if kind == "B" else str(content)
