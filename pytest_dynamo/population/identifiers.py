"""Identifiers as text, from a moment and random bits."""

from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_KSUID_EPOCH = 1_400_000_000
_CROCKFORD_PAIRS = [high + low for high in _CROCKFORD for low in _CROCKFORD]
_PAIRS_OF_ULID = range(120, -10, -10)


def uuid4_text(high: int, low: int) -> str:
    """A version-4 UUID of 128 random bits (RFC 9562, section 5.4).

    >>> uuid4_text(0, 0)
    '00000000-0000-4000-8000-000000000000'
    """
    high = high & ~0xF000 | 0x4000
    low = low & ~(0xC << 60) | 0x8 << 60
    digits = f"{high:016x}{low:016x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def ulid_text(moment: datetime, randomness: int) -> str:
    """A ULID: 48 bits of milliseconds, 80 random bits (https://github.com/ulid/spec).

    >>> ulid_text(datetime.fromisoformat("1970-01-01T00:00:00.001Z"), 31)
    '0000000001000000000000000Z'
    """
    milliseconds = round(moment.timestamp() * 1000)
    number = milliseconds << 80 | randomness & (1 << 80) - 1
    return "".join([_CROCKFORD_PAIRS[number >> place & 1023] for place in _PAIRS_OF_ULID])


def ksuid_text(moment: datetime, randomness: int) -> str:
    """A KSUID: 32 bits of seconds, 128 random bits (https://github.com/segmentio/ksuid).

    >>> ksuid_text(datetime.fromisoformat("2014-05-13T16:53:20Z"), 61)
    '00000000000000000000000000z'
    """
    seconds = int(moment.timestamp()) - _KSUID_EPOCH
    return _digits(seconds << 128 | randomness & (1 << 128) - 1, _BASE62, 27)


def base36_text(number: int) -> str:
    """A number in digits and lower-case letters.

    >>> base36_text(35), base36_text(36)
    ('z', '10')
    """
    return _digits(number, _BASE36, 1)


def _digits(number: int, alphabet: str, width: int) -> str:
    base, digits = len(alphabet), []
    while number:
        number, digit = divmod(number, base)
        digits.append(alphabet[digit])
    return "".join(reversed(digits)).rjust(width, alphabet[0])
