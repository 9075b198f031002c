"""Items to infer from, and what is made again of what was inferred."""

from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values import Design, KeySchema, Table
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.interop.inferring.entities import inferred_entities
from pytest_dynamo.population.people import Population

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DESIGNS = Path(__file__).parents[3] / "designs"
TABLE = Table(
    name="things",
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S"},
)


def items_of(design, *, most=1_500):
    """The items of a population of at most so many, by table."""
    whole = Population(design, now=NOW).total_items()
    population = Population(design, now=NOW, scale=min(1, most / whole))
    found = {}
    for table, item in population.items():
        found.setdefault(table, []).append(item)
    return found


def sampled_design(name):
    design = load_design(DESIGNS / f"{name}.yaml")
    return design, items_of(design)


def inferred_design(tables, items, **how):
    """The inferred entities of several tables as a design, which loads as it was written."""
    entities = {}
    for table, found in items.items():
        for one in inferred_entities(tables[table], found, taken=entities, **how):
            entities[one.entity.name] = one.entity
    return loaded(Design(name="inferred", tables=tables, entities=entities))


def loaded(design):
    read = parse_design(design_text(design), "x.yaml")
    assert without_places(read).entities == without_places(design).entities
    return read


def templates(design, table):
    """What the keys of a table and its indexes are made of, entity by entity, as text."""
    types = design.tables[table].attribute_types
    return {
        tuple(
            (
                name,
                str(getattr(entity.attributes[name].value, "maker", entity.attributes[name].value)),
            )
            for name in types
            if name in entity.attributes
        )
        for entity in design.entities.values()
        if entity.table == table
    }


def mean_size(items):
    return mean(map(item_size_bytes, items))


def thing(key, sort="PROFILE", **attributes):
    """An item of texts and numbers."""
    values = {"PK": key, "SK": sort, **attributes}
    return {
        name: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in values.items()
    }


def inferred_things(items, table=TABLE, **how):
    """What is inferred, by the name of the entity; the design of it loads."""
    found = inferred_entities(table, items, **how)
    entities = {one.entity.name: one.entity for one in found}
    loaded(Design(name="things", tables={table.name: table}, entities=entities))
    return {one.entity.name: one for one in found}


def written(inferred, *names):
    """Values of an entity as they stand in a file."""
    found = {name: inferred.entity.attributes[name].value for name in names}
    return {name: str(getattr(value, "maker", value)) for name, value in found.items()}
