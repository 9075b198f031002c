"""What a value is in Python: as a caller gives it, and as an item holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pytest_dynamo.design.attribute_types import made_type
from pytest_dynamo.design.positions import declaring_entity
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Constant, Design, Generated, Value
from pytest_dynamo.interop.naming import pascal_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type as a caller gives it and as it is stored, and the helper that makes the one of the other."""

    given: str
    stored: str
    helper: str = ""

    def stored_text(self, name: str) -> str:
        """The expression of the stored value of a variable."""
        return f"{self.helper}({name})" if self.helper else name


TEXT = Kind(given="str", stored="str")
UNKNOWN = Kind(given="Any", stored="Any")
MOMENT = Kind(given="datetime", stored="str", helper="_iso8601")
DAY = Kind(given="date", stored="str", helper="_iso_date")
EPOCH = Kind(given="datetime", stored="int", helper="_epoch_seconds")

_TIMESTAMPS = {"iso8601": MOMENT, "date": DAY, "epoch_seconds": EPOCH}
_NAMES: Mapping[type, str] = {
    str: "str",
    bytes: "bytes",
    bool: "bool",
    int: "int",
    float: "Number",
    Decimal: "Number",
    type(None): "None",
    dict: "dict[str, Any]",
    list: "list[Any]",
    tuple: "list[Any]",
    set: "set[Any]",
    frozenset: "set[Any]",
    object: "Any",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The attributes of a map, which is a type of its own: its name, and the names of what it holds."""

    name: str
    attributes: Mapping[str, Attribute]


class Kinds:
    """The kinds of a design's attributes; `shapes` are the maps that were met, by the name of their type."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self.shapes: dict[str, Shape] = {}

    def of_attribute(self, entity: str, name: str) -> Kind:
        """The kind of an attribute, through templates that are one bare placeholder."""
        owner: str | None = entity if name in self._design.entities[entity].attributes else None
        owner = owner or declaring_entity(self._design, entity, name)
        while owner is not None:
            value = self._design.entities[owner].attributes[name].value
            if not (isinstance(value, Template) and value.keeps_type):
                return self.of_value(value, f"{owner} {name}")
            inner = value.names[0]
            owner = declaring_entity(self._design, owner, inner, above=inner == name)
            name = inner
        return UNKNOWN

    def of_value(self, value: Value, path: str) -> Kind:
        """The kind of a value; `path` names it, should it be a map."""
        match value:
            case Template():
                return TEXT
            case Constant():
                return _plain(type(value.value))
        match value.maker:
            case "timestamp":
                return _TIMESTAMPS[str(value.options["format"])]
            case "choice":
                return _choice(value)
            case "map":
                return self._map(value, path)
            case "list" | "set":
                element = self.of_value(_element(value), f"{path} Element").stored
                return _same(f"{value.maker}[{element}]")
        if value.options.get("provider") == "uuid4" and not value.options.get("args"):
            return TEXT
        made = made_type(value)
        if made is datetime:
            return MOMENT
        if made is date:
            return DAY
        return UNKNOWN if made is None else _plain(made)

    def _map(self, value: Generated, path: str) -> Kind:
        attributes = value.options["attributes"]
        if not isinstance(attributes, Mapping):
            return UNKNOWN
        name = pascal_case(path)
        if name not in self.shapes:
            self.shapes[name] = Shape(name=name, attributes=attributes)
        return _same(name)


def _element(value: Generated) -> Value:
    found = value.options["of"]
    return found if isinstance(found, Template | Constant | Generated) else Constant(value="")


def _choice(value: Generated) -> Kind:
    weights = value.options["weights"]
    names = _distinct(type(one) for one in weights) if isinstance(weights, Mapping) else []
    if "Number" in names:
        names = [name for name in names if name != "int"]
    return _same(" | ".join(names))


def _distinct(types: Iterable[type]) -> list[str]:
    return list(dict.fromkeys(_plain(one).given for one in types))


def _plain(kind: type) -> Kind:
    return _same(_NAMES.get(kind, "Any"))


def _same(name: str) -> Kind:
    return Kind(given=name, stored=name)
