"""What the values of a key have in common, so that keys of two entities, or of two designs, can be compared."""

from pytest_dynamo.design.positions import Binding, written_out
from pytest_dynamo.design.values import Constant, Design


def key_form(design: Design, entity: str, attribute: str, *, has_owners: bool = False) -> str:
    """An attribute as text: its template with those in it written out, constants, and names for what varies.

    With `has_owners` it is said whose attribute a name is: what two entities take from one and the same
    parent is alike, and what each has for itself is not.
    """
    if attribute not in design.entities[entity].attributes:
        return ""
    parts = written_out(design, entity, attribute)
    return "".join(
        part if isinstance(part, str) else _slot(design, part, attribute, has_owners=has_owners)
        for part in parts
    )


def _slot(design: Design, slot: Binding, attribute: str, *, has_owners: bool) -> str:
    declared = design.entities[slot.entity].attributes[slot.attribute]
    if isinstance(declared.value, Constant):
        return str(declared.value.value)
    owner = f"{slot.entity}." if has_owners else ""
    if slot.placeholder is not None:
        return f"{owner}{slot.placeholder}"
    return owner + ("{}" if slot.attribute == attribute and not owner else f"{{{slot.attribute}}}")
