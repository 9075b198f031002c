"""Sums and differences of numbers, which DynamoDB refuses to round."""

from decimal import Context, Decimal

from pytest_dynamo.embedded.validation.numbers import number_text

# Room for any sum of two numbers of 38 digits, the one as large and the other as small as numbers get.
_EXACT = Context(prec=400)


def added(left: str, right: str) -> str:
    """The sum of two numbers.

    Raises:
        ServiceError: ValidationException if it is beyond the limits of a number.
    """
    return number_text(_EXACT.add(Decimal(left), Decimal(right)))


def subtracted(left: str, right: str) -> str:
    """The difference of two numbers.

    Raises:
        ServiceError: ValidationException if it is beyond the limits of a number.
    """
    return number_text(_EXACT.subtract(Decimal(left), Decimal(right)))
