"""The models in a document: one, a list, or those of a service, each taken apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.electrodb.attributes import Field, read_fields
from pytest_dynamo.interop.electrodb.members import INDEX, MODEL, SERVICE
from pytest_dynamo.interop.shapes import Losses, taken

IDENTIFIERS = ("__edb_e__", "__edb_v__")
"""The attributes by which ElectroDB tells its items: the entity, and its version."""
IndexType: TypeAlias = Literal["isolated", "clustered", "composite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A partition or sort key: the attribute it is stored as, and what it is made of."""

    field: str
    composite: tuple[str, ...]
    template: str | None
    casing: str
    cast: str | None
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """An access pattern, which is a use of the table or of an index; `index` is None for the table."""

    name: str
    index: str | None
    kind: IndexType
    collections: tuple[str, ...]
    scope: str
    pk: Key
    sk: Key | None
    projection: Any
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model; `is_old` are those from before version 1 of the library, which have other keys."""

    entity: str
    version: str
    service: str
    is_old: bool
    table: str
    fields: Mapping[str, Field]
    accesses: tuple[Access, ...]
    where: Where

    @property
    def stored(self) -> Mapping[str, Field]:
        """The fields by what they are stored as."""
        return {field.stored: field for field in self.fields.values()}


def looks_like(value: object) -> bool:
    """Whether a value is a model, as far as can be told from outside."""
    if not isinstance(value, dict) or not isinstance(value.get("indexes"), dict):
        return False
    if not isinstance(value.get("attributes"), dict):
        return False
    model = value.get("model", value)
    return isinstance(model, dict) and "entity" in model and "service" in model


def places_of_models(document: object) -> Iterator[tuple[Where, Any]]:
    """What may be a model in a document, and where it stands."""
    if looks_like(document):
        yield (), document
        return
    if isinstance(document, list):
        yield from (((number,), one) for number, one in enumerate(document))
    if isinstance(document, dict):
        for member in ("entities", "models"):
            inside = document.get(member)
            if isinstance(inside, dict | list):
                entries = inside.items() if isinstance(inside, dict) else enumerate(inside)
                yield from (((member, name), one) for name, one in entries)


def models_of(document: object, losses: Losses) -> list[Model]:
    """The models of a document.

    Raises:
        DynamoError: A model has no entity.
    """
    around: dict[str, Any] = {}
    if isinstance(document, dict) and not looks_like(document):
        around = taken(document, SERVICE, (), losses)
        for member in ("entities", "models"):
            if member in around and not isinstance(around[member], dict | list):
                losses.add((member,), "is no mapping or list of models; left out")
    found = []
    for where, one in places_of_models(document):
        if isinstance(one, dict):
            found.append(_model(one, around, where, losses))
        else:
            losses.add(where, "is no model; left out")
    return found


def _model(
    source: Mapping[str, Any], around: Mapping[str, Any], where: Where, losses: Losses
) -> Model:
    members = taken(source, MODEL, where, losses)
    is_old = "model" not in members
    head = members if is_old else members["model"]
    if not head.get("entity"):
        losses.fail((*where, "model", "entity"), "is missing", "name the entity of the model")
    outside = around.get("service", around.get("name"))
    service = head.get("service", outside if isinstance(outside, str) else "")
    if not service:
        message = "is missing; keys are made as if its name were empty"
        losses.add((*where, "model", "service"), message)
    fields = read_fields(members.get("attributes"), (*where, "attributes"), losses)
    return Model(
        entity=head["entity"],
        version=head.get("version", around.get("version", "1")),
        service=service,
        is_old=is_old,
        table=members.get("table", around.get("table", "")),
        fields={one.name: one for one in fields},
        accesses=tuple(_accesses(members.get("indexes"), (*where, "indexes"), losses)),
        where=where,
    )


def _accesses(source: Any, where: Where, losses: Losses) -> Iterator[Access]:  # noqa: ANN401
    if not isinstance(source, dict):
        losses.add(where, "is no mapping of indexes; left out")
        return
    for name, one in source.items():
        place = (*where, name)
        if not isinstance(one, dict):
            losses.add(place, "is no index; left out")
            continue
        members = taken(one, INDEX, place, losses)
        kind: IndexType = members.get("type", "isolated")
        pk = _key(members.get("pk", {}), (*place, "pk"), losses)
        sk = _key(members["sk"], (*place, "sk"), losses) if members.get("sk") else None
        lacks = [key for key in (pk, sk) if key and not key.field and kind != "composite"]
        if lacks or (kind == "composite" and not pk.composite):
            wanted = "composite" if kind == "composite" else "field"
            place = (lacks[0] if lacks else pk).where
            losses.add((*place, wanted), "is missing; the index is left out")
            continue
        yield Access(
            name=name,
            index=members.get("index"),
            kind=kind,
            collections=_collections(members.get("collection"), (*place, "collection"), losses),
            scope=members.get("scope", ""),
            pk=pk,
            sk=sk if sk and (sk.field or sk.composite) else None,
            projection=members.get("projection"),
            where=place,
        )


def _key(members: Mapping[str, Any], where: Where, losses: Losses) -> Key:
    facets = members.get("facets", [])
    if not isinstance(facets, list) or not all(isinstance(one, str) for one in facets):
        message = "the old form of a template is not read: write it as template; left out"
        losses.add((*where, "facets"), message)
        facets = []
    return Key(
        field=members.get("field", ""),
        composite=tuple(members.get("composite", facets)),
        template=members.get("template"),
        casing=members.get("casing", "default"),
        cast=members.get("cast"),
        where=where,
    )


def _collections(value: Any, where: Where, losses: Losses) -> tuple[str, ...]:  # noqa: ANN401
    given = value if isinstance(value, list) else [value]
    names = [one for one in given if isinstance(one, str) and one]
    if value is not None and len(names) < len(given):
        losses.add(where, "not all of it are names; the rest is left out")
    return tuple(dict.fromkeys(names))
