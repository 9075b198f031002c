"""Facets of a table: kinds of items, with what their keys are made of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Table
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.templates.normalising import template_of
from pytest_dynamo.interop.workbench.items import (
    Sample,
    literal_length,
    matched_values,
    read_samples,
    type_of,
)
from pytest_dynamo.interop.workbench.taking import Members, Notes

_LONGEST_ALIAS = 2_048


@dataclass(slots=True, kw_only=True)
class Facet:
    """A kind of item as the model describes it.

    `keys` has the templates of those attributes of the table's key of which the aliases tell.
    """

    name: str
    where: Where
    aliases: Mapping[str, str]
    attributes: list[str]
    keys: Mapping[str, Template] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)


def read_facets(model: Members, table: Table, types: Mapping[str, str]) -> list[Facet]:
    """The facets of a table; `types` are those of its attributes that are in no key."""
    facets: list[Facet] = []
    for members in model.each("TableFacets"):
        name = members.text("FacetName")
        alias = members.inside("KeyAttributeAlias")
        aliases = {
            table.key.partition_key[0]: alias.text("PartitionKeyAlias"),
            **{one: alias.text("SortKeyAlias") for one in table.key.sort_key},
        }
        alias.finish()
        if not name:
            name = f"{table.name}Item"
            message = f"is missing; the entity is called after {name}"
            members.notes.lose((*members.where, "FacetName"), message)
        facets.append(
            Facet(
                name=name,
                where=members.where,
                aliases=aliases,
                attributes=members.texts("NonKeyAttributes"),
                samples=read_samples(members.elements("TableData"), members.notes),
            )
        )
        take_data_access(members)
        members.finish()
    for facet in facets:
        known = dict.fromkeys((*facet.attributes, *types, *table.attribute_types))
        facet.keys = _templates(facet, list(known), model.notes)
        facet.attributes = [one for one in facet.attributes if one not in table.key.attributes]
    return facets


def take_data_access(members: Members) -> None:
    """Take what the application keeps for MySQL, which says nothing where it is empty."""
    access = members.inside("DataAccess")
    access.inside("MySql").finish()
    access.finish()


def _templates(facet: Facet, known: Sequence[str], notes: Notes) -> dict[str, Template]:
    found: dict[str, Template] = {}
    for key, alias in facet.aliases.items():
        try:
            template = alias_template(alias, key, known)
        except ValueError as error:
            where = (*facet.where, "KeyAttributeAlias")
            notes.lose(where, f"{error}; the alias '{alias[:80]}' is left out")
            continue
        if template is not None:
            found[key] = template
    return found


def alias_template(alias: str, key: str, known: Sequence[str]) -> Template | None:
    """What an alias says of a key; None where it says nothing: it is empty, or the name of the key.

    Names of attributes stand for their values, in `<angles>` and in other words of the alias alike.

    >>> str(alias_template("ORDER#<order_id>", "SK", ["order_id"]))
    'ORDER#{order_id}'
    >>> str(alias_template("ACTIVITY#ActivityID", "PK", ["ActivityID"]))
    'ACTIVITY#{ActivityID}'

    Raises:
        ValueError: The angles do not match, or nothing stands between them.
    """
    if not alias.strip() or alias == key:
        return None
    if len(alias) > _LONGEST_ALIAS:
        msg = "no key is as long"
        raise ValueError(msg)
    others = {name: name for name in known if name != key and name.isidentifier()}
    if re.search(r"<[^<>]*>", alias):
        return template_of(alias, style="angle", names=_spellings(alias, others))
    if re.search(r"\$\{[^{}]*\}", alias):
        return template_of(alias, style="dollar", names=others)
    if re.search(r"\{\{[^{}]*\}\}", alias):
        return template_of(alias, style="double", names=others)
    if re.search(r"\{[^{}]*\}", alias):
        return template_of(alias, style="braces", names=_spellings(alias, others))
    return template_of(alias, style="dashed", names=others)


def _spellings(alias: str, names: Mapping[str, str]) -> dict[str, str]:
    """The attributes that placeholders mean, whatever the case and the dashes they are written with."""
    folded = {_folded(name): name for name in reversed(list(names))}
    written = [one.strip() for one in re.findall(r"[<{]([^<>{}]*)[>}]", alias)]
    near = {one: folded[_folded(one)] for one in written if _folded(one) in folded}
    return {**near, **names}


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def assign_samples(
    facets: Sequence[Facet], samples: Sequence[Sample], table: Table, notes: Notes
) -> None:
    """Give each item of a table's data to the facet whose keys it has.

    Where several could be meant, the one that says most of the keys, then the one that has most of the
    item's attributes, is taken.
    """
    nobody: list[Sample] = []
    for sample in samples:
        scores = [(score, at) for at, one in enumerate(facets) if (score := _score(one, sample))]
        if scores:
            _, at = max(scores, key=lambda each: (each[0], -each[1]))
            facets[at].samples.append(sample)
        else:
            nobody.append(sample)
    if nobody:
        count = f"{len(nobody):,} item{'' if len(nobody) == 1 else 's'}"
        message = f"{count} of table {table.name} with keys of no facet; left out"
        notes.lose(nobody[0].where, message)


def _score(facet: Facet, sample: Sample) -> tuple[int, int] | None:
    literal = 0
    for name, template in facet.keys.items():
        value = sample.item.get(name)
        if value is None:
            return None
        text = str(value[type_of(value)])
        if matched_values(text, template) is None:
            return None
        literal += literal_length(template)
    others = set(sample.item) - set(facet.aliases)
    shared = len(others & set(facet.attributes)) - len(others - set(facet.attributes))
    return literal, shared


def names_in(facet: Facet) -> list[str]:
    """The names of the placeholders in a facet's keys."""
    parts = [part for template in facet.keys.values() for part in template.parts]
    return list(dict.fromkeys(part.name for part in parts if isinstance(part, Placeholder)))


def parents_of(facets: Sequence[Facet]) -> list[int | None]:
    """Which facet each belongs to: one that has an attribute which only its key speaks of.

    Orders with the key `USER#<user_id>` that have no `user_id` belong to the users, who have one, in
    their own key.
    """
    parents: list[int | None] = []
    for at, facet in enumerate(facets):
        own = {*facet.attributes, *(name for one in facet.samples for name in one.item)}
        missing = [name for name in names_in(facet) if name not in own]
        parents.append(None)
        for number, other in enumerate(facets):
            identifying = set(names_in(other)) & set(other.attributes)
            if number != at and missing and missing[0] in identifying:
                parents[at] = number
                break
    for at in range(len(facets)):
        _cut_circle(parents, at)
    return parents


def _cut_circle(parents: list[int | None], start: int) -> None:
    here, seen = parents[start], {start}
    while here is not None:
        if here in seen:
            parents[start] = None
            return
        seen.add(here)
        here = parents[here]
