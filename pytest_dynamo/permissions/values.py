"""Policies, and the requests that they are held against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_dynamo.design.values import Role

Conditions: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By operator and condition key the values: `{"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ("USER#*",)}}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement that allows; there is none that denies, as what is not allowed is denied.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Conditions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """An identity-based policy."""

    statements: tuple[Statement, ...]

    def document(self) -> dict[str, Any]:
        """The policy as IAM takes it, in JSON's types."""
        return {
            "Version": "2012-10-17",
            "Statement": [_document(one) for one in self.statements],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnarrowed:
    """An access pattern for which a policy is wider than what the pattern does, and why that cannot be helped."""

    pattern: str
    reason: str

    def __str__(self) -> str:
        return f"{self.pattern}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePolicy:
    """What a role may do, and where that is more than it needs."""

    role: Role
    policy: Policy
    unnarrowed: tuple[Unnarrowed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where the tables of a design are: the members of their ARNs, and their names there.

    A region or an account that is not known is `*`, or what a template puts there: `${AWS::Region}`.
    """

    partition: str = "aws"
    region: str = "*"
    account: str = "*"
    names: Mapping[str, str] = field(default_factory=dict)

    def table_arn(self, table: str) -> str:
        """The ARN of a table of the design."""
        name = self.names.get(table, table)
        return f"arn:{self.partition}:dynamodb:{self.region}:{self.account}:table/{name}"

    def index_arn(self, table: str, index: str) -> str:
        """The ARN of an index."""
        return f"{self.table_arn(table)}/index/{index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that IAM is asked on behalf of a request: may this action be done on this resource?

    `context` has the condition keys that DynamoDB fills in, `dynamodb:LeadingKeys` for example; a key without values is
    not there. A request may ask several: a transaction asks for each of its actions.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    """

    action: str
    resource: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _document(statement: Statement) -> dict[str, Any]:
    document: dict[str, Any] = {
        "Sid": statement.sid,
        "Effect": "Allow",
        "Action": list(statement.actions),
        "Resource": list(statement.resources),
    }
    if statement.conditions:
        document["Condition"] = {
            operator: {key: list(values) for key, values in keys.items()}
            for operator, keys in statement.conditions.items()
        }
    return document
