"""What a table of a model holds: entities, of its facets or of its items alone, and literal items."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pytest_dynamo.design.values import Entity, Projection, Table
from pytest_dynamo.interop.naming import distinct, pascal_case
from pytest_dynamo.interop.workbench.attributes import Known
from pytest_dynamo.interop.workbench.entities import Seed, entities_of, seeds_of
from pytest_dynamo.interop.workbench.facets import (
    Facet,
    assign_samples,
    read_facets,
    take_data_access,
)
from pytest_dynamo.interop.workbench.items import Sample, distinct_samples, read_samples
from pytest_dynamo.interop.workbench.listed import listed_formats, listed_types
from pytest_dynamo.interop.workbench.several_kinds import entities_of_kinds, kinds_of, samples_of
from pytest_dynamo.interop.workbench.tables import read_table
from pytest_dynamo.interop.workbench.taking import Members, Notes


@dataclass(frozen=True, slots=True)
class Contents:
    """The entities and literal items of all tables that have been read so far."""

    entities: dict[str, Entity] = field(default_factory=dict)
    seeds: dict[str, tuple[Seed, ...]] = field(default_factory=dict)

    def add(self, entity: Entity, samples: Sequence[Sample], table: Table, notes: Notes) -> None:
        """Add an entity and its items."""
        self.entities[entity.name] = entity
        if found := seeds_of(samples, entity.attributes, table.key.attributes, notes):
            self.seeds[entity.name] = found


def read_contents(model: Members, contents: Contents) -> Table:
    """One table; its entities and their literal items are added to `contents`.

    Raises:
        DynamoError: It has no name that DynamoDB takes, or no partition key.
    """
    notes = model.notes
    table = read_table(model)
    types = listed_types(model, table)
    formats = listed_formats(model, table, types)
    known = Known(types={**types, **table.attribute_types}, formats=formats)
    facets = read_facets(model, table, types)
    samples = read_samples(model.elements("TableData"), notes)
    take_data_access(model)
    model.finish()
    if facets:
        facets = _with_samples(facets, samples, table, notes)
        _add_facets(facets, table, known, contents, notes)
    else:
        samples = distinct_samples(samples, table.key.attributes, notes)
        _add_items(samples, types, model, table, known, contents)
    _name_unused(types, table, contents, model, known)
    return _projecting_known(table, contents, notes)


def _with_samples(
    facets: Sequence[Facet], samples: Sequence[Sample], table: Table, notes: Notes
) -> list[Facet]:
    """The facets with their items: those of their own first, then those of the table that are theirs."""
    owners = {id(one): at for at, facet in enumerate(facets) for one in facet.samples}
    found = [replace(facet, samples=[]) for facet in facets]
    everything = [*(one for facet in facets for one in facet.samples), *samples]
    nobody: list[Sample] = []
    for sample in distinct_samples(everything, table.key.attributes, notes):
        if id(sample) in owners:
            found[owners[id(sample)]].samples.append(sample)
        else:
            nobody.append(sample)
    assign_samples(found, nobody, table, notes)
    return found


def _add_facets(
    facets: Sequence[Facet], table: Table, known: Known, contents: Contents, notes: Notes
) -> None:
    wanted = {str(at): facet.name for at, facet in enumerate(facets)}
    names = distinct(wanted, lambda at: _entity_name(wanted[at]), taken=contents.entities)
    numbered = {int(at): one for at, one in names.items()}
    made = entities_of(facets, numbered, table, known, notes)
    for facet, entity in zip(facets, made, strict=True):
        contents.add(entity, facet.samples, table, notes)


def _add_items(
    samples: Sequence[Sample],
    types: dict[str, str],
    model: Members,
    table: Table,
    known: Known,
    contents: Contents,
) -> None:
    """Add the entities of a table without facets: as many as its items show, or one of its attributes."""
    if kinds := kinds_of(table, samples, contents.entities):
        made = entities_of_kinds(kinds, table, known, model.notes)
        for facet, entity in zip(samples_of(made, samples, table, model.notes), made, strict=True):
            contents.add(entity, facet.samples, table, model.notes)
    elif samples or set(types) - set(table.attribute_types) or known.formats:
        listed = [one for one in types if one not in table.key.attributes]
        only = Facet(
            name=table.name, where=model.where, aliases={}, attributes=listed, samples=list(samples)
        )
        _add_facets([only], table, known, contents, model.notes)


def _entity_name(name: str) -> str:
    return name if name.isidentifier() else pascal_case(name[:100])


def _name_unused(
    types: dict[str, str], table: Table, contents: Contents, model: Members, known: Known
) -> None:
    used = {
        name
        for one in contents.entities.values()
        if one.table == table.name
        for name in one.attributes
    }
    for name in types:
        if name not in used and name not in table.attribute_types:
            has_format = ", and its format" if name in known.formats else ""
            message = f"'{name}' is in no facet and in no item; it{has_format} is left out"
            model.notes.lose((*model.where, "NonKeyAttributes"), message)


def _projecting_known(table: Table, contents: Contents, notes: Notes) -> Table:
    """The table, with its indexes projecting no more than items have."""
    of_table = [one for one in contents.entities.values() if one.table == table.name]
    known = {*table.attribute_types, *(name for one in of_table for name in one.attributes)}
    indexes = {}
    for name, index in table.indexes.items() if of_table else ():
        unknown = [one for one in index.projection.attributes if one not in known]
        if unknown:
            message = (
                f"index {name} projects {', '.join(unknown)[:200]}, which no item has; left out"
            )
            notes.lose(("DataModel",), message)
            kept = tuple(one for one in index.projection.attributes if one in known)
            projection = Projection(kind="INCLUDE" if kept else "KEYS_ONLY", attributes=kept)
            index = replace(index, projection=projection)
        indexes[name] = index
    return replace(table, indexes=indexes) if of_table else table
