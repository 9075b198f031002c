"""What access patterns of roles need, as a table; and a policy document that is there, held against a role."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.needs import Need, needs_of
from pytest_dynamo.permissions.policies import role_policy
from pytest_dynamo.permissions.roles import served_plans
from pytest_dynamo.permissions.values import Policy, Whereabouts

_HEADINGS = ("role", "access pattern", "action", "on", "leading keys")


def listed(design: Design, roles: Sequence[Role], whereabouts: Whereabouts) -> Iterator[str]:
    """The lines of the table.

    Raises:
        DynamoError: No policy can be made of one of the roles.
    """
    rows = [_HEADINGS]
    for role in roles:
        role_policy(design, role, whereabouts)  # says what is wrong with the role
        for plan in served_plans(design, role):
            rows += [
                (role.name, plan.pattern.name, *_need(need))
                for need in needs_of(design, plan, role, whereabouts)
            ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _need(need: Need) -> tuple[str, str, str]:
    keys = "any" if need.keys is None else ", ".join(key.text for key in sorted(need.keys))
    action = f"{need.action} in {need.enclosing}" if need.enclosing else need.action
    return action, need.resource.partition(":table/")[2], keys


def checked(design: Design, roles: Sequence[Role], whereabouts: Whereabouts, path: Path) -> int:
    """Hold a policy document against the only role, and print what is wrong with it.

    Returns:
        The exit code: 1 where it is too wide or too narrow, 0 otherwise.

    Raises:
        DynamoError: There are several roles, or the file is no policy.
    """
    from pytest_dynamo.forecast.preparing import midnight
    from pytest_dynamo.permissions.auditing import audit
    from pytest_dynamo.permissions.performing import performances, population_of
    from pytest_dynamo.permissions.places import whereabouts_in

    if len(roles) > 1:
        names = ", ".join(role.name for role in roles)
        message = (
            f"--check holds a policy against one role, and there are {len(roles)}: {names}.\n"
            f"To fix this: --role {roles[0].name}"
        )
        raise DynamoError(message)
    (role,) = roles
    policy = _policy(path)
    now = midnight(datetime.now(UTC))
    found = audit(
        policy,
        design,
        role,
        whereabouts_in(policy, whereabouts),
        performances(design, role, now=now),
        population=population_of(design, now=now),
    )
    for one in found:
        typer.echo(str(one))
    if found:
        typer.echo(f"next: pytest-dynamo iam {design.path} --role {_said(role, design)}")
        return 1
    typer.echo(
        f"{path}: as wide as role '{role.name}' needs it, and no wider, as far as IAM can tell"
    )
    return 0


def _said(role: Role, design: Design) -> str:
    return role.name if role.name in design.roles else f"{role.name}={','.join(role.patterns)}"


def _policy(path: Path) -> Policy:
    from pytest_dynamo.permissions.documents import policy_of_text

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        message = (
            f"{path} cannot be read: {str(reason).lower()}.\nTo fix this: name a policy document"
        )
        raise DynamoError(message) from None
    return policy_of_text(text, str(path))
