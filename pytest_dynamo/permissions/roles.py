"""The roles of a design, or one that somebody names on a command line."""

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan, plan_all


def roles_of(design: Design) -> tuple[Role, ...]:
    """The roles that the design names; without any, one called like the design that does all that is served but Scans."""
    if design.roles:
        return tuple(design.roles.values())
    patterns = tuple(
        name
        for name, found in plan_all(design).items()
        if isinstance(found, Plan) and found.operation != "Scan"
    )
    return (Role(name=design.name, patterns=patterns),)


def role_of_text(text: str, design: Design) -> Role:
    """The role of a text such as `reader=get_user,list_orders_for_user`, or one of the design by its name.

    Raises:
        DynamoError: There is no such role or access pattern, or the text says none.
    """
    name, equals, listed = text.partition("=")
    name = name.strip()
    if not equals:
        return _named(name, design)
    patterns = tuple(dict.fromkeys(one.strip() for one in listed.split(",") if one.strip()))
    if not name or not patterns:
        msg = (
            f"'{text}' is no role: {'it has no name' if not name else 'it has no access pattern'}\n"
            "To fix this: write it as reader=get_user,list_orders_for_user"
        )
        raise DynamoError(msg)
    role = Role(name=name, patterns=patterns)
    served_plans(design, role)
    return role


def served_plans(design: Design, role: Role) -> tuple[Plan, ...]:
    """The plans of the role's access patterns, in the order of the design.

    Raises:
        DynamoError: A pattern is not there, or nothing serves it, or it is a Scan.
    """
    for name in role.patterns:
        if name not in design.access_patterns:
            near = nearest(name, [*design.access_patterns])
            known = "" if near else f"; there are {', '.join(design.access_patterns) or 'none'}"
            msg = (
                f"role '{role.name}' performs no access pattern '{name}': {design.name} has none{near}{known}\n"
                "To fix this: name access patterns as the design does"
            )
            raise DynamoError(msg)
    wanted = set(role.patterns)
    return tuple(
        _served(plan(design, pattern), role)
        for name, pattern in design.access_patterns.items()
        if name in wanted
    )


def _served(found: Plan | NotServed, role: Role) -> Plan:
    name = found.pattern.name
    if isinstance(found, NotServed):
        msg = f"role '{role.name}' performs '{name}', for which no policy can be made:\n{found}"
        raise DynamoError(msg)
    if found.operation == "Scan":
        msg = (
            f"role '{role.name}' performs '{name}', which is a Scan: it reads every item of {found.on}, and no policy here gives Scan\n"
            f"To fix this: leave '{name}' out of the role, or serve it with a Query"
        )
        raise DynamoError(msg)
    return found


def _named(name: str, design: Design) -> Role:
    roles = {role.name: role for role in roles_of(design)}
    if name in roles:
        return roles[name]
    known = ", ".join(roles)
    near = nearest(name, [*roles]) or f"; there {'is' if len(roles) == 1 else 'are'} {known}"
    msg = (
        f"no role '{name}'{near}\n"
        f"To fix this: name a role of the design, or say what it does: {name or 'reader'}=PATTERN,PATTERN"
    )
    raise DynamoError(msg)
