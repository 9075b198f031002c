"""Resource policies as text of which only what it says counts, so that two can be compared."""

import json
import re
from collections.abc import Mapping

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
_ACCOUNT = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")


def policy_text(policy: Mapping[str, object]) -> str:
    """A policy on one line, in an order of its own.

    >>> policy_text({"Statement": [{"Effect": "Allow", "Action": ["dynamodb:GetItem"]}]})
    '{"Statement": {"Action": "dynamodb:GetItem", "Effect": "Allow"}}'
    """
    return json.dumps(_in_order(policy), sort_keys=True, default=str)


def _in_order(value: object) -> object:
    """A part of a policy as IAM reads it: lists have no order, and one member is no other than a list of it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    match value:
        case Mapping():
            return {str(name): _in_order(member) for name, member in value.items()}
        case list() | tuple():
            members = sorted(map(_in_order, value), key=lambda one: json.dumps(one, default=str))
            return members[0] if len(members) == 1 else members
        case str() if account := _ACCOUNT.fullmatch(value):
            return account[1]
    return value
