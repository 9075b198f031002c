"""How many bytes a value, an item or an entry of an index can have at the most, as the design says it.

What nobody can tell, the length of what most of Faker's providers make for example, counts as nothing:
the figures are what can be reached, and never more than that.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from pytest_dynamo.capacity.item_size import number_size_bytes, value_size_bytes
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.positions import declaring_entity
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    Attribute,
    Constant,
    Design,
    Entity,
    Generated,
    Index,
    Scalar,
    Table,
    Value,
)

_TEXT_BYTES = {"iso8601": 24, "date": 10, "epoch_seconds": 10}
_STORED_BYTES = {"iso8601": 24, "date": 10, "epoch_seconds": 6}
_FIXED_BYTES = {"ulid": 26, "ksuid": 27, "epoch_seconds": 6, "epoch_milliseconds": 8}
_FIXED_TEXT_BYTES = {"ulid": 26, "ksuid": 27, "epoch_seconds": 10, "epoch_milliseconds": 13}
_UUID_BYTES = 36
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
_DOCUMENT_BYTES, _ELEMENT_BYTES = 3, 1


def largest_item(design: Design, entity: Entity) -> Mapping[str, int]:
    """The bytes of each attribute of the largest item of an entity, its name included.

    Of attributes that exclude each other by `when` those of the largest kind of item count.
    """
    sizes = {
        name: len(name.encode()) + largest_value(design, entity.name, attribute)
        for name, attribute in entity.attributes.items()
    }
    kept = _together(entity.attributes.values(), sizes)
    return {name: sizes[name] for name in entity.attributes if name in kept}


def largest_entry(table: Table, index: Index, item: Mapping[str, int]) -> int:
    """The bytes of the entry that an item has in an index, given those of its attributes."""
    if not set(index.key.attributes) <= item.keys():
        return 0
    stored = {*table.key.attributes, *index.key.attributes, *index.projection.attributes}
    return sum(
        size for name, size in item.items() if index.projection.kind == "ALL" or name in stored
    )


def largest_value(design: Design, entity: str, attribute: Attribute) -> int:
    """The most bytes that the value of an attribute takes, without its name."""
    return _stored(design, entity, attribute.name, attribute.value)


def largest_text(design: Design, entity: str, attribute: str) -> int:
    """The most bytes of an attribute where it is written into a text."""
    declared = design.entities[entity].attributes[attribute]
    return _text(design, entity, attribute, declared.value)


def _together(attributes: Iterable[Attribute], sizes: Mapping[str, int]) -> frozenset[str]:
    """The attributes that one item can have at once, and that together are largest."""
    always, by_condition = set(), dict[tuple[tuple[str, Scalar], ...], set[str]]()
    for attribute in attributes:
        if attribute.when:
            condition = tuple(sorted(attribute.when.items(), key=lambda each: each[0]))
            by_condition.setdefault(condition, set()).add(attribute.name)
        else:
            always.add(attribute.name)

    def size(condition: tuple[tuple[str, Scalar], ...]) -> int:
        return sum(sizes[name] for name in by_condition[condition])

    largest_first = sorted(by_condition, key=size, reverse=True)
    choices = [_that_agree((first, *largest_first)) for first in by_condition]
    largest = max(choices, key=lambda chosen: sum(map(size, chosen)), default=frozenset())
    return frozenset(always.union(*(by_condition[condition] for condition in largest)))


def _that_agree(
    conditions: Iterable[tuple[tuple[str, Scalar], ...]],
) -> frozenset[tuple[tuple[str, Scalar], ...]]:
    """The first of some conditions, and of the others each that one item can meet as well."""
    met: dict[str, Scalar] = {}
    chosen = set()
    for condition in conditions:
        if all(met.get(name, value) == value for name, value in condition):
            met |= dict(condition)
            chosen.add(condition)
    return frozenset(chosen)


def _stored(design: Design, entity: str, attribute: str, value: Value) -> int:
    match value:
        case Constant():
            return value_size_bytes(to_wire(value.value))
        case Template() if value.keeps_type:
            return _referred(design, entity, attribute, value.placeholders[0], is_text=False)
        case Template():
            return _text(design, entity, attribute, value)
    return _generated(design, entity, attribute, value)


def _generated(design: Design, entity: str, attribute: str, value: Generated) -> int:
    options = value.options
    match value.maker:
        case "map":
            members = options["attributes"]
            assert isinstance(members, Mapping)
            return _DOCUMENT_BYTES + sum(
                _ELEMENT_BYTES
                + len(name.encode())
                + _stored(design, entity, attribute, member.value)
                for name, member in members.items()
            )
        case "list" | "set":
            of = options["of"]
            assert isinstance(of, Template | Constant | Generated)
            overhead = (_DOCUMENT_BYTES, _ELEMENT_BYTES) if value.maker == "list" else (0, 0)
            each = _stored(design, entity, attribute, of) + overhead[1]
            return overhead[0] + _whole(options["max"]) * each
        case "timestamp":
            return _STORED_BYTES[str(options["format"])]
        case "int" | "number" | "sequence" | "shard_of" | "random_shard":
            return max(map(number_size_bytes, _longest_numbers(value)))
        case "choice":
            weights = options["weights"]
            assert isinstance(weights, Mapping)
            return max(value_size_bytes(to_wire(each)) for each in weights)
    return _FIXED_BYTES.get(value.maker) or _length(value)


def _text(design: Design, entity: str, attribute: str, value: Value) -> int:
    match value:
        case Template():
            return sum(
                len(part.encode())
                if isinstance(part, str)
                else _referred(design, entity, attribute, part, is_text=True)
                for part in value.parts
            )
        case Constant():
            return len(value.value) if isinstance(value.value, bytes) else _written(value.value)
    options = value.options
    match value.maker:
        case "timestamp":
            return _TEXT_BYTES[str(options["format"])]
        case "int" | "number" | "sequence" | "shard_of" | "random_shard":
            return max(map(len, _longest_numbers(value)))
        case "choice":
            weights = options["weights"]
            assert isinstance(weights, Mapping)
            return max(map(_written, weights))
    return _FIXED_TEXT_BYTES.get(value.maker) or _length(value)


def _referred(
    design: Design, entity: str, attribute: str, placeholder: Placeholder, *, is_text: bool
) -> int:
    """The most bytes of what a placeholder stands for; with a format of its own, nothing is known."""
    name = placeholder.name
    owner = declaring_entity(design, entity, name, above=name == attribute)
    if owner is None or placeholder.format_spec:
        return 0
    declared = design.entities[owner].attributes[name]
    work = _text if is_text else _stored
    return work(design, owner, name, declared.value)


def _length(value: Generated) -> int:
    """The most bytes of a text or of binary data."""
    options = value.options
    if value.maker in ("text_bytes", "binary_bytes"):
        return _whole(options["max"])
    if value.maker != "faker":
        return 0
    arguments = options["args"]
    most = arguments.get("max_nb_chars") if isinstance(arguments, Mapping) else None
    if options["provider"] == "uuid4":
        return _UUID_BYTES
    return most if isinstance(most, int) else 0


def _longest_numbers(value: Generated) -> Iterator[str]:
    """Numbers with as many digits as a value can have, all of them nines."""
    options = value.options
    match value.maker:
        case "int" | "number":
            bounds = [options["min"], options["max"]]
        case "sequence":
            bounds = [options["start"]]
        case _:
            bounds = [_whole(options["count"]) - 1]
    places = _whole(options.get("places", 0))
    for bound in bounds:
        whole = format(Decimal(str(bound)), "f").partition(".")[0]
        nines = re.sub(r"\d", "9", whole)
        yield f"{nines}.{'9' * places}" if places else nines


def _written(value: object) -> int:
    return len(str(value).encode())


def _whole(value: object) -> int:
    return int(str(value))
