"""Whether a table that is there is the one a design means."""

from collections.abc import Iterator

from pytest_dynamo.deploy.drift import differences
from pytest_dynamo.design.values import Table


def deviations(found: Table, wanted: Table) -> Iterator[str]:
    """What of keys and indexes is not as the design says, each as a clause; billing and such is not.

    Indexes that the design does not have are no deviation: no access pattern uses them.

    >>> from pytest_dynamo.design.values import KeySchema
    >>> found = Table(name="a", key=KeySchema(partition_key=("id",)), attribute_types={"id": "S"})
    >>> key = KeySchema(partition_key=("PK",), sort_key=("SK",))
    >>> wanted = Table(name="a", key=key, attribute_types={"PK": "S", "SK": "S"})
    >>> list(deviations(found, wanted))
    ['has key (id), the design says (PK, SK)']
    """
    for one in differences(wanted, found):
        part, _, rest = one.name.partition(".")
        if part == "key":
            yield f"has key {one.found}, the design says {one.design}"
        elif part == "attribute_types":
            for key in _keys_with(rest, wanted):
                yield f"{key} attribute {rest} of type {one.found}, the design says {one.design}"
        elif part == "indexes":
            yield from _index(rest, one.found, one.design, found, wanted)


def _index(place: str, is_there: str, said: str, found: Table, wanted: Table) -> Iterator[str]:
    """What an access pattern would notice of an index: whether it is there, its kind and its key."""
    name, aspect = _split(place, wanted)
    if name not in wanted.indexes:
        return
    if not aspect:
        names = ", ".join(found.indexes) or "none"
        yield f"has no index {name}, which the design says it has; there: {names}"
    elif aspect == "kind":
        yield f"has the {is_there} index {name}, the design says it is {said}"
    elif aspect == "key":
        yield f"has index {name} with key {is_there}, the design says {said}"


def _keys_with(attribute: str, wanted: Table) -> Iterator[str]:
    """The keys that an attribute is part of, as the beginning of a clause."""
    if attribute in wanted.key.attributes:
        yield "has key"
    for name, index in wanted.indexes.items():
        if attribute in index.key.attributes:
            yield f"has index {name} with key"


def _split(place: str, wanted: Table) -> tuple[str, str]:
    """The name of an index, which may have dots, and the aspect of it that differs."""
    if place in wanted.indexes:
        return place, ""
    name, _, aspect = place.rpartition(".")
    return name, aspect
