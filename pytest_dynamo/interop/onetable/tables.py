"""The table of a schema of OneTable: its indexes, the primary one and others."""

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_dynamo.design.values import AttributeType, KeySchema, Projection, Table
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import Draft, IndexDraft, Words, table_of
from pytest_dynamo.interop.onetable.fields import Field
from pytest_dynamo.interop.onetable.members import INDEX
from pytest_dynamo.interop.shapes import Losses, taken

PRIMARY = "primary"
_WORDS = Words(types="models", capacity="", maximum="", billing="")


def table_in(
    name: str, indexes: Mapping[str, Any], fields: Sequence[Field], losses: Losses, *, is_iso: bool
) -> Table:
    """The table with the keys and indexes of a schema; `fields` are those of all models.

    Raises:
        DynamoError: There is no primary index.
    """
    given = _read(indexes, losses)
    primary = given.pop(PRIMARY, {})
    if not primary.get("hash"):
        where = ("indexes", PRIMARY, "hash")
        losses.fail(where, "is missing", "name the hash of the primary index")
    for member in ("project", "type"):
        if member in primary:
            message = "is for other indexes than the primary one; left out"
            losses.add(("indexes", PRIMARY, member), message)
    draft = Draft(
        name=name,
        key=_key(primary["hash"], primary),
        types={},
        where=("indexes",),
        words=_WORDS,
        billing_mode="PAY_PER_REQUEST",
    )
    for one, members in given.items():
        index = _index(one, members, draft.key, fields, losses)
        if index is not None:
            draft.add_index(index, losses)
    keys = [draft.key, *(index.key for index in draft.indexes.values())]
    for attribute in dict.fromkeys(one for key in keys for one in key.attributes):
        draft.types[attribute] = _type(attribute, fields, is_iso=is_iso)
    draft.settings["time_to_live"] = _time_to_live(fields, losses)
    return table_of(draft, losses)


def _read(indexes: Mapping[str, Any], losses: Losses) -> dict[str, dict[str, Any]]:
    found = {}
    for name, source in indexes.items():
        where = ("indexes", name)
        if isinstance(source, dict):
            found[name] = taken(source, INDEX, where, losses)
            if "description" in found[name]:
                message = "indexes have no description in a design; left out"
                losses.add((*where, "description"), message)
        else:
            losses.add(where, "is no index; left out")
    return found


def _index(
    name: str, members: Mapping[str, Any], key: KeySchema, fields: Sequence[Field], losses: Losses
) -> IndexDraft | None:
    """An index; without a hash it is a local one, whatever it is called."""
    where = ("indexes", name)
    (own,) = key.partition_key
    is_local = members.get("type") == "local" or not members.get("hash")
    if is_local and not members.get("sort"):
        losses.add(where, "an index has a hash, or a sort if it is local; left out")
        return None
    if is_local and members.get("hash", own) != own:
        losses.add((*where, "hash"), f"a local index has its table's, '{own}'; left out")
    schema = _key(own if is_local else members["hash"], members)
    if len(set(schema.attributes)) < len(schema.attributes):
        losses.add(where, f"'{members['sort']}' is its hash and its sort; left out")
        return None
    return IndexDraft(
        name=name,
        kind="local" if is_local else "global",
        key=schema,
        where=where,
        projection=_projection(
            members.get("project", "all"),
            (*key.attributes, *schema.attributes),
            fields,
            (*where, "project"),
            losses,
        ),
    )


def _key(partition_key: str, members: Mapping[str, Any]) -> KeySchema:
    sort = members.get("sort")
    return KeySchema(partition_key=(partition_key,), sort_key=(sort,) if sort else ())


def _projection(
    value: Any,  # noqa: ANN401 - any value of JSON
    keys: Sequence[str],
    fields: Sequence[Field],
    where: Where,
    losses: Losses,
) -> Projection:
    if value in ("keys", "KEYS_ONLY"):
        return Projection(kind="KEYS_ONLY")
    if not isinstance(value, list):
        if value not in ("all", "ALL"):
            losses.add(where, f"{value!r} is no projection; taken for all")
        return Projection()
    found: dict[str, None] = {}
    for number, name in enumerate(value):
        stored = [one.stored for one in fields if name in (one.name, one.stored)]
        if name in keys or any(one in keys for one in stored):
            losses.add((*where, number), "is in the key, which every index has; left out")
        elif not stored:
            losses.add((*where, number), f"{name!r} is no field of a model; left out")
        found |= dict.fromkeys(one for one in stored if one not in keys)
    return (
        Projection(kind="INCLUDE", attributes=tuple(found))
        if found
        else Projection(kind="KEYS_ONLY")
    )


def _type(attribute: str, fields: Sequence[Field], *, is_iso: bool) -> AttributeType:
    """N for what is a number wherever it is a field, a date in milliseconds too; B for binary, or else S."""
    found = [one for one in fields if one.stored == attribute and "value" not in one.members]
    if found and all(_is_number(one, is_iso=is_iso) for one in found):
        return "N"
    return "B" if found and all(one.kind in ("binary", "buffer") for one in found) else "S"


def _is_number(field: Field, *, is_iso: bool) -> bool:
    if field.kind == "date":
        return bool(field.members.get("ttl")) or not field.is_iso(by_default=is_iso)
    return field.kind == "number"


def _time_to_live(fields: Sequence[Field], losses: Losses) -> str | None:
    """A table has one attribute for its items' time to live."""
    found = [one for one in fields if one.members.get("ttl")]
    for one in found:
        if one.stored != found[0].stored:
            message = f"a table has one time to live, here '{found[0].stored}'; left out"
            losses.add((*one.where, "ttl"), message)
    return found[0].stored if found else None
