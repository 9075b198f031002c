"""Items whose keys or table another design has otherwise, and which therefore have to be written anew."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Constant, Design, Index, Table
from pytest_dynamo.migration.classifying import rebuilt_indexes
from pytest_dynamo.migration.comparing.entities import Matched
from pytest_dynamo.migration.copying.key_forms import key_form
from pytest_dynamo.migration.copying.rewriting import Rewriting
from pytest_dynamo.migration.values import Change

_NONE = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An attribute that an entity gets otherwise, by both forms as text.

    `index` is the first index whose key it is of, none for the table. With `is_ended_by` it is no key, but what
    time to live goes by.
    """

    entity: str
    attribute: str
    old: str
    new: str
    index: str = ""
    is_ended_by: bool = False


def item_changes(found: Matched, after: Table, recreated: Collection[str]) -> Iterator[Change]:
    """A change for each attribute of entities of a table for whose sake items are written anew.

    `recreated` are tables of the new design whose items are all copied anyway: in them, none is
    told but entities that come from another table.
    """
    for entity in _entities(found, after):
        if found.is_moved(entity):
            yield _moved(found, entity)
        elif after.name not in recreated:
            for move in moves(found, entity, after):
                yield _change(move, after)
    yield from _come_and_gone(found, after)


def rewritings(found: Matched, after: Table, recreated: Collection[str]) -> Iterator[Rewriting]:
    """Whose items are to be written anew, one for each entity that has such a change."""
    for entity in _entities(found, after):
        source = found.source(entity)
        if found.is_moved(entity):
            yield _put_elsewhere(found, entity, after, recreated)
        elif after.name not in recreated and (changed := tuple(moves(found, entity, after))):
            kept = _kept(source, after)
            yield Rewriting(
                entity=entity,
                was=found.entities[entity],
                source=source,
                target=after,
                changed=frozenset(one.attribute for one in changed),
                is_put=any(not one.index and not one.is_ended_by for one in changed),
                kept=kept,
                left=tuple(source.indexes[one.name] for one in kept),
            )


def moves(found: Matched, entity: str, after: Table) -> Iterator[Move]:
    """Key attributes of an entity that are made otherwise, and what its items are ended by, if they lack it.

    How a value is generated is no part of a key's form: only templates, constants and conditions are compared.
    """
    was, now = found.old.entities[found.entities[entity]], found.new.entities[entity]
    places = dict.fromkeys(after.key.attributes, "")
    for index in after.indexes.values():
        for name in index.key.attributes:
            places.setdefault(name, index.name)
    for attribute, index_name in places.items():
        forms = _form(found.old, was.name, attribute), _form(found.new, now.name, attribute)
        if forms[0] != forms[1]:
            shown = _shown(was.attributes.get(attribute)), _shown(now.attributes.get(attribute))
            old, new = shown if shown[0] != shown[1] else forms
            yield Move(entity=entity, attribute=attribute, old=old, new=new, index=index_name)
    ends = after.time_to_live
    if ends and ends not in places and ends in now.attributes and ends not in was.attributes:
        new = _shown(now.attributes[ends])
        yield Move(entity=entity, attribute=ends, old=_NONE, new=new, is_ended_by=True)


def _entities(found: Matched, after: Table) -> Iterator[str]:
    """Entities of a table that both designs have."""
    for name, entity in found.new.entities.items():
        if entity.table == after.name and name in found.entities:
            yield name


def _kept(before: Table, after: Table) -> tuple[Index, ...]:
    """Indexes that are there from before the change until after it."""
    rebuilt = rebuilt_indexes(before, after)
    return tuple(
        index
        for name, index in after.indexes.items()
        if name in before.indexes and name not in rebuilt
    )


def _put_elsewhere(
    found: Matched, entity: str, after: Table, recreated: Collection[str]
) -> Rewriting:
    source = found.source(entity)
    names = {old: new for new, old in found.tables.items()}
    stays = names.get(source.name)
    is_deleted = stays is not None and stays not in recreated
    target = found.tables.get(after.name)
    is_there = target is not None and after.name not in recreated
    return Rewriting(
        entity=entity,
        was=found.entities[entity],
        source=source,
        target=after,
        changed=frozenset(),
        is_put=True,
        is_deleted=is_deleted,
        is_target_new=not is_there,
        kept=(
            _kept(found.old.tables[target], after)
            if target is not None and is_there
            else tuple(after.indexes.values())
        ),
        left=_kept(source, found.new.tables[stays]) if stays is not None and is_deleted else (),
    )


def _moved(found: Matched, entity: str) -> Change:
    table = found.new.entities[entity].table
    return Change(
        table=table,
        name=f"entities.{entity}.table",
        old=found.source(entity).name,
        new=table,
        kind="new items",
        reason="no request moves an item: it is put into the other table, and deleted where it was",
        remedy="write to both tables, copy what is there, move the readers, then delete the old items",
    )


def _change(move: Move, after: Table) -> Change:
    if move.is_ended_by:
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
        reason = "time to live leaves items alone that lack the attribute: they stay for good"
        remedy = "update the items that are to end, a page of a Scan at a time"
    elif move.index:
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
        reason = (
            f"index {move.index} has an item under its new key, or at all, once the item is updated"
        )
        remedy = "update the items in the table, a page of a Scan at a time"
    else:
        # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
        reason = "the key of an item is never changed: it is put under the new key, and the old one deleted"
        remedy = "write both keys, copy what is there, move the readers, then delete the old items"
    return Change(
        table=after.name,
        name=f"entities.{move.entity}.item.{move.attribute}",
        old=move.old,
        new=move.new,
        kind="new items",
        reason=reason,
        remedy=remedy,
    )


def _come_and_gone(found: Matched, after: Table) -> Iterator[Change]:
    """Entities of a table that only one design has."""
    for name, entity in found.new.entities.items():
        before = found.tables.get(after.name)
        told = before is not None and any(
            one.table == before for one in found.old.entities.values()
        )
        if entity.table == after.name and name not in found.entities and told:
            reason = "there are none of its items yet; nothing has to be done to the table"
            yield _entity_change(after, name, _NONE, f"entity {name}", reason)
    for name, entity in found.old.entities.items():
        if entity.table == found.tables.get(after.name) and name not in found.entities.values():
            reason = "its items stay in the table until somebody deletes them"
            yield _entity_change(after, name, f"entity {name}", _NONE, reason)


def _entity_change(table: Table, name: str, old: str, new: str, reason: str) -> Change:
    place = f"entities.{name}"
    return Change(table=table.name, name=place, old=old, new=new, kind="in place", reason=reason)


def _form(design: Design, entity: str, attribute: str) -> str:
    """How an attribute is made, templates in it written out, and on which condition it is there."""
    declared = design.entities[entity].attributes.get(attribute)
    if declared is None:
        return _NONE
    return f"{key_form(design, entity, attribute)}{_condition(declared)}"


def _shown(attribute: Attribute | None) -> str:
    """How an attribute is made, as the design file has it; all that is generated is alike."""
    if attribute is None:
        return _NONE
    if isinstance(attribute.value, Template):
        text = str(attribute.value)
    elif isinstance(attribute.value, Constant):
        text = str(attribute.value.value)
    else:
        text = "generated"
    return f"{text}{_condition(attribute)}"


def _condition(attribute: Attribute) -> str:
    """When the attribute is there; nothing where it always is, or a share of items has it."""
    wanted = (f"{name} is {value!s}" for name, value in sorted(attribute.when.items()))
    return f" when {' and '.join(wanted)}" if attribute.when else ""
