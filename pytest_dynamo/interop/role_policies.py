"""The policies of a design's roles for templates, which know the ARNs of tables by reference only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.values import Loss
from pytest_dynamo.permissions.policies import policies_of, role_policy
from pytest_dynamo.permissions.values import Policy, Statement, Whereabouts

# As long as the members of an ARN can be, so that what is written fits wherever it is deployed.
_WHEREABOUTS = Whereabouts(partition="aws-us-gov", region="ap-southeast-9", account="0" * 12)
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
_LONGEST_DESCRIPTION = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPolicy:
    """A managed policy of a role, which has several where one would be larger than IAM takes."""

    role: Role
    name: str
    policy: Policy

    @property
    def description(self) -> str:
        """What the policy is for, in the characters that IAM takes."""
        text = " ".join((self.role.description or f"What {self.role.name} does").split())
        shown = "".join(each for each in text if each.isprintable())
        return shown[:_LONGEST_DESCRIPTION]


def written_policies(design: Design) -> tuple[tuple[WrittenPolicy, ...], tuple[Loss, ...]]:
    """The policies of all roles of a design, and the roles for which there can be none."""
    written: list[WrittenPolicy] = []
    losses: list[Loss] = []
    for role in design.roles.values():
        try:
            parts = policies_of(role_policy(design, role, _WHEREABOUTS).policy)
        except DynamoError as error:
            reason = str(error).partition("\n")[0].rstrip(":")
            losses.append(
                Loss(where=f"roles.{role.name}", message=f"its policy is left out: {reason}")
            )
            continue
        for number, policy in enumerate(parts, 1):
            name = f"{role.name}-{number}" if number > 1 else role.name
            written.append(WrittenPolicy(role=role, name=name, policy=policy))
    return tuple(written), tuple(losses)


def actions_of(design: Design, role: Role) -> tuple[str, ...]:
    """The actions that a role may do, without their prefix; none where there can be no policy."""
    try:
        statements = role_policy(design, role, _WHEREABOUTS).policy.statements
    except DynamoError:
        return ()
    actions = (action for statement in statements for action in statement.actions)
    return tuple(dict.fromkeys(action.removeprefix("dynamodb:") for action in actions))


def losses_of_roles(design: Design, what: str) -> tuple[Loss, ...]:
    """What a format does not hold of roles, of which it has the policies."""
    if not design.roles:
        return ()
    message = f"{what}; which access patterns they perform is left out"
    if any(table.replicas for table in design.tables.values()):
        message += ", and so are replicas in other regions"
    named = Loss(where="roles", message=message)
    return (named, *written_policies(design)[1])


def places_of(design: Design) -> dict[str, tuple[str, str]]:
    """The table and the index, empty for the table itself, that each ARN in a policy stands for."""
    places: dict[str, tuple[str, str]] = {}
    for table in design.tables.values():
        places[_WHEREABOUTS.table_arn(table.name)] = table.name, ""
        for index in table.indexes:
            places[_WHEREABOUTS.index_arn(table.name, index)] = table.name, index
    return places


def document_with(policy: Policy, resources: Callable[[Statement], list[Any]]) -> dict[str, Any]:
    """The policy as IAM takes it, with what a template writes in the place of ARNs."""
    document = policy.document()
    for written, statement in zip(document["Statement"], policy.statements, strict=True):
        written["Resource"] = resources(statement)
    return document


def referring(
    places: Mapping[str, tuple[str, str]], reference: Callable[[str, str], Any]
) -> Callable[[Statement], list[Any]]:
    """What stands in the place of the ARNs of a statement: what `reference` says of a table and an index."""
    return lambda statement: [reference(*places[arn]) for arn in statement.resources]
