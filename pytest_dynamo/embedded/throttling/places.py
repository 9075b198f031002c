"""Where keys lie in the hash space, remembered: most requests are about keys that were asked for before."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pytest_dynamo.embedded.store.sorted_store import partition_place

_MOST = 1 << 16


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the hash space, in place of a partition key that lies there."""

    at: float


@lru_cache(_MOST)
def place_of(key: Any) -> float:
    """Where a partition key lies in the hash space, from 0 up to but not including 1."""
    return key.at if isinstance(key, Place) else partition_place(key)
