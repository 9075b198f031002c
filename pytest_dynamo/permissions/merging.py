"""Needs as statements: as few as say it, and none that allows more than the needs do one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from pytest_dynamo.permissions.actions import (
    ATTRIBUTES,
    ENCLOSING_OPERATION,
    LEADING_KEYS,
    RETURN_VALUES,
    SELECT,
)
from pytest_dynamo.permissions.naming import sids
from pytest_dynamo.permissions.needs import BATCHES, READS, Need, united
from pytest_dynamo.permissions.values import Conditions, Statement

_Frozen: TypeAlias = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
_K = TypeVar("_K")
_V = TypeVar("_V")

_RETURNED = ("NONE", "UPDATED_OLD", "UPDATED_NEW")
"""What a write may return: nothing, or what it has changed, but no item as a whole."""

_WRITES_OF_ONE = ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")


def statements_of(needs: Iterable[Need]) -> tuple[Statement, ...]:
    """The statements that allow the needs, and nothing that no need allows."""
    narrow = _without_covered(_with_united_keys(needs))
    by_condition = _grouped(((need.resource, _frozen(need)), need) for need in narrow)
    by_actions = _grouped(
        (
            ((_actions(found), condition), (resource, found))
            for (resource, condition), found in by_condition.items()
        )
    )
    patterns = [
        tuple(dict.fromkeys(name for _, needs in found for need in needs for name in need.patterns))
        for found in by_actions.values()
    ]
    return tuple(
        Statement(
            sid=sid,
            actions=actions,
            resources=tuple(dict.fromkeys(resource for resource, _ in found)),
            conditions={operator: dict(keys) for operator, keys in condition},
        )
        for sid, ((actions, condition), found) in zip(
            sids(patterns), by_actions.items(), strict=True
        )
    )


def _with_united_keys(needs: Iterable[Need]) -> list[Need]:
    """Needs that differ in nothing but their leading keys, as one.

    A request for one item has one leading key, so that this allows nothing new. A batch has as many as items, and might mix those
    of two needs: batches stay apart.
    """
    found: dict[object, Need] = {}
    for need in needs:
        apart = need.keys if need.action in BATCHES else None
        same = (need.action, need.resource, need.attributes, need.enclosing, apart)
        before = found.get(same)
        found[same] = _one_of(before, need) if before else need
    return list(found.values())


def _one_of(one: Need, other: Need) -> Need:
    return replace(
        one, keys=united(one.keys, other.keys), patterns=_joined(one.patterns, other.patterns)
    )


def _without_covered(needs: Sequence[Need]) -> list[Need]:
    """The needs without those that another allows anyway; the other then serves their patterns, too."""
    kept: list[Need] = []
    for need in needs:
        wider = [other for other in needs if other is not need and other.covers(need)]
        if not wider:
            served = [name for other in needs if need.covers(other) for name in other.patterns]
            kept.append(replace(need, patterns=_joined(need.patterns, served)))
    return kept


def _joined(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*one, *other]))


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    groups: dict[_K, list[_V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _actions(needs: Iterable[Need]) -> tuple[str, ...]:
    return tuple(sorted({f"dynamodb:{need.action}" for need in needs}))


def _frozen(need: Need) -> _Frozen:
    return tuple((operator, tuple(keys.items())) for operator, keys in conditions_of(need).items())


def conditions_of(need: Need) -> Conditions:
    """The conditions of a need.

    `ForAllValues` is true where the key is not there at all, so that `Null` asks for it:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html

    With attributes, a read has to name them, or it would have them all; and what a write returns must be no more than it names:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    """
    equals: dict[str, tuple[str, ...]] = {}
    like: dict[str, tuple[str, ...]] = {}
    if need.keys is not None:
        is_open = any(key.is_open for key in need.keys)
        keys = tuple(key.text for key in sorted(need.keys))
        (like if is_open else equals)[LEADING_KEYS] = keys
    if need.attributes is not None:
        equals[ATTRIBUTES] = tuple(sorted(need.attributes))
    if_exists: dict[str, tuple[str, ...]] = {}
    if need.attributes is not None and need.action in READS:
        if_exists[SELECT] = ("SPECIFIC_ATTRIBUTES",)
    if need.action in _WRITES_OF_ONE:
        if_exists[RETURN_VALUES] = _RETURNED
    enclosing: Mapping[str, tuple[str, ...]] = (
        {ENCLOSING_OPERATION: (need.enclosing,)} if need.enclosing else {}
    )
    conditions: Conditions = {
        "ForAllValues:StringLike": like,
        "ForAllValues:StringEquals": equals,
        "Null": {key: ("false",) for key in (*like, *equals)},
        "StringEqualsIfExists": if_exists,
        "ForAnyValue:StringEquals": enclosing,
    }
    return {operator: keys for operator, keys in conditions.items() if keys}
