"""Entities of a table that has items and no facets: told by the keys of the items."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Entity, Table, snake_case
from pytest_dynamo.interop.inferring.entities import InferredEntity, inferred_entities
from pytest_dynamo.interop.workbench.attributes import Known
from pytest_dynamo.interop.workbench.entities import ASSUMED, likely_population
from pytest_dynamo.interop.workbench.facets import Facet, assign_samples
from pytest_dynamo.interop.workbench.items import Sample
from pytest_dynamo.interop.workbench.taking import Notes


def kinds_of(
    table: Table, samples: Sequence[Sample], taken: Collection[str]
) -> tuple[InferredEntity, ...]:
    """The kinds of items there are; nothing where there is but one."""
    found = inferred_entities(table, [one.item for one in samples], taken=taken)
    return found if len(found) > 1 else ()


def entities_of_kinds(
    kinds: Sequence[InferredEntity], table: Table, known: Known, notes: Notes
) -> list[Entity]:
    """The entities of several kinds of items, with the formats of the model where it has some."""
    entities = []
    for kind in kinds:
        attributes = {
            name: _attribute(one, table, known) for name, one in kind.entity.attributes.items()
        }
        name = kind.entity.name
        population = None
        if not kind.entity.parents:
            population = likely_population(attributes, table)
            if population != 1:
                notes.remark(("entities", name, "population"), ASSUMED)
        for about, text in kind.remarks.items():
            if about not in known.formats:
                notes.remark(("entities", name, *(("item", about) if about else ())), text)
        entities.append(
            replace(
                kind.entity,
                attributes=attributes,
                population=population,
                plural=kind.entity.plural or f"{snake_case(name)}s",
            )
        )
    return entities


def _attribute(attribute: Attribute, table: Table, known: Known) -> Attribute:
    """An attribute, with the maker of its format unless it is made of others."""
    format_ = known.formats.get(attribute.name)
    if format_ is None or isinstance(attribute.value, Template):
        return attribute
    if attribute.name in table.key.attributes:
        return replace(attribute, value=format_, present=1.0)
    return replace(attribute, value=format_)


def samples_of(
    entities: Sequence[Entity], samples: Sequence[Sample], table: Table, notes: Notes
) -> list[Facet]:
    """The items of each entity, told by their keys."""
    facets = []
    for entity in entities:
        keys = {
            name: value
            for name in table.key.attributes
            if isinstance(value := entity.attributes[name].value, Template)
        }
        facets.append(
            Facet(
                name=entity.name,
                where=(),
                aliases=dict.fromkeys(table.key.attributes, ""),
                attributes=list(entity.attributes),
                keys=keys,
            )
        )
    assign_samples(facets, samples, table, notes)
    return facets
