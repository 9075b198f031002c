"""Units by partition key over the time of a run, for the keys that turn out to be the hottest."""

from collections.abc import Iterable, Sequence
from typing import Any

from pytest_dynamo.measure.hot_keys import HotKeys
from pytest_dynamo.measure.timeline import Series

MOST_KEYS_OF_OPEN_BIN = 256
MOST_KEYS_OF_CLOSED_BIN = 48
"""For calls that end after their bin was closed."""
_KEPT_OF_RUN = 24
_KEPT_OF_BIN = 8
_OPEN_BINS = 4


class KeyBins:
    """The keys that consumed most in each bin.

    The four newest bins, which may still grow, are exact up to 256 different keys, and beyond that too low
    by at most 1/128 of the bin's units. Of a bin before those there remain the 24 keys that were the
    hottest of the run by then, and the 8 hottest others of that bin: a key that is not among them counts
    as 0 there. It was then not among the hottest, and consumed less than the eighth of those others did.
    """

    __slots__ = ("_open", "bins")

    def __init__(self) -> None:
        self.bins: dict[int, HotKeys] = {}
        self._open: list[int] = []

    def open(self, number: int, hottest: HotKeys) -> HotKeys:
        """Begin a bin, and close one that it makes old; `hottest` are the keys of the run so far."""
        begun = self.bins[number] = HotKeys(MOST_KEYS_OF_OPEN_BIN)
        self._close([number], hottest)
        return begun

    def series(self, key: str) -> Series:
        """The units of a key by bin."""
        return {number: held.units[key] for number, held in self.bins.items() if key in held.units}

    def fold(self, doublings: int, hottest: HotKeys) -> None:
        """Move to bins that are twice as wide, so many times."""
        if doublings:
            narrow, self.bins = self.bins, {}
            self._open = sorted({number >> doublings for number in self._open})
            for number, held in narrow.items():
                self._take(number >> doublings, held)
            self._close(self.bins, hottest)

    def absorb(self, other: "KeyBins", doublings: int, hottest: HotKeys) -> None:
        """Add all that another one counted, in bins so much narrower."""
        for number, held in other.bins.items():
            self._take(number >> doublings, held)
        self._close({number >> doublings for number in other.bins}, hottest)

    def to_json(self) -> list[Any]:
        """The counters as JSON values."""
        return [[number, self.bins[number].to_json()] for number in sorted(self.bins)]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> "KeyBins":
        """Read what `to_json` wrote."""
        bins = cls()
        for number, held in data:
            bins.bins[number] = HotKeys.from_json(held)
            bins.bins[number].most = MOST_KEYS_OF_CLOSED_BIN
        bins._open = sorted(bins.bins)[-_OPEN_BINS:]
        for number in bins._open:
            bins.bins[number].most = MOST_KEYS_OF_OPEN_BIN
        return bins

    def _take(self, number: int, held: HotKeys) -> None:
        ours = self.bins.get(number)
        if ours is None:
            ours = self.bins[number] = HotKeys()
        ours.most = MOST_KEYS_OF_OPEN_BIN
        ours.absorb(held)

    def _close(self, changed: Iterable[int], hottest: HotKeys) -> None:
        """Leave only the newest bins open, of those that were and those that have changed."""
        candidates = {*self._open, *changed}
        self._open = sorted(candidates)[-_OPEN_BINS:]
        for number in candidates.difference(self._open):
            closed = self.bins[number]
            closed.most = MOST_KEYS_OF_CLOSED_BIN
            if len(closed.units) > _KEPT_OF_RUN + _KEPT_OF_BIN:
                closed.keep(_kept(closed, hottest))


def _kept(closed: HotKeys, hottest: HotKeys) -> set[str]:
    def of_run(key: str) -> float:
        return max(hottest.units.get(key, 0.0), closed.units[key])

    by_run = sorted(closed.units, key=lambda key: (-of_run(key), key))
    kept, others = by_run[:_KEPT_OF_RUN], by_run[_KEPT_OF_RUN:]
    others.sort(key=lambda key: (-closed.units[key], key))
    return {*kept, *others[:_KEPT_OF_BIN]}
