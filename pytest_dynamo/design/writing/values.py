"""Values of attributes, and ways of making them, as the plain values of a design file."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pytest_dynamo.design.values import Attribute, Generated, Scalar, Value
from pytest_dynamo.design.writing.shapes import number, plain, scalar, span


def attribute_document(attribute: Attribute) -> Any:  # noqa: ANN401 - a scalar or a mapping
    """An attribute of an item: a scalar where it is a template or constant that every item has."""
    document = value_document(attribute.value)
    optional: dict[str, Any] = {}
    if attribute.present != 1:
        optional["present"] = number(attribute.present)
    if attribute.when:
        optional["when"] = {name: scalar(value) for name, value in attribute.when.items()}
    if attribute.cardinality is not None:
        optional["cardinality"] = attribute.cardinality
    if optional and not isinstance(document, dict):
        document = {"value": document}
    return {**document, **optional} if optional else document


def value_document(value: Value) -> Any:  # noqa: ANN401 - a scalar or a mapping
    """A template, a constant, or a way of making a value."""
    if isinstance(value, Generated):
        return _MAKERS[value.maker](value.options)
    return plain(value)


_Options: TypeAlias = Mapping[str, Any]


def _faker(options: _Options) -> dict[str, Any]:
    document: dict[str, Any] = {"faker": options["provider"]}
    if options.get("args"):
        document["args"] = dict(options["args"])
    if options.get("unique"):
        document["unique"] = True
    return document


def _choice(options: _Options) -> dict[str, Any]:
    weights: Mapping[Scalar, float] = options["weights"]
    if all(weight == 1 for weight in weights.values()):
        return {"choice": [scalar(each) for each in weights]}
    return {"choice": {scalar(each): number(weight) for each, weight in weights.items()}}


def _number(options: _Options) -> dict[str, Any]:
    document = {name: number(options[name]) for name in ("min", "max")}
    places = options.get("places", _PLACES)
    return {"number": document | ({"places": places} if places != _PLACES else {})}


_PLACES = 2


def _size(options: _Options) -> int | dict[str, int]:
    least, most = int(options["min"]), int(options["max"])
    return least if least == most else {"min": least, "max": most}


def _members(options: _Options) -> dict[str, Any]:
    document: dict[str, Any] = {"of": value_document(options["of"])}
    length = _size(options)
    return document | ({"length": length} if length != 1 else {})


def _timestamp(options: _Options) -> dict[str, Any]:
    return {"timestamp": {"since": span(-options["since_seconds"])}, "format": options["format"]}


def _epoch_milliseconds(options: _Options) -> dict[str, Any]:
    """A text is a span of time there, and a number one of milliseconds."""
    offset = options["offset_milliseconds"]
    text = span(offset / 1_000)
    is_exact = isinstance(text, str) and (offset / 1_000) * 1_000 == offset
    return {"epoch_milliseconds": text if is_exact else number(offset)}


def _map(options: _Options) -> dict[str, Any]:
    members: Mapping[str, Attribute] = options["attributes"]
    return {"map": {name: attribute_document(each) for name, each in members.items()}}


_MAKERS: Mapping[str, Callable[[_Options], dict[str, Any]]] = {
    "faker": _faker,
    "choice": _choice,
    "int": lambda options: {"int": {"min": options["min"], "max": options["max"]}},
    "number": _number,
    "text_bytes": lambda options: {"text_bytes": _size(options)},
    "binary_bytes": lambda options: {"binary_bytes": _size(options)},
    "ulid": lambda _: {"ulid": True},
    "ksuid": lambda _: {"ksuid": True},
    "sequence": lambda options: {"sequence": {"start": options["start"]}},
    "timestamp": _timestamp,
    "epoch_seconds": lambda options: {"epoch_seconds": span(options["offset_seconds"])},
    "epoch_milliseconds": _epoch_milliseconds,
    "map": _map,
    "list": lambda options: {"list": _members(options)},
    "set": lambda options: {"set": _members(options)},
    "shard_of": lambda options: {"shard_of": options["attribute"], "count": options["count"]},
    "random_shard": lambda options: {"random_shard": options["count"]},
}
