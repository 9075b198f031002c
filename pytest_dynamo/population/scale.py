"""How large a population is wanted, as it is written on a command line."""

import re
from datetime import datetime

from pytest_dynamo.design.values import Design
from pytest_dynamo.population.people import Population

_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")
_COUNT = re.compile(r"[0-9][0-9_,]*")


def is_size(text: str) -> bool:
    """Whether a text is a share of a population, `1%`, or a number of items, `20_000`, above 0.

    >>> is_size("2.5%"), is_size("20_000"), is_size("0%"), is_size("half")
    (True, True, False, False)
    """
    is_read = _SHARE.fullmatch(text) or _COUNT.fullmatch(text)
    return bool(is_read and re.search("[1-9]", text))


def scale_of(text: str, design: Design, now: datetime) -> float:
    """The multiple of the design's population at which it is as large as was written.

    Raises:
        ValueError: It is neither a share nor a number of items.
    """
    share = _SHARE.fullmatch(text)
    if share:
        return float(share[1]) / 100
    if not _COUNT.fullmatch(text):
        msg = (
            "takes a share of the design's population, such as 10%, or a number of items, such as "
            f"20_000, and not '{text}'"
        )
        raise ValueError(msg)
    whole = Population(design, now=now).total_items()
    return float(re.sub("[_,]", "", text)) / max(1, whole)
