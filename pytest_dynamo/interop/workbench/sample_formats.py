"""The sample data formats of a model, as ways of making values.

A model says `"email": ["identifiers", "Email"]`: a group of the application's list, and an entry
of it. The list itself is not published. The entries of `_WRITTEN` are in models that were made with the
application; of the others the words are read as anybody would, and the group is of no account.
"""

import re
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import Generated

_YEAR = 365 * 86_400.0


def _faker(provider: str, **arguments: object) -> Generated:
    options = {"provider": provider, "args": arguments, "unique": False}
    return Generated(maker="faker", options=options)


def _moment(form: str) -> Generated:
    return Generated(maker="timestamp", options={"since_seconds": _YEAR, "format": form})


def _choice(*values: object) -> Generated:
    return Generated(maker="choice", options={"weights": dict.fromkeys(values, 1.0)})


_INTEGER = Generated(maker="int", options={"min": 1, "max": 1_000})
_ULID = Generated(maker="ulid")

_TEXTS: Mapping[str, Generated] = {
    # identifiers
    "email|email address|e mail": _faker("email"),
    "username|user name|user|login": _faker("user_name"),
    "uuid|guid|id|identifier|unique id|uuid v4|uuid4|universally unique identifier": _faker(
        "uuid4"
    ),
    "ulid": _ULID,
    "ksuid": Generated(maker="ksuid"),
    "phone|phone number|telephone|telephone number|mobile|mobile number": _faker("phone_number"),
    "ssn|social security number": _faker("ssn"),
    "isbn": _faker("isbn13"),
    "ean|barcode": _faker("ean"),
    "iban|bank account": _faker("iban"),
    "credit card|credit card number|card number": _faker("credit_card_number"),
    "license plate|licence plate": _faker("license_plate"),
    "password": _faker("password"),
    "md5": _faker("md5"),
    "sha1": _faker("sha1"),
    "sha256|hash": _faker("sha256"),
    # names
    "name|full name|person|person name": _faker("name"),
    "first name|given name": _faker("first_name"),
    "last name|surname|family name": _faker("last_name"),
    "prefix|salutation|name prefix": _faker("prefix"),
    "suffix|name suffix": _faker("suffix"),
    "company|company name|business|organization|organisation": _faker("company"),
    "job|job title|occupation|profession": _faker("job"),
    "department|catch phrase|slogan": _faker("catch_phrase"),
    "product|product name": _faker("catch_phrase"),
    "gender|sex": _choice("Female", "Male"),
    # addresses
    "address|full address|postal address|mailing address": _faker("address"),
    "street|street address|address line|address line 1": _faker("street_address"),
    "street name": _faker("street_name"),
    "address line 2|secondary address": _faker("secondary_address"),
    "building number|house number": _faker("building_number"),
    "city|town": _faker("city"),
    "state|province|region": _faker("state"),
    "state code|state abbreviation|state abbr": _faker("state_abbr"),
    "zip|zip code|zipcode|postal code|postcode": _faker("postcode"),
    "country|country name": _faker("country"),
    "country code": _faker("country_code"),
    "timezone|time zone": _faker("timezone"),
    "locale": _faker("locale"),
    "language|language name": _faker("language_name"),
    "language code": _faker("language_code"),
    # the net
    "url|uri|website|web address|link": _faker("url"),
    "image|image url|avatar|photo": _faker("image_url"),
    "domain|domain name": _faker("domain_name"),
    "host|hostname|host name": _faker("hostname"),
    "ip|ip address|ipv4|ipv4 address|ip v4 address": _faker("ipv4"),
    "ipv6|ipv6 address|ip v6 address": _faker("ipv6"),
    "mac|mac address": _faker("mac_address"),
    "user agent|browser": _faker("user_agent"),
    "mime type|content type": _faker("mime_type"),
    "file|file name|filename": _faker("file_name"),
    "file path|path": _faker("file_path"),
    # texts
    "string|text|short text": _faker("word"),
    "word|words": _faker("word"),
    "sentence|sentences|description": _faker("sentence"),
    "paragraph|paragraphs|lorem ipsum|long text": _faker("paragraph"),
    "color|colour|color name|colour name": _faker("color_name"),
    "hex color|hex colour": _faker("hex_color"),
    "currency|currency code": _faker("currency_code"),
    "currency name": _faker("currency_name"),
    # dates
    "iso 8601 date and time|iso 8601 datetime|iso 8601|iso date and time|date and time|datetime"
    "|date time|timestamp|iso8601": _moment("iso8601"),
    "iso 8601 date|iso date|date|yyyy mm dd": _moment("date"),
    "time|iso 8601 time|time of day": _faker("time"),
    "day|day of week|weekday": _faker("day_of_week"),
    "month|month name": _faker("month_name"),
    "year": _faker("year"),
}
_NUMBERS: Mapping[str, Generated] = {
    "number|integer|int|whole number|quantity|count": _INTEGER,
    "decimal|float|double|price|amount|currency": Generated(
        maker="number", options={"min": 1, "max": 1_000, "places": 2}
    ),
    "age": Generated(maker="int", options={"min": 18, "max": 90}),
    "year": Generated(maker="int", options={"min": 1990, "max": 2030}),
    "percentage|percent": Generated(maker="int", options={"min": 0, "max": 100}),
    "latitude|lat": Generated(maker="number", options={"min": -90, "max": 90, "places": 6}),
    "longitude|lon|lng": Generated(maker="number", options={"min": -180, "max": 180, "places": 6}),
    "auto increment|autoincrement|sequence|row number|id|identifier": Generated(
        maker="sequence", options={"start": 1}
    ),
    "epoch|epoch time|epoch seconds|epoch timestamp|epoch date and time|epoch date|unix timestamp"
    "|unix time|timestamp|unix epoch": _moment("epoch_seconds"),
}
_BOOLEANS: Mapping[str, Generated] = {
    "boolean|bool|true false|true or false": _choice(*(True, False))
}

_WRITTEN: Mapping[str, tuple[str, str]] = {
    "email": ("identifiers", "Email"),
    "user_name": ("identifiers", "Username"),
    "word": ("dataTypes", "String"),
}
_MOMENT_WRITTEN = ("date", "ISO 8601 date and time")


def _by_word(table: Mapping[str, Generated]) -> dict[str, Generated]:
    return {word: maker for words, maker in table.items() for word in words.split("|")}


_BY_TYPE: Mapping[str, Mapping[str, Generated]] = {
    "S": _by_word(_TEXTS),
    "N": _by_word(_NUMBERS),
    "BOOL": _by_word(_BOOLEANS),
}


def maker_of_format(entry: str, kind: str) -> Generated | None:
    """How values of a type are made that have a format of the application, or None if it is not known.

    >>> maker_of_format("Email", "S").options["provider"]
    'email'
    """
    return _BY_TYPE.get(kind, {}).get(_words(entry))


def is_plain_format(entry: str) -> bool:
    """Whether a format says no more than the type does."""
    plain = (
        "string",
        "text",
        "number",
        "integer",
        "boolean",
        "binary",
        "map",
        "list",
        "set",
        "null",
    )
    return _words(entry).removesuffix(" set") in plain


def format_of_maker(value: Any) -> tuple[str, str] | None:  # noqa: ANN401 - any Value
    """The format of the application that makes such values, or None if none is known to."""
    if not isinstance(value, Generated):
        return None
    for provider, written in _WRITTEN.items():
        if value.maker == "faker" and value.options.get("provider") == provider:
            return written
    is_moment = value.maker == "timestamp" and value.options.get("format") == "iso8601"
    return _MOMENT_WRITTEN if is_moment else None


def _words(entry: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", entry[:100].lower()))
