"""Numbers: their limits, and the one form in which DynamoDB keeps and returns them.

Limits: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-data-types
"""

import re
from decimal import Decimal

from pytest_dynamo.embedded.service_error import ServiceError, invalid

MOST_DIGITS = 38
_HIGHEST_EXPONENT = 125
_LOWEST_EXPONENT = -130
# Beyond this an exponent is out of range, whatever is before it that fits a request of 16 MB.
_MOST_EXPONENT_DIGITS = 9

_NORMAL = re.compile(r"0|-?(?:[1-9][0-9]*|(?:0|[1-9][0-9]*)\.[0-9]*[1-9])").fullmatch
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?)(\d+))?").fullmatch
_NOT_A_NUMBER = "The parameter cannot be converted to a numeric value"


def is_normal(text: object) -> bool:
    """Whether this is surely a number within the limits and in normal form.

    Numbers of more than 38 characters may be so too; `normal_number` tells.
    """
    # Most numbers are short positive integers, which need no pattern.
    if type(text) is not str or len(text) > MOST_DIGITS:
        return False
    if text.isdecimal() and text.isascii() and text[0] != "0":
        return True
    return _NORMAL(text) is not None


def normal_number(text: str) -> str:
    """The number in normal form: no exponent, no zeros that say nothing, no plus.

    >>> normal_number("0042"), normal_number("1.200"), normal_number("1e-5"), normal_number("-0")
    ('42', '1.2', '0.00001', '0')

    Raises:
        ServiceError: ValidationException if it is no number or is beyond the limits.
    """
    if is_normal(text):
        return text
    match = _NUMBER(text)
    if match is None:
        raise invalid(f"{_NOT_A_NUMBER}: {text}" if text else _NOT_A_NUMBER)
    if match[2] and len(match[2].lstrip("0")) > _MOST_EXPONENT_DIGITS:
        if not significant_digits(Decimal(text[: match.start(1) - 1])):
            return "0"
        raise _out_of_range(overflow=match[1] != "-")
    return number_text(Decimal(text))


def number_text(number: Decimal) -> str:
    """A number in normal form.

    Raises:
        ServiceError: ValidationException if it is beyond the limits.
    """
    digits = significant_digits(number)
    if not digits:
        return "0"
    exponent = number.adjusted()
    if not _LOWEST_EXPONENT <= exponent <= _HIGHEST_EXPONENT:
        raise _out_of_range(overflow=exponent > 0)
    if len(digits) > MOST_DIGITS:
        raise invalid("Attempting to store more than 38 significant digits in a Number")
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def significant_digits(number: Decimal) -> str:
    """The digits of a number without the zeros at either end, which do not count."""
    return "".join(map(str, number.as_tuple().digits)).strip("0")


def _out_of_range(*, overflow: bool) -> ServiceError:
    what, than = ("overflow", "larger") if overflow else ("underflow", "smaller")
    return invalid(
        f"Number {what}. Attempting to store a number with magnitude {than} than supported range"
    )
