"""Numbers among sampled values."""

from collections.abc import Sequence
from decimal import Decimal

from pytest_dynamo.interop.inferring.choices import few_values, plain_number
from pytest_dynamo.interop.inferring.inferred import MANY, Inferred, counted, made, widened
from pytest_dynamo.interop.inferring.moments import number_moments
from pytest_dynamo.interop.inferring.texts import is_personal

_MOST_PLACES = 20  # that a design file takes


def number_value(
    samples: Sequence[Decimal],
    words: Sequence[str],
    *,
    keeps_values: bool,
    reference: float | None,
    population: int | None,
) -> Inferred:
    """How to make numbers like these."""
    if found := number_moments(samples, words, reference):
        return found
    whole = all(number == number.to_integral_value() for number in samples)
    if whole and (found := _sequence(samples, population)):
        return found
    if keeps_values and not is_personal(words) and (found := _few(samples)):
        return found
    return _spread(samples, whole=whole)


def _few(samples: Sequence[Decimal]) -> Inferred | None:
    plain = [number for number in map(plain_number, samples) if number is not None]
    values = sorted(set(plain))
    if len(plain) < len(samples) or _is_run(values):
        return None
    return few_values(plain)


def _is_run(values: Sequence[float]) -> bool:
    """Whether values are all whole numbers of a range: 1 to 5, say, which is told as a range."""
    return len(values) > 2 and values[-1] - values[0] == len(values) - 1


def _sequence(samples: Sequence[Decimal], population: int | None) -> Inferred | None:
    """A whole number that grows with each item: all differ, and hardly one in their range is missing."""
    distinct = set(samples)
    span = max(distinct) - min(distinct) + 1
    most = 1.5 * max(len(samples), population or 0)
    if len(samples) < MANY or len(distinct) < len(samples) or min(distinct) < 0 or span > most:
        return None
    start, _ = widened(min(distinct), max(distinct))
    seen = f"{counted(len(samples), 'distinct integer')} close to each other"
    return Inferred(value=made("sequence", start=int(start)), evidence=seen)


def _spread(samples: Sequence[Decimal], *, whole: bool) -> Inferred:
    low, high = widened(min(samples), max(samples))
    seen = counted(len(samples), "sample")
    if whole:
        return Inferred(
            value=made("int", min=int(low), max=int(high)), evidence=f"integers in {seen}"
        )
    places = max(-int(number.normalize().as_tuple().exponent) for number in samples)
    return Inferred(
        value=made("number", min=low, max=high, places=min(max(0, places), _MOST_PLACES)),
        evidence=f"decimal numbers in {seen}",
    )
