"""Makers of single values that need nothing but a salt and the member."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import TypeAlias
from zlib import crc32

from pytest_dynamo.planner.arguments import as_stored
from pytest_dynamo.population.draws import below, bits, share
from pytest_dynamo.population.identifiers import base36_text, ksuid_text, ulid_text, uuid4_text
from pytest_dynamo.population.made import Made, Maker, Options, Subject

FORMATS: Mapping[str, Callable[[datetime], object]] = {
    "iso8601": as_stored,
    "date": lambda moment: moment.date().isoformat(),
    "epoch_seconds": lambda moment: int(moment.timestamp()),
}


def uuid4(salt: int) -> Maker:
    """Faker's `uuid4`, drawn directly: it is the commonest key there is."""

    def make(_subject: Subject, number: int) -> Made:
        text = uuid4_text(bits(salt, 2 * number), bits(salt, 2 * number + 1))
        return text, text

    return make


def distinct(make: Maker) -> Maker:
    """A value that differs for every index, though nobody looks at other members.

    A text gets the index as a suffix, in front of the `@` of an address. A number cannot show both
    what was drawn and the index, and is the index.
    """

    def make_distinct(subject: Subject, number: int) -> Made:
        made, stored = make(subject, number)
        match stored:
            case str():
                name, at, host = stored.partition("@")
                text = f"{name}.{base36_text(subject.index)}{at}{host}"
                return text, text
            case bool():
                return made, stored
            case int() | Decimal():
                return subject.index, subject.index
        return made, stored

    return make_distinct


def sizes(options: Options, salt: int) -> Callable[[int], int]:
    """A size drawn between `min` and `max`, both included."""
    least, numbers = int(options["min"]), int(options["max"]) - int(options["min"]) + 1
    return lambda number: least + below(salt, number, numbers)


def _choice(salt: int, options: Options) -> Maker:
    values = list(options["weights"])
    ends = list(accumulate(float(weight) for weight in options["weights"].values()))

    def make(_subject: Subject, number: int) -> Made:
        chosen = values[min(bisect_right(ends, share(salt, number) * ends[-1]), len(values) - 1)]
        return chosen, chosen

    return make


def _int(salt: int, options: Options) -> Maker:
    drawn = sizes(options, salt)

    def make(_subject: Subject, number: int) -> Made:
        made = drawn(number)
        return made, made

    return make


def _number(salt: int, options: Options) -> Maker:
    places = int(options["places"])
    least, most = (int(Decimal(str(options[end])).scaleb(places)) for end in ("min", "max"))

    def make(_subject: Subject, number: int) -> Made:
        made = Decimal(least + below(salt, number, most - least + 1)).scaleb(-places)
        return made, made

    return make


def _binary_bytes(salt: int, options: Options) -> Maker:
    size = sizes(options, salt)

    def make(_subject: Subject, number: int) -> Made:
        drawn = bits(salt, number)
        # One draw says both; the generator is seeded with it, which mixes it again.
        made = Random(drawn).randbytes(size(number))
        return made, made

    return make


def _ulid(salt: int, _options: Options) -> Maker:
    return _timed(ulid_text, salt)


def _ksuid(salt: int, _options: Options) -> Maker:
    return _timed(ksuid_text, salt)


def _timed(text: Callable[[datetime, int], str], salt: int) -> Maker:
    def make(subject: Subject, number: int) -> Made:
        randomness = bits(salt, 2 * number) << 64 | bits(salt, 2 * number + 1)
        made = text(subject.created, randomness)
        return made, made

    return make


def _sequence(_salt: int, options: Options) -> Maker:
    start = int(options["start"])

    def make(subject: Subject, _number: int) -> Made:
        made = start + subject.index
        return made, made

    return make


def _timestamp(salt: int, options: Options) -> Maker:
    since_seconds, stored = abs(float(options["since_seconds"])), FORMATS[options["format"]]

    def make(subject: Subject, number: int) -> Made:
        moment = subject.moment(since_seconds, share(salt, number))
        return moment, stored(moment)

    return make


def _epoch_seconds(_salt: int, options: Options) -> Maker:
    return _epoch(float(options["offset_seconds"]), 1)


def _epoch_milliseconds(_salt: int, options: Options) -> Maker:
    return _epoch(float(options["offset_milliseconds"]), 1000)


def _epoch(offset: float, units_per_second: int) -> Maker:
    def make(subject: Subject, _number: int) -> Made:
        made = int(subject.clock.timestamp() * units_per_second + offset)
        return made, made

    return make


def _shard_of(_salt: int, options: Options) -> Maker:
    """A shard calculated so that anybody can: the CRC-32 of the attribute's text, modulo the count."""
    attribute, shards = str(options["attribute"]), int(options["count"])

    def make(subject: Subject, _number: int) -> Made:
        _, stored = subject.reach(attribute)
        made = crc32(str(stored).encode()) % shards
        return made, made

    return make


def _random_shard(salt: int, options: Options) -> Maker:
    return _int(salt, {"min": 0, "max": int(options["count"]) - 1})


ScalarMaker: TypeAlias = Callable[[int, Options], Maker]
SCALAR_MAKERS: Mapping[str, ScalarMaker] = {
    "choice": _choice,
    "int": _int,
    "number": _number,
    "binary_bytes": _binary_bytes,
    "ulid": _ulid,
    "ksuid": _ksuid,
    "sequence": _sequence,
    "timestamp": _timestamp,
    "epoch_seconds": _epoch_seconds,
    "epoch_milliseconds": _epoch_milliseconds,
    "shard_of": _shard_of,
    "random_shard": _random_shard,
}
