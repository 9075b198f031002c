"""How members are chosen where the command line says so: `--dynamo-keys User=zipf:1.1`."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from pytest_dynamo.design.binding import bind
from pytest_dynamo.design.values import AccessPattern, Design, Distribution
from pytest_dynamo.errors import DynamoError

FORMS = "uniform, zipf:1.1, hotset:0.01,0.9, weighted:70,20,10, latest, sequential, one, replay:keys.csv"
"""The distributions, as they are written."""

ONE = Distribution(kind="hotset", hot_keys=0.0, hot_requests=1.0)
"""The first member gets all."""

_HIGHEST_EXPONENT = 100.0
_FEWEST_PARTS = 2


def read_choice(text: str) -> tuple[str, Distribution]:
    """The entity and the distribution of `User=hotset:0.01,0.9`.

    Raises:
        DynamoError: It is of another form, or has a figure that makes no distribution.
    """
    entity, sign, written = (part.strip() for part in text.partition("="))
    if not entity or not sign:
        message = f"{text!r} is no choice of keys; write ENTITY=DISTRIBUTION, such as User=zipf:1.1"
        raise DynamoError(message)
    kind, _, figures = written.partition(":")
    if kind not in _READERS:
        close = get_close_matches(kind, _READERS, n=1)
        near = f"did you mean '{close[0]}'? " if close else ""
        message = f"'{kind}' is no distribution; {near}there: {FORMS}"
        raise DynamoError(message)
    return entity, _READERS[kind](figures)


def with_choices(design: Design, choices: Mapping[str, Distribution]) -> Design:
    """A design whose access patterns all choose the members of some entities in a given way.

    A pattern chooses an entity if a parameter of it is an attribute of the entity, or of what it puts
    the entity is a parent or further up. Members that a pattern puts anew stay new.

    Raises:
        DynamoError: There is no such entity, or no pattern chooses its members.
    """
    for entity in choices:
        if entity not in design.entities:
            raise _unknown(design, entity)
    chosen = {name: _chosen_by(design, one) for name, one in design.access_patterns.items()}
    for entity in choices:
        if not any(entity in entities for entities in chosen.values()):
            there = [
                name for name in design.entities if any(name in each for each in chosen.values())
            ]
            message = (
                f"--dynamo-keys: no access pattern of {design.name} chooses a member of {entity}; they "
                f"choose among: {', '.join(there) or 'none'}"
            )
            raise DynamoError(message)
    patterns = {
        name: replace(
            pattern,
            keys={
                **pattern.keys,
                **{entity: how for entity, how in choices.items() if entity in chosen[name]},
            },
        )
        for name, pattern in design.access_patterns.items()
    }
    return replace(design, access_patterns=patterns)


def _chosen_by(design: Design, pattern: AccessPattern) -> set[str]:
    """The entities among whose members a pattern chooses."""
    puts = [action.entity for action in pattern.actions if action.kind == "put" and action.entity]
    above = {ancestor for entity in puts for ancestor in design.ancestors(entity)}
    named = {binding.entity for binding in bind(design, pattern).values()}
    if pattern.kind == "batch_get":
        named |= {action.entity for action in pattern.actions if action.entity}
    return {*pattern.keys, *((above | named) - set(puts))}


def _unknown(design: Design, entity: str) -> DynamoError:
    close = get_close_matches(entity, design.entities, n=1, cutoff=0.5)
    near = f"did you mean '{close[0]}'?" if close else f"there: {', '.join(design.entities)}"
    return DynamoError(f"--dynamo-keys: {design.name} has no entity '{entity}'; {near}")


def _plain(distribution: Distribution) -> Callable[[str], Distribution]:
    def read(figures: str) -> Distribution:
        if figures:
            message = f"this distribution takes no figure, and here is '{figures}'; there: {FORMS}"
            raise DynamoError(message)
        return distribution

    return read


def _zipf(figures: str) -> Distribution:
    exponent = _number(figures)
    if not 0 < exponent <= _HIGHEST_EXPONENT:
        message = (
            f"zipf takes an exponent above 0 and up to {_HIGHEST_EXPONENT:g}, as zipf:1.1, and here is "
            f"'{figures}'"
        )
        raise DynamoError(message)
    return Distribution(kind="zipf", exponent=exponent)


def _hot_set(figures: str) -> Distribution:
    keys, _, requests = figures.partition(",")
    hot_keys, hot_requests = _number(keys), _number(requests)
    if not (0 < hot_keys <= 1 and 0 < hot_requests <= 1):
        message = (
            "hotset takes the share of the members that are hot and their share of the requests, both "
            f"above 0 and up to 1, as hotset:0.01,0.9, and here is '{figures}'"
        )
        raise DynamoError(message)
    return Distribution(kind="hotset", hot_keys=hot_keys, hot_requests=hot_requests)


def _weighted(figures: str) -> Distribution:
    parts = tuple(_number(each) for each in figures.split(","))
    if (
        len(parts) < _FEWEST_PARTS
        or not all(0 <= part < math.inf for part in parts)
        or not any(parts)
    ):
        message = (
            "weighted takes the weights of equal parts of the members, oldest first: two or more, none "
            f"below 0 and not all 0, as weighted:70,20,10, and here is '{figures}'"
        )
        raise DynamoError(message)
    return Distribution(kind="weighted", parts=parts)


def _replay(file: str) -> Distribution:
    if not file:
        message = (
            "replay takes a CSV file whose header names attributes of the entity and whose rows are "
            "performed in their order, as replay:keys.csv"
        )
        raise DynamoError(message)
    return Distribution(kind="replay", source=file)


def _number(text: str) -> float:
    """The number; NaN where there is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


_READERS: Mapping[str, Callable[[str], Distribution]] = {
    "uniform": _plain(Distribution()),
    "zipf": _zipf,
    "hotset": _hot_set,
    "weighted": _weighted,
    "latest": _plain(Distribution(kind="latest")),
    "sequential": _plain(Distribution(kind="sequential")),
    "one": _plain(ONE),
    "replay": _replay,
}
