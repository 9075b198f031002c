"""Many short texts at once, as rows of bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
_ZERO = ord("0")


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts in UTF-8: a row of bytes each, filled up with zeros, and how many bytes count.

    `lengths` is one number where all texts are equally long.
    """

    rows: NDArray[np.uint8]
    lengths: Numbers | int

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def same(cls, text: str, count: int) -> "Texts":
        """One text so many times."""
        encoded = np.frombuffer(text.encode(), np.uint8)
        return cls(np.broadcast_to(encoded, (count, len(encoded))), len(encoded))

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        """Texts that are there one by one."""
        encoded = [text.encode() for text in texts]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        width = int(lengths.max(initial=0))
        joined = b"".join([text.ljust(width, b"\0") for text in encoded])
        return cls(np.frombuffer(joined, np.uint8).reshape(len(encoded), width), lengths)

    def take(self, numbers: Numbers) -> "Texts":
        """The texts with these numbers."""
        lengths = self.lengths if isinstance(self.lengths, int) else self.lengths[numbers]
        return Texts(self.rows[numbers], lengths)

    def encoded(self) -> list[bytes]:
        """The texts one by one, in UTF-8."""
        lengths = np.broadcast_to(np.asarray(self.lengths), len(self.rows)).tolist()
        return [row[:length].tobytes() for row, length in zip(self.rows, lengths, strict=True)]

    def text(self, number: int) -> str:
        """One of the texts."""
        length = self.lengths if isinstance(self.lengths, int) else int(self.lengths[number])
        return self.rows[number, :length].tobytes().decode()


def joined(parts: Sequence[Texts]) -> Texts:
    """Texts made of parts: of each part the first, then of each the second, and so on."""
    if len(parts) == 1:
        return parts[0]
    lengths = [part.lengths for part in parts if isinstance(part.lengths, int)]
    if len(lengths) == len(parts):
        return Texts(np.concatenate([part.rows for part in parts], axis=1), sum(lengths))
    total = np.zeros(len(parts[0]), np.int64)
    width = sum(part.rows.shape[1] for part in parts)
    rows = np.zeros((len(parts[0]), width), np.uint8)
    for part in parts:
        _put(rows, total, part)
        total = total + part.lengths
    return Texts(rows[:, : int(total.max(initial=0))], total)


def _put(rows: NDArray[np.uint8], offsets: Numbers, part: Texts) -> None:
    """Write a part of each text behind what is there, all of one length and offset in one go."""
    lengths = np.broadcast_to(np.asarray(part.lengths), offsets.shape)
    width = rows.shape[1] + 1
    kinds, of_kind = np.unique(offsets * width + lengths, return_inverse=True)
    for number, kind in enumerate(kinds.tolist()):
        offset, length = divmod(kind, width)
        which = slice(None) if len(kinds) == 1 else np.flatnonzero(of_kind == number)
        rows[which, offset : offset + length] = part.rows[which, :length]


def decimal_texts(values: Numbers, least_digits: int = 1) -> Texts:
    """Whole numbers of 0 or more in decimal digits, filled up with zeros to `least_digits`."""
    digits = np.full(len(values), least_digits, np.int64)
    most = int(values.max(initial=0))
    for length in range(least_digits + 1, len(str(most)) + 1):
        digits += values >= 10 ** (length - 1)
    width = int(digits.max(initial=least_digits))
    rows = np.zeros((len(values), width), np.uint8)
    for length in np.unique(digits).tolist():
        which = slice(None) if length == digits.min(initial=0) == width else digits == length
        left = values[which]
        for place in range(length - 1, -1, -1):
            left, digit = np.divmod(left, 10)
            rows[which, place] = digit + _ZERO
    return Texts(rows, digits if digits.min(initial=width) < width else width)


def hexadecimal(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows of bytes as rows of lower-case hexadecimal digits, two a byte."""
    return _HEXADECIMAL[rows].view(np.uint8).reshape(len(rows), -1)


_HEXADECIMAL = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), np.uint16)
