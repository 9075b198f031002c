"""The search for the highest rate that holds: which rate to try next."""

PRECISION = 0.05
"""How far apart the highest rate that held and the lowest that did not may stay, of the former."""
LEAST_SHARE = 1 / 64
"""Of the rate that a search begins with, the least that it tries."""


def next_rate(first: float, held: float | None, broke: float | None) -> float | None:
    """The rate to try after those that were; None where the limit is found, or there is none.

    `held` is the highest that held, and `broke` the lowest that did not, as far as any did. From the
    `first` on rates are doubled until one breaks, then those between are bisected.

    >>> next_rate(1.0, None, None), next_rate(1.0, 4.0, None), next_rate(1.0, 4.0, 8.0)
    (1.0, 8.0, 6.0)
    """
    if broke is None:
        return first if held is None else held * 2
    if held is None:
        return broke / 2 if broke / 2 >= first * LEAST_SHARE else None
    return (held + broke) / 2 if broke - held > PRECISION * held else None
