"""Names that look like production: of tables, of accounts."""

import re
from collections.abc import Iterable

WORDS = frozenset({"prod", "production", "prd", "live"})

# At signs and before capitals: ordersPROD-live, OrdersProdEU, orders2prod.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def looks_like_production(name: str) -> bool:
    """Whether one of the words of a name says production: prod, production, prd or live.

    Words end at signs, digits, and where a capital begins one.

    >>> [looks_like_production(name) for name in ("prod-orders", "ordersProd", "PRD_1", "live.eu")]
    [True, True, True, True]
    >>> [looks_like_production(name) for name in ("products", "reproduce", "delivery", "alive")]
    [False, False, False, False]
    """
    return any(word.lower() in WORDS for word in _WORD.findall(name))


def unconfirmed(names: Iterable[str], meant: Iterable[str]) -> tuple[str, ...]:
    """The names that look like production and were not named once more, in their order."""
    confirmed = frozenset(meant)
    return tuple(
        name
        for name in dict.fromkeys(names)
        if looks_like_production(name) and name not in confirmed
    )
