"""The table of a model, or of several that are stored in one."""

from collections.abc import Sequence
from typing import Any

from pytest_dynamo.design.values import AttributeType, KeySchema, Projection, Table
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import Draft, IndexDraft, Throughput, Words, table_of
from pytest_dynamo.interop.pynamodb.attributes import stored_name
from pytest_dynamo.interop.pynamodb.members import (
    INDEX_META,
    META,
    attributes_of,
    kinds_of,
    members_of,
)
from pytest_dynamo.interop.shapes import Losses, taken

_WORDS = Words(
    types="attributes", capacity="Meta.read_capacity_units", maximum="", billing="Meta.billing_mode"
)
_ON_DEMAND, _PROVISIONED = "PAY_PER_REQUEST", "PROVISIONED"
_TYPES: dict[str, AttributeType] = {"S": "S", "N": "N", "B": "B"}


def table_with(models: Sequence[type], losses: Losses) -> Table:
    """The table of some models.

    Raises:
        DynamoError: A model has no key, or another one than those before it.
    """
    draft = _draft(models[0], losses)
    for model in models:
        where = (model.__name__,)
        if model is not models[0]:
            _agree(draft, _draft(model, losses), where, losses)
        for name, given in attributes_of(model):
            if "TTLAttribute" in kinds_of(given):
                _add_time_to_live(draft, stored_name(name, given), (*where, name), losses)
        for index in getattr(model, "_indexes", {}).values():
            _add_index(draft, index, losses)
    return table_of(draft, losses)


def _draft(model: type, losses: Losses) -> Draft:
    where = (model.__name__,)
    meta = taken(members_of(getattr(model, "Meta", None)), META, (*where, "Meta"), losses)
    read, write = meta.get("read_capacity_units"), meta.get("write_capacity_units")
    draft = Draft(
        name=meta["table_name"],
        key=_key(dict(attributes_of(model)), where, losses),
        types={},
        where=where,
        words=_WORDS,
        billing_mode=meta.get("billing_mode", _PROVISIONED if read or write else _ON_DEMAND),
        throughput=Throughput(read=read, write=write),
        settings={"stream": meta.get("stream_view_type"), "tags": meta.get("tags", {})},
    )
    _add_types(draft, dict(attributes_of(model)), draft.key, where, losses)
    return draft


def _agree(draft: Draft, other: Draft, where: Where, losses: Losses) -> None:
    """Another model of the same table has its key, and what it says of the table says the first one, too."""
    if other.key != draft.key:
        message = f"the key of table '{draft.name}' is {', '.join(draft.key.attributes)} elsewhere"
        losses.fail(where, message, "give the models tables of their own, or the same key")
    same = ("billing_mode", "throughput", "settings")
    for name in same:
        mine = {one: value for one, value in _said(other, name).items() if value}
        if mine and any(_said(draft, name).get(one) != value for one, value in mine.items()):
            message = f"says otherwise than the first model of table '{draft.name}'; left out"
            losses.add((*where, "Meta"), message)
            return


def _said(draft: Draft, name: str) -> dict[str, Any]:
    value = getattr(draft, name)
    if isinstance(value, Throughput):
        return {"read": value.read, "write": value.write}
    return value if isinstance(value, dict) else {name: value}


def _key(attributes: dict[str, Any], where: Where, losses: Losses) -> KeySchema:
    found = {
        role: tuple(
            stored_name(name, one) for name, one in attributes.items() if getattr(one, role, False)
        )
        for role in ("is_hash_key", "is_range_key")
    }
    if not found["is_hash_key"]:
        losses.fail(where, "no attribute has hash_key=True", "name the partition key")
    return KeySchema(partition_key=found["is_hash_key"], sort_key=found["is_range_key"])


def _add_types(
    draft: Draft, attributes: dict[str, Any], key: KeySchema, where: Where, losses: Losses
) -> None:
    for name, one in attributes.items():
        stored = stored_name(name, one)
        if stored not in key.attributes:
            continue
        kind = _TYPES.get(one.attr_type)
        if kind is None:
            message = f"is in a key and stored as {one.attr_type}, which no key of DynamoDB is"
            losses.fail((*where, name), message, "make it text, a number or binary data")
        elif draft.types.setdefault(stored, kind) != kind:
            message = f"is of type {kind} here and of type {draft.types[stored]} elsewhere"
            losses.fail((*where, name), message, "let both have the same type")


def _add_time_to_live(draft: Draft, name: str, where: Where, losses: Losses) -> None:
    before = draft.settings.setdefault("time_to_live", name)
    if before != name:
        losses.add(where, f"a table has one time to live, here '{before}'; left out")


def _add_index(draft: Draft, index: Any, losses: Losses) -> None:  # noqa: ANN401
    where = (type(index).__name__,)
    meta = taken(members_of(index.Meta), INDEX_META, (*where, "Meta"), losses)
    attributes = dict(getattr(index.Meta, "attributes", {}))
    is_local = "LocalSecondaryIndex" in kinds_of(index)
    key = _key(attributes, where, losses)
    read, write = meta.get("read_capacity_units"), meta.get("write_capacity_units")
    before = draft.indexes.get(meta["index_name"])
    if before is not None:
        if before.key != key:
            message = (
                f"the keys of '{before.name}' are {', '.join(before.key.attributes)} elsewhere"
            )
            losses.add(where, f"{message}; those are kept")
        return
    _add_types(draft, attributes, key, where, losses)
    one = IndexDraft(
        name=meta["index_name"],
        kind="local" if is_local else "global",
        key=key,
        where=where,
        projection=_projection(meta.get("projection"), draft, key, where, losses),
        throughput=Throughput() if is_local else Throughput(read=read, write=write),
    )
    draft.add_index(one, losses)


def _projection(
    given: Any,  # noqa: ANN401 - a projection of PynamoDB, or its class
    draft: Draft,
    key: KeySchema,
    where: Where,
    losses: Losses,
) -> Projection:
    kind = getattr(given, "projection_type", None)
    place = (*where, "Meta", "projection")
    if kind == "KEYS_ONLY":
        return Projection(kind="KEYS_ONLY")
    if kind == "INCLUDE":
        keys = (*draft.key.attributes, *key.attributes)
        names = tuple(dict.fromkeys(str(one) for one in given.non_key_attributes or ()))
        kept = tuple(name for name in names if name not in keys)
        if len(kept) < len(names):
            losses.add(place, "names keys, which every index has; these are left out")
        return Projection(kind="INCLUDE", attributes=kept) if kept else Projection(kind="KEYS_ONLY")
    if kind != "ALL":
        losses.add(place, f"{kind!r} is no projection; taken for all")
    return Projection()
