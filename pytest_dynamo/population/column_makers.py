"""Common attributes of many members at once, calculated over arrays.

They are drawn as `makers` draws them one by one; the texts are the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.partitions import key_text
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Generated
from pytest_dynamo.population.draws import salt_of
from pytest_dynamo.population.made import Made
from pytest_dynamo.population.survey import Survey
from pytest_dynamo.population.texts import Numbers, Texts, decimal_texts, hexadecimal

Words: TypeAlias = NDArray[np.uint64]

MOST_FAMILIES = 1 << 22
"""Up to how many families of different sizes are counted."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CROCKFORD = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)
_ZEROS = re.compile(r"0(\d+)d?")
_GAMMA = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An attribute of a member in the text of a key.

    `placeholder` is how it is written; None stands for the value as it is stored, numbers in shortest
    form.
    """

    entity: str
    attribute: str
    placeholder: Placeholder | None = None


def text_of(made: Made, placeholder: Placeholder | None) -> str:
    """A value as a slot writes it."""
    raw, stored = made
    if placeholder is None:
        return key_text([to_wire(stored)])
    name = placeholder.name
    return str(Template((placeholder,)).render({name: stored}, {name: raw}))


def draws(salt: int, numbers: Words) -> Words:
    """`draws.bits` for many numbers."""
    state = np.uint64(salt) + numbers * _GAMMA
    state ^= state >> np.uint64(30)
    state *= np.uint64(0xBF58476D1CE4E5B9)
    state ^= state >> np.uint64(27)
    state *= np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def shares(salt: int, numbers: Words) -> NDArray[np.float64]:
    """`draws.share` for many numbers."""
    return (draws(salt, numbers) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def moments(survey: Survey, entity: str, attribute: str, numbers: Numbers) -> Numbers:
    """The timestamps of members, in microseconds since 1970."""
    value = survey.design.entities[entity].attributes[attribute].value
    assert isinstance(value, Generated)
    since_seconds = abs(float(str(value.options["since_seconds"])))
    place, siblings = _places(survey, entity, numbers)
    share = shares(salt_of(survey.seed, entity, attribute), numbers.astype(np.uint64))
    before = since_seconds * (1 - (place + share) / siblings)
    # As timedelta does it: whole seconds first, the rest rounded to microseconds, halves to even.
    fraction, whole = np.modf(before)
    microseconds = whole.astype(np.int64) * 1_000_000 + np.rint(fraction * 1e6).astype(np.int64)
    return (survey.now - _EPOCH) // _MICROSECOND - microseconds


def _places(survey: Survey, entity: str, numbers: Numbers) -> tuple[Numbers, Numbers | int]:
    """The number of each member among its siblings, and how many these are."""
    if not survey.design.entities[entity].parents:
        return numbers, survey.count(entity)
    _, places, siblings = survey.families(entity, numbers)
    return places, siblings


def uuid4(survey: Survey, slot: Slot, _value: Generated, numbers: Numbers) -> Texts | None:
    """Random UUIDs, as `scalar_makers.uuid4` makes them one by one."""
    salt, index = salt_of(survey.seed, slot.entity, slot.attribute), numbers.astype(np.uint64)
    if not _is_plain(slot):
        return None
    high, low = draws(salt, index * np.uint64(2)), draws(salt, index * np.uint64(2) + np.uint64(1))
    high = high & ~np.uint64(0xF000) | np.uint64(0x4000)
    low = low & ~np.uint64(0xC << 60) | np.uint64(0x8 << 60)
    words = np.stack([high, low], axis=1).astype(">u8").view(np.uint8)
    digits = hexadecimal(np.ascontiguousarray(words))
    rows = np.full((len(numbers), 36), ord("-"), np.uint8)
    for start, end, place in ((0, 8, 0), (8, 12, 9), (12, 16, 14), (16, 20, 19), (20, 32, 24)):
        rows[:, place : place + end - start] = digits[:, start:end]
    return Texts(rows, 36)


def _ulid(survey: Survey, slot: Slot, _value: Generated, numbers: Numbers) -> Texts | None:
    timestamp = survey.recipe(slot.entity).timestamp
    if not _is_plain(slot) or not (timestamp is None or _is_dated(survey, slot.entity, timestamp)):
        return None
    salt, index = salt_of(survey.seed, slot.entity, slot.attribute), numbers.astype(np.uint64)
    if timestamp is None:
        made = np.full(len(numbers), (survey.now - _EPOCH) // _MICROSECOND)
    else:
        made = moments(survey, slot.entity, timestamp, numbers)
    milliseconds = np.rint(made / 1e6 * 1000).astype(np.uint64)
    high = draws(salt, index * np.uint64(2)) & np.uint64(0xFFFF) | milliseconds << np.uint64(16)
    low = draws(salt, index * np.uint64(2) + np.uint64(1))
    rows = np.empty((len(numbers), 26), np.uint8)
    for digit in range(26):
        shift = 5 * digit
        if shift < 64:
            five = low >> np.uint64(shift)
            five |= high << np.uint64(64 - shift) if shift > 59 else np.uint64(0)
        else:
            five = high >> np.uint64(shift - 64)
        rows[:, 25 - digit] = _CROCKFORD[(five & np.uint64(31)).astype(np.int64)]
    return Texts(rows, 26)


def _sequence(_survey: Survey, slot: Slot, value: Generated, numbers: Numbers) -> Texts | None:
    return _whole(numbers + int(str(value.options["start"])), slot)


def _int(survey: Survey, slot: Slot, value: Generated, numbers: Numbers) -> Texts | None:
    least = int(str(value.options["min"]))
    return _between(survey, slot, numbers, least, int(str(value.options["max"])))


def _random_shard(survey: Survey, slot: Slot, value: Generated, numbers: Numbers) -> Texts | None:
    return _between(survey, slot, numbers, 0, int(str(value.options["count"])) - 1)


def _between(survey: Survey, slot: Slot, numbers: Numbers, least: int, most: int) -> Texts | None:
    """Numbers drawn evenly, both ends included."""
    count = most - least + 1
    if count > 1 << 31:
        return None
    drawn = draws(salt_of(survey.seed, slot.entity, slot.attribute), numbers.astype(np.uint64))
    # The upper 64 of the 96 bits of the product, in halves.
    lower = (drawn & np.uint64(0xFFFFFFFF)) * np.uint64(count) >> np.uint64(32)
    upper = (drawn >> np.uint64(32)) * np.uint64(count) + lower >> np.uint64(32)
    return _whole(upper.astype(np.int64) + least, slot)


def _choice(survey: Survey, slot: Slot, value: Generated, numbers: Numbers) -> Texts | None:
    weights = value.options["weights"]
    assert isinstance(weights, Mapping)
    texts = Texts.of([text_of((one, one), slot.placeholder) for one in weights])
    ends = np.array(list(accumulate(float(weight) for weight in weights.values())))
    salt = salt_of(survey.seed, slot.entity, slot.attribute)
    share = shares(salt, numbers.astype(np.uint64)) * ends[-1]
    chosen = np.minimum(np.searchsorted(ends, share, side="right"), len(ends) - 1)
    return texts.take(chosen)


def _timestamp(survey: Survey, slot: Slot, value: Generated, numbers: Numbers) -> Texts | None:
    if not _is_dated(survey, slot.entity, slot.attribute):
        return None
    made = moments(survey, slot.entity, slot.attribute, numbers)
    spec = slot.placeholder.format_spec if slot.placeholder else ""
    form = str(value.options["format"])
    if spec:
        return _formatted(made, spec, slot)
    if form == "epoch_seconds":
        return _whole(made // 1_000_000, slot)
    return _formatted(made, "%Y-%m-%d" if form == "date" else "", slot)


def _formatted(made: Numbers, spec: str, slot: Slot) -> Texts | None:
    """Moments by a format spec, or to the millisecond in ISO 8601 without one.

    Moments that a spec cannot tell apart are formatted once.
    """
    if slot.placeholder and slot.placeholder.conversion:
        return None
    if not spec:
        texts = np.datetime_as_string(made.view("M8[us]").astype("M8[ms]"), unit="ms")
        rows = texts.astype("S23").view(np.uint8).reshape(len(made), 23)
        return Texts(
            np.concatenate([rows, np.full((len(made), 1), ord("Z"), np.uint8)], axis=1), 24
        )
    kinds, of_kind = np.unique(made // _resolution(spec), return_inverse=True)
    step = _resolution(spec)
    texts_of_kinds = [
        format(_EPOCH + timedelta(microseconds=k * step), spec) for k in kinds.tolist()
    ]
    return Texts.of(texts_of_kinds).take(of_kind)


def _resolution(spec: str) -> int:
    """How many microseconds a spec cannot tell apart."""
    directives = set(re.findall(r"%(.)", spec))
    if directives <= set("YmdyjBbAaUWGVuw%"):
        return 86_400_000_000
    return 1_000_000 if directives <= set("YmdyjBbAaUWGVuw%HIMSp") else 1


def _whole(values: Numbers, slot: Slot) -> Texts | None:
    """Whole numbers as a slot writes them."""
    spec = slot.placeholder.format_spec if slot.placeholder else ""
    zeros = _ZEROS.fullmatch(spec)
    if (spec and not zeros) or values.min(initial=0) < 0:
        return None
    return decimal_texts(values, max(1, int(zeros[1])) if zeros else 1)


def _is_plain(slot: Slot) -> bool:
    """Whether a slot writes a text as it is."""
    return slot.placeholder is None or not (
        slot.placeholder.format_spec or slot.placeholder.conversion
    )


def _is_dated(survey: Survey, entity: str, attribute: str) -> bool:
    """Whether all members have the timestamp, and count from a moment in UTC."""
    declared = survey.design.entities[entity]
    attribute_declared = declared.attributes[attribute]
    is_utc = survey.now.utcoffset() == timedelta(0)
    if attribute_declared.present < 1 or attribute_declared.when or not is_utc:
        return False
    if declared.parents and not survey.is_even(entity):
        # Families that differ have to be counted one by one.
        return survey.count(survey.first_parent(entity)) <= MOST_FAMILIES
    return True


COLUMN_MAKERS: Mapping[str, Callable[[Survey, Slot, Generated, Numbers], Texts | None]] = {
    "choice": _choice,
    "int": _int,
    "random_shard": _random_shard,
    "sequence": _sequence,
    "timestamp": _timestamp,
    "ulid": _ulid,
}
