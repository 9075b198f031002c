"""The types of wire values, and the sets of types that operators and functions take."""

from pytest_dynamo.embedded.wire_types import WireValue

SCALARS = frozenset({"S", "N", "B"})
SETS = frozenset({"SS", "NS", "BS"})
ALL = frozenset({"S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M"})
SIZED = ALL - {"N", "BOOL", "NULL"}

# What the message about ADD and DELETE calls the types.
LONG_NAMES = {
    "S": "STRING",
    "N": "NUMBER",
    "B": "BINARY",
    "SS": "STRING_SET",
    "NS": "NUMBER_SET",
    "BS": "BINARY_SET",
    "BOOL": "BOOLEAN",
    "NULL": "NULL",
    "L": "LIST",
    "M": "MAP",
}


def kind_of(value: WireValue) -> str:
    """The type of a wire value, such as `S`."""
    return next(iter(value))
