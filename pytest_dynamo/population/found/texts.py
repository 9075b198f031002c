"""Values as they are found: in an item, or in the text of a key."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from pytest_dynamo.design.templates import CONVERSIONS, Placeholder
from pytest_dynamo.design.values import Attribute, Constant, Generated
from pytest_dynamo.population.made import Made

NUMBER_MAKERS = frozenset(
    {"int", "number", "sequence", "epoch_seconds", "epoch_milliseconds", "shard_of", "random_shard"}
)
_MOMENTS: Mapping[str, Callable[[str], datetime]] = {
    "iso8601": datetime.fromisoformat,
    "date": datetime.fromisoformat,
    "epoch_seconds": lambda text: datetime.fromtimestamp(float(text), UTC),
}
_WHOLE = re.compile(r"-?\d+")


def of_item(value: object, attribute: Attribute | None) -> Made:
    """A value of an item as a member has it: whole numbers as int, moments of timestamps also as such."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    return _as_made(value, attribute), value


def of_text(text: str, attribute: Attribute | None) -> Made:
    """The value of an attribute that a key or a file has as text."""
    stored: object = text
    if attribute is not None and _is_number(attribute):
        try:
            stored = int(text) if _WHOLE.fullmatch(text) else Decimal(text)
        except InvalidOperation:
            stored = text
    return _as_made(stored, attribute), stored


def undone(text: str, placeholder: Placeholder) -> str | None:
    """What a placeholder was filled in with, from the text that it made; None where that is lost.

    >>> undone("00042", Placeholder(name="n", format_spec="05d"))
    '42'
    """
    if placeholder.conversion in CONVERSIONS:
        return None
    if not placeholder.format_spec:
        return text
    if placeholder.format_spec.endswith("d") and re.fullmatch(r" *-?\d+", text):
        return str(int(text))
    return None


def _is_number(attribute: Attribute) -> bool:
    match attribute.value:
        case Generated(maker="timestamp"):
            return attribute.value.options["format"] == "epoch_seconds"
        case Generated():
            return attribute.value.maker in NUMBER_MAKERS
        case Constant():
            return isinstance(attribute.value.value, int | float | Decimal)
    return False


def _as_made(stored: object, attribute: Attribute | None) -> object:
    if attribute is None or not isinstance(attribute.value, Generated):
        return stored
    if attribute.value.maker != "timestamp":
        return stored
    try:
        moment = _MOMENTS[str(attribute.value.options["format"])](str(stored))
    except (ValueError, OverflowError, OSError):
        return stored
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
