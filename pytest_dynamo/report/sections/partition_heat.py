"""How much each modelled partition took, in each bin of a run: the slices of a run file, added up.

A run file has the units of equal slices of the hash space. A partition of the start has one or several of
them; after a split its two halves have theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pytest_dynamo.report.charts.heat_map import SplitMark
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Bins from `first` up to `last`, in which partitions begin at the slices `cuts`.

    `shared` has, by slice, into how many partitions the items of a key there are divided.
    """

    first: int
    last: int
    cuts: tuple[int, ...]
    shared: dict[int, int] = field(default_factory=dict)


class PartitionHeat:
    """The units a second of the partition that holds a slice, by slice (rows) and bin (columns).

    Where nothing was split, a row is a partition. A partition begins and ends with a slice: a split
    inside of one is taken to be at its nearer edge. Of a key whose items lie in several partitions, they
    are taken to have equal parts.
    """

    def __init__(
        self, heat: Place, partitions: int, bins: Bins, splits: Sequence[SplitMark]
    ) -> None:
        import numpy as np

        self._heat = heat
        self._partitions = partitions
        units = np.asarray(heat.value, dtype=float)
        self._slices = len(units)
        self._stretches = list(self._all_stretches(bins, splits))
        self.cells: Any = np.hstack([self._stretch(units, each) for each in self._stretches])
        if not splits:
            self.cells = self.cells[:: self._slices // partitions]

    @property
    def lines(self) -> int:
        """How many rows of cells each partition of the start has."""
        return len(self.cells) // self._partitions

    def highest(self, first: int, last: int, partition: int) -> Place | None:
        """The highest cell of one partition of the start, from a bin up to another.

        None where the items of a key of it are divided all that time: what each part took is not known.
        """
        rows = self.cells[partition * self.lines : (partition + 1) * self.lines, first:last].copy()
        each = self._slices // self._partitions
        own = range(partition * each, (partition + 1) * each)
        for stretch in self._stretches:
            if any(place in own for place in stretch.shared):
                rows[:, max(stretch.first - first, 0) : max(stretch.last - first, 0)] = -1.0
        line, number = divmod(int(rows.argmax()), rows.shape[1])
        if rows[line, number] < 0:
            return None
        return self._place(partition * self.lines + line, first + number)

    def _place(self, line: int, number: int) -> Place:
        """The sum of the slices of the partition that a cell belongs to."""
        stretch = next(each for each in self._stretches if number < each.last)
        at = line * self._slices // len(self.cells)
        edges = (*stretch.cuts, self._slices)
        begin, end = next((begin, end) for begin, end in pairwise(edges) if begin <= at < end)
        return self._heat.total(begin, end, number)

    def _all_stretches(self, bins: Bins, splits: Sequence[SplitMark]) -> list[_Stretch]:
        each = self._slices // self._partitions
        cuts, shared = set(range(0, self._slices, each)), dict[int, int]()
        stretches, first = [], 0
        for split in sorted(splits, key=lambda split: split.at_seconds):
            begin = bins.bin_at(split.at_seconds + bins.width_seconds / 2)
            if begin > first:
                stretches.append(self._as_of(first, begin, cuts, shared))
                first = begin
            if split.inside_collection:
                place = min(int(split.place * self._slices), self._slices - 1)
                shared[place] = shared.get(place, 1) + 1
            else:
                place = round(split.place * self._slices)
            cuts |= {place} & set(range(1, self._slices))
        last = max(bins.number, first + 1)
        return [*stretches, self._as_of(first, last, cuts, shared)]

    @staticmethod
    def _as_of(first: int, last: int, cuts: set[int], shared: dict[int, int]) -> _Stretch:
        return _Stretch(first=first, last=last, cuts=tuple(sorted(cuts)), shared=dict(shared))

    def _stretch(self, units: Any, stretch: _Stretch) -> Any:  # noqa: ANN401 - numpy's type
        """What the partitions of a stretch of time take, once for each slice."""
        import numpy as np

        cuts = np.asarray(stretch.cuts)
        part = units[:, stretch.first : stretch.last].copy()
        to_the_left = {}
        for place, parts in stretch.shared.items():
            part[place] /= parts
            if place:
                to_the_left[place - 1] = part[place].copy()
        for place, added in to_the_left.items():
            part[place] += added
        sums = np.add.reduceat(part, cuts, axis=0)
        return np.repeat(sums, np.diff([*stretch.cuts, self._slices]), axis=0)


def highest_of(cells: Any, together: int) -> Any:  # noqa: ANN401 - numpy's type
    """Cells of so many bins made one: the highest of them, so that none disappears."""
    import numpy as np

    if together == 1:
        return cells
    missing = -cells.shape[1] % together
    padded = np.pad(cells, ((0, 0), (0, missing)))
    return padded.reshape(len(cells), -1, together).max(axis=2)
