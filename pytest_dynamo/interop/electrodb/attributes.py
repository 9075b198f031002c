"""Attributes of a model: what they are stored as, and values for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.values import Attribute, Generated, Value
from pytest_dynamo.interop.assumed import assumed_value
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.electrodb.members import ATTRIBUTE
from pytest_dynamo.interop.shapes import Losses, taken

_OPTIONAL = 0.5
_KINDS: Mapping[str, str] = {
    "any": "text",
    "boolean": "boolean",
    "number": "integer",
    "string": "text",
}
_NESTED = ("list", "map", "set")
_DEEPEST = 30
_WIDEST_PADDING = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An attribute: its name in the model, what it is stored as, and what is said of it."""

    name: str
    stored: str
    members: Mapping[str, Any]
    where: Where

    @property
    def choices(self) -> list[Any]:
        """The values of an enumeration."""
        kind = self.members.get("type")
        return kind if isinstance(kind, list) else []

    @property
    def kind(self) -> str:
        """The type, or what its values are cast to; that of its values for an enumeration."""
        if cast := self.members.get("cast"):
            return str(cast)
        if self.choices:
            is_number = all(_is_number(one) for one in self.choices)
            return "number" if is_number else "string"
        return str(self.members.get("type", "string"))

    @property
    def label(self) -> str:
        """What stands before its value in keys."""
        return str(self.members.get("label", self.name))


def read_fields(source: Any, where: Where, losses: Losses) -> list[Field]:  # noqa: ANN401
    """The attributes of a model or of a map, each stored under a name of its own."""
    if not isinstance(source, dict):
        if source is not None:
            losses.add(where, "is no mapping of attributes; left out")
        return []
    found: dict[str, Field] = {}
    for name, one in source.items():
        place = (*where, name)
        members = _members(one, place, losses)
        stored = members.get("field", name)
        if stored in found or not stored:
            reason = f"is stored as '{stored}', as another is" if stored else "has no name"
            losses.add(place, f"{reason}; left out")
            continue
        found[stored] = Field(name=name, stored=stored, members=members, where=place)
    return list(found.values())


def _members(source: Any, where: Where, losses: Losses) -> dict[str, Any]:  # noqa: ANN401
    """The members of an attribute; a type alone is one, too."""
    given = source if isinstance(source, dict) else {"type": source}
    return taken(given, ATTRIBUTE, where, losses)


def attribute_of(field: Field, losses: Losses) -> Attribute:
    """An attribute with an assumed value; half of the items have one that is not required."""
    is_sure = field.members.get("required") or "default" in field.members
    if "default" in field.members:
        message = "a default is what new items have: all are assumed to have one, with any value"
        losses.add((*field.where, "default"), message)
    value = _value(field, losses)
    return Attribute(name=field.stored, value=value, present=1.0 if is_sure else _OPTIONAL)


def padding_of(field: Field, losses: Losses) -> str:
    """The format spec of a value that is padded in keys, on the left."""
    padding = field.members.get("padding")
    if not padding:
        return ""
    length, character = padding.get("length"), padding.get("char", "")
    is_length = isinstance(length, int) and 0 < length <= _WIDEST_PADDING
    if not is_length or len(character) != 1 or character in "{}":
        message = "is no length with one character, no brace, so that keys are not padded"
        losses.add((*field.where, "padding"), message)
        return ""
    return f"{character}>{length}"


def _value(field: Field, losses: Losses) -> Value:
    cast, kind = field.members.get("cast"), field.kind
    if choices := field.choices:
        return _choice(choices, (*field.where, "type"), losses)
    if cast:
        losses.add((*field.where, "cast"), f"is stored as a {cast}: values of that are assumed")
    if kind in _NESTED:
        return _nested(kind, field, losses)
    if kind not in _KINDS:
        message = f"'{kind}' is no type of ElectroDB; taken for string"
        losses.add((*field.where, "type"), message)
    return assumed_value(_KINDS.get(kind, "text"), field.name.lower())


def _choice(choices: list[Any], where: Where, losses: Losses) -> Value:
    kept = [one for one in choices if isinstance(one, str) or _is_number(one)]
    if len(kept) < len(choices):
        losses.add(where, "not all of it are texts or numbers; the rest is left out")
    if not kept:
        return assumed_value("text", "")
    return Generated(maker="choice", options={"weights": dict.fromkeys(kept, 1.0)})


def _nested(kind: str, field: Field, losses: Losses) -> Value:
    if kind == "map":
        inside: dict[str, Attribute] = {}
        if len(field.where) < _DEEPEST:
            where = (*field.where, "properties")
            fields = read_fields(field.members.get("properties"), where, losses)
            inside = {one.stored: attribute_of(one, losses) for one in fields}
        if not inside:
            inside["value"] = Attribute(name="value", value=assumed_value("text", ""))
        return Generated(maker="map", options={"attributes": inside})
    where = (*field.where, "items")
    given = field.members.get("items", "string")
    of = assumed_value("text", "")
    if len(where) < _DEEPEST:
        members = _members(given, where, losses)
        of = _value(Field(name="", stored="", members=members, where=where), losses)
    if kind == "set" and isinstance(of, Generated) and of.maker not in ("text_bytes", "int"):
        if of.maker != "choice":
            losses.add(where, "a set holds texts or numbers; taken for string")
        of = assumed_value("text", "")
    return Generated(maker=kind, options={"of": of, "min": 1, "max": 3})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
