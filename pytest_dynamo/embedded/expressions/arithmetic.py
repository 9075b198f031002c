"""Numbers of 38 digits."""

from decimal import Context, Decimal

from pytest_dynamo.embedded.service_error import invalid

_EXACT = Context(prec=400)
_MOST_DIGITS = 38
_GREATEST_EXPONENT, _LEAST_EXPONENT = 125, -130


def number_text(value: Decimal) -> str:
    """A number as DynamoDB writes it: without exponent, without zeros that say nothing."""
    value = value.normalize(_EXACT)
    return f"{value:f}" if value else "0"


def added(left: str, right: str) -> str:
    """The sum of two numbers."""
    return _result(_EXACT.add(Decimal(left), Decimal(right)))


def subtracted(left: str, right: str) -> str:
    """The difference of two numbers."""
    return _result(_EXACT.subtract(Decimal(left), Decimal(right)))


def _result(value: Decimal) -> str:
    value = value.normalize(_EXACT)
    if not value:
        return "0"
    if len(value.as_tuple().digits) > _MOST_DIGITS:
        msg = "Attempting to store more than 38 significant digits in a Number"
        raise invalid(msg)
    if value.adjusted() > _GREATEST_EXPONENT:
        msg = "Number overflow. Attempting to store a number with magnitude larger than supported range"
        raise invalid(msg)
    if value.adjusted() < _LEAST_EXPONENT:
        msg = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
        raise invalid(msg)
    return number_text(value)
