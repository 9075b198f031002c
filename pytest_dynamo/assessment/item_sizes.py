"""How large the items of a design are: a sample of each entity, measured as DynamoDB measures them."""

from collections.abc import Iterator, Sequence
from math import floor
from random import Random

from pytest_dynamo.assessment.values import ItemSizes
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.checks.capacity.bounded import is_bounded
from pytest_dynamo.checks.capacity.largest import largest_item
from pytest_dynamo.design.values import Design, Entity
from pytest_dynamo.population.people import Population

SAMPLED = 1_000
"""So many items of an entity, drawn without repeats: the ends of the middle nine tenths are then known
to within about one item in a hundred."""


def item_sizes(population: Population) -> tuple[ItemSizes, ...]:
    """The sizes of the items of each entity, in the order of the file; literal items are left out.

    The same population gives the same sample.
    """
    return tuple(_sizes(population))


def _sizes(population: Population) -> Iterator[ItemSizes]:
    for entity in population.design.entities.values():
        sizes = sorted(_sampled(population, entity.name))
        if sizes:
            yield ItemSizes(
                entity=entity.name,
                table=entity.table,
                sampled=len(sizes),
                smallest=sizes[0],
                p5=quantile(sizes, 0.05),
                median=quantile(sizes, 0.5),
                p95=quantile(sizes, 0.95),
                largest=sizes[-1],
                largest_possible=_possible(population.design, entity, sizes[-1]),
            )


def quantile(ordered: Sequence[int], share: float) -> float:
    """A quantile of ordered numbers, between two of them in proportion.

    >>> quantile([10, 20, 30], 0.5), quantile([10, 20], 0.05), quantile([7], 0.95)
    (20.0, 10.5, 7.0)
    """
    at = share * (len(ordered) - 1)
    below = floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


def _sampled(population: Population, entity: str) -> Iterator[int]:
    """The bytes of some items of an entity."""
    count = population.count(entity)
    numbers: Sequence[int] = range(count)
    if count > SAMPLED:
        draws = Random(f"{population.seed}/{entity}/sizes")
        numbers = sorted(draws.sample(numbers, SAMPLED))
    for number in numbers:
        yield item_size_bytes(population.member(entity, number).item)


def _possible(design: Design, entity: Entity, largest: int) -> int | None:
    """The bytes of the largest item that the design allows; a sequence outgrows its first number."""
    if not is_bounded(design, entity):
        return None
    return max(largest, sum(largest_item(design, entity).values()))
