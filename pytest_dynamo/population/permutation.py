"""An order that looks random, without a list of it."""

from pytest_dynamo.population.draws import bits, salt_of

ROUNDS = 4
_MASK = (1 << 64) - 1


class Permutation:
    """A pseudo-random permutation of 0 … n - 1 in constant memory.

    A Feistel network permutes the numbers of as many bits as n needs; a result outside the range
    goes round again (cycle walking), fewer than two rounds on average.
    """

    __slots__ = ("_high_mask", "_keys", "_low_bits", "_low_mask", "_size")

    def __init__(self, size: int, seed: int) -> None:
        width = max(size - 1, 1).bit_length()
        salt = salt_of(seed, "permutation")
        self._size = size
        self._low_bits = (width + 1) // 2
        self._low_mask = (1 << self._low_bits) - 1
        self._high_mask = (1 << (width - self._low_bits)) - 1
        self._keys = tuple(bits(salt, number) for number in range(ROUNDS))

    def __getitem__(self, position: int) -> int:
        if not 0 <= position < self._size:
            raise IndexError(position)
        while True:
            position = self._permuted(position)
            if position < self._size:
                return position

    def __len__(self) -> int:
        return self._size

    def _permuted(self, number: int) -> int:
        high, low = number >> self._low_bits, number & self._low_mask
        first, second, third, fourth = self._keys
        high ^= _scrambled(low, first) & self._high_mask
        low ^= _scrambled(high, second) & self._low_mask
        high ^= _scrambled(low, third) & self._high_mask
        low ^= _scrambled(high, fourth) & self._low_mask
        return high << self._low_bits | low


def _scrambled(half: int, key: int) -> int:
    """A round function: the upper bits of a product depend on all bits of both factors."""
    product = ((half ^ key) * 0x9E3779B97F4A7C15) & _MASK
    return ((product ^ product >> 29) * 0xBF58476D1CE4E5B9 & _MASK) >> 32
