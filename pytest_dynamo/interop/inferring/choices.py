"""Values that are always the same, or one of a few."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Scalar, Value
from pytest_dynamo.interop.inferring.inferred import MANY, Inferred, counted, made

_MOST_CHOICES = 12
_SAMPLES_A_CHOICE = 4
_LONGEST_CHOICE_BYTES = 64
# What stands in the file is seen by more people than the table is: a value of one item is not told.
_LEAST_TIMES = 2
_LARGEST_REST = 0.05


def constant(value: Scalar) -> Value:
    """A value as a design file has it: a text is a template."""
    if isinstance(value, str):
        return Template((value,) if value else ())
    return Constant(value=value)


def few_values(samples: Sequence[str | int | float]) -> Inferred | None:
    """A constant or a choice, where many samples have few values, each of them more than once."""
    counts = Counter(samples)
    total = len(samples)
    if total < MANY or any(
        len(value.encode()) > _LONGEST_CHOICE_BYTES for value in counts if isinstance(value, str)
    ):
        return None
    if len(counts) == 1:
        return Inferred(value=constant(samples[0]), evidence=f"the same in all {total:,} samples")
    kept = {value: count for value, count in counts.items() if count >= _LEAST_TIMES}
    rest = total - sum(kept.values())
    is_few = len(kept) <= _MOST_CHOICES and total >= _SAMPLES_A_CHOICE * len(kept)
    if not (kept and is_few and rest <= _LARGEST_REST * total):
        return None
    said = f"; {counted(rest, 'sample')} with a value of its own left out" if rest else ""
    return Inferred(
        value=weighted(kept),
        evidence=f"{counted(len(kept), 'distinct value')} in {total:,} samples{said}",
    )


def weighted(counts: dict[str | int | float, int] | dict[bool, int]) -> Value:
    """A choice with weights in percent, the commonest first."""
    total = sum(counts.values())
    weights = {
        value: _percent(count / total)
        for value, count in sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))
    }
    return made("choice", weights=weights)


def _percent(share: float) -> float:
    return float(max(1, round(100 * share))) if share >= 0.01 else max(0.1, round(100 * share, 1))


def plain_number(number: Decimal) -> int | float | None:
    """A number as a design file writes it; None where neither an integer nor a float is the same."""
    if number == number.to_integral_value() and number.adjusted() < 18:
        return int(number)
    found = float(number)
    return found if Decimal(repr(found)) == number else None
