"""What a statement says that it allows, as asks: one for each key, attribute and value that it names.

A statement about something that a role has nothing to do with is found by its own words.
"""

from collections.abc import Iterable, Iterator, Mapping

from pytest_dynamo.permissions.actions import ALL_ACTIONS, ITEM_ACTIONS
from pytest_dynamo.permissions.conditions import key_of, operator_of
from pytest_dynamo.permissions.evaluating import is_named
from pytest_dynamo.permissions.policy_text import example_of
from pytest_dynamo.permissions.values import Ask, Policy, Statement

_ITEMS = frozenset(f"dynamodb:{name}" for name in ITEM_ACTIONS)

_NOTHING: tuple[dict[str, tuple[str, ...]], ...] = ({},)


def witnesses(
    policy: Policy, resources: Iterable[str], variables: Mapping[str, str]
) -> Iterator[Ask]:
    """What the statements name, on the resources that there are; `variables` say who asks."""
    places = list(resources)
    for statement in policy.statements:
        contexts = list(_contexts(statement, variables))
        for action in ALL_ACTIONS:
            if not is_named(action, statement.actions):
                continue
            for resource in places:
                if not is_named(resource, statement.resources, variables):
                    continue
                for context in contexts if action in _ITEMS else _NOTHING:
                    yield Ask(action=action, resource=resource, context=context)


def _contexts(
    statement: Statement, variables: Mapping[str, str]
) -> Iterator[dict[str, tuple[str, ...]]]:
    """The first value of each condition, and then each other value in its place."""
    named: dict[str, list[str]] = {}
    for text, keys in statement.conditions.items():
        operator = operator_of(text)
        if operator.comparison == "Null":
            continue
        for name, values in keys.items():
            examples = [
                example_of(value, variables, has_wildcards=operator.comparison == "StringLike")
                for value in values
            ]
            found = [example for example in examples if example is not None]
            named.setdefault(key_of(name, operator), []).extend(found)
    first: dict[str, tuple[str, ...]] = {
        key: (values[0],) for key, values in named.items() if values
    }
    yield first
    for key, others in named.items():
        for value in others[1:]:
            yield {**first, key: (value,)}
