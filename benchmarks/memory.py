"""The memory of the embedded DynamoDB: what the process has resident, before and after.

`python -m benchmarks.memory ITEMS OVERWRITES` measures in the process it starts in, which is why it is
run in one of its own, and prints the result as JSON.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import psutil  # comes with Locust

from benchmarks.backends import BACKENDS
from benchmarks.cases import Figure
from benchmarks.data import TABLE, item

_SAMPLES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was resident beyond the empty table, in bytes, after so many overwrites.

    `resident` has pairs of overwrites and bytes; the first is from before any overwrite.
    """

    items: int
    resident: tuple[tuple[int, int], ...]

    @property
    def overwrites(self) -> int:
        """How many there were in all."""
        return self.resident[-1][0]

    @property
    def item_bytes(self) -> Figure:
        """Bytes an item, at the worst of the samples."""
        each = [resident / self.items for _, resident in self.resident]
        return Figure(value=max(each), low=min(each), high=max(each))

    @property
    def growth(self) -> Figure:
        """By what share memory grew from the first whole round of overwrites to the last sample.

        The first round is not counted: memory that was taken at loading is given back and taken
        anew until it has found its form.
        """
        settled, *later = [
            resident
            for overwrites, resident in self.resident
            if overwrites >= min(self.items, self.overwrites)
        ]
        shares = [resident / settled - 1 for resident in (settled, *later)]
        return Figure(value=shares[-1], low=min(shares), high=max(shares))

    @property
    def slope_bytes(self) -> float:
        """Bytes that one more overwrite adds: the least squares' line through the samples."""
        points = [point for point in self.resident if point[0] >= min(self.items, self.overwrites)]
        mean_x = sum(x for x, _ in points) / len(points)
        mean_y = sum(y for _, y in points) / len(points)
        spread = sum((x - mean_x) ** 2 for x, _ in points)
        return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0

    def to_json(self) -> dict[str, Any]:
        """The form in which it goes from one process to another."""
        return {"items": self.items, "resident": [list(point) for point in self.resident]}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Self:
        """Read what `to_json` gave."""
        resident = tuple((overwrites, size) for overwrites, size in found["resident"])
        return cls(items=found["items"], resident=resident)


def measured_apart(items: int, overwrites: int) -> Memory:
    """Measure in a new process, so that no memory is used again that something else gave back."""
    command = [sys.executable, "-m", "benchmarks.memory", str(items), str(overwrites)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Memory.from_json(json.loads(finished.stdout))


def measured(items: int, overwrites: int, tell: Callable[[str], object]) -> Memory:
    """Fill a table through the direct client, then overwrite its items again and again."""
    process = psutil.Process()
    with BACKENDS["direct"].open() as opened:
        opened.fill([item(0)])  # whatever is loaded at the first request is loaded now
        opened.client.put_item(TableName=TABLE, Item=item(0))
        empty: int = process.memory_info().rss
        opened.fill(item(number) for number in range(items))
        resident = [(0, process.memory_info().rss - empty)]
        step = max(1, overwrites // _SAMPLES)
        for number in range(1, overwrites + 1):
            place = number * 7919 % items  # a prime: in no order, and each item as often as another
            opened.client.put_item(TableName=TABLE, Item=item(place, version=number))
            if number % step == 0:
                resident.append((number, process.memory_info().rss - empty))
                tell(f"{number:,} overwrites: {resident[-1][1] / items:,.0f} bytes an item\n")
    return Memory(items=items, resident=tuple(resident))


if __name__ == "__main__":
    sys.stdout.write(
        json.dumps(measured(int(sys.argv[1]), int(sys.argv[2]), sys.stderr.write).to_json())
    )
