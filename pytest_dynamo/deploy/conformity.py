"""Whether a table that is there is the one a design means."""

from collections.abc import Iterator

from pytest_dynamo.design.values import KeySchema, Table


def deviations(found: Table, wanted: Table) -> Iterator[str]:
    """What of keys and indexes is not as the design says, each as a clause; billing and such is not.

    Indexes that the design does not have are no deviation: no access pattern uses them.

    >>> found = Table(name="a", key=KeySchema(partition_key=("id",)), attribute_types={"id": "S"})
    >>> key = KeySchema(partition_key=("PK",), sort_key=("SK",))
    >>> wanted = Table(name="a", key=key, attribute_types={"PK": "S", "SK": "S"})
    >>> list(deviations(found, wanted))
    ['has key (id), the design says (PK, SK)']
    """
    yield from _key(found.key, wanted.key, found, wanted, "has key")
    for name, index in wanted.indexes.items():
        there = found.indexes.get(name)
        if there is None:
            names = ", ".join(found.indexes) or "none"
            yield f"has no index {name}, which the design says it has; there: {names}"
        elif there.kind != index.kind:
            yield f"has the {there.kind} index {name}, the design says it is {index.kind}"
        else:
            yield from _key(there.key, index.key, found, wanted, f"has index {name} with key")


def _key(
    found: KeySchema, wanted: KeySchema, found_in: Table, wanted_in: Table, what: str
) -> Iterator[str]:
    """How two keys differ: in their attributes, or else in the types of these."""
    if found != wanted:
        yield f"{what} {_text(found)}, the design says {_text(wanted)}"
        return
    for name in wanted.attributes:
        types = found_in.attribute_types.get(name), wanted_in.attribute_types.get(name)
        if types[0] != types[1]:
            yield f"{what} attribute {name} of type {types[0]}, the design says {types[1]}"


def _text(key: KeySchema) -> str:
    """A key as text; several attributes of one part are joined by a plus sign."""
    parts = (" + ".join(part) for part in (key.partition_key, key.sort_key) if part)
    return f"({', '.join(parts)})"
