"""From the forms of entities to entities, each with its attributes, parents and table."""

from collections.abc import Mapping

from pytest_dynamo.design.forms.document import MAX_POPULATION, EntityForm, ParentForm
from pytest_dynamo.design.mistakes import Mistakes, Where, listed, quoted
from pytest_dynamo.design.reading.distributions import read_distribution
from pytest_dynamo.design.reading.values import read_attribute
from pytest_dynamo.design.values import Attribute, Entity, Parent, Table, snake_case

_LONGEST_ATTRIBUTE_NAME = 65_535


def read_entities(
    forms: Mapping[str, EntityForm], tables: Mapping[str, Table], mistakes: Mistakes
) -> dict[str, Entity]:
    """The entities of a design; those whose table is not known are left out."""
    entities: dict[str, Entity] = {}
    for name, form in forms.items():
        where = ("entities", name)
        table = table_named(form.table, tables, where, mistakes)
        entity = _entity(name, form, table or "", where, mistakes)
        if table is None:
            mistakes.lose(where, {name: None for name in form.item})
        else:
            entities[name] = entity
    _check_parents(entities, forms, mistakes)
    _check_sizes(entities, mistakes)
    return entities


def table_named(
    name: str | None, tables: Mapping[str, Table], where: Where, mistakes: Mistakes
) -> str | None:
    """The table a `table` setting means; the only one, if there is one and the setting is left out."""
    if name is not None:
        if name in tables:
            return name
        mistakes.unknown((*where, "table"), name, "table", tables)
        return None
    if len(tables) == 1 and not mistakes.has_lost((*where, "table")):
        return next(iter(tables))
    if len(tables) > 1 and not mistakes.has_lost((*where, "table")):
        message = f"table is missing; the design has several{listed(': ', tables)}"
        mistakes.add(where, message)
    return None


def _entity(name: str, form: EntityForm, table: str, where: Where, mistakes: Mistakes) -> Entity:
    if not name.isidentifier():
        message = f"{quoted(name)} is not a name for an entity; it has to be a Python identifier"
        mistakes.add(where, message)
    plural = form.plural or f"{snake_case(name)}s"
    if form.plural is not None and not form.plural.isidentifier():
        mistakes.add((*where, "plural"), f"{quoted(form.plural)} is not a Python identifier")
    return Entity(
        name=name,
        table=table,
        attributes=_attributes(form, (*where, "item"), mistakes),
        population=form.population,
        parents=_parents(form, (*where, "belongs_to"), mistakes),
        plural=plural,
        place=mistakes.place(where),
    )


def _attributes(form: EntityForm, where: Where, mistakes: Mistakes) -> dict[str, Attribute]:
    attributes: dict[str, Attribute] = {}
    for name, value in form.item.items():
        inside = (*where, name)
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
        if not 1 <= len(name.encode()) <= _LONGEST_ATTRIBUTE_NAME:
            message = f"an attribute's name has 1 to {_LONGEST_ATTRIBUTE_NAME:,} bytes"
            mistakes.add(inside, message)
        if attribute := read_attribute(name, value, inside, mistakes):
            attributes[name] = attribute
    return attributes


def _parents(form: EntityForm, where: Where, mistakes: Mistakes) -> tuple[Parent, ...]:
    match form.belongs_to:
        case None:
            return ()
        case str() as name:
            forms: dict[str, ParentForm | None] = {name: None}
        case list() as names:
            forms = dict.fromkeys(names)
        case dict() as mapping:
            forms = dict(mapping)
    return tuple(
        _parent(name, one or ParentForm(), (*where, name), mistakes) for name, one in forms.items()
    )


def _parent(name: str, form: ParentForm, where: Where, mistakes: Mistakes) -> Parent:
    if form.max is not None and form.max < form.mean:
        message = f"no parent may have more than {form.max}, so the mean cannot be {form.mean:g}"
        mistakes.add(where, message)
    return Parent(
        entity=name,
        mean=form.mean,
        maximum=form.max,
        distribution=read_distribution(form.distribution, (*where, "distribution"), mistakes),
    )


def _check_parents(
    entities: Mapping[str, Entity], forms: Mapping[str, EntityForm], mistakes: Mistakes
) -> None:
    """Every entity has a population or parents that exist, and is not its own ancestor."""
    for name, entity in entities.items():
        where: Where = ("entities", name)
        for parent in entity.parents:
            if parent.entity not in forms and not mistakes.is_touched((*where, "belongs_to")):
                place = (*where, "belongs_to", parent.entity)
                mistakes.unknown(
                    place, parent.entity, "entity", (one for one in forms if one != name)
                )
        if entity.parents and entity.population is not None:
            message = (
                "population and belongs_to exclude each other; parents decide how many there are"
            )
            mistakes.add((*where, "population"), message)
        lost = mistakes.has_lost((*where, "population"), (*where, "belongs_to"))
        if not entity.parents and entity.population is None and not lost:
            mistakes.add(where, "population or belongs_to is missing: how many are there?")
        cycle = _cycle(name, entities)
        if cycle and name == min(cycle):  # of a cycle one of its members tells
            path = " → ".join([*cycle, cycle[0]])
            mistakes.add((*where, "belongs_to"), f"belongs to itself: {path}")


def _cycle(name: str, entities: Mapping[str, Entity]) -> list[str]:
    """The way from an entity through its ancestors back to itself, if there is one."""
    ways = [[name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for parent in entities[way[-1]].parents:
            if parent.entity == name:
                return way
            if parent.entity in entities and parent.entity not in seen:
                seen.add(parent.entity)
                ways.append([*way, parent.entity])
    return []


def _check_sizes(entities: Mapping[str, Entity], mistakes: Mistakes) -> None:
    """No entity has more members than can be meant."""
    for name, entity in entities.items():
        count, seen = 1.0, set()
        here: Entity | None = entity
        while here and here.parents and here.name not in seen:
            seen.add(here.name)
            count *= here.parents[0].mean
            here = entities.get(here.parents[0].entity)
        if here and here.population and count * here.population > MAX_POPULATION:
            message = (
                f"makes {count * here.population:,.0f} items; a design takes up to"
                f" {MAX_POPULATION:,} of an entity"
            )
            mistakes.add(("entities", name, "belongs_to"), message)
            break  # the children of this one would repeat it
