"""Names as findings show them; numbers are as a forecast shows them."""

from collections.abc import Sequence

from pytest_dynamo.design.values import Index, Table


def resource(table: Table, index: Index | None) -> str:
    """`table orders`, or `index GSI1 of orders`."""
    return f"index {index.name} of {table.name}" if index else f"table {table.name}"


def names(given: Sequence[str], most: int = 3) -> str:
    """Names in a row, the first few of many.

    >>> names(["a"]), names(["a", "b"]), names(["a", "b", "c", "d", "e"])
    ('a', 'a and b', 'a, b, c and 2 more')
    """
    if len(given) > most:
        return f"{', '.join(given[:most])} and {len(given) - most} more"
    return " and ".join(filter(None, (", ".join(given[:-1]), *given[-1:])))
