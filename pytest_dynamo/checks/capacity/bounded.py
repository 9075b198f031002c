"""Whether a design bounds how large the items of an entity become."""

from collections.abc import Mapping

from pytest_dynamo.design.positions import declaring_entity
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Attribute, Constant, Design, Entity, Generated, Value


def is_bounded(design: Design, entity: Entity) -> bool:
    """Whether the length of every attribute of an entity's items has a bound in the design.

    What most of Faker's providers make is as long as they like, and so is what a format spec writes.
    """
    return all(
        _is(design, entity.name, each.name, each.value) for each in entity.attributes.values()
    )


def _is(design: Design, entity: str, attribute: str, value: Value) -> bool:
    match value:
        case Constant():
            return True
        case Template():
            parts = value.placeholders
            return all(_is_placeholder(design, entity, attribute, part) for part in parts)
    return _is_generated(design, entity, attribute, value)


def _is_placeholder(design: Design, entity: str, attribute: str, placeholder: Placeholder) -> bool:
    name = placeholder.name
    owner = declaring_entity(design, entity, name, above=name == attribute)
    if owner is None or placeholder.format_spec:
        return False
    return _is(design, owner, name, design.entities[owner].attributes[name].value)


def _is_generated(design: Design, entity: str, attribute: str, value: Generated) -> bool:
    options = value.options
    match value.maker:
        case "faker":
            arguments = options["args"]
            has_most = isinstance(arguments, Mapping) and "max_nb_chars" in arguments
            return options["provider"] == "uuid4" or has_most
        case "map":
            members = options["attributes"]
            assert isinstance(members, Mapping)
            return all(
                _is(design, entity, attribute, member.value)
                for member in members.values()
                if isinstance(member, Attribute)
            )
        case "list" | "set":
            of = options["of"]
            assert isinstance(of, Template | Constant | Generated)
            return _is(design, entity, attribute, of)
    return True
