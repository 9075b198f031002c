"""What a maker is: a function that makes a value for a member.

A value is given as it was made and as it is stored: a timestamp is a datetime to a format spec, and a
text or a number in the item.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from pytest_dynamo.design.attribute_value import within_digits
from pytest_dynamo.planner.arguments import as_stored

_FIRST_TOO_LONG = 10**38


class AbsentError(LookupError):
    """A value is wanted of an attribute that this member does without."""


Made: TypeAlias = tuple[object, object]
"""A value as it was made, and as it is stored."""


class Subject(Protocol):
    """What a maker may ask of the member it makes a value for."""

    @property
    def index(self) -> int:
        """The member's number in its population."""
        ...

    @property
    def clock(self) -> datetime:
        """The moment at which the member is made."""
        ...

    @property
    def created(self) -> datetime:
        """The member's first timestamp that needs no identifier, or `clock` if it has none."""
        ...

    def moment(self, since_seconds: float, share: float) -> datetime:
        """The member's place in a span before `clock`; `share` (0 to 1) says where in that place."""
        ...

    def reach(self, name: str, *, above: bool = False) -> Made:
        """An attribute of the member or of its nearest ancestor that has it, only these if `above`.

        Raises:
            AbsentError: This member does without the attribute.
        """
        ...


Maker: TypeAlias = Callable[[Subject, int], Made]
"""Makes a value for a member. What it draws comes from the number alone: the member's index, or one
derived from it inside lists and sets."""

Options: TypeAlias = Mapping[str, Any]


def plain(value: object) -> object:
    """A value of Faker's as it is stored: only types that DynamoDB has.

    Faker makes numbers of any length, and DynamoDB keeps 38 digits: the further ones are left out.
    """
    match value:
        case str() | bytes() | bool() | None:
            return value
        case int():
            return value if abs(value) < _FIRST_TOO_LONG else int(within_digits(Decimal(value)))
        case Decimal():
            return within_digits(value)
        case float():
            return Decimal(repr(value))
        case date():
            return as_stored(value)
        case Mapping():
            return {str(name): plain(member) for name, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case set() | frozenset():
            return {plain(member) for member in value}
    return str(value)
