"""Draws without state: from a salt and a number come 64 bits that look random.

Every value of a population is a function of (seed, entity, attribute, index), so that any member can
be made without the others. The mixing is SplitMix64 (https://prng.di.unimi.it/splitmix64.c): the
salt is the state of the generator, the number how far it has run.
"""

from hashlib import blake2b

_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15


def salt_of(seed: int, *names: str) -> int:
    """A salt for what the names name, the same on every machine."""
    text = "\x1f".join((str(seed), *names))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def bits(salt: int, number: int) -> int:
    """A draw of 64 bits."""
    state = (salt + number * _GAMMA) & _MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)


def share(salt: int, number: int) -> float:
    """A draw from 0 up to, but not including, 1."""
    return (bits(salt, number) >> 11) * 2.0**-53


def below(salt: int, number: int, end: int) -> int:
    """A draw of a whole number from 0 up to, but not including, `end`."""
    return bits(salt, number) * end >> 64


class Dice:
    """A run of draws from one salt, for choosers: cheaper to make than `random.Random`."""

    __slots__ = ("_number", "_salt")

    def __init__(self, salt: int) -> None:
        self._salt = salt
        self._number = 0

    def random(self) -> float:
        """The next draw from 0 up to, but not including, 1."""
        self._number += 1
        return share(self._salt, self._number)
