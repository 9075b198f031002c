"""What somebody answers who has no design yet, read from the words they write."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.design.values.entities import snake_case
from pytest_dynamo.errors import DynamoError

Verb: TypeAlias = Literal["get", "list", "find", "create", "update", "delete"]
VERBS: tuple[Verb, ...] = get_args(Verb)

EXAMPLE = (
    "pytest-dynamo init --name orders --entity User --entity Order:User "
    '--pattern "list Order" --pattern "find User by email"'
)
MOST_ENTITIES = 50
MOST_LOOKUPS = 20
"""Each way to find an entity takes an index, and a table has at most so many global ones by default.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"""

_ENTITY = re.compile(r"[A-Za-z][A-Za-z0-9_ -]{0,60}")
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]{0,60}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_FIND = re.compile(r"(.+?)\s+by\s+(\S+)", re.IGNORECASE)
_LEAST_TABLE_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntity:
    """A kind of item, and the kind it belongs to, if any."""

    name: str
    parent: str | None = None

    @property
    def word(self) -> str:
        """The name as it stands in keys: `ORDER_ITEM`."""
        return snake_case(self.name).upper()

    @property
    def identity(self) -> str:
        """The attribute that tells one from another: `order_item_id`."""
        return f"{snake_case(self.name)}_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the application asks of an entity; `attribute` is what it finds one by."""

    verb: Verb
    entity: str
    attribute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that a first design is made of; entities stand after those they belong to."""

    name: str
    entities: tuple[NewEntity, ...]
    questions: tuple[Question, ...]

    @property
    def table(self) -> str:
        """The name of the table, which DynamoDB wants to have at least three characters."""
        return self.name if len(self.name) >= _LEAST_TABLE_NAME else f"{self.name}-table"


def answers_of(name: str, entities: Iterable[str], questions: Iterable[str]) -> Answers:
    """The answers in what was written: `Order:User`, and `find User by email`.

    Without questions, those that nearly every application asks.

    Raises:
        DynamoError: Something written makes no sense, or there is no entity.
    """
    known = ordered([entity_of(text) for text in entities])
    asked = [question_of(text, known) for text in questions]
    return Answers(
        name=design_name(name),
        entities=known,
        questions=tuple(dict.fromkeys(asked or [q for each in known for q in usual(each)])),
    )


def design_name(text: str) -> str:
    """A name for a design and its file.

    Raises:
        DynamoError: It has other characters than letters, digits, `-` and `_`.
    """
    if not _NAME.fullmatch(text):
        message = (
            f"'{text}' is no name for a design: letters, digits, - and _, up to 100.\n"
            "To fix this: a name such as orders, which is that of its table and of its file as well"
        )
        raise DynamoError(message)
    return text


def entity_of(text: str) -> NewEntity:
    """An entity as it was written, with a colon before the one it belongs to.

    >>> entity_of("order item:Order")
    NewEntity(name='OrderItem', parent='Order')

    Raises:
        DynamoError: It is no such name.
    """
    name, colon, parent = text.partition(":")
    return NewEntity(name=_entity_name(name), parent=_entity_name(parent) if colon else None)


def ordered(entities: Sequence[NewEntity]) -> tuple[NewEntity, ...]:
    """The entities, each after the one it belongs to.

    Raises:
        DynamoError: There is none, two have one name, or one belongs to none of them or to itself.
    """
    _require_entities(entities)
    found: dict[str, NewEntity] = {}
    waiting = list(entities)
    while waiting:
        ready = [each for each in waiting if each.parent is None or each.parent in found]
        if not ready:
            circle = ", ".join(f"{each.name}:{each.parent}" for each in waiting)
            message = (
                f"{circle}: each belongs to the next.\nTo fix this: let one of them stand alone"
            )
            raise DynamoError(message)
        found |= {each.name: each for each in ready}
        waiting = [each for each in waiting if each.name not in found]
    return tuple(found.values())


def question_of(text: str, entities: Sequence[NewEntity]) -> Question:
    """A question as it was written: `get User`, `list Order`, `find User by email`.

    Raises:
        DynamoError: It is none, or is about no entity there is.
    """
    verb, _, rest = text.strip().partition(" ")
    verb = verb.lower()
    if verb not in VERBS or not rest.strip():
        message = (
            f"'{text}' is no question{nearest(verb, VERBS)}\n"
            "To fix this: get, list, create, update or delete and an entity, such as 'list Order', "
            "or 'find User by email'"
        )
        raise DynamoError(message)
    found = _FIND.fullmatch(rest.strip())
    if verb == "find" and not found:
        message = f"'{text}' does not say by what.\nTo fix this: 'find {rest.strip()} by email'"
        raise DynamoError(message)
    named = found[1] if verb == "find" and found else rest
    entity = _known(named, entities)
    if verb == "list" and entity.parent is None:
        raise _lists_everything(entity)
    attribute = _attribute(found[2]) if verb == "find" and found else ""
    return Question(verb=verb, entity=entity.name, attribute=attribute)


def usual(entity: NewEntity) -> tuple[Question, ...]:
    """What nearly every application asks of an entity."""
    verbs: Sequence[Verb] = ("get", "create") if entity.parent is None else ("list", "create")
    return tuple(Question(verb=verb, entity=entity.name) for verb in verbs)


def _require_entities(entities: Sequence[NewEntity]) -> None:
    if not entities:
        message = f"a design needs an entity, a kind of item.\nTo fix this: {EXAMPLE}"
        raise DynamoError(message)
    if len(entities) > MOST_ENTITIES:
        message = f"{len(entities)} entities are many to begin with; at most {MOST_ENTITIES}"
        raise DynamoError(message)
    by_word: dict[str, NewEntity] = {}
    for each in entities:
        if by_word.setdefault(each.word, each) is not each:
            message = f"two entities are called {each.name}.\nTo fix this: give one another name"
            raise DynamoError(message)
    names: Mapping[str, NewEntity] = {each.name: each for each in entities}
    for each in entities:
        if each.parent is not None and each.parent not in names:
            message = (
                f"{each.name} belongs to {each.parent}, which is no entity"
                f"{nearest(each.parent, names)}\nTo fix this: --entity {each.parent} as well"
            )
            raise DynamoError(message)


def _entity_name(text: str) -> str:
    if not _ENTITY.fullmatch(text.strip()):
        message = (
            f"'{text.strip()}' is no name for an entity: a letter, then letters and digits.\n"
            "To fix this: a kind of item such as User, or Order:User for one that belongs to a user"
        )
        raise DynamoError(message)
    return "".join(word[:1].upper() + word[1:] for word in re.split("[_ -]+", text.strip()))


def _known(text: str, entities: Sequence[NewEntity]) -> NewEntity:
    name = _entity_name(text)
    by_word = {each.word: each for each in entities}
    found = by_word.get(snake_case(name).upper())
    if found is None:
        names = [each.name for each in entities]
        message = (
            f"there is no entity '{text.strip()}'{nearest(name, names)}\n"
            f"To fix this: one of {', '.join(names)}, or --entity {name} as well"
        )
        raise DynamoError(message)
    return found


def _attribute(text: str) -> str:
    name = snake_case(text).replace("-", "_")
    if not _ATTRIBUTE.fullmatch(name):
        message = (
            f"'{text}' is no name for an attribute: a letter, then letters, digits and _.\n"
            "To fix this: an attribute such as email"
        )
        raise DynamoError(message)
    return name


def _lists_everything(entity: NewEntity) -> DynamoError:
    owner = "Account" if entity.word != "ACCOUNT" else "Company"
    message = (
        f"'list {entity.name}' would read every {entity.name} there is: it belongs to nothing.\n"
        f"To fix this: {entity.name}:{owner} to list those of one {owner}, or "
        f"'find {entity.name} by status' for those of one status"
    )
    return DynamoError(message)
