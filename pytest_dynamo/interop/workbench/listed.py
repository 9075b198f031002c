"""What a model lists of the attributes of a table: their types and sample data formats."""

from pytest_dynamo.design.mistakes import quoted
from pytest_dynamo.design.values import Table, Value
from pytest_dynamo.interop.workbench.sample_formats import is_plain_format, maker_of_format
from pytest_dynamo.interop.workbench.taking import Members

_TYPES = ("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS")
_LONGEST_ATTRIBUTE_NAME = 255


def listed_types(model: Members, table: Table) -> dict[str, str]:
    """The types of the attributes that are in no key, as the model lists them."""
    types: dict[str, str] = {}
    notes = model.notes
    for one in model.each("NonKeyAttributes"):
        name, kind = one.text("AttributeName"), one.text("AttributeType")
        one.finish()
        if not 1 <= len(name) <= _LONGEST_ATTRIBUTE_NAME:
            notes.lose(one.where, "an attribute without a name that a design takes; left out")
            continue
        if kind not in _TYPES:
            where = (*one.where, "AttributeType")
            notes.lose(where, f"'{kind[:20]}' is no type of an attribute; read as S")
            kind = "S"
        wanted = table.attribute_types.get(name) or types.get(name) or kind
        if wanted != kind:
            message = f"{name} is of type {wanted} elsewhere in the table; {kind} is left out"
            notes.lose((*one.where, "AttributeType"), message)
        types[name] = wanted
    return types


def listed_formats(model: Members, table: Table, types: dict[str, str]) -> dict[str, Value]:
    """The makers of the attributes that have a sample data format."""
    formats: dict[str, Value] = {}
    members, notes = model.inside("SampleDataFormats"), model.notes
    for name in members.names():
        value = members.take(name)
        is_format = isinstance(value, list) and value and all(isinstance(one, str) for one in value)
        where = (*members.where, name)
        if not is_format:
            notes.lose(where, f"{quoted(value)} where a group and a format are wanted; left out")
            continue
        kind = table.attribute_types.get(name) or types.get(name) or "S"
        maker = maker_of_format(value[-1], kind)
        if name not in types and name not in table.attribute_types:
            notes.lose(where, "the table has no attribute of this name; left out")
        elif is_plain_format(value[-1]):
            continue  # no more than what the type says
        elif maker is None or len(value) != 2:
            shown = ", ".join(value)[:80]
            notes.lose(
                where,
                f"the format '{shown}' is not known for type {kind}; its values are made otherwise",
            )
        else:
            formats[name] = maker
    return formats
