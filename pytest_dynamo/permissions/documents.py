"""Policies from JSON documents, as somebody may have written them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.conditions import key_of, operator_of
from pytest_dynamo.permissions.values import Conditions, Policy, Statement

_VERSION = "2012-10-17"
_MEMBERS = ("Sid", "Effect", "Action", "Resource", "Condition")


def policy_of_text(text: str, path: str) -> Policy:
    """The policy of a JSON file.

    Raises:
        DynamoError: It is no JSON, or no policy that can be decided here.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        msg = f"{path}: this is no JSON: {error}\nTo fix this: give the policy as IAM shows it"
        raise DynamoError(msg) from None
    try:
        return policy_of(document)
    except DynamoError as error:
        msg = f"{path}: {error}"
        raise DynamoError(msg) from None


def policy_of(document: object) -> Policy:
    """The policy of a document in JSON's types; statements without a Sid are numbered.

    Raises:
        DynamoError: It is no policy, or one that cannot be decided here: it denies, or names what it is not about.
    """
    if not isinstance(document, Mapping) or "Statement" not in document:
        found = ", ".join(map(str, document)) if isinstance(document, Mapping) else repr(document)
        msg = (
            f'a policy is a mapping with "Version" and "Statement"; found {found[:60] or "nothing"}'
        )
        raise DynamoError(msg)
    if document.get("Version") != _VERSION:
        msg = (
            f"the policy has the version {document.get('Version', '2008-10-17')!s}, in which there are no variables\n"
            f'To fix this: write "Version": "{_VERSION}"'
        )
        raise DynamoError(msg)
    statements = document["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    return Policy(
        statements=tuple(_statement(one, number) for number, one in enumerate(listed, start=1))
    )


def _statement(found: object, number: int) -> Statement:
    if not isinstance(found, Mapping):
        msg = f"statement {number} is no mapping: {str(found)[:60]}"
        raise DynamoError(msg)
    name = str(found.get("Sid") or f"number {number}")
    for member in found:
        if member not in _MEMBERS:
            msg = f"statement {name} has '{member}', which cannot be decided here{nearest(str(member), _MEMBERS)}\n  known  {', '.join(_MEMBERS)}"
            raise DynamoError(msg)
    if found.get("Effect") != "Allow":
        msg = (
            f"statement {name} has the effect {found.get('Effect')}, and only what allows is decided here\n"
            "To fix this: leave it out; what no statement allows is denied"
        )
        raise DynamoError(msg)
    return Statement(
        sid=name,
        actions=_texts(found.get("Action"), f"statement {name}: Action"),
        resources=_texts(found.get("Resource"), f"statement {name}: Resource"),
        conditions=_conditions(found.get("Condition", {}), f"statement {name}"),
    )


def _conditions(found: Any, where: str) -> Conditions:  # noqa: ANN401 - anything JSON may hold
    if not isinstance(found, Mapping) or not all(
        isinstance(keys, Mapping) for keys in found.values()
    ):
        msg = f"{where}: Condition is a mapping of operators to condition keys to values"
        raise DynamoError(msg)
    read: dict[str, dict[str, tuple[str, ...]]] = {}
    for text, keys in found.items():
        try:
            operator = operator_of(text)
            read[text] = {
                key_of(key, operator): _texts(values, key) for key, values in keys.items()
            }
        except DynamoError as error:
            msg = f"{where}: {error}"
            raise DynamoError(msg) from None
    return read


def _texts(found: object, where: str) -> tuple[str, ...]:
    values = found if isinstance(found, list) else [found]
    if not values or not all(isinstance(value, str | bool) for value in values):
        msg = f"{where} is a text or a list of texts; found {json.dumps(found)[:60]}"
        raise DynamoError(msg)
    return tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
