"""What templates speak of: attributes that are there, under names that templates take.

Other tools take any name in a template, our design files identifiers. They compute a key of parts
that no schema declares, and a schema may name one that is made of itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Attribute, Value
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.shapes import Losses
from pytest_dynamo.interop.templates.normalising import placeholder_name


def speakable(name: str) -> str:
    """The name by which templates speak of an attribute, whatever it is called.

    >>> speakable("user-id"), speakable("#")
    ('user_id', 'unnamed')
    """
    try:
        return placeholder_name(name)
    except ValueError:
        return "unnamed"


def resolved(
    attributes: Mapping[str, Attribute],
    assumed: Callable[[str], Value],
    where: Where,
    losses: Losses,
) -> dict[str, Attribute]:
    """The attributes of an entity, and those that templates of them speak of, each difference named.

    `assumed` gives a value to an attribute of which no more than its name is known.
    """
    found = dict(attributes)
    for name, one in attributes.items():
        if name in names_in(one):
            losses.add(where, f"'{name}' is made of itself; a value is assumed")
            found[name] = replace(one, value=assumed(name))
    spoken = dict.fromkeys(name for one in found.values() for name in names_in(one))
    for name, one in attributes.items():
        other = speakable(name)
        if other != name and other in spoken and other not in found:
            losses.add(where, f"no template takes the name '{name}': '{other}' is added for it")
            value = Template((Placeholder(name=other),))
            found[other], found[name] = replace(one, name=other), replace(one, value=value)
    for name in spoken:
        if name not in found:
            losses.add(where, f"'{name}' is in a template and is no attribute; added as one")
            found[name] = Attribute(name=name, value=assumed(name))
    return found


def names_in(attribute: Attribute) -> tuple[str, ...]:
    """The attributes that a template speaks of."""
    return attribute.value.names if isinstance(attribute.value, Template) else ()


def as_present(attributes: Mapping[str, Attribute], key: Sequence[str]) -> dict[str, Attribute]:
    """Keys are in every item, and so is what they are made of; another template is where its parts are.

    Libraries leave a value out if a part of its template is not there. `key` is the table's.
    """
    sure = {*key, *(one for name in key for one in names_in(attributes[name]))}
    found = {
        name: replace(one, present=1.0 if name in sure else one.present)
        for name, one in attributes.items()
    }
    for name, one in found.items():
        parts = [found[part].present for part in names_in(one)]
        if name not in sure and parts:
            found[name] = replace(one, present=min(parts))
    return found
