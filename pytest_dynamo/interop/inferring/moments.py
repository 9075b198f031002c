"""Timestamps and times to live among sampled values."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median

from pytest_dynamo.interop.inferring.inferred import (
    Inferred,
    conforming,
    made,
    share_of,
    whole_span,
)

_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_OF_TIME = frozenset(
    [
        "at",
        "on",
        "time",
        "date",
        "ts",
        "timestamp",
        "epoch",
        "created",
        "updated",
        "modified",
        "seen",
        "since",
        "until",
        "start",
        "end",
    ]
)
OF_EXPIRY = frozenset(["ttl", "expires", "expire", "expiry", "expiration", "expired", "expiring"])
# 2001 to 2100: numbers of seconds and of milliseconds that hardly are anything else.
_SECONDS = range(978_307_200, 4_102_444_800)
_MILLISECONDS = range(978_307_200_000, 4_102_444_800_000)
_ASSUMED_LIFE_SECONDS = 86_400.0


def moment_of(text: str) -> float | None:
    """The seconds since the epoch of an ISO 8601 timestamp or date; None for what is neither."""
    if not (_MOMENT.fullmatch(text) or _DATE.fullmatch(text)):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def text_moments(samples: Sequence[str]) -> Inferred | None:
    """A timestamp or date as text; the span reaches from the first sample to the last."""
    for pattern, form, noun in (
        (_MOMENT, "iso8601", "ISO 8601 timestamps"),
        (_DATE, "date", "ISO 8601 dates"),
    ):
        found = [
            moment
            for text in samples
            if pattern.fullmatch(text) and (moment := moment_of(text)) is not None
        ]
        if conforming(samples, pattern.fullmatch) and found:
            since = whole_span(max(found) - min(found))
            return Inferred(
                value=made("timestamp", since_seconds=since, format=form),
                evidence=_spread(len(found), len(samples), noun, since),
            )
    return None


def number_moments(
    samples: Sequence[Decimal], words: Sequence[str], reference: float | None
) -> Inferred | None:
    """Seconds or milliseconds since the epoch, where the name says that it is a time."""
    is_expiry = bool(OF_EXPIRY.intersection(words))
    if not (is_expiry or _OF_TIME.intersection(words)):
        return None
    numbers = [int(sample) for sample in samples if sample == int(sample)]
    if len(numbers) < len(samples):
        return None
    total = len(samples)
    if all(number in _MILLISECONDS for number in numbers):
        seconds = [number / 1000 for number in numbers]
        if is_expiry:
            offset, reason = _life(seconds, reference)
            value = made("epoch_milliseconds", offset_milliseconds=offset * 1000)
            return Inferred(value=value, evidence=f"epoch milliseconds in the future; {reason}")
        middle = -whole_span(max(seconds) - min(seconds)) / 2
        value = made("epoch_milliseconds", offset_milliseconds=middle * 1000)
        noun = "epoch milliseconds, made half as long ago as the first of them"
        return Inferred(value=value, evidence=share_of(total, total, noun))
    if not all(number in _SECONDS for number in numbers):
        return None
    if is_expiry:
        offset, reason = _life(numbers, reference)
        value = made("epoch_seconds", offset_seconds=offset)
        return Inferred(value=value, evidence=f"epoch seconds in the future; {reason}")
    since = whole_span(max(numbers) - min(numbers))
    return Inferred(
        value=made("timestamp", since_seconds=since, format="epoch_seconds"),
        evidence=_spread(total, total, "epoch seconds", since),
    )


def _life(seconds: Sequence[float], reference: float | None) -> tuple[float, str]:
    """How long after now the middle one of times to live is, and how that is known."""
    if reference is not None and (ahead := median(seconds) - reference) > 0:
        # The nearest hour, since timestamps that are compared are seldom of the same moment.
        return float(max(1, round(ahead / 3600)) * 3600), "as far ahead as in the middle sample"
    span = max(seconds) - min(seconds)
    if span:
        return whole_span(span), "as long as from the first sample to the last"
    return _ASSUMED_LIFE_SECONDS, "how long an item lives is assumed"


def _spread(count: int, total: int, noun: str, since: float) -> str:
    days = since / 86_400
    span = f"{days:,.0f} days" if days >= 2 else f"{since / 3600:,.0f} hours"
    return f"{share_of(count, total, noun)}, within {span}"
