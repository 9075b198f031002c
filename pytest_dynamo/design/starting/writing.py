"""The text of a first design: one table, generic keys, and a comment wherever there is a choice.

An item of its own has a partition key of its own. What belongs to something lies in the item
collection of that, under a sort key that grows, so that the newest are read first. What is found by
an attribute is found in an index, which entities share.
"""

from collections.abc import Iterator, Mapping

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.starting.answers import MOST_LOOKUPS, Answers, NewEntity, Question
from pytest_dynamo.design.values.entities import snake_case
from pytest_dynamo.design.writing.scalars import scalar_text
from pytest_dynamo.errors import DynamoError

_CHILDREN = ("{mean: 5, max: 50}", "{mean: 3, max: 30}", "{mean: 2, max: 20}")
_RATES = {"get": 20, "list": 10, "find": 5, "create": 5, "update": 2, "delete": 1}
_VALUES: Mapping[str, str] = {
    "email": "{faker: email, unique: true}",
    "phone": "{faker: phone_number}",
    "name": "{faker: name}",
    "status": "{choice: {active: 8, waiting: 1, closed: 1}}",
    "country": "{faker: country_code}",
    "city": "{faker: city}",
    "date": "{timestamp: {since: -365d}, format: date}",
}
_SOME_CODE = '{faker: bothify, args: {text: "????-########"}, unique: true}'
_CREATED, _DESCRIPTION = "created_at", "description"


def design_text(answers: Answers, *, schema: str | None = None) -> str:
    """The design as a YAML file; `schema` is where editors find the JSON Schema of designs.

    Raises:
        DynamoError: Two questions would have one name, or an entity is found in too many ways.
    """
    text = "\n".join([*_head(answers, schema), *_entities(answers), *_patterns(answers), ""])
    parse_design(text, f"{answers.name}.yaml")  # what is written is known to load
    return text


def _head(answers: Answers, schema: str | None) -> Iterator[str]:
    if schema:
        yield f"# yaml-language-server: $schema={schema}"
        yield "#"
    yield "# A first design, to be changed. Each entity is a kind of item with the templates of its keys,"
    yield "# each access pattern a question that the application asks, with the rate at which it does."
    yield "version: 1"
    yield f"name: {scalar_text(answers.name)}"
    yield ""
    yield "tables:"
    yield f"  {scalar_text(answers.table)}:"
    yield "    # Names that say nothing: several entities share the keys."
    yield "    partition_key: PK"
    yield "    sort_key: SK"
    if indexes := max(_lookups(answers, each) for each in answers.entities):
        yield "    indexes:"
        yield "      # ALL costs a whole item more each write; a list of attributes projects no others."
        for number in range(1, indexes + 1):
            yield f"      GSI{number}: {{partition_key: GSI{number}PK, projection: ALL}}"
    yield "    billing_mode: PAY_PER_REQUEST"
    yield "    point_in_time_recovery: true"
    yield "    deletion_protection: true"
    yield "    removal_policy: RETAIN"


def _entities(answers: Answers) -> Iterator[str]:
    yield ""
    yield "entities:"
    by_name = {each.name: each for each in answers.entities}
    for number, entity in enumerate(answers.entities):
        if number:
            yield ""
        yield f"  {scalar_text(entity.name)}:"
        if entity.parent is None:
            yield "    population: 1_000"
        else:
            depth = len(_ancestors(entity, by_name)) - 1
            count = _CHILDREN[min(depth, len(_CHILDREN) - 1)]
            yield f"    belongs_to: {{{scalar_text(entity.parent)}: {count}}} # so many each"
        yield "    item:"
        yield from (f"      {line}" for line in _item(answers, entity, by_name))


def _item(answers: Answers, entity: NewEntity, by_name: Mapping[str, NewEntity]) -> Iterator[str]:
    for name, value in _key(entity, by_name).items():
        yield f"{name}: {value}"
    found_by = _found_by(answers, entity)
    for number, attribute in enumerate(found_by, 1):
        yield f"GSI{number}PK: {_lookup_key(entity, attribute)}"
    maker = "{faker: uuid4}" if entity.parent is None else "{ulid: true} # sorts by time"
    yield f"{entity.identity}: {maker}"
    in_reach = {each.identity for each in (entity, *_ancestors(entity, by_name))}
    for attribute in found_by:
        if attribute not in {*in_reach, _CREATED, _DESCRIPTION}:
            yield f"{scalar_text(attribute)}: {_value(attribute)}"
    yield f"{_CREATED}: {{timestamp: {{since: -365d}}, format: iso8601}}"
    yield f"{_DESCRIPTION}: {{text_bytes: {{min: 50, max: 500}}}}"


def _patterns(answers: Answers) -> Iterator[str]:
    yield ""
    yield "# Rates are in requests a second at peak. A budget such as {read_units: 1} fails the test of a"
    yield "# pattern that consumes more."
    yield "access_patterns:"
    by_name = {each.name: each for each in answers.entities}
    seen: set[str] = set()
    for question in answers.questions:
        name = pattern_name(question, by_name)
        if name in seen:
            message = f"two questions are called {name}.\nTo fix this: leave one of them out"
            raise DynamoError(message)
        if seen:
            yield ""
        seen.add(name)
        yield f"  {name}:"
        yield from (f"    {line}" for line in _pattern(answers, question, by_name))
        yield f"    rate: {_RATES[question.verb]}"


def pattern_name(question: Question, by_name: Mapping[str, NewEntity]) -> str:
    """What a question is called: `find_user_by_email`, `list_orders_of_user`."""
    entity = by_name[question.entity]
    word = snake_case(entity.name)
    match question.verb:
        case "find":
            return f"find_{word}_by_{question.attribute}"
        case "list":
            return f"list_{_plural(word)}_of_{snake_case(entity.parent or '')}"
    return f"{question.verb}_{word}"


def _pattern(
    answers: Answers, question: Question, by_name: Mapping[str, NewEntity]
) -> Iterator[str]:
    entity = by_name[question.entity]
    key = _key(entity, by_name)
    whole = ", ".join(f"{name}: {value}" for name, value in key.items())
    returns = f"returns: {scalar_text(entity.name)}"
    match question.verb:
        case "get":
            yield from (f"get: {{{whole}}}", returns)
        case "delete":
            yield from (f"delete: {{{whole}}}", returns)
        case "create":
            yield f"put: {scalar_text(entity.name)}"
            yield "condition: attribute_not_exists(PK) # never overwrites"
        case "update":
            yield "update:"
            yield f"  key: {{{whole}}}"
            yield f"  set: {{{_DESCRIPTION}: changed}}"
            yield "condition: attribute_exists(PK) # never makes a new one"
            yield returns
        case "list":
            yield f'query: {{PK: {key["PK"]}, SK: {{begins_with: "{entity.word}#"}}}}'
            yield from (returns, "newest_first: true", "limit: 25")
        case "find":
            number = _found_by(answers, entity).index(question.attribute) + 1
            yield f"index: GSI{number}"
            yield f"query: {{GSI{number}PK: {_lookup_key(entity, question.attribute)}}}"
            yield from (returns, "limit: 25")


def _key(entity: NewEntity, by_name: Mapping[str, NewEntity]) -> dict[str, str]:
    """The templates of the key, quoted: one of its own, or one in the collection of the parent."""
    if entity.parent is None:
        return {"PK": f'"{_own(entity)}"', "SK": f'"{entity.word}"'}
    return {"PK": f'"{_own(by_name[entity.parent])}"', "SK": f'"{_own(entity)}"'}


def _own(entity: NewEntity) -> str:
    return f"{entity.word}#{{{entity.identity}}}"


def _lookup_key(entity: NewEntity, attribute: str) -> str:
    return f'"{entity.word}#{attribute.upper()}#{{{attribute}}}"'


def _found_by(answers: Answers, entity: NewEntity) -> tuple[str, ...]:
    return tuple(
        question.attribute
        for question in answers.questions
        if question.verb == "find" and question.entity == entity.name
    )


def _lookups(answers: Answers, entity: NewEntity) -> int:
    count = len(_found_by(answers, entity))
    if count > MOST_LOOKUPS:
        message = (
            f"{entity.name} is found in {count} ways, and each takes an index, of which a table has "
            f"{MOST_LOOKUPS} at most.\nTo fix this: begin with those that matter most"
        )
        raise DynamoError(message)
    return count


def _ancestors(entity: NewEntity, by_name: Mapping[str, NewEntity]) -> list[NewEntity]:
    found = []
    while entity.parent is not None:
        entity = by_name[entity.parent]
        found.append(entity)
    return found


def _value(attribute: str) -> str:
    """How to make a value, by the last word of its name; codes that no two share, where that is unknown."""
    if attribute.endswith("_at"):
        return "{timestamp: {since: -365d}, format: iso8601}"
    return _VALUES.get(attribute.rpartition("_")[2], _SOME_CODE)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"
