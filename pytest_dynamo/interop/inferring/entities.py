"""Entities out of sampled items of a table that holds several kinds of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pytest_dynamo.design.values import Attribute, Entity, Table, snake_case
from pytest_dynamo.interop.inferring.attributes import Setting, attributes_of
from pytest_dynamo.interop.inferring.columns import Item
from pytest_dynamo.interop.inferring.grouping import MOST_KINDS, grammars_of, grouped, has_keys
from pytest_dynamo.interop.inferring.inferred import counted, words_of
from pytest_dynamo.interop.inferring.kinds import Kind, kind_of
from pytest_dynamo.interop.inferring.kinship import settle
from pytest_dynamo.interop.inferring.moments import OF_EXPIRY, moment_of
from pytest_dynamo.interop.naming import distinct

_MOST_ITEMS = 1_000_000_000  # that a design file takes of an entity


@dataclass(frozen=True, slots=True, kw_only=True)
class InferredEntity:
    """An entity that was inferred from `count` sampled items.

    `remarks` say why, by attribute; that of the empty name is about the entity. `added` are attributes that the
    items themselves do not have: parts of their keys that nothing else holds.
    """

    entity: Entity
    remarks: Mapping[str, str]
    count: int
    added: tuple[str, ...] = ()


def inferred_entities(
    table: Table,
    items: Sequence[Item],
    *,
    item_count: int | None = None,
    taken: Iterable[str] = (),
    keeps_values: bool = True,
    reference: float | None = None,
) -> tuple[InferredEntity, ...]:
    """The entities that items of a table are of, the commonest forms of their keys taken for all.

    `item_count` is how many items the table has, of which these are a sample. Names in `taken` are not given
    again. Without `keeps_values`, the only sampled texts in the answer are constants of keys. `reference` is what counts as
    now, in seconds since the epoch; the latest timestamp among the items otherwise.
    """
    sampled = [item for item in items if has_keys(table, item)]
    grammars = grammars_of(table, sampled)
    groups = sorted(grouped(table, sampled, grammars), key=lambda one: -len(one[1]))[:MOST_KINDS]
    kinds = [kind_of(table, shapes, found, grammars) for shapes, found in groups]
    _give_names(kinds, taken)
    settle(table, kinds)
    scale = max(1.0, (item_count or 0) / max(1, len(sampled)))
    now = _latest(table, sampled) if reference is None else reference
    setting = Setting(table=table, keeps_values=keeps_values, reference=now, scale=scale)
    return tuple(_entity(kind, setting, len(sampled)) for kind in _parents_first(kinds))


def _give_names(kinds: Sequence[Kind], taken: Iterable[str]) -> None:
    used = set(taken)
    for kind in kinds:
        free = [name for name in kind.wanted_names if name not in used]
        first = (free or kind.wanted_names)[0]
        kind.name = distinct([first], str, taken=used)[first]
        used.add(kind.name)


def _parents_first(kinds: Sequence[Kind]) -> list[Kind]:
    by_name = {kind.name: kind for kind in kinds}
    found: dict[str, Kind] = {}

    def add(kind: Kind) -> None:
        for parent in kind.parents:
            if parent.entity not in found:
                add(by_name[parent.entity])
        found.setdefault(kind.name, kind)

    for kind in kinds:
        add(kind)
    return list(found.values())


def _latest(table: Table, items: Sequence[Item]) -> float | None:
    """The latest moment that a text of an item tells, except of times to live."""
    moments = [
        moment
        for item in items
        for name, value in item.items()
        if "S" in value
        and name != table.time_to_live
        and not OF_EXPIRY.intersection(words_of(name))
        if (moment := moment_of(str(value["S"]))) is not None
    ]
    return max(moments, default=None)


def _entity(kind: Kind, setting: Setting, sampled: int) -> InferredEntity:
    attributes: dict[str, Attribute] = {}
    remarks = {"": f"{len(kind.items):,} of {counted(sampled, 'sampled item')}"}
    for attribute, remark in attributes_of(kind, setting):
        attributes[attribute.name] = attribute
        if remark:
            remarks[attribute.name] = remark
    population = min(_MOST_ITEMS, round(len(kind.items) * setting.scale))
    entity = Entity(
        name=kind.name,
        table=setting.table.name,
        attributes=attributes,
        population=None if kind.parents else population,
        parents=tuple(kind.parents),
        plural=f"{snake_case(kind.name)}s",
    )
    return InferredEntity(
        entity=entity, remarks=remarks, count=len(kind.items), added=tuple(kind.added)
    )
