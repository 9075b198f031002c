"""What differs between the designs of runs, told in words."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.report.comparing.sides import Sides
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import Column, Section, Table, words
from pytest_dynamo.report.words import Code, Constant, Sentence

Shape = Mapping[tuple[str, str], str]
"""What a design says of each thing in it, by the thing and the property, all in words."""


def design(sides: Sides) -> Section | None:
    """The differences of the first and the last design; nothing where a run does not have its design."""
    shapes = [_shape(side.run) for side in (sides.first, sides.last)]
    if shapes[0] is None or shapes[1] is None:
        return None
    rows = tuple(_rows(shapes[0], shapes[1]))
    differ = "thing differs" if len(rows) == 1 else "things differ"
    return Section(
        anchor="design",
        title="Design",
        heading=(Constant(f"{len(rows)} {differ} between the designs"),)
        if rows
        else ("Tables, indexes and access patterns are the same",),
        tables=(_table(sides, rows),) if rows else (),
    )


def _table(sides: Sides, rows: tuple[tuple[Sentence, ...], ...]) -> Table:
    return Table(
        summary="What was added, removed and changed",
        columns=(
            *words("what", "was"),
            Column(heading=(sides.first.shown,), is_number=False),
            Column(heading=(sides.last.shown,), is_number=False),
        ),
        rows=rows,
        is_open=True,
    )


def _rows(before: Shape, after: Shape) -> Iterator[tuple[Sentence, ...]]:
    for key in {**before, **after}:
        first, second = before.get(key), after.get(key)
        if first == second:
            continue
        what = "added" if first is None else "removed" if second is None else "changed"
        thing, name = key
        shown: Sentence = (f"{thing} ", Code(name))
        yield shown, (what,), _cell(first), _cell(second)


def _cell(text: str | None) -> Sentence:
    return ("–",) if text is None else (Code(text),) if text else ("none",)


def _shape(run: Place) -> dict[tuple[str, str], str] | None:
    if not run["assessment"]:
        return None
    found = run["assessment"]["design"].value
    return dict(
        (
            *(row for table in found["tables"] for row in _of_table(table)),
            *(row for entity in found["entities"] for row in _of_entity(entity)),
            *(row for pattern in found["patterns"] for row in _of_pattern(pattern)),
        )
    )


def _of_table(table: Mapping[str, object]) -> Iterator[tuple[tuple[str, str], str]]:
    name = str(table["name"])
    yield (
        ("table", name),
        f"{table['partition_key']}, {table['sort_key'] or 'no sort key'}, {table['billing']}",
    )
    indexes = table["indexes"]
    for index in indexes if isinstance(indexes, list) else ():
        keys = ", ".join([*index["partition_key"], *index["sort_key"]])
        said = f"{index['kind']}, {keys}, projects {index['projection']}"
        yield ("index", f"{name}.{index['name']}"), said


def _of_entity(entity: Mapping[str, object]) -> Iterator[tuple[tuple[str, str], str]]:
    keys = entity["keys"]
    for attribute, template in keys.items() if isinstance(keys, dict) else ():
        yield ("key", f"{entity['name']}.{attribute}"), str(template)


def _of_pattern(pattern: Mapping[str, object]) -> Iterator[tuple[tuple[str, str], str]]:
    on = f" on {pattern['index']}" if pattern["index"] else ""
    consistent = ", strongly consistent" if pattern["is_consistent"] else ""
    said = f"{pattern['operation']}{on}: {pattern['condition']}{consistent}"
    yield ("access pattern", str(pattern["name"])), said
