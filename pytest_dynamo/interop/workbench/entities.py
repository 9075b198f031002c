"""From facets to entities: their items, their parents, their literal items."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    Attribute,
    Constant,
    Entity,
    Generated,
    Parent,
    Scalar,
    Table,
    snake_case,
)
from pytest_dynamo.interop.templates.normalising import placeholder_name
from pytest_dynamo.interop.workbench.attributes import (
    Known,
    Made,
    made_attribute,
    placeholder_attribute,
    plain_value,
)
from pytest_dynamo.interop.workbench.facets import Facet, names_in, parents_of
from pytest_dynamo.interop.workbench.items import Sample, rendered, scalar_of, type_of
from pytest_dynamo.interop.workbench.taking import Notes

ASSUMED_POPULATION = 1_000
MOST_SEEDS, MOST_CHARACTERS = 100, 100_000
"""Of an entity: a design file has a megabyte at most."""
ASSUMED = "assumed; the model does not say"

Seed: TypeAlias = Mapping[str, Scalar]


def entities_of(
    facets: Sequence[Facet],
    names: Mapping[int, str],
    table: Table,
    known: Known,
    notes: Notes,
) -> list[Entity]:
    """The entities of a table's facets; `names` are theirs, by the position of the facet."""
    parents = parents_of(facets)
    entities = []
    for at, facet in enumerate(facets):
        parent = parents[at]
        inherited: set[str] = set()
        above = parent
        while above is not None:
            inherited |= set(facets[above].attributes)
            above = parents[above]
        name = names[at]
        attributes = _attributes(facet, name, table, known, inherited, notes)
        population = None if parent is not None else likely_population(attributes, table)
        if parent is not None:
            text = f"assumed; its key is made of what {names[parent]} has, and how many each has is not said"
            notes.remark(("entities", name, "belongs_to"), text)
        elif population != 1:
            notes.remark(("entities", name, "population"), ASSUMED)
        if facet.name != name:
            notes.remark(("entities", name), f"the model calls it '{facet.name}'")
        entities.append(
            Entity(
                name=name,
                table=table.name,
                attributes=attributes,
                population=population,
                parents=() if parent is None else (Parent(entity=names[parent]),),
                plural=f"{snake_case(name)}s",
            )
        )
    return entities


def likely_population(attributes: Mapping[str, Attribute], table: Table) -> int:
    """Of an entity whose key is always the same there is one."""
    values = [attributes[name].value for name in table.key.attributes]
    constant = all(
        isinstance(one, Constant) or (isinstance(one, Template) and one.is_constant)
        for one in values
    )
    return 1 if constant else ASSUMED_POPULATION


def _attributes(
    facet: Facet,
    entity: str,
    table: Table,
    known: Known,
    inherited: set[str],
    notes: Notes,
) -> dict[str, Attribute]:
    keys = {name: facet.keys.get(name) for name in table.key.attributes}
    found: dict[str, Attribute] = {}

    def add(made: Made) -> None:
        found[made.attribute.name] = made.attribute
        if made.evidence:
            notes.remark(("entities", entity, "item", made.attribute.name), made.evidence)

    for name, template in keys.items():
        if template is not None:
            found[name] = Attribute(name=name, value=template)
        else:
            add(made_attribute(name, facet.samples, known, is_key=True))
    identifying = {*keys, *names_in(facet)}
    in_items = dict.fromkeys(name for one in facet.samples for name in one.item)
    for name in dict.fromkeys((*facet.attributes, *in_items)):
        if name not in found:
            is_key = name in table.attribute_types
            add(made_attribute(name, facet.samples, known, is_key=is_key))
            if name not in facet.attributes and facet.aliases:
                path = ("entities", entity, "item", name)
                notes.remark(path, "the facet does not list it; its items have it")
    for name in names_in(facet):
        if name not in found and name not in inherited:
            add(_spoken_of(name, facet, found, known))
    _keep_apart(found, identifying, entity, known, notes)
    return found


def _keep_apart(
    found: dict[str, Attribute], identifying: set[str], entity: str, known: Known, notes: Notes
) -> None:
    for name in sorted(identifying & found.keys()):
        if (distinct := _distinct(found[name], known)) != found[name]:
            found[name] = distinct
            path = ("entities", entity, "item", name)
            shown = notes.remarks.pop(path, "")
            notes.remark(path, f"assumed, for all to be different; the sample data: {shown}")


def _spoken_of(name: str, facet: Facet, found: Mapping[str, Attribute], known: Known) -> Made:
    """An attribute that the facet does not have, and an alias of its key speaks of."""
    same = next((one for one in found if _identifier(one) == name), "")
    key = next(one for one, template in facet.keys.items() if name in template.names)
    made = placeholder_attribute(name, key, facet.keys[key], facet.samples, known.formats)
    evidence = f"{made.evidence}; only the alias of {key} in the model speaks of it"
    if same:
        evidence = f"{evidence}; it stands for '{same}', whose name no template takes"
    return replace(made, evidence=evidence.removeprefix("; "))


def _distinct(attribute: Attribute, known: Known) -> Attribute:
    """What tells items apart, with enough values for all: a few samples show but a few."""
    value = attribute.value
    if attribute.name in known.formats or not isinstance(value, Generated):
        return attribute
    if value.maker not in ("text_bytes", "int", "choice", "number"):
        return attribute
    kind = known.types.get(attribute.name, "N" if value.maker in ("int", "number") else "S")
    return replace(attribute, value=plain_value(kind, is_key=True)) if kind in "SN" else attribute


def _identifier(name: str) -> str:
    try:
        return placeholder_name(name)
    except ValueError:
        return ""


def seeds_of(
    samples: Sequence[Sample], attributes: Mapping[str, Attribute], key: Sequence[str], notes: Notes
) -> tuple[Seed, ...]:
    """The items as literal items of an entity, without what its templates make of the rest.

    Of a literal item every attribute is a scalar; others are made as those of other items are.
    """
    seeds, lost = [], dict[str, list[Sample]]()
    characters = 0
    for number, sample in enumerate(samples):
        characters += len(str(sample.item))
        if number >= MOST_SEEDS or characters > MOST_CHARACTERS:
            message = f"{len(samples) - number:,} more items; a design file is not for so many"
            notes.lose(sample.where, f"{message}, they are left out")
            break
        scalars: dict[str, Scalar] = {}
        for name, value in sample.item.items():
            holds, scalar = scalar_of(value)
            if holds:
                scalars[name] = scalar
            else:
                lost.setdefault(name, []).append(sample)
        seeds.append(_shortened(scalars, attributes, key))
    for name, having in lost.items():
        kind = type_of(having[0].item[name])
        message = (
            f"a value of type {kind} in {len(having):,} of the sample items, and a seed holds scalars;"
            " it is made like the others"
        )
        notes.lose((*having[0].where, name), message)
    return tuple(seeds)


def _shortened(
    scalars: Mapping[str, Scalar], attributes: Mapping[str, Attribute], key: Sequence[str]
) -> Seed:
    """A literal item without what follows from the rest of it."""
    implied = {
        name
        for name, scalar in scalars.items()
        if name in attributes
        and attributes[name].present == 1
        and type(rendered(attributes[name].value, scalars)) is type(scalar)
        and rendered(attributes[name].value, scalars) == scalar
    }
    for name in list(implied):
        value = attributes[name].value
        if isinstance(value, Template) and implied & set(value.names):
            implied.discard(name)
    kept = {name: scalar for name, scalar in scalars.items() if name not in implied}
    return kept or {name: scalars[name] for name in key if name in scalars}
