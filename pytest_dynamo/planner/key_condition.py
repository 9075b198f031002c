"""Does a set of conditions make a key condition of a table or index?

The rules are those of KeyConditionExpression: an equality on every partition-key attribute; sort-key
attributes from the left without gaps, all but the last of them by equality.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import AttributeType, Condition, KeySchema
from pytest_dynamo.planner.wording import names_text


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCondition:
    """Conditions sorted into those on the partition key and those on the sort key, in key order."""

    partition: tuple[Condition, ...]
    sort: tuple[Condition, ...] = ()


def key_condition(
    conditions: tuple[Condition, ...], key: KeySchema, types: Mapping[str, AttributeType]
) -> KeyCondition | str:
    """The key condition that `conditions` make on `key`, or the reason in words why they make none."""
    given = {condition.attribute: condition for condition in conditions}
    reason = (
        _doubled(conditions)
        or _partition_key_lacks(given, key)
        or _not_in_key(given, key)
        or _out_of_order(given, key)
        or _prefix_of_number(given, key, types)
    )
    if reason:
        return reason
    return KeyCondition(
        partition=tuple(given[name] for name in key.partition_key),
        sort=tuple(given[name] for name in key.sort_key if name in given),
    )


def _doubled(conditions: tuple[Condition, ...]) -> str:
    names = [condition.attribute for condition in conditions]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    return f"{names_text(twice)} has two conditions; write one, with between" if twice else ""


def _partition_key_lacks(given: Mapping[str, Condition], key: KeySchema) -> str:
    missing = [name for name in key.partition_key if name not in given]
    if missing:
        many = len(missing) > 1
        return (
            f"partition key{'s' * many} {names_text(missing)} {'are' if many else 'is'} not given"
        )
    for name in key.partition_key:
        if given[name].operator != "=":
            return f"partition key '{name}' is given by {given[name].operator}, and must be by ="
    return ""


def _not_in_key(given: Mapping[str, Condition], key: KeySchema) -> str:
    others = [name for name in given if name not in key.attributes]
    if not others:
        return ""
    what = "it is no key attribute" if len(others) == 1 else "they are no key attributes"
    return f"{names_text(others)} would be a filter: {what} here"


def _out_of_order(given: Mapping[str, Condition], key: KeySchema) -> str:
    for position, name in enumerate(key.sort_key):
        if name not in given:
            continue
        for earlier in key.sort_key[:position]:
            if earlier not in given:
                return f"sort key '{name}' is given without '{earlier}', which stands before it"
            if given[earlier].operator != "=":
                return (
                    f"sort key '{name}' would be a filter: '{earlier}' before it is not given by ="
                )
    return ""


def _prefix_of_number(
    given: Mapping[str, Condition], key: KeySchema, types: Mapping[str, AttributeType]
) -> str:
    for name in key.attributes:
        if name in given and given[name].operator == "begins_with" and types.get(name) == "N":
            return f"'{name}' is a number, and begins_with takes strings and binary values only"
    return ""
