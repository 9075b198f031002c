"""The design itself: its entities and what belongs to what, its tables and indexes, and its access patterns."""

from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.entity_chart import Entity, entity_chart
from pytest_dynamo.report.figures import NO_BREAK, count, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import (
    NARROW,
    WIDE,
    Panel,
    Section,
    Table,
    numbers,
    words,
)
from pytest_dynamo.report.words import Code, Constant, Figure, Name, Quote, Sentence

_NOTHING: Sentence = ("–",)


def design(run: Place) -> Section | None:
    """The section Design, of a run or of a study; nothing in a run file of before."""
    if not run["assessment"]:
        return None
    shape = run["assessment"]["design"]
    tables = [_patterns(shape), _entities(shape), _tables(shape), *_indexes(shape)]
    return Section(
        anchor="design",
        title="Design",
        heading=_heading(shape),
        lead=_lead(run, shape),
        panels=_chart(shape),
        tables=tuple(table for table in tables if table.rows),
        is_wide=True,
    )


def _heading(shape: Place) -> Sentence:
    """What it consists of, and whether all that is asked of it can be answered."""
    patterns = list(shape["patterns"])
    refused = [pattern for pattern in patterns if pattern["not_served"]]
    served: Sentence = ("all served",)
    if refused:
        served = (_so_many(len(refused)), " of them not served")
    return (
        _so_many(len(patterns)),
        f" access pattern{_s(len(patterns))}, ",
        *served,
        "; ",
        _so_many(len(shape["tables"])),
        f" table{_s(len(shape['tables']))}, ",
        _so_many(_number_of_indexes(shape)),
        f" index{'' if _number_of_indexes(shape) == 1 else 'es'}",
    )


def _so_many(number: int) -> Constant:
    """How many members a list of the design has, which is a fact about it and no figure of the file."""
    return Constant(f"{number:,}" if number else "no")


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def _number_of_indexes(shape: Place) -> int:
    return sum(len(table["indexes"]) for table in shape["tables"])


def _lead(run: Place, shape: Place) -> Sentence:
    path: Sentence = (Code(run["design"]["path"].value),)
    described = shape["description"].value
    return (*path, ": ", Quote(described)) if described else (*path, ".")


def _chart(shape: Place) -> tuple[Panel, ...]:
    entities = [
        Entity(name=each["name"].value, items=_items(each), parents=tuple(each["parents"].value))
        for each in shape["entities"]
    ]
    if not entities:
        return ()
    drawings: list[Drawing] = [entity_chart(entities, width) for width in (WIDE, NARROW)]
    return (
        Panel(
            title=("Entities",),
            facts=("items at the start",),
            drawing=drawings[0],
            narrow=drawings[1],
            description="The entities of the design, each beside or under the one that it belongs to.",
            caption=_belonging(entities),
        ),
    )


def _belonging(entities: list[Entity]) -> Sentence:
    if not any(each.parents for each in entities):
        return ("No entity belongs to another one.",)
    if any(len(each.parents) > 1 for each in entities):
        return (
            (
                "A line leads to what belongs to an entity. What belongs to another one as well has a dashed "
                "line from that one, or says so."
            ),
        )
    return ("A line leads to what belongs to an entity.",)


def _items(entity: Place) -> Figure:
    number = count(entity["items"])
    text = f"{number.text}{NO_BREAK}item{_s(int(number.value))}"
    return Figure(text=text, value=number.value, path=number.path)


def _patterns(shape: Place) -> Table:
    return Table(
        summary="Access patterns, with the units of one request",
        is_open=True,
        columns=(
            *words("access pattern", "operation", "on", "what it asks for"),
            *numbers("declared a second", "read units", "write units"),
            *words("remark"),
        ),
        rows=tuple(_pattern(pattern) for pattern in shape["patterns"]),
    )


def _pattern(pattern: Place) -> tuple[Sentence, ...]:
    remarks = [part.value for part in (pattern["not_served"], pattern["description"]) if part.value]
    if pattern["is_consistent"]:
        remarks.insert(0, "strongly consistent")
    return (
        (Name(pattern["name"].value),),
        (Code(pattern["operation"].value),),
        (Name(pattern["index"].value or pattern["table"].value),),
        (Code(pattern["condition"].value),) if pattern["condition"] else _NOTHING,
        (units(pattern["requests_per_second"]),),
        _units(pattern["read_units"]),
        _units(pattern["write_units"]),
        (Quote("; ".join(remarks)),) if remarks else _NOTHING,
    )


def _units(place: Place) -> Sentence:
    return (units(place),) if place else _NOTHING


def _entities(shape: Place) -> Table:
    return Table(
        summary="Entities, and the keys of their items",
        is_open=True,
        columns=(
            *words("entity", "table"),
            *numbers("items"),
            *words("keys", "belongs to", "other attributes"),
        ),
        rows=tuple(_entity(entity) for entity in shape["entities"]),
    )


def _entity(entity: Place) -> tuple[Sentence, ...]:
    keys: Sentence = ()
    for attribute, template in entity["keys"].value.items():
        keys += (", " if keys else "", Code(f"{attribute}: {template}"))
    return (
        (Name(entity["name"].value),),
        (Name(entity["table"].value),),
        (count(entity["items"]),),
        keys or _NOTHING,
        _names(entity["parents"].value),
        _codes(entity["attributes"].value),
    )


def _tables(shape: Place) -> Table:
    return Table(
        summary="Tables",
        is_open=True,
        columns=(
            *words("table", "partition key", "sort key", "capacity"),
            *numbers("items", "bytes"),
            *words("time to live", "stream"),
        ),
        rows=tuple(
            (
                (Name(table["name"].value),),
                (Code(table["partition_key"].value),),
                _code(table["sort_key"]),
                (Name(table["billing"].value),),
                (count(table["items"]),),
                (count(table["bytes"]),),
                _code(table["time_to_live"]),
                _code(table["stream"]),
            )
            for table in shape["tables"]
        ),
    )


def _indexes(shape: Place) -> list[Table]:
    rows = tuple(
        (
            (Name(index["name"].value), " of ", Name(table["name"].value)),
            (index["kind"].value,),
            _codes(index["partition_key"].value),
            _codes(index["sort_key"].value),
            (Code(index["projection"].value),),
            _names(_readers(shape, table, index)),
        )
        for table in shape["tables"]
        for index in table["indexes"]
    )
    columns = words("index", "kind", "partition key", "sort key", "projection", "read by")
    return [Table(summary="Indexes", is_open=True, columns=columns, rows=rows)]


def _readers(shape: Place, table: Place, index: Place) -> list[str]:
    """The access patterns that ask an index."""
    return [
        pattern["name"].value
        for pattern in shape["patterns"]
        if (pattern["table"].value, pattern["index"].value)
        == (table["name"].value, index["name"].value)
    ]


def _code(place: Place) -> Sentence:
    return (Code(place.value),) if place else _NOTHING


def _codes(names: list[str]) -> Sentence:
    return (Code(", ".join(names)),) if names else _NOTHING


def _names(names: list[str]) -> Sentence:
    listed: Sentence = ()
    for name in names:
        listed += (", " if listed else "", Name(name))
    return listed or _NOTHING
