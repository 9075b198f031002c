"""The roles of a design on its page."""

from collections.abc import Iterator

from pytest_dynamo.checks.formats.markdown import escaped
from pytest_dynamo.design.values import Design
from pytest_dynamo.interop.pages.grids import code, grid
from pytest_dynamo.interop.role_policies import actions_of


def role_parts(design: Design) -> Iterator[list[str]]:
    """The section of roles, if there are any."""
    if not design.roles:
        return
    yield ["## Roles"]
    yield grid(
        ("role", "what for", "access patterns", "actions", "where"),
        (
            [
                escaped(role.name),
                escaped(role.description),
                ", ".join(map(escaped, role.patterns)),
                ", ".join(actions_of(design, role)),
                "<br>".join(code(f"{{{name}}} = {text}") for name, text in role.where.items()),
            ]
            for role in design.roles.values()
        ),
    )
