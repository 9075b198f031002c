"""From the form of a value to the value: template, constant or way of making one."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from pytest_dynamo.design.attribute_types import set_mistake, stored_as
from pytest_dynamo.design.attribute_value import number_text
from pytest_dynamo.design.faker_providers import faker_mistake
from pytest_dynamo.design.forms import values as forms
from pytest_dynamo.design.mistakes import Mistakes, Where, quoted
from pytest_dynamo.design.templates import Template, parse_template
from pytest_dynamo.design.values import Attribute, Constant, Generated, Scalar, Value
from pytest_dynamo.design.written import span_seconds

MAX_ITEM_BYTES = 409_600


class _NoValueError(Exception):
    """The form does not make sense; the text says why."""


def read_attribute(
    name: str, form: forms.OptionalForm | Scalar, where: Where, mistakes: Mistakes
) -> Attribute | None:
    """The attribute of an entity, or None, with the mistake noted."""
    value = read_value(form, where, mistakes)
    if value is None:
        return None
    optional = form if isinstance(form, forms.OptionalForm) else forms.OptionalForm()
    return Attribute(
        name=name,
        value=value,
        present=optional.present,
        when=dict(optional.when),
        cardinality=optional.cardinality,
        place=mistakes.place(where),
    )


def read_value(form: forms.OptionalForm | Scalar, where: Where, mistakes: Mistakes) -> Value | None:
    """The value of a form, or None, with the mistake noted."""
    try:
        if isinstance(form, forms.ValueForm):
            return _plain(form.value)
        if isinstance(form, forms.OptionalForm):
            maker, options = _READERS[type(form)](form, where, mistakes)
            return Generated(maker=maker, options=options)
        return _plain(form)
    except (_NoValueError, ValueError) as error:
        mistakes.add(where, str(error))
        mistakes.lose(where)
        return None


def read_operand(form: Scalar, where: Where, mistakes: Mistakes) -> Template | Constant | None:
    """The template or constant of a condition or key, or None, with the mistake noted."""
    try:
        return _plain(form)
    except ValueError as error:
        mistakes.add(where, str(error))
        mistakes.lose(where)
        return None


def _plain(value: Scalar) -> Template | Constant:
    """A text is a template, also without placeholders; everything else is a constant."""
    match value:
        case str():
            return parse_template_of_file(value)
        case int() | float() if not isinstance(value, bool):
            number_text(value)  # raises for what DynamoDB cannot hold
    return Constant(value=value)


def parse_template_of_file(text: str) -> Template:
    """A template as a person wrote it.

    Raises:
        ValueError: It cannot be read; the message is for that person.
    """
    try:
        return parse_template(text)
    except ValueError as error:
        if "{" in str(error) and "placeholder" in str(error) or "conversion" in str(error):
            raise
        msg = f"the braces in {quoted(text)} do not match; write {{{{ and }}}} for literal braces"
        raise ValueError(msg) from None


_Made: TypeAlias = tuple[str, Mapping[str, Any]]


def _faker(form: forms.FakerForm, _where: Where, _mistakes: Mistakes) -> _Made:
    if mistake := faker_mistake(form.faker, form.args):
        raise _NoValueError(mistake)
    return "faker", {"provider": form.faker, "args": dict(form.args), "unique": form.unique}


def _choice(form: forms.ChoiceForm, _where: Where, _mistakes: Mistakes) -> _Made:
    weights = (
        dict(form.choice) if isinstance(form.choice, dict) else dict.fromkeys(form.choice, 1.0)
    )
    for value in weights:
        if isinstance(value, int | float):
            number_text(value)
    return "choice", {"weights": weights}


def _integer(form: forms.IntegerForm, _where: Where, _mistakes: Mistakes) -> _Made:
    return "int", _ordered(form.int_.min, form.int_.max)


def _number(form: forms.NumberForm, _where: Where, _mistakes: Mistakes) -> _Made:
    span = form.number
    low, high = Decimal(number_text(span.min)), Decimal(number_text(span.max))
    return "number", {**_ordered(low, high), "places": span.places}


def _ordered(low: Any, high: Any) -> dict[str, Any]:  # noqa: ANN401 - int or Decimal
    number_text(low)
    number_text(high)
    if low > high:
        msg = f"min {low} is greater than max {high}"
        raise _NoValueError(msg)
    return {"min": low, "max": high}


def _sizes(form: int | forms.Size, *, least: int = 0) -> dict[str, int]:
    low, high = (form, form) if isinstance(form, int) else (form.min, form.max)
    if not least <= low <= high <= MAX_ITEM_BYTES:
        msg = (
            f"sizes from {quoted(low)} to {quoted(high)} do not work; wanted"
            f" {least} ≤ min ≤ max ≤ {MAX_ITEM_BYTES:,}, the size of the largest item"
        )
        raise _NoValueError(msg)
    return {"min": low, "max": high}


def _text(form: forms.TextForm, _where: Where, _mistakes: Mistakes) -> _Made:
    return "text_bytes", _sizes(form.text_bytes)


def _binary(form: forms.BinaryForm, _where: Where, _mistakes: Mistakes) -> _Made:
    return "binary_bytes", _sizes(form.binary_bytes)


def _sequence(form: forms.SequenceForm, _where: Where, _mistakes: Mistakes) -> _Made:
    number_text(form.sequence.start)
    return "sequence", {"start": form.sequence.start}


def _timestamp(form: forms.TimestampForm, _where: Where, _mistakes: Mistakes) -> _Made:
    since = span_seconds(form.timestamp.since)
    if since > 0:
        msg = f"since lies in the past; write -{form.timestamp.since}"
        raise _NoValueError(msg)
    return "timestamp", {"since_seconds": -since, "format": form.format}


def _epoch_seconds(form: forms.EpochSecondsForm, _where: Where, _mistakes: Mistakes) -> _Made:
    return "epoch_seconds", {"offset_seconds": span_seconds(form.epoch_seconds)}


def _epoch_milliseconds(
    form: forms.EpochMillisecondsForm, _where: Where, _mistakes: Mistakes
) -> _Made:
    offset = form.epoch_milliseconds
    if isinstance(offset, str):
        return "epoch_milliseconds", {"offset_milliseconds": span_seconds(offset) * 1000}
    span_seconds(f"{Decimal(offset) / 1000:f}s")  # raises for what is longer than a century
    return "epoch_milliseconds", {"offset_milliseconds": float(offset)}


def _map(form: forms.MapForm, where: Where, mistakes: Mistakes) -> _Made:
    attributes = {
        name: read_attribute(name, value, (*where, "map", name), mistakes)
        for name, value in form.map.items()
    }
    return "map", {"attributes": {name: one for name, one in attributes.items() if one}}


def _list(form: forms.ListForm, where: Where, mistakes: Mistakes) -> _Made:
    of = read_value(form.list_.of, (*where, "list", "of"), mistakes)
    return "list", {"of": of, **_sizes(form.list_.length)}


def _set(form: forms.SetForm, where: Where, mistakes: Mistakes) -> _Made:
    of = read_value(form.set_.of, (*where, "set", "of"), mistakes)
    if of is not None and (message := set_mistake(stored_as(of))):
        mistakes.add((*where, "set", "of"), message)
    return "set", {"of": of, **_sizes(form.set_.length, least=1)}


_READERS: Mapping[type[forms.OptionalForm], Callable[[Any, Where, Mistakes], _Made]] = {
    forms.FakerForm: _faker,
    forms.ChoiceForm: _choice,
    forms.IntegerForm: _integer,
    forms.NumberForm: _number,
    forms.TextForm: _text,
    forms.BinaryForm: _binary,
    forms.UlidForm: lambda *_: ("ulid", {}),
    forms.KsuidForm: lambda *_: ("ksuid", {}),
    forms.SequenceForm: _sequence,
    forms.TimestampForm: _timestamp,
    forms.EpochSecondsForm: _epoch_seconds,
    forms.EpochMillisecondsForm: _epoch_milliseconds,
    forms.MapForm: _map,
    forms.ListForm: _list,
    forms.SetForm: _set,
    forms.ShardOfForm: lambda form, *_: (
        "shard_of",
        {"attribute": form.shard_of, "count": form.count},
    ),
    forms.RandomShardForm: lambda form, *_: ("random_shard", {"count": form.random_shard}),
}
