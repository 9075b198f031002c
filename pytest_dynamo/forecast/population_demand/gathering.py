"""Which members have their items in one item collection, and in what order.

They are the descendants of a member that was drawn, where the partition key names one; else all whose
keys lie at the same place. Of very many, some that are evenly spread stand for the others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from pytest_dynamo.capacity.partitions import hash_position, key_text
from pytest_dynamo.capacity.resources import Resource, to_resource
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.population_demand.arrivals import Arrivals
from pytest_dynamo.forecast.population_demand.chances import TooInvolvedError
from pytest_dynamo.forecast.population_demand.collections import Collection, Entry
from pytest_dynamo.forecast.population_demand.literals import literal_items, sortable
from pytest_dynamo.forecast.population_demand.parts import Parts, is_unique, stored_parts
from pytest_dynamo.forecast.population_demand.places import Places
from pytest_dynamo.population.column_makers import Slot, text_of
from pytest_dynamo.population.made import AbsentError
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.survey import Survey

MOST_TOGETHER = 1 << 17
"""How many members of an entity are looked at in all of its collections together."""

LEAST_AT_ONCE, MOST_AT_ONCE = 2_048, 1 << 14
"""Within what of them are looked at in one collection."""

MOST_ONE_BY_ONE = 128
"""How many are where their keys are made one by one, and not calculated over arrays."""

_WORTH_AN_ARRAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An entity that may have items in a collection of a table or index.

    `anchor` is a slot in which only descendants of one member have the same text; `decides` says that
    these are then all in one collection. `columns` are what sort key and table key are made of, where
    that is quickly calculated over arrays; `is_told_at_once` says that partition keys are.
    """

    entity: str
    table: Table
    index: Index | None
    parts: Parts
    anchor: Slot | None
    decides: bool
    columns: tuple[Parts, ...] | None
    is_told_at_once: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes that decide about the place in a collection."""
        return (
            *self.table.key_of(self.index.name if self.index else None).sort_key,
            *self.table.key.attributes,
        )


class Gathering:
    """Gathers the entries of item collections."""

    def __init__(self, survey: Survey, places: Places, arrivals: Arrivals, largest: int) -> None:
        self._survey = survey
        self._arrivals = arrivals
        self._places = places
        self._largest = largest
        self._kinds: dict[Resource, list[Kind]] = {}
        self._seeds: dict[Resource, dict[str, list[Entry]]] = {}

    def collection(self, table: Table, index: Index | None, key: str) -> Collection:
        """The items with a partition key."""
        found = [
            entry for kind in self._kinds_of(table, index) for entry in self._of_kind(kind, key)
        ]
        found.extend(self._seeds_in(table, index).get(key, ()))
        found.sort(key=lambda entry: (entry.sort, entry.place))
        last = found[-1].sort if found else None
        return Collection(found, self._arrivals.at(table, index, key, last))

    def _seeds_in(self, table: Table, index: Index | None) -> dict[str, list[Entry]]:
        """The literal items of a table or index, by partition key."""
        asked = to_resource(table, index)
        if asked not in self._seeds:
            key, found = index.key if index else table.key, self._seeds.setdefault(asked, {})
            for entity, number, item in literal_items(self._survey, table):
                if all(name in item for name in key.attributes):
                    entry = Entry(
                        entity=entity,
                        number=number,
                        weight=1.0,
                        sort=tuple(sortable(item[name]) for name in key.sort_key),
                        place=tuple(sortable(item[name]) for name in table.key.attributes),
                    )
                    partition = key_text([item[name] for name in key.partition_key])
                    found.setdefault(partition, []).append(entry)
        return self._seeds[asked]

    def _kinds_of(self, table: Table, index: Index | None) -> list[Kind]:
        asked = to_resource(table, index)
        if asked not in self._kinds:
            self._kinds[asked] = [
                kind
                for entity in self._survey.design.entities.values()
                if entity.table == table.name
                and self._survey.count(entity.name)
                and (kind := self._kind(entity.name, table, index))
            ]
        return self._kinds[asked]

    def _kind(self, entity: str, table: Table, index: Index | None) -> Kind | None:
        """How the items of an entity are found; None where it has none in the index."""
        design = self._survey.design
        schema = index.key if index else table.key
        names = (*schema.sort_key, *table.key.attributes)
        try:
            parts = stored_parts(design, entity, schema.partition_key)
            columns = tuple(stored_parts(design, entity, (name,)) for name in names)
        except TooInvolvedError:
            return None
        slots = [part for part in parts if isinstance(part, Slot)]
        # The nearest has the fewest descendants, and decides about all that is above it.
        anchor = max(
            (slot for slot in slots if is_unique(design, slot)),
            key=lambda slot: len(design.ancestors(slot.entity)),
            default=None,
        )
        fixed = (anchor.entity, *design.ancestors(anchor.entity)) if anchor else ()
        are_texts = all(table.attribute_types[name] == "S" for name in names)
        is_quick = are_texts and all(map(self._places.are_quick, (parts, *columns)))
        return Kind(
            entity=entity,
            table=table,
            index=index,
            parts=parts,
            anchor=anchor,
            decides=all(slot.entity in fixed for slot in slots),
            columns=columns if is_quick else None,
            is_told_at_once=self._places.are_quick(parts)
            and all(table.attribute_types[name] == "S" for name in schema.partition_key),
        )

    def _of_kind(self, kind: Kind, key: str) -> Iterator[Entry]:
        numbers, each, most = self._numbers(kind, key)
        is_sure = kind.decides or kind.anchor is None
        if kind.columns and is_sure and len(numbers) > _WORTH_AN_ARRAY:
            numbers, weight = _thinned(numbers, most)
            return self._at_once(kind, kind.columns, numbers, weight * each)
        numbers, weight = _thinned(numbers, MOST_ONE_BY_ONE)
        return self._one_by_one(kind, key, numbers, weight * each)

    def _at_once(
        self, kind: Kind, columns: tuple[Parts, ...], numbers: Sequence[int], weight: float
    ) -> Iterator[Entry]:
        members = np.array(numbers, np.int64)
        texts = [self._places.texts(kind.entity, parts, members).encoded() for parts in columns]
        sorts = len(columns) - len(kind.table.key.attributes)
        for number, values in zip(numbers, zip(*texts, strict=True), strict=True):
            yield _entry(kind, number, weight, values, sorts)

    def _one_by_one(
        self, kind: Kind, key: str, numbers: Sequence[int], weight: float
    ) -> Iterator[Entry]:
        names = kind.names
        sorts = len(names) - len(kind.table.key.attributes)
        for number in numbers if kind.decides else self._with_key(kind, key, numbers):
            member = self._survey.member(kind.entity, number)
            try:
                values = tuple(_sortable(member.reach(name)[1]) for name in names)
            except AbsentError:
                continue
            yield _entry(kind, number, weight, values, sorts)

    def _with_key(self, kind: Kind, key: str, numbers: Sequence[int]) -> Sequence[int]:
        """Those of the members whose items have a partition key."""
        if kind.is_told_at_once and len(numbers) > _WORTH_AN_ARRAY:
            members = np.array(numbers, np.int64)
            are_at = self._places.are_at(kind.entity, kind.parts, members, key)
            return [int(number) for number in members[are_at]]
        names = kind.table.key_of(kind.index.name if kind.index else None).partition_key
        member = self._survey.member
        return [number for number in numbers if _text(member(kind.entity, number), names) == key]

    # ------------------------------------------------------------------------------- members

    def _numbers(self, kind: Kind, key: str) -> tuple[Sequence[int], float, int]:
        """The members that may be in a collection, for how many each stands, and how many to look at."""
        first = kind.parts[0] if kind.parts else ""
        if isinstance(first, str) and not key.startswith(first):
            return (), 1.0, 0
        if kind.anchor is not None:
            return self._family(kind, kind.anchor, key), 1.0, LEAST_AT_ONCE
        count = self._survey.count(kind.entity)
        if all(isinstance(part, str) for part in kind.parts):
            return range(count if key == first else 0), 1.0, MOST_AT_ONCE
        known = min(count, self._largest)
        grouped = self._places.of_members(kind.entity, kind.parts, np.arange(known))
        most = MOST_TOGETHER // max(1, len(grouped.positions))
        most = min(max(most, LEAST_AT_ONCE), MOST_AT_ONCE)
        return grouped.at(hash_position(key)).tolist(), count / known, most

    def _family(self, kind: Kind, anchor: Slot, key: str) -> Sequence[int]:
        """The descendants of the member that a key names, among those that were drawn."""
        for number in self._drawn(anchor.entity):
            if not _names(kind, self._survey.member(anchor.entity, number), key):
                continue
            numbers: Sequence[int] = [number]
            at, route = anchor.entity, self._survey.recipe(kind.entity).routes_to
            for step in (*reversed(route[at][:-1]), kind.entity) if at in route else ():
                numbers = self._children(step, at, numbers)
                at = step
            return numbers
        return ()

    def _children(self, entity: str, parent: str, numbers: Sequence[int]) -> Sequence[int]:
        families = [self._survey.child_numbers(entity, parent, number) for number in numbers]
        return families[0] if len(families) == 1 else [child for each in families for child in each]

    def _drawn(self, entity: str) -> Iterable[int]:
        """The members of an entity that were drawn, or that one drawn belongs to."""
        found: dict[int, None] = {}
        for member in tuple(self._survey.seen):
            one = member if member.entity == entity else member.ancestor(entity)
            if one is not None and one.index < self._survey.count(entity):
                found[one.index] = None
        return found


def _entry(kind: Kind, number: int, weight: float, values: tuple[Any, ...], sorts: int) -> Entry:
    return Entry(
        entity=kind.entity,
        number=number,
        weight=weight,
        sort=values[:sorts],
        place=values[sorts:],
    )


def _names(kind: Kind, member: Member, key: str) -> bool:
    """Whether a key may be one of a descendant of a member: what others decide about may be anything."""
    pattern = ""
    for part in kind.parts:
        owner = None
        if isinstance(part, Slot):
            owner = member if part.entity == member.entity else member.ancestor(part.entity)
        if isinstance(part, Slot) and owner is not None:
            made = owner.made(part.attribute)
            if made is None:
                return False
            part = text_of(made, part.placeholder)
        pattern += re.escape(part) if isinstance(part, str) else ".*"
    return re.fullmatch(pattern, key, re.DOTALL) is not None


def _text(member: Member, names: tuple[str, ...]) -> str | None:
    made = [member.made(name) for name in names]
    present = [to_wire(one[1]) for one in made if one is not None]
    return key_text(present) if len(present) == len(made) else None


def _thinned(numbers: Sequence[int], most: int) -> tuple[Sequence[int], float]:
    """So many of them as are looked at, evenly spread, and for how many each stands."""
    count = len(numbers)
    if count <= most:
        return numbers, 1.0
    step = count / most
    return [numbers[int(step * (position + 0.5))] for position in range(most)], step


def _sortable(value: object) -> Any:  # noqa: ANN401 - numbers, or bytes
    """A key value as DynamoDB sorts it: text by its bytes, numbers by value."""
    if isinstance(value, str):
        return value.encode()
    return value if isinstance(value, bytes) else Decimal(str(value))
