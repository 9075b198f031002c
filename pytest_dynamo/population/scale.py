"""How large a population is wanted, as it is written on a command line."""

import re
from collections.abc import Callable
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


def resized(
    population: Population, root: Callable[[str], int], *, children: range | None = None
) -> Population:
    """The same population with other numbers of those without parents, and families as large as before.

    `root` says how many there are to be of an entity without parents. Others are kept within `children`.
    """
    design, counts = population.design, population.counts()
    sizes: dict[str, int] = {}

    def size(entity: str) -> int:
        if entity not in sizes:
            parents = design.entities[entity].parents
            if parents:
                first = parents[0].entity
                found = round(counts[entity] / max(1, counts[first]) * size(first))
                sizes[entity] = found if children is None else _within(children, found)
            else:
                sizes[entity] = root(entity)
        return sizes[entity]

    for entity in design.entities:
        size(entity)
    return Population(design, seed=population.seed, now=population.now, sizes=sizes)


def _within(limits: range, number: int) -> int:
    return max(limits.start, min(limits.stop - 1, number))


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
