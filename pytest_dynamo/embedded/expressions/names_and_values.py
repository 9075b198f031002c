"""ExpressionAttributeNames and ExpressionAttributeValues, apart from the values themselves.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
"""

import re
from functools import lru_cache

from pytest_dynamo.embedded.service_error import invalid

NAMES, VALUES = "ExpressionAttributeNames", "ExpressionAttributeValues"
_SIGNS = {NAMES: "#", VALUES: ":"}

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
_LONGEST_KEY = 255
_LONGEST_NAME_BYTES = 65535


def refuse_unused(parameter: str, keys: list[str]) -> None:
    """Refuse names or values that no expression uses."""
    msg = f"Value provided in {parameter} unused in expressions: keys: {{{', '.join(keys)}}}"
    raise invalid(msg)


@lru_cache(maxsize=2048)
def check_named(names: tuple[tuple[str, str | None], ...]) -> None:
    """Check the attribute names that ExpressionAttributeNames gives, as pairs."""
    for key, name in names:
        if not name:
            why = "null" if name is None else "Empty attribute name"
        elif len(name) * 4 > _LONGEST_NAME_BYTES < len(name.encode()):
            why = f"Attribute name is too large, must be less than {_LONGEST_NAME_BYTES + 1} bytes"
        else:
            continue
        msg = f"{NAMES} contains invalid value: {why} for key {key}"
        raise invalid(msg)


@lru_cache(maxsize=2048)
def check_keys(parameter: str, keys: tuple[str, ...]) -> None:
    """Check the placeholders of a map: at least one, each a sign and letters, digits or underscores."""
    sign = _SIGNS[parameter]
    if not keys:
        msg = f"{parameter} must not be empty"
        raise invalid(msg)
    for key in keys:
        if not key:
            why = "The expression attribute map contains an empty key;"
        elif len(key) > _LONGEST_KEY:
            size = f" size of key: {len(key)}" if sign == "#" else ""
            why = f"The expression attribute map contains a key that is too long;{size}"
        elif not re.fullmatch(f"{sign}[A-Za-z0-9_]+", key):
            why = f'Syntax error; key: "{key}"'
        else:
            continue
        msg = f"{parameter} contains invalid key: {why}"
        raise invalid(msg)
