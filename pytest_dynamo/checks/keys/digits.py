"""Ranges of whole numbers as rows of digits."""

import string
from collections.abc import Iterator
from typing import TypeAlias

Digits: TypeAlias = tuple[tuple[frozenset[str], bool], ...]


def numbers_between(low: str, high: str) -> tuple[Digits, ...]:
    """The rows of digits that are the numbers of a range, both ends included.

    Numbers of one width, as in 00017, have leading zeros; of several widths, as in 8 and 12, none.

    >>> ["".join(min(digits) for digits, _ in row) for row in numbers_between("8", "12")]
    ['8', '10']
    """
    rows: list[Digits] = []
    for width in range(len(low), len(high) + 1):
        first = low if width == len(low) else "1".ljust(width, "0")
        last = high if width == len(high) else "9" * width
        rows.extend(_rows(first, last))
    return tuple(rows)


def _rows(low: str, high: str) -> Iterator[Digits]:
    """The rows for numbers of one width."""
    if not low:
        yield ()
        return
    rest_low, rest_high, many = low[1:], high[1:], len(low) - 1
    if low[0] == high[0]:
        yield from _behind(low[0], rest_low, rest_high)
        return
    begin, end = int(low[0]), int(high[0])
    if rest_low.strip("0"):
        yield from _behind(low[0], rest_low, "9" * many)
        begin += 1
    is_cut = bool(rest_high.strip("9"))
    between = string.digits[begin : end if is_cut else end + 1]
    if between:
        yield ((frozenset(between), False), *(((frozenset(string.digits), False),) * many))
    if is_cut:
        yield from _behind(high[0], "0" * many, rest_high)


def _behind(digit: str, low: str, high: str) -> Iterator[Digits]:
    for row in _rows(low, high):
        yield ((frozenset(digit), False), *row)
