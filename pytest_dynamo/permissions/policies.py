"""The policy of a role: exactly as wide as its access patterns, or a remark on why it is wider."""

import json
from collections.abc import Iterator

from pytest_dynamo.design.binding import entities_of
from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.leading_keys import KeyFinder
from pytest_dynamo.permissions.merging import statements_of
from pytest_dynamo.permissions.needs import needs_of
from pytest_dynamo.permissions.policy_text import variables_in
from pytest_dynamo.permissions.roles import served_plans
from pytest_dynamo.permissions.values import Policy, RolePolicy, Unnarrowed, Whereabouts
from pytest_dynamo.permissions.widths import widths_of
from pytest_dynamo.planner.plan import Plan

LARGEST_POLICY = 6_144
"""How many characters a managed policy has at most, white space not counted.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

MOST_POLICIES = 10
"""How many managed policies a role has, if nobody has asked AWS for more."""


def role_policy(design: Design, role: Role, whereabouts: Whereabouts) -> RolePolicy:
    """What a role may do: what its access patterns need, and where that is more than they do.

    Raises:
        DynamoError: The role names no pattern, or one that the design does not have, that nothing serves, or that is a Scan; or it
            replaces a placeholder that none of its patterns has in a partition key.
    """
    plans = served_plans(design, role)
    if not plans:
        msg = (
            f"role '{role.name}' performs no access pattern, and a policy has one statement at least\n"
            "To fix this: name access patterns that are served, and are no Scans"
        )
        raise DynamoError(msg)
    needs = [need for plan in plans for need in needs_of(design, plan, role, whereabouts)]
    _replaced(design, role, plans)
    return RolePolicy(
        role=role,
        policy=Policy(statements=statements_of(needs)),
        unnarrowed=tuple(_unnarrowed(design, role, plans)),
    )


def policies_of(policy: Policy, *, largest: int = LARGEST_POLICY) -> tuple[Policy, ...]:
    """The policy in as many managed policies as it takes; all of them are attached to the role.

    Statements stay whole and in order, so that together they allow what the one does.

    Raises:
        DynamoError: One statement is larger than a policy, or a role cannot have so many policies.
    """
    parts: list[list[int]] = [[]]
    for number, statement in enumerate(policy.statements):
        if size_of(Policy(statements=(statement,))) > largest:
            msg = (
                f"statement '{statement.sid}' alone makes a policy of {size_of(Policy(statements=(statement,))):,} characters, and IAM takes {largest:,}\n"
                "To fix this: give these access patterns to several roles"
            )
            raise DynamoError(msg)
        together = tuple(policy.statements[one] for one in (*parts[-1], number))
        if size_of(Policy(statements=together)) > largest:
            parts.append([])
        parts[-1].append(number)
    if len(parts) > MOST_POLICIES:
        msg = (
            f"{len(policy.statements)} statements make {len(parts)} managed policies, and a role has {MOST_POLICIES} at most\n"
            "To fix this: divide the access patterns between several roles"
        )
        raise DynamoError(msg)
    return tuple(Policy(statements=tuple(policy.statements[one] for one in part)) for part in parts)


def size_of(policy: Policy) -> int:
    """The characters of a policy as IAM counts them."""
    return len(json.dumps(policy.document(), separators=(",", ":")))


def _replaced(design: Design, role: Role, plans: tuple[Plan, ...]) -> None:
    """Raises if the role replaces something that none of its partition keys has."""
    finders = [KeyFinder(design, plan.pattern, role) for plan in plans]
    for finder, plan in zip(finders, plans, strict=True):
        finder.of_plan(plan)
    used = {name for finder in finders for name in finder.used}
    there = sorted({name for finder in finders for name in finder.met})
    for name, text in role.where.items():
        if name not in used:
            found = ", ".join(f"{{{one}}}" for one in there) or "no placeholder at all"
            msg = (
                f"role '{role.name}' puts {text} in the place of {{{name}}}, which no partition key of its access patterns has\n"
                f"  found  {found}\n"
                "To fix this: name a placeholder of a partition key under `where`, or leave it out"
            )
            raise DynamoError(msg)
        if "${" in text and not variables_in(text):
            msg = (
                f"role '{role.name}' puts {text} in the place of {{{name}}}, which is no policy variable\n"
                "To fix this: write one as ${aws:PrincipalTag/tenant_id} or ${aws:username}"
            )
            raise DynamoError(msg)


def _unnarrowed(design: Design, role: Role, plans: tuple[Plan, ...]) -> Iterator[Unnarrowed]:
    for plan in plans:
        entities = entities_of(design, plan.pattern)
        for reason in dict.fromkeys(widths_of(design, plan, role, entities)):
            yield Unnarrowed(pattern=plan.pattern.name, reason=reason)
