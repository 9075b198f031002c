"""Conditions of statements, decided as IAM does.

The operators are those that policies for items take: StringEquals, StringLike and Null, with ForAllValues, ForAnyValue and
IfExists. All others are refused, as are condition keys that DynamoDB does not fill in: no answer is better than a wrong one.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.actions import CONDITION_KEYS, MULTIVALUED_KEYS
from pytest_dynamo.permissions.policy_text import pattern_of
from pytest_dynamo.permissions.values import Conditions

_Set: TypeAlias = Literal["", "ForAllValues", "ForAnyValue"]
_COMPARISONS = ("StringEquals", "StringLike", "Null")
_KEYS_BY_LOWER = {key.lower(): key for key in CONDITION_KEYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A condition operator, taken apart."""

    comparison: str
    of_a_set: _Set = ""
    if_exists: bool = False


def operator_of(text: str) -> Operator:
    """A condition operator as a policy says it: `ForAllValues:StringLikeIfExists`.

    Raises:
        DynamoError: It is not one of those that are known here.
    """
    before, colon, name = text.rpartition(":")
    sets: Mapping[str, _Set] = {
        "": "",
        "ForAllValues": "ForAllValues",
        "ForAnyValue": "ForAnyValue",
    }
    comparison = name.removesuffix("IfExists")
    is_null = comparison == "Null" and (colon or name != comparison)
    if before not in sets or comparison not in _COMPARISONS or is_null:
        known = ["StringEquals", "StringLike", "Null"]
        msg = (
            f"the condition operator '{text}' cannot be decided here{nearest(comparison, known)}\n"
            "  known  StringEquals, StringLike, each with ForAllValues:, ForAnyValue: and IfExists, and Null\n"
            "To fix this: say it with these, or leave the statement out"
        )
        raise DynamoError(msg)
    return Operator(
        comparison=comparison, of_a_set=sets[before], if_exists=name.endswith("IfExists")
    )


def key_of(text: str, operator: Operator) -> str:
    """A condition key by its proper name; keys are the same in capitals and small letters.

    Raises:
        DynamoError: DynamoDB fills in no such key, or it holds several values and the operator is for one.
    """
    key = _KEYS_BY_LOWER.get(text.lower())
    if key is None:
        msg = (
            f"the condition key '{text}' cannot be decided here{nearest(text, sorted(CONDITION_KEYS))}\n"
            f"  known  {', '.join(sorted(CONDITION_KEYS))}"
        )
        raise DynamoError(msg)
    if key in MULTIVALUED_KEYS and not operator.of_a_set and operator.comparison != "Null":
        msg = (
            f"'{operator.comparison}' compares one value, and {key} holds several\n"
            f"To fix this: write ForAllValues:{operator.comparison}"
        )
        raise DynamoError(msg)
    return key


def failed_condition(
    conditions: Conditions, context: Mapping[str, tuple[str, ...]], variables: Mapping[str, str]
) -> str | None:
    """The first condition that is not fulfilled, in words; None if all are.

    Raises:
        DynamoError: There is one that cannot be decided, whether or not another fails.
    """
    failed: str | None = None
    for text, keys in conditions.items():
        operator = operator_of(text)
        for name, wanted in keys.items():
            found = context.get(key_of(name, operator), ())
            if failed is None and not _is_fulfilled(operator, wanted, found, variables):
                failed = _words(name, operator, wanted, found)
    return failed


def _is_fulfilled(
    operator: Operator,
    wanted: Sequence[str],
    found: tuple[str, ...],
    variables: Mapping[str, str],
) -> bool:
    if operator.comparison == "Null":
        return str(not found).lower() in [value.lower() for value in wanted]
    if not found:
        return operator.if_exists or operator.of_a_set == "ForAllValues"
    has_wildcards = operator.comparison == "StringLike"
    patterns = [pattern_of(text, variables, has_wildcards=has_wildcards) for text in wanted]

    def fits(value: str) -> bool:
        return any(pattern and pattern.fullmatch(value) for pattern in patterns)

    return any(map(fits, found)) if operator.of_a_set == "ForAnyValue" else all(map(fits, found))


def _words(name: str, operator: Operator, wanted: Sequence[str], found: tuple[str, ...]) -> str:
    if operator.comparison == "Null":
        return f"{name} {'is there' if found else 'is not there'}"
    other = [value for value in found if value not in wanted] or found
    values = ", ".join(other) or "not there"
    verb = "is not like" if operator.comparison == "StringLike" else "is not"
    return (
        f"{name} {'are' if len(other) > 1 else 'is'} {values}, which {verb} {' or '.join(wanted)}"
    )
