"""What is inferred of values: how to make more of them, and why."""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pytest_dynamo.design.values import Generated, Value

MOST = 0.9
"""The share of samples that has to be of a form for values of that form to be made."""

MANY = 20
"""How many samples it takes to tell a value that is always the same, or one that never is."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECONDS_A_DAY = 86_400
_LARGEST_END = Decimal(10) ** 37  # with more digits a design file has no whole number
_LONGEST_SPAN_SECONDS = 36_500 * _SECONDS_A_DAY  # a century, beyond which no design file goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """A way of making values like those that were sampled; `evidence` is a phrase for a comment.

    `cardinality` is the number of distinct values there were, where it is far below that of the samples
    and the value itself does not tell.
    """

    value: Value
    evidence: str
    cardinality: int | None = None


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters.

    >>> words_of("createdAt"), words_of("user_id2")
    (('created', 'at'), ('user', 'id', '2'))
    """
    return tuple(word.lower() for word in _WORD.findall(name))


def made(maker: str, **options: object) -> Generated:
    """A way of making a value."""
    return Generated(maker=maker, options=options)


def faked(provider: str, *, unique: bool = False, **arguments: object) -> Generated:
    """A value of Faker's."""
    return made("faker", provider=provider, args=arguments, unique=unique)


def share_of(count: int, total: int, noun: str) -> str:
    """How many of the samples are so: `37 of 40 samples are UUIDs`."""
    verb = "is" if total == 1 else "are"
    return f"{count:,} of {counted(total, 'sample')} {verb} {noun}"


def counted(count: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "sample"), counted(1_200, "sample")
    ('1 sample', '1,200 samples')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def conforming(samples: Sequence[str], is_so: Callable[[str], object]) -> int:
    """How many samples are of a form, or 0 where too few are."""
    count = sum(1 for sample in samples if is_so(sample))
    return count if samples and count >= MOST * len(samples) else 0


def are_distinct(samples: Sequence[Hashable]) -> bool:
    """Whether there are many samples, and hardly two are the same."""
    return len(samples) >= MANY and len(set(samples)) >= 0.98 * len(samples)


def cardinality_of(samples: Sequence[Hashable]) -> int | None:
    """The number of distinct values, where it is far below that of the samples."""
    found = len(set(samples))
    return found if len(samples) >= MANY and 1 < found <= len(samples) / 4 else None


def widened(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """A range with ends of two digits, or of one that is far from the other, so that neither tells a sample.

    >>> widened(Decimal("312"), Decimal("8999.95"))
    (Decimal('300'), Decimal('9000'))
    """
    low_digits = 1 if abs(high) > 10 * abs(low) else 2
    high_digits = 1 if abs(low) > 10 * abs(high) else 2
    return _rounded(low, low_digits, ROUND_FLOOR), _rounded(high, high_digits, ROUND_CEILING)


def _rounded(number: Decimal, digits: int, rounding: str) -> Decimal:
    if not number:
        return Decimal(0)
    number = max(-_LARGEST_END, min(_LARGEST_END, number))
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)
    scaled = (number / step).to_integral_value(rounding=rounding) * step
    return Decimal(f"{scaled.normalize():f}")


def lengths(sizes: Sequence[int], unit: str) -> tuple[int, int, str]:
    """Least and greatest of sizes drawn evenly whose mean is that of the samples, and what was seen."""
    least, most = min(sizes), max(sizes)
    mean = sum(sizes) / len(sizes)
    low, high = least, most
    if abs(mean - (least + most) / 2) > 0.05 * mean:
        low, high = (
            (least, round(2 * mean) - least)
            if mean < (least + most) / 2
            else (round(2 * mean) - most, most)
        )
    seen = counted(least, unit) if least == most else f"{least:,} to {counted(most, unit)}"
    return low, high, seen if low == least and high == most else f"{seen}, {mean:,.0f} on average"


def whole_span(seconds: float) -> float:
    """A span of time, made longer to whole days, or to whole hours below two days; a century at most."""
    unit = 3_600 if seconds < 2 * _SECONDS_A_DAY else _SECONDS_A_DAY
    return float(min(max(1, -(-seconds // unit)) * unit, _LONGEST_SPAN_SECONDS))
