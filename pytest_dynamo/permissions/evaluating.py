"""Whether a policy allows what IAM is asked: by its actions, its resources and its conditions.

What no statement allows is denied. It knows nothing of how policies are made here.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from pytest_dynamo.permissions.conditions import failed_condition
from pytest_dynamo.permissions.policy_text import pattern_of
from pytest_dynamo.permissions.values import Ask, Policy, Statement

_NO_VARIABLES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Yes or no; the statement that says yes, or comes nearest to it; and the reason."""

    is_allowed: bool
    sid: str
    reason: str

    def __bool__(self) -> bool:
        return self.is_allowed


def decide(policy: Policy, ask: Ask, variables: Mapping[str, str] = _NO_VARIABLES) -> Decision:
    """Whether a policy allows what is asked; `variables` say who asks: `{"aws:username": "ada"}`.

    Raises:
        DynamoError: A condition that has to be decided is of a kind that is not known here.
    """
    nearest: tuple[int, Statement, str] | None = None
    for statement in policy.statements:
        steps, reason = _held_against(statement, ask, variables)
        if not reason:
            return Decision(
                is_allowed=True,
                sid=statement.sid,
                reason=f"statement {statement.sid} allows {ask.action}",
            )
        if nearest is None or steps > nearest[0]:
            nearest = steps, statement, reason
    if nearest is None:
        return Decision(is_allowed=False, sid="", reason="the policy has no statement")
    _, statement, reason = nearest
    if nearest[0] == 0:
        reason = f"no statement allows {ask.action}"
    else:
        reason = f"statement {statement.sid} comes nearest: {reason}"
    return Decision(is_allowed=False, sid=statement.sid, reason=reason)


def _held_against(statement: Statement, ask: Ask, variables: Mapping[str, str]) -> tuple[int, str]:
    """How many parts of a statement fit, and why the next does not; no reason if all do."""
    if not is_named(ask.action, statement.actions):
        return 0, f"it has no {ask.action}"
    if not is_named(ask.resource, statement.resources, variables):
        return (
            1,
            f"it allows {ask.action} on {' and '.join(statement.resources)}, not on {ask.resource}",
        )
    return 2, failed_condition(statement.conditions, ask.context, variables) or ""


def is_named(name: str, texts: Iterable[str], variables: Mapping[str, str] = _NO_VARIABLES) -> bool:
    """Whether an action, or the ARN of a resource, is among those that a statement names."""
    if name.startswith("arn:"):
        return any(_names_resource(text, name, variables) for text in texts)
    return any(_names_action(text, name) for text in texts)


def _names_action(text: str, action: str) -> bool:
    """Actions are the same in capitals and small letters, and may have wildcards.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    found = _wildcards(text.lower())
    return found.fullmatch(action.lower()) is not None


@lru_cache(maxsize=4_096)
def _wildcards(text: str) -> re.Pattern[str]:
    regex = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(regex, re.DOTALL)


def _names_resource(text: str, resource: str, variables: Mapping[str, str]) -> bool:
    """Each of the six parts of an ARN by itself: a `*` does not reach over a colon into the next.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    if text == "*":
        return True
    parts = zip_longest(text.split(":", 5), resource.split(":", 5), fillvalue="")
    return all(_fits(part, found, variables) for part, found in parts)


def _fits(text: str, found: str, variables: Mapping[str, str]) -> bool:
    if text == found:
        return True
    if "${" not in text:
        return _wildcards(text).fullmatch(found) is not None
    pattern = pattern_of(text, variables, has_wildcards=True)
    return pattern is not None and pattern.fullmatch(found) is not None
