"""Names that look like production: of tables, of accounts."""

import re
from collections.abc import Collection, Iterable

from pytest_dynamo.errors import BackendError

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


def check_production(
    tables: Iterable[str],
    accounts: Iterable[str],
    meant: Collection[str],
    *,
    place: str,
    option: str,
) -> None:
    """Make sure that what looks like production has been named once more, by an option.

    Raises:
        BackendError: A table or an account has not.
    """
    of_tables, of_accounts = unconfirmed(tables, meant), unconfirmed(accounts, meant)
    if not of_tables and not of_accounts:
        return
    found = [*(f"table {name}" for name in of_tables), *(f"account {name}" for name in of_accounts)]
    message = (
        f"this looks like production: {', '.join(found)}, at {place}. Nothing was sent.\n"
        f"  to run against it all the same:  {confirmation((*of_tables, *of_accounts), option)}"
    )
    raise BackendError(message)


def confirmation(names: Iterable[str], option: str) -> str:
    """The options that name them once more."""
    return " ".join(f"{option} {name}" for name in names)
