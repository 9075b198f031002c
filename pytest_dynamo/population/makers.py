"""From what a design file says of a value to the maker of it."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import count, islice
from typing import Any

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Constant, Value
from pytest_dynamo.population.draws import bits, salt_of, share
from pytest_dynamo.population.faker_values import FakerValues
from pytest_dynamo.population.made import Made, Maker, Options, Subject, plain
from pytest_dynamo.population.scalar_makers import SCALAR_MAKERS, distinct, sizes, uuid4

TRIES_PER_ELEMENT = 20
"""How often a set asks for another element before it settles for fewer than it should have."""


class Makers:
    """Makes makers, all from one seed and with one Faker."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._faker = FakerValues()

    def salt(self, *path: str) -> int:
        """The salt of what `path` names."""
        return salt_of(self._seed, *path)

    def maker(self, value: Value, path: tuple[str, ...], above: str | None = None) -> Maker:
        """The maker of a value.

        `path` names it: the entity, the attribute, and so on down. `above` is the attribute whose
        placeholder means an ancestor's, for a template in the definition of that attribute.
        """
        if isinstance(value, Constant):
            return _constant(value.value)
        if isinstance(value, Template):
            return _template(value, above)
        match value.maker:
            case "faker":
                return self._faker_value(value.options, path)
            case "text_bytes":
                return self._text(value.options, path)
            case "map":
                return self._map(value.options, path)
            case "list":
                return self._list(value.options, path)
            case "set":
                return self._set(value.options, path)
        return SCALAR_MAKERS[value.maker](self.salt(*path), value.options)

    def _faker_value(self, options: Options, path: tuple[str, ...]) -> Maker:
        salt, provider = self.salt(*path), str(options["provider"])
        arguments = dict(options.get("args") or {})
        if provider == "uuid4" and not arguments:
            return uuid4(salt)

        def make(subject: Subject, number: int) -> Made:
            made = self._faker.value(provider, arguments, bits(salt, number), subject.clock)
            return made, plain(made)

        return distinct(make) if options.get("unique") else make

    def _text(self, options: Options, path: tuple[str, ...]) -> Maker:
        salt, size = self.salt(*path), sizes(options, self.salt(*path, "size"))

        def make(_subject: Subject, number: int) -> Made:
            made = self._faker.text(bits(salt, number), size(number))
            return made, made

        return make

    def _map(self, options: Options, path: tuple[str, ...]) -> Maker:
        attributes: Mapping[str, Attribute] = options["attributes"]
        members = [
            (
                name,
                attribute.present,
                self.salt(*path, name, "present"),
                self.maker(attribute.value, (*path, name)),
            )
            for name, attribute in attributes.items()
        ]

        def make(subject: Subject, number: int) -> Made:
            made = {
                name: maker(subject, number)[1]
                for name, present, salt, maker in members
                if present >= 1 or share(salt, number) < present
            }
            return made, made

        return make

    def _list(self, options: Options, path: tuple[str, ...]) -> Maker:
        size, elements = sizes(options, self.salt(*path, "size")), self._elements(options, path)

        def make(subject: Subject, number: int) -> Made:
            made = list(islice(elements(subject, number), size(number)))
            return made, made

        return make

    def _set(self, options: Options, path: tuple[str, ...]) -> Maker:
        size, elements = sizes(options, self.salt(*path, "size")), self._elements(options, path)

        def make(subject: Subject, number: int) -> Made:
            wanted = max(1, size(number))  # DynamoDB has no empty set
            made: set[Hashable] = set()
            for element in islice(elements(subject, number), TRIES_PER_ELEMENT * wanted):
                made.add(element)
                if len(made) == wanted:
                    break
            return made, made

        return make

    def _elements(
        self, options: Options, path: tuple[str, ...]
    ) -> Callable[[Subject, int], Iterator[Any]]:
        maker, salt = self.maker(options["of"], (*path, "of")), self.salt(*path, "element")

        def elements(subject: Subject, number: int) -> Iterator[Any]:
            first = bits(salt, number)
            return (maker(subject, first + further)[1] for further in count())

        return elements


def _constant(value: object) -> Maker:
    made = (value, value)
    return lambda _subject, _number: made


def _template(template: Template, above: str | None) -> Maker:
    if template.is_constant:
        return _constant(template.render({}))
    names = [(name, name == above) for name in template.names]
    if template.keeps_type:
        ((only, is_above),) = names
        return lambda subject, _number: subject.reach(only, above=is_above)

    fill = template.filler()
    if not any(placeholder.format_spec for placeholder in template.placeholders):
        if len(names) == 1:
            name, is_above = names[0]

            def make_of_one(subject: Subject, _number: int) -> Made:
                text = fill({name: subject.reach(name, above=is_above)[1]}, None)
                return text, text

            return make_of_one

        def make(subject: Subject, _number: int) -> Made:
            text = fill({name: subject.reach(name, above=above)[1] for name, above in names}, None)
            return text, text

        return make

    def make_formatted(subject: Subject, _number: int) -> Made:
        found = {name: subject.reach(name, above=above) for name, above in names}
        stored = {name: made[1] for name, made in found.items()}
        text = fill(stored, {name: made[0] for name, made in found.items()})
        return text, text

    return make_formatted
