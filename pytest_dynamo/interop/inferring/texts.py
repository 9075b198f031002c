"""What texts are, told by their form, and by the name of their attribute where the form agrees."""

import re
from collections.abc import Callable, Sequence
from itertools import starmap

from pytest_dynamo.design.values import Generated
from pytest_dynamo.interop.inferring.inferred import (
    MOST,
    Inferred,
    are_distinct,
    cardinality_of,
    conforming,
    faked,
    lengths,
    made,
    share_of,
)
from pytest_dynamo.interop.inferring.moments import text_moments

_UUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
# The first digit of a ULID is at most 7, as 26 digits of five bits are two more than its 128.
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_KSUID = re.compile(r"[0-9A-Za-z]{27}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_URL = re.compile(r"https?://\S{3,50}")
_OCTET = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(rf"{_OCTET}(\.{_OCTET}){{3}}", re.ASCII)
_IPV6 = re.compile(r"[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{0,4}){2,7}")
_MAC = re.compile(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*( [^\W\d_][\w.'’-]*){1,3}")
_SMALL = re.compile(r"(^| )(?!(de|da|del|der|van|von|la|di|bin|al) )[a-zß-öø-ÿ]")
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’ -]*([ '’-][^\W\d_]+)*\.?")
_PHONE = re.compile(r"\+?[0-9(][0-9 ().x/-]{5,20}", re.ASCII)

_FORMS: tuple[tuple[re.Pattern[str], Callable[[bool], Generated], str], ...] = (
    (_UUID, lambda _: faked("uuid4"), "UUIDs"),
    (_ULID, lambda _: made("ulid"), "ULIDs"),
    (_EMAIL, lambda unique: faked("email", unique=unique), "email addresses"),
    (_URL, lambda unique: faked("url", unique=unique), "URLs"),
    (_IPV4, lambda _: faked("ipv4"), "IPv4 addresses"),
    (_MAC, lambda _: faked("mac_address"), "MAC addresses"),
    (_IPV6, lambda _: faked("ipv6"), "IPv6 addresses"),
    (re.compile(r"[0-9a-f]{32}"), lambda _: faked("md5"), "128 bits in hexadecimal"),
    (re.compile(r"[0-9a-f]{40}"), lambda _: faked("sha1"), "160 bits in hexadecimal"),
    (re.compile(r"[0-9a-f]{64}"), lambda _: faked("sha256"), "256 bits in hexadecimal"),
)

# By the words of a name, in any order: what the texts have to look like, and Faker's provider.
_NAMED: tuple[tuple[frozenset[str], re.Pattern[str], str, str], ...] = (
    (frozenset({"first", "name"}), _NAME, "first_name", "first names"),
    (frozenset({"given", "name"}), _NAME, "first_name", "first names"),
    (frozenset({"firstname"}), _NAME, "first_name", "first names"),
    (frozenset({"last", "name"}), _NAME, "last_name", "last names"),
    (frozenset({"family", "name"}), _NAME, "last_name", "last names"),
    (frozenset({"lastname"}), _NAME, "last_name", "last names"),
    (frozenset({"surname"}), _NAME, "last_name", "last names"),
    (frozenset({"phone"}), _PHONE, "phone_number", "telephone numbers"),
    (frozenset({"mobile"}), _PHONE, "phone_number", "telephone numbers"),
    (frozenset({"telephone"}), _PHONE, "phone_number", "telephone numbers"),
    (frozenset({"user", "name"}), re.compile(r"[\w.-]{2,20}"), "user_name", "names of users"),
    (frozenset({"username"}), re.compile(r"[\w.-]{2,20}"), "user_name", "names of users"),
    (frozenset({"name"}), _PERSON, "name", "names"),
    (frozenset({"fullname"}), _PERSON, "name", "names"),
    (frozenset({"city"}), _NAME, "city", "names of cities"),
    (frozenset({"country"}), re.compile(r"[A-Z]{2}"), "country_code", "codes of countries"),
    (frozenset({"currency"}), re.compile(r"[A-Z]{3}"), "currency_code", "codes of currencies"),
)
_PERSONAL = frozenset(
    [
        "email",
        "mail",
        "name",
        "firstname",
        "lastname",
        "surname",
        "username",
        "fullname",
        "nickname",
        "nick",
        "phone",
        "mobile",
        "telephone",
        "address",
        "street",
        "zip",
        "postcode",
        "birth",
        "birthday",
        "birthdate",
        "dob",
        "ssn",
        "passport",
        "iban",
        "card",
        "password",
        "secret",
        "token",
        "salary",
        "gender",
        "religion",
        "ip",
        "customer",
        "patient",
    ]
)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_LONGEST_IDENTIFIER = 64


def is_personal(words: Sequence[str]) -> bool:
    """Whether a name is one under which people are described, so that its values stay where they are."""
    return bool(_PERSONAL.intersection(words)) and words[-1:] not in (["count"], ("count",))


def formed_text(samples: Sequence[str]) -> Inferred | None:
    """Texts that their form tells: identifiers, addresses, timestamps."""
    unique = are_distinct(samples)
    found = text_moments(samples) or next(filter(None, _forms(samples, unique)), None)
    if found is None and (count := conforming(samples, _KSUID.fullmatch)) and unique:
        mixed = any(text != text.lower() and text != text.upper() for text in samples)
        if mixed and len({text[:2] for text in samples}) <= 3:  # time comes first
            return Inferred(value=made("ksuid"), evidence=share_of(count, len(samples), "KSUIDs"))
    return found


def _forms(samples: Sequence[str], unique: bool) -> list[Inferred | None]:  # noqa: FBT001
    def inferred(
        pattern: re.Pattern[str], make: Callable[[bool], Generated], noun: str
    ) -> Inferred | None:
        count = conforming(samples, pattern.fullmatch)
        if not count:
            return None
        return Inferred(
            value=make(unique),
            evidence=share_of(count, len(samples), noun),
            cardinality=cardinality_of(samples),
        )

    return list(starmap(inferred, _FORMS))


def named_text(samples: Sequence[str], words: Sequence[str]) -> Inferred | None:
    """Texts that the name of their attribute tells, where they look like it."""
    for wanted, pattern, provider, noun in _NAMED:
        if not wanted.issubset(words):
            continue
        fitting = [text for text in samples if pattern.fullmatch(text)]
        if pattern is _PERSON:  # "analysing hub" is no name of a person
            fitting = [text for text in fitting if not _SMALL.search(text)]
        count = len(fitting)
        if count >= MOST * len(samples):
            return Inferred(
                value=faked(provider),
                evidence=f"{share_of(count, len(samples), noun)}, by their name and form",
                cardinality=cardinality_of(samples),
            )
    return None


def sized_text(samples: Sequence[str]) -> Inferred:
    """Texts of which nothing is known but how long they are; identifiers never hold a blank."""
    sizes = [len(text.encode()) for text in samples]
    low, high, seen = lengths(sizes, "byte")
    if high <= _LONGEST_IDENTIFIER and low and are_distinct(samples) and _are_solid(samples):
        return _identifiers(samples, low, high)
    return Inferred(
        value=made("text_bytes", min=low, max=high),
        evidence=f"texts of {seen}",
        cardinality=cardinality_of(samples),
    )


def _are_solid(samples: Sequence[str]) -> bool:
    return all(text.isascii() and text.isprintable() and " " not in text for text in samples)


def _identifiers(samples: Sequence[str], low: int, high: int) -> Inferred:
    _, _, seen = lengths([len(text) for text in samples], "character")
    if low == high and all(_DIGITS.fullmatch(text) for text in samples):
        return Inferred(
            value=faked("numerify", text="#" * low), evidence=f"distinct numbers of {seen}, as text"
        )
    value = faked("pystr", min_chars=low, max_chars=high)
    return Inferred(value=value, evidence=f"distinct texts without blanks, of {seen}")
