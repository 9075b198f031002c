"""What a model says and a design cannot hold, found with the checks that every design file has to pass."""

from dataclasses import replace

from pytest_dynamo.design.mistakes import Mistakes
from pytest_dynamo.design.reading.entity_keys import check_keys
from pytest_dynamo.design.reading.references import check_references
from pytest_dynamo.design.values import Attribute, Design, Entity
from pytest_dynamo.interop.workbench.attributes import plain_value
from pytest_dynamo.interop.workbench.taking import Notes

_MOST_ROUNDS = 8


def repaired(design: Design, notes: Notes) -> Design:
    """The design with plain values for those attributes that no design file takes.

    A key may be made of itself, or be text where its table wants a number. What is replaced is lost,
    and that is said.
    """
    for _ in range(_MOST_ROUNDS):
        mistakes = Mistakes("")
        if check_references(design, mistakes):
            check_keys(design, mistakes)
        if not mistakes:
            return design
        entities = {
            name: _repaired(entity, design, mistakes, notes)
            for name, entity in design.entities.items()
        }
        if entities == design.entities:
            break
        design = replace(design, entities=entities)
    notes.lose(("DataModel",), "the entities do not go together; they are left out")
    return replace(design, entities={}, seeds={})


def _repaired(entity: Entity, design: Design, mistakes: Mistakes, notes: Notes) -> Entity:
    types = design.tables[entity.table].attribute_types
    attributes: dict[str, Attribute] = {}
    for name, attribute in entity.attributes.items():
        if not mistakes.is_touched(("entities", entity.name, "item", name)):
            attributes[name] = attribute
            continue
        kind = types.get(name, "S")
        value = plain_value(kind, is_key=name in types)
        attributes[name] = Attribute(name=name, value=value)
        reason = next(
            (
                one.message
                for one in mistakes.error().mistakes
                if one.where == f"entities.{entity.name}.item.{name}"
            ),
            "no design holds it",
        )
        message = f"the value of {name} in {entity.name}: {reason}; a plain one is made"
        notes.lose(("DataModel",), message)
    return replace(entity, attributes=attributes)
