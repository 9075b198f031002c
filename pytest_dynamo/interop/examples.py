"""Example items of entities: sample data of a model, what a page shows, what a script puts."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pytest_dynamo.design.values import Design
from pytest_dynamo.population.people import Member, Population

EXAMPLES = 3
_SEED = 0
_NOW = datetime(2025, 1, 1, tzinfo=UTC)
"""Items are made at a fixed moment, so that a design always gives the same files."""


def example_items(design: Design) -> dict[str, list[dict[str, Any]]]:
    """By entity its literal items, or the first of those that would be made, in DynamoDB JSON."""
    population = Population(design, seed=_SEED, now=_NOW)
    found: dict[str, list[dict[str, Any]]] = {}
    for name in design.entities:
        seeds = design.seeds.get(name, ())
        if seeds:
            first = population.count(name)
            members = [
                population.new(name, first + at, now=_NOW, given=values)
                for at, values in enumerate(seeds)
            ]
        else:
            count = min(EXAMPLES, population.count(name))
            members = [population.member(name, at) for at in range(count)]
        found[name] = list(_items(members))
    return found


def _items(members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    """The items that can be made; of some designs a moment depends on itself, and none can."""
    for one in members:
        try:
            item = one.item
        except RecursionError:
            return
        yield {name: _plain(value) for name, value in item.items()}


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """An attribute value as JSON: binary data in base64.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
    """
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {kind: b64encode(content).decode()}
        case "BS":
            return {kind: [b64encode(one).decode() for one in content]}
        case "M":
            return {kind: {name: _plain(one) for name, one in content.items()}}
        case "L":
            return {kind: [_plain(one) for one in content]}
    return {kind: content}
