"""Values of a model's fields: templates, ways of making them, and what is assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Generated, Scalar, Value
from pytest_dynamo.interop.assumed import assumed_value
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.onetable.members import FIELD, TYPES
from pytest_dynamo.interop.shapes import Losses, taken
from pytest_dynamo.interop.templates.normalising import template_of

_TTL_SECONDS = 86_400.0
_YEAR_SECONDS = 365 * 86_400.0
_OPTIONAL = 0.5
_KINDS: Mapping[str, str] = {
    "binary": "binary",
    "boolean": "boolean",
    "buffer": "binary",
    "number": "integer",
    "string": "text",
    "typed-array": "binary",
}
_DEEPEST = 30
_ID = Generated(maker="faker", options={"provider": "uuid4", "args": {}, "unique": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a model: what it is called, what it is stored as, and what is said of it."""

    name: str
    stored: str
    members: Mapping[str, Any]
    where: Where

    @property
    def kind(self) -> str:
        """The type, which JSON has as a text, capitals or not."""
        return kind_of(self.members)

    def is_iso(self, *, by_default: bool) -> bool:
        """Whether its dates are stored as text."""
        return bool(self.members.get("isoDates", by_default))


def read_field(source: Any, where: Where, losses: Losses) -> dict[str, Any]:  # noqa: ANN401
    """The members of a field; a type alone, written as a text, is one, too."""
    given = source if isinstance(source, dict) else {"type": source}
    return taken(given, FIELD, where, losses)


def kind_of(members: Mapping[str, Any]) -> str:
    """The type in the members of a field; text if there is none."""
    return str(members.get("type", "string")).lower()


def moment(*, is_iso: bool) -> Generated:
    """A date as it is stored: text, or milliseconds, if it is not said to be text."""
    if is_iso:
        options = {"since_seconds": _YEAR_SECONDS, "format": "iso8601"}
        return Generated(maker="timestamp", options=options)
    return Generated(maker="epoch_milliseconds", options={"offset_milliseconds": 0.0})


class ValueReader:
    """Makes the values of one model's fields; `names` is what templates call each field."""

    def __init__(self, names: Mapping[str, str], losses: Losses, *, is_iso: bool) -> None:
        self.names = names
        self.losses = losses
        self.is_iso = is_iso

    def attribute(self, field: Field) -> Attribute:
        """An attribute under the name it is stored by."""
        members = field.members
        is_sure = any(members.get(one) for one in ("required", "generate", "value"))
        is_sure = is_sure or "default" in members
        value = self._value(field)
        return Attribute(name=field.stored, value=value, present=1.0 if is_sure else _OPTIONAL)

    def _value(self, field: Field) -> Value:
        members, where, losses = field.members, field.where, self.losses
        if isinstance(text := members.get("value"), str):
            return self._template(text, (*where, "value"))
        if "value" in members:
            losses.add((*where, "value"), "is computed by code; a value is assumed")
        if "default" in members:
            message = (
                "a default is what new items have: all are assumed to have one, with any value"
            )
            losses.add((*where, "default"), message)
        if choices := _choices(members.get("enum"), (*where, "enum"), losses):
            return Generated(maker="choice", options={"weights": dict.fromkeys(choices, 1.0)})
        if generated := _generated(members.get("generate"), (*where, "generate"), losses):
            return generated
        if members.get("ttl"):
            return Generated(maker="epoch_seconds", options={"offset_seconds": _TTL_SECONDS})
        return self._of_type(field)

    def _template(self, text: str, where: Where) -> Template:
        try:
            return template_of(text, style="dollar", names=self.names)
        except ValueError as error:
            self.losses.add(where, f"{error}; taken for text")
            return Template((text,))

    def _of_type(self, field: Field) -> Value:
        kind = field.kind
        if kind not in TYPES:
            message = f"'{kind}' is no type of OneTable; taken for string"
            self.losses.add((*field.where, "type"), message)
        if kind == "date":
            return moment(is_iso=field.is_iso(by_default=self.is_iso))
        if kind == "object":
            return self._map(field.members.get("schema"), (*field.where, "schema"))
        if kind in ("array", "set"):
            return self._several(kind, field)
        return assumed_value(_KINDS.get(kind, "text"), field.name)

    def _several(self, kind: str, field: Field) -> Value:
        item, where = field.members.get("items"), (*field.where, "items")
        of = assumed_value("text", "")
        if isinstance(item, dict) and len(where) < _DEEPEST:
            inside = read_field(item, where, self.losses)
            of = self._value(Field(name="", stored="", members=inside, where=where))
        elif item is not None:
            self.losses.add(where, "is no type that is followed; taken for string")
        if kind == "set" and not _is_scalar(of):
            self.losses.add(where, "a set holds texts, numbers or binary data; taken for string")
            of = assumed_value("text", "")
        maker = "list" if kind == "array" else "set"
        return Generated(maker=maker, options={"of": of, "min": 1, "max": 3})

    def _map(self, schema: Any, where: Where) -> Generated:  # noqa: ANN401 - any value of JSON
        """An object with the fields of its schema, or with one that says that nothing is known."""
        inside: dict[str, Attribute] = {}
        if isinstance(schema, dict) and len(where) < _DEEPEST:
            for name, source in schema.items():
                place = (*where, name)
                members = read_field(source, place, self.losses)
                field = Field(name=name, stored=name, members=members, where=place)
                inside[name] = self.attribute(field)
        elif schema is not None:
            self.losses.add(where, "is no schema that is followed; left out")
        if not inside:
            inside["value"] = Attribute(name="value", value=assumed_value("text", ""))
        return Generated(maker="map", options={"attributes": inside})


def _is_scalar(value: Value) -> bool:
    return isinstance(value, Generated) and value.maker not in ("map", "list", "set", "choice")


def _choices(value: Any, where: Where, losses: Losses) -> list[Scalar]:  # noqa: ANN401
    if value is None:
        return []
    given = value if isinstance(value, list) else []
    kept = [one for one in given if isinstance(one, str | int) and not isinstance(one, bool)]
    if not kept or len(kept) < len(given):
        losses.add(where, "is no list of texts and whole numbers; what is neither is left out")
    return list(dict.fromkeys(kept))


def _generated(value: Any, where: Where, losses: Losses) -> Generated | None:  # noqa: ANN401
    text = str(value).lower() if value else ""
    if not text:
        return None
    if text == "ulid":
        return Generated(maker="ulid")
    if text not in ("true", "uuid") and not text.startswith("uid"):
        losses.add(where, f"'{value}' generates nothing that is known here; an id is assumed")
    return _ID
