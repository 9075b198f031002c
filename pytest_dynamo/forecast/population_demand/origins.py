"""Where the texts of keys come from in the performances of an access pattern."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Attribute, Constant, Entity, Generated, Value
from pytest_dynamo.forecast.population_demand.chances import TooInvolvedError
from pytest_dynamo.forecast.population_demand.parts import (
    RISING,
    Fresh,
    Part,
    Parts,
    Varying,
    bare,
    constant_text,
    stored_parts,
    with_bars,
)
from pytest_dynamo.forecast.population_demand.roles import Roles
from pytest_dynamo.population.column_makers import Slot, text_of
from pytest_dynamo.population.made import AbsentError
from pytest_dynamo.population.makers import Makers
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.recipes import recipe
from pytest_dynamo.population.script import Parameter, Script
from pytest_dynamo.population.survey import Survey

_TRIED = 4_096
_MOST_VALUES = 1_024
_LONGEST = timedelta(milliseconds=1)


class Origins:
    """Where the texts of keys come from in the performances of one access pattern."""

    def __init__(
        self, survey: Survey, script: Script, roles: Roles, makers: Makers, shards: int
    ) -> None:
        self._survey = survey
        self._shards = shards
        self._design = survey.design
        self._script = script
        self._roles = roles
        self._makers = makers
        self._parameters = {each.name: each for each in script.parameters}

    def born(self, entity: str, names: Iterable[str], *, kept: bool = False) -> Parts:
        """The parts of key attributes of an item that is put.

        With `kept` it is made over one that is there, whose own attributes in the table's key stay.
        """
        newborn = {entity, *self._roles.newborn}
        identity = self._survey.recipe(entity).identity if kept else frozenset()
        parts = stored_parts(self._design, entity, names)
        return tuple(
            self._made(part.entity, part.attribute, part.placeholder)
            if isinstance(part, Slot)
            and part.entity in newborn
            and not (part.entity == entity and part.attribute in identity)
            else part
            for part in parts
        )

    def asked(self, operands: Iterable[Template | Constant]) -> Parts:
        """The parts of key values that a pattern names by its parameters."""
        return with_bars(self._operand(operand) for operand in operands)

    def assigned(self, position: int, attribute: str, value: Value) -> Parts:
        """The parts of a value that an update sets."""
        if isinstance(value, Generated):
            return (self._tried(f"{self._script.pattern.name}.{position}", attribute, value),)
        return self._operand(value)

    def _operand(self, operand: Template | Constant) -> Parts:
        if isinstance(operand, Constant):
            return (constant_text(operand.value),)
        parts: list[Part] = []
        for part in operand.parts:
            found = (part,) if isinstance(part, str) else self._parameter(part)
            parts.extend(found)
        return bare(tuple(parts))

    def _parameter(self, placeholder: Placeholder) -> Parts:
        pattern, name = self._script.pattern, placeholder.name
        if name == pattern.fan_out:
            return (_evenly(0, self._shards - 1, placeholder),)
        if name in pattern.parameters:
            value = pattern.parameters[name]
            return (self._tried(f"{pattern.name}.parameters", name, value, placeholder),)
        parameter = self._parameters.get(name)
        if parameter is None or parameter.turn:
            raise TooInvolvedError
        written = _combined(parameter, placeholder)
        if parameter.is_new or parameter.entity in self._roles.newborn:
            return (self._made(parameter.entity, parameter.attribute, written),)
        return self._of_member(parameter, written)

    def _of_member(self, parameter: Parameter, written: Placeholder) -> Parts:
        plain = not (written.format_spec or written.conversion)
        value = self._design.entities[parameter.entity].attributes[parameter.attribute].value
        if plain and isinstance(value, Template):
            return stored_parts(self._design, parameter.entity, (parameter.attribute,))
        slot = Slot(entity=parameter.entity, attribute=parameter.attribute, placeholder=written)
        return (slot,)

    def _made(self, entity: str, attribute: str, placeholder: Placeholder | None) -> Part:
        """The text of an attribute that a new member makes for itself."""
        declared = self._design.entities[entity].attributes[attribute]
        return self._tried(entity, attribute, declared.value, placeholder, declared)

    def _tried(
        self,
        owner: str,
        name: str,
        value: Value,
        placeholder: Placeholder | None = None,
        declared: Attribute | None = None,
    ) -> Part:
        """The texts that a value takes where it is made again and again."""
        if isinstance(value, Constant):
            return text_of((value.value, value.value), placeholder)
        if isinstance(value, Template):
            raise TooInvolvedError
        known = _known(value, placeholder)
        if known is not None:
            return known
        if value.maker == "shard_of" and declared is None:
            raise TooInvolvedError
        if value.maker == "shard_of":
            return _evenly(0, int(str(value.options["count"])) - 1, placeholder)
        span = (0, 1) if owner.endswith(".parameters") else None
        return self._by_trial(name, value, placeholder, span)

    def _by_trial(
        self,
        name: str,
        value: Generated,
        placeholder: Placeholder | None,
        span: tuple[int, int] | None,
    ) -> Part:
        """The texts of a value as many attempts show them; too many are all different."""
        entity = Entity(
            name="trial", table="", attributes={name: Attribute(name=name, value=value)}
        )
        made_by = recipe(self._design, entity, self._makers)
        now = self._survey.now
        counts: Counter[str] = Counter()
        clocks = (
            (now, now + _LONGEST) if value.maker in RISING and span is None else (now,) * _TRIED
        )
        for number, clock in enumerate(clocks):
            member = Member(self._survey, made_by, number, clock=clock, place=span)
            try:
                made = member.reach(name)
            except AbsentError:
                raise TooInvolvedError from None
            counts[text_of(made, placeholder)] += 1
            if len(counts) > _MOST_VALUES:
                break
        if len(counts) == 1:
            return next(iter(counts))
        if value.maker in RISING and span is None or len(counts) > _MOST_VALUES:
            return Fresh(is_rising=value.maker in RISING)
        total = counts.total()
        return Varying(tuple(counts), tuple(count / total for count in counts.values()))


def _known(value: Generated, placeholder: Placeholder | None) -> Part | None:
    """The texts of a value whose shares are declared; None where it takes trying."""
    match value.maker:
        case "choice":
            weights = value.options["weights"]
            assert isinstance(weights, Mapping)
            total = sum(float(weight) for weight in weights.values())
            return Varying(
                tuple(text_of((one, one), placeholder) for one in weights),
                tuple(float(weight) / total for weight in weights.values()),
            )
        case "random_shard":
            return _evenly(0, int(str(value.options["count"])) - 1, placeholder)
        case "int":
            least, most = int(str(value.options["min"])), int(str(value.options["max"]))
            return _evenly(least, most, placeholder) if most - least < _MOST_VALUES else Fresh()
        case "ulid" | "ksuid" | "sequence" | "epoch_milliseconds":
            return Fresh(is_rising=True)
    if value.options.get("provider") == "uuid4" or value.options.get("unique"):
        return Fresh()
    return None


def _evenly(least: int, most: int, placeholder: Placeholder | None) -> Varying:
    texts = tuple(text_of((number, number), placeholder) for number in range(least, most + 1))
    return Varying(texts, (1 / len(texts),) * len(texts))


def _combined(parameter: Parameter, placeholder: Placeholder) -> Placeholder:
    """How a parameter is written that may have a form of its own, and another in the pattern."""
    own = parameter.template.placeholders[0] if parameter.template else Placeholder(name="")
    name = parameter.attribute
    if placeholder.format_spec:
        return replace(placeholder, name=name)
    if own.conversion and placeholder.conversion:
        raise TooInvolvedError
    return Placeholder(
        name=name,
        format_spec=own.format_spec,
        conversion=own.conversion or placeholder.conversion,
    )
