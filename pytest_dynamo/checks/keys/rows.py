"""A key attribute of an entity as a row of what it is made of, each part with its shape."""

from dataclasses import dataclass

from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.checks.keys.automaton import common_text
from pytest_dynamo.checks.keys.shapes import Shape, literal, shape_of
from pytest_dynamo.design.positions import Binding, written_out
from pytest_dynamo.design.values import Constant, Generated, Value

_ONE_OF_A_KIND = frozenset({"ksuid", "ulid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a key attribute: literal text, or what stands in the place of an attribute."""

    text: str
    shape: Shape
    binding: Binding | None = None
    value: Value | None = None

    @property
    def is_random(self) -> bool:
        """Whether nothing else happens to have the same value: it is an identifier of many random bits."""
        value = self.value
        if not isinstance(value, Generated):
            return False
        return value.maker in _ONE_OF_A_KIND or value.options.get("provider") == "uuid4"


def row_of(counts: Counts, entity: str, attribute: str) -> tuple[Part, ...]:
    """The parts of an attribute, those of templates in it included."""
    design = counts.design
    return tuple(
        Part(text=part, shape=literal(part)) if isinstance(part, str) else _varying(counts, part)
        for part in written_out(design, entity, attribute)
    )


def meeting_text(one: tuple[Part, ...], other: tuple[Part, ...]) -> str | None:
    """A text that two rows can both make; None if there is none, or only by a miracle."""
    for first, second in zip(one, other, strict=False):
        if _same_source(first, second) or (first.binding is None and first.text == second.text):
            continue
        if first.binding and second.binding and (first.is_random or second.is_random):
            return None
        break
    return common_text([part.shape for part in one], [part.shape for part in other])


def _varying(counts: Counts, binding: Binding) -> Part:
    value = counts.design.entities[binding.entity].attributes[binding.attribute].value
    shape = shape_of(value, binding.placeholder, counts.items(binding.entity))
    if isinstance(value, Constant):
        return Part(text=str(value.value), shape=shape)
    text = str(binding.placeholder or f"{{{binding.attribute}}}")
    return Part(text=text, shape=shape, binding=binding, value=value)


def _same_source(one: Part, other: Part) -> bool:
    """Whether two parts have their values from the same attribute."""
    if one.binding is None or other.binding is None:
        return False
    return (one.binding.entity, one.binding.attribute, one.text) == (
        other.binding.entity,
        other.binding.attribute,
        other.text,
    )
