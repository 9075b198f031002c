"""What stands at each position of an entity's templates, and laying another template over it."""

from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The attribute a placeholder takes its type and its values from.

    `entity` is the one that declares the attribute: of an order's `USER#{user_id}` that is User.
    `item` is the entity whose item the pattern is about, here Order. `placeholder` is how that
    item's template writes the attribute, format spec included; it is None where the placeholder
    stands for the whole stored attribute.
    """

    entity: str
    attribute: str
    item: str
    placeholder: Placeholder | None = None


Part: TypeAlias = str | Binding
Slots: TypeAlias = dict[str, Binding]


def declaring_entity(design: Design, entity: str, name: str, *, above: bool = False) -> str | None:
    """The entity that declares the attribute `name` as seen from `entity`, itself or an ancestor.

    `above` looks among the ancestors only, which is what `{name}` means in the definition of the
    attribute `name` itself.
    """
    candidates = design.ancestors(entity) if above else (entity, *design.ancestors(entity))
    return next((one for one in candidates if name in design.entities[one].attributes), None)


def written_out(
    design: Design, entity: str, attribute: str, item: str = "", *, deep: bool = True
) -> tuple[Part, ...]:
    """The attribute's template as text and attributes, with templates in it written out if `deep`.

    An inverted index, `GSI1PK: "{SK}"`, thus has the positions of SK.
    """
    item = item or entity
    declared = design.entities[entity].attributes[attribute]
    if not isinstance(declared.value, Template):
        return (Binding(entity=entity, attribute=attribute, item=item),)
    parts: list[Part] = []
    for part in declared.value.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        owner = declaring_entity(design, entity, part.name, above=part.name == attribute)
        if owner is None:
            return ()
        value = design.entities[owner].attributes[part.name].value
        if deep and isinstance(value, Template) and not (part.format_spec or part.conversion):
            parts.extend(written_out(design, owner, part.name, item))
        else:
            slot = Binding(entity=owner, attribute=part.name, item=item, placeholder=part)
            parts.append(slot)
    return _joined(parts)


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def matched(
    asked: tuple[str | Placeholder, ...], stored: tuple[Part, ...], *, partial: bool
) -> Slots | None:
    """Lay one template over the other; `partial` lets what is asked end early."""
    slots: Slots = {}
    for position, part in enumerate(asked):
        if position >= len(stored):
            return None
        there = stored[position]
        if isinstance(part, Placeholder):
            if isinstance(there, str):
                return None
            slots.setdefault(part.name, there)
        elif isinstance(there, str):
            if part == there:
                continue
            if part.startswith(there) and position + 1 < len(stored):
                return slots  # the text goes on into what an attribute fills: ORDER#2026 of ORDER#{day}
            ends_early = partial and position == len(asked) - 1 and there.startswith(part)
            return slots if ends_early else None
        else:
            return slots  # literal text where the item has an attribute
    return slots if partial or len(asked) == len(stored) else None
