"""From the forms of roles to roles, and whether what they name is there."""

import re
from collections.abc import Iterator, Mapping

from pytest_dynamo.design.binding import bind
from pytest_dynamo.design.forms.roles import RoleForm
from pytest_dynamo.design.mistakes import Mistakes, Where, listed, nearest, quoted
from pytest_dynamo.design.pattern_templates import placeholders
from pytest_dynamo.design.positions import Binding, written_out
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import AccessPattern, Design, Role
from pytest_dynamo.design.values.roles import ROLE_NAME

# A condition key has a colon: `${AWS::Region}` is none, and is filled in by CloudFormation.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
_VARIABLE = re.compile(r"\$\{[^{},:]+:[^:{},][^{},]*(?:,\s*'[^']*')?\}")


def read_roles(
    forms: Mapping[str, RoleForm | list[str]],
    patterns: Mapping[str, AccessPattern],
    mistakes: Mistakes,
) -> dict[str, Role]:
    """The roles by name; mistakes are noted."""
    _check_names(forms, mistakes)
    return {name: _role(name, form, patterns, mistakes) for name, form in forms.items()}


def _check_names(names: Mapping[str, object], mistakes: Mistakes) -> None:
    """Names are those of IAM, which does not tell upper and lower case apart."""
    first: dict[str, str] = {}
    for name in names:
        if not ROLE_NAME.fullmatch(name):
            message = (
                f"{quoted(name)} is not a name for a role; names have up to 64 letters (a to z), digits"
                " and characters of +=,.@_-, as IAM has it"
            )
            mistakes.add(("roles", name), message)
        other = first.setdefault(name.lower(), name)
        if other != name:
            message = f"IAM does not tell {quoted(name)} from {quoted(other)}: case does not count"
            mistakes.add(("roles", name), message)


def _role(
    name: str,
    form: RoleForm | list[str],
    patterns: Mapping[str, AccessPattern],
    mistakes: Mistakes,
) -> Role:
    where: Where = ("roles", name)
    if isinstance(form, list):
        form, inside = RoleForm(patterns=form), where
    else:
        inside = (*where, "patterns")
    for position, pattern in enumerate(form.patterns):
        place = (*inside, position)
        if pattern in form.patterns[:position]:
            mistakes.add(place, f"{quoted(pattern)} is named twice")
        elif pattern not in patterns:
            mistakes.unknown(place, pattern, "access pattern", patterns)
        elif patterns[pattern].kind == "scan":
            message = (
                f"{quoted(pattern)} is a Scan, which reads all items of its table, and no policy gives"
                " that; leave it out, or make a query of it"
            )
            mistakes.add(place, message)
    for placeholder, text in form.where.items():
        if message := _not_a_variable(text):
            mistakes.add((*where, "where", placeholder), message)
    return Role(
        name=name,
        patterns=tuple(form.patterns),
        description=form.description,
        where=dict(form.where),
        place=mistakes.place(where),
    )


def _not_a_variable(text: str) -> str:
    rest, count = _VARIABLE.subn("", text)
    if not count or "${" in rest:
        return (
            f"{quoted(text)} has no policy variable in it, such as ${{aws:PrincipalTag/tenant_id}}"
            if not count
            else f"{quoted(text)} has something in it that is no policy variable"
        )
    return ""


def check_roles(design: Design, mistakes: Mistakes) -> None:
    """Note variables of roles that stand for nothing.

    A role whose access patterns have mistakes is passed over: what their placeholders are will be seen
    when those are put right.
    """
    if mistakes.is_touched(("tables",), ("entities",)):
        return
    for role in design.roles.values():
        patterns = [("access_patterns", name) for name in role.patterns]
        is_known = all(name in design.access_patterns for name in role.patterns)
        if (
            not is_known
            or mistakes.is_touched(*patterns)
            or mistakes.has_lost(("roles", role.name))
        ):
            continue
        known = dict.fromkeys(
            placeholder
            for name in role.patterns
            for placeholder in _placeholders(design, design.access_patterns[name])
        )
        for name in role.where:
            if name not in known:
                hint = nearest(name, known) or listed("; placeholders: ", known)
                message = f"no placeholder {{{name}}} in the access patterns of this role{hint}"
                mistakes.add(("roles", role.name, "where", name), message)


def _placeholders(design: Design, pattern: AccessPattern) -> Iterator[str]:
    """The placeholders of a pattern, the attributes they stand for, and those of the partition keys of its items."""
    bound = bind(design, pattern)
    for name in placeholders(pattern):
        yield name
        if name in bound:
            yield bound[name].attribute
    for action in pattern.actions:
        if action.entity is None or action.entity not in design.entities:
            continue
        for attribute in design.tables[action.table].key.partition_key:
            value = design.entities[action.entity].attributes[attribute].value
            if isinstance(value, Template):
                parts = written_out(design, action.entity, attribute)
                yield from (part.attribute for part in parts if isinstance(part, Binding))
