"""Attributes of a model, told by their classes and by the type that each is stored as."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Constant, Generated, Value
from pytest_dynamo.interop.assumed import assumed_value
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.pynamodb.members import attributes_of, kinds_of
from pytest_dynamo.interop.shapes import Losses

_OPTIONAL = 0.5
_TTL_SECONDS = 86_400.0
_YEAR_SECONDS = 365 * 86_400.0
_DEEPEST = 10
_SCALARS: Mapping[str, str] = {"B": "binary", "BOOL": "boolean", "N": "integer", "S": "text"}
_SETS: Mapping[str, str] = {"BS": "binary", "NS": "integer", "SS": "text"}


def attribute_of(model: type, name: str, given: Any, losses: Losses) -> Attribute:  # noqa: ANN401
    """An attribute of an entity, under the name it is stored by."""
    where = (model.__name__, name)
    kinds = kinds_of(given)
    stored = stored_name(name, given)
    if "DiscriminatorAttribute" in kinds:
        return Attribute(name=stored, value=_discriminator(model, given))
    is_key = given.is_hash_key or given.is_range_key
    is_sure = is_key or not given.null or "VersionAttribute" in kinds
    has_default = any(
        getattr(given, one, None) is not None for one in ("default", "default_for_new")
    )
    if has_default:
        message = "a default is what new items have: all are assumed to have one, with any value"
        losses.add(where, message)
    return Attribute(
        name=stored,
        value=_value(given, stored, where, losses),
        present=1.0 if is_sure or has_default else _OPTIONAL,
    )


def stored_name(name: str, given: Any) -> str:  # noqa: ANN401 - an attribute of PynamoDB
    """The name under which an attribute is stored."""
    return str(getattr(given, "attr_name", None) or name)


def discriminated(model: type) -> tuple[bool, bool]:
    """Whether items of several models are told by an attribute, and whether this is one of them."""
    for _, given in attributes_of(model):
        if "DiscriminatorAttribute" in kinds_of(given):
            return True, given.get_discriminator(model) is not None
    return False, False


def _discriminator(model: type, given: Any) -> Value:  # noqa: ANN401
    found = given.get_discriminator(model)
    return Template((str(model.__name__ if found is None else found),))


def _value(given: Any, name: str, where: Where, losses: Losses) -> Value:  # noqa: ANN401
    """A value for an attribute, or for a class of attributes."""
    kinds, kind = kinds_of(given), getattr(given, "attr_type", "S")
    if "TTLAttribute" in kinds:
        return Generated(maker="epoch_seconds", options={"offset_seconds": _TTL_SECONDS})
    if "UTCDateTimeAttribute" in kinds:
        options = {"since_seconds": _YEAR_SECONDS, "format": "iso8601"}
        return Generated(maker="timestamp", options=options)
    if "JSONAttribute" in kinds:
        return Generated(maker="text_bytes", options={"min": 20, "max": 400})
    if kind in _SCALARS:
        return assumed_value(_SCALARS[kind], name.lower())
    if kind in _SETS:
        of = assumed_value(_SETS[kind], "")
        return Generated(maker="set", options={"of": of, "min": 1, "max": 3})
    if kind == "NULL":
        return Constant(value=None)
    if kind in ("L", "M") and len(where) < _DEEPEST:
        return _nested(given, where, losses)
    losses.add(where, f"is of type {kind!r}, which is not followed; taken for text")
    return assumed_value("text", name.lower())


def _nested(given: Any, where: Where, losses: Losses) -> Value:  # noqa: ANN401
    if given.attr_type == "L":
        element = getattr(given, "element_type", None)
        place = (*where, 0)
        of = assumed_value("text", "") if element is None else _value(element, "", place, losses)
        return Generated(maker="list", options={"of": of, "min": 1, "max": 3})
    inside: dict[str, Attribute] = {}
    for name, one in attributes_of(given):
        stored = stored_name(name, one)
        value = _value(one, stored, (*where, name), losses)
        present = _OPTIONAL if one.null else 1.0
        inside[stored] = Attribute(name=stored, value=value, present=present)
    if not inside:
        inside["value"] = Attribute(name="value", value=assumed_value("text", ""))
    return Generated(maker="map", options={"attributes": inside})
