"""Tables out of the indexes that entities use: ElectroDB creates none, and describes none.

Entities that are stored in one table agree on its keys and on those of its indexes, or else ElectroDB
refuses them in one service; https://electrodb.dev/en/modeling/indexes/.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import AttributeType, IndexKind, KeySchema, Projection, Table
from pytest_dynamo.interop.documents.document import dotted
from pytest_dynamo.interop.drafting import Draft, IndexDraft, Words, table_of
from pytest_dynamo.interop.electrodb.keys import key_attributes
from pytest_dynamo.interop.electrodb.models import IDENTIFIERS, Access, Model
from pytest_dynamo.interop.shapes import Losses

_WORDS = Words(types="attributes", capacity="", maximum="", billing="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A model with the templates of its keys, by what they are stored as."""

    model: Model
    templates: Mapping[str, Template]


def table_with(name: str, stored: Sequence[Stored], losses: Losses) -> Table:
    """The table of some models.

    Raises:
        DynamoError: A model has no index without a name, which is the table itself, or another one
            than the models before it.
    """
    draft: Draft | None = None
    for one in stored:
        access = _primary(one.model, losses)
        partition, sort = key_attributes(access, one.model)
        key = KeySchema(partition_key=partition, sort_key=sort)
        if draft is None:
            draft = Draft(
                name=name,
                key=key,
                types={},
                where=one.model.where,
                words=_WORDS,
                billing_mode="PAY_PER_REQUEST",
            )
        elif key != draft.key:
            message = f"the key of table '{name}' is {', '.join(draft.key.attributes)} elsewhere"
            losses.fail(access.where, message, "use the same fields in all entities of a table")
    assert draft is not None
    for one in stored:
        for access in one.model.accesses:
            if access.index:
                _add_index(draft, access, one.model, losses)
    _add_projections(draft, stored, losses)
    _add_types(draft, stored, losses)
    return table_of(draft, losses)


def _primary(model: Model, losses: Losses) -> Access:
    found = [one for one in model.accesses if not one.index]
    if not found:
        message = "none is without the member index, which would be the table itself"
        losses.fail((*model.where, "indexes"), message, "give the entity the keys of its table")
    if found[0].kind == "composite":
        message = "the key of a table is no composite of several attributes"
        losses.fail((*found[0].where, "type"), message, "name the fields of the table's key")
    for other in found[1:]:
        losses.add(other.where, "a second one for the table itself; its keys are left out")
    return found[0]


def _add_index(draft: Draft, access: Access, model: Model, losses: Losses) -> None:
    name = access.index or ""
    partition, sort = key_attributes(access, model)
    key = KeySchema(partition_key=partition, sort_key=sort)
    if len(set(key.attributes)) < len(key.attributes):
        losses.add(access.where, "has an attribute twice in its key; left out")
        return
    before = draft.indexes.get(name)
    if before is None:
        is_local = partition == draft.key.partition_key and bool(sort and draft.key.sort_key)
        kind: IndexKind = "local" if is_local else "global"
        draft.indexes[name] = IndexDraft(name=name, kind=kind, key=key, where=access.where)
    elif before.key != key:
        message = f"the keys of '{name}' are {', '.join(before.key.attributes)} at {dotted(before.where)}; those are kept"
        losses.add(access.where, message)


def _add_projections(draft: Draft, stored: Sequence[Stored], losses: Losses) -> None:
    """What all entities together want in an index, without its keys."""
    for index in draft.indexes.values():
        found = [
            _projection(access, one.model, draft, index, losses)
            for one in stored
            for access in one.model.accesses
            if access.index == index.name and access.projection is not None
        ]
        kinds = {one.kind for one in found}
        names = dict.fromkeys(name for one in found for name in one.attributes)
        if "ALL" in kinds or not kinds:
            continue
        index.projection = (
            Projection(kind="INCLUDE", attributes=tuple(names))
            if names
            else Projection(kind="KEYS_ONLY")
        )


def _projection(
    access: Access, model: Model, draft: Draft, index: IndexDraft, losses: Losses
) -> Projection:
    where, value = (*access.where, "projection"), access.projection
    if value == "keys_only":
        return Projection(kind="KEYS_ONLY")
    if not isinstance(value, list):
        if value != "all":
            losses.add(where, f"{value!r} is no projection; taken for all")
        return Projection()
    keys = [*draft.key.attributes, *index.key.attributes]
    names: dict[str, None] = {}
    for number, name in enumerate(value):
        field = model.fields.get(name) if isinstance(name, str) else None
        if name in IDENTIFIERS:
            names[name] = None
        elif field is None:
            losses.add((*where, number), f"{name!r} is no attribute of the entity; left out")
        elif field.stored in keys:
            losses.add((*where, number), "is in the key, which every index has; left out")
        else:
            names[field.stored] = None
    return (
        Projection(kind="INCLUDE", attributes=tuple(names))
        if names
        else Projection(kind="KEYS_ONLY")
    )


def _add_types(draft: Draft, stored: Sequence[Stored], losses: Losses) -> None:
    keys = [draft.key, *(index.key for index in draft.indexes.values())]
    for name in dict.fromkeys(name for key in keys for name in key.attributes):
        found: dict[AttributeType, Model] = {}
        for one in stored:
            if kind := _type(name, one):
                found.setdefault(kind, one.model)
        if len(found) > 1:
            message = f"'{name}' is in a key, a number in one entity and text in another"
            losses.fail(
                list(found.values())[1].where, message, "let all entities have the same type"
            )
        draft.types[name] = next(iter(found), "S")


def _type(name: str, stored: Stored) -> AttributeType | None:
    fields = {
        **stored.model.fields,
        **stored.model.stored,
    }
    template = stored.templates.get(name)
    if template is not None:
        spoken = fields.get(template.names[0]) if template.keeps_type else None
        return "N" if spoken and spoken.kind == "number" else "S"
    if name in stored.model.stored:
        return "N" if fields[name].kind == "number" else "S"
    return None
