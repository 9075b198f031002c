"""The texts of policies: wildcards, variables, and how both are written when they are meant literally.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from collections.abc import Iterator, Mapping

_PART = re.compile(
    r"""
      \$\{(?P<escape>[*?$])\}
    | \$\{(?P<name>[^{},:]+:[^:{},][^{},]*)(?:,\s*'(?P<default>[^']*)')?\}
    | (?P<wild>[*?])
    | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = re.compile(r"[*?$]")
VARIABLE = re.compile(r"\$\{[^{},:]+:[^:{},][^{},]*(?:,\s*'[^']*')?\}")
"""`${aws:username}`, `${aws:PrincipalTag/tenant, 'none'}`; not `${AWS::Region}`, which a template fills in."""


def literally(text: str) -> str:
    """The text as a policy says it, with `${*}`, `${?}` and `${$}` for what has a meaning there.

    >>> literally("5*$")
    '5${*}${$}'
    """
    return _SPECIAL.sub(lambda found: f"${{{found.group()}}}", text)


def with_variables(text: str) -> str:
    """A text in which only the variables mean something."""
    parts, position = [], 0
    for found in VARIABLE.finditer(text):
        parts += [literally(text[position : found.start()]), found.group()]
        position = found.end()
    return "".join([*parts, literally(text[position:])])


def variables_in(text: str) -> tuple[str, ...]:
    """The names of the variables of a text: `aws:PrincipalTag/tenant_id`."""
    names = (found["name"] for found in _PART.finditer(text) if found["name"])
    return tuple(dict.fromkeys(names))


def pattern_of(
    text: str, variables: Mapping[str, str], *, has_wildcards: bool
) -> re.Pattern[str] | None:
    """What a text of a policy stands for; None if it has a variable that is not there.

    "If the request context has no such key, the whole statement might be invalid": it matches nothing.
    """
    parts = list(_regexes(text, variables, has_wildcards=has_wildcards))
    if None in parts:
        return None
    return re.compile("".join(part for part in parts if part is not None), re.DOTALL)


def _regexes(
    text: str, variables: Mapping[str, str], *, has_wildcards: bool
) -> Iterator[str | None]:
    for found in _PART.finditer(text):
        if name := found["name"]:
            value = variables[name] if name in variables else found["default"]
            yield re.escape(value) if isinstance(value, str) else None
        elif (wild := found["wild"]) and has_wildcards:
            yield ".*" if wild == "*" else "."
        else:
            yield re.escape(found["escape"] or found["wild"] or found["plain"])


def example_of(text: str, variables: Mapping[str, str], *, has_wildcards: bool) -> str | None:
    """A text that a text of a policy stands for; None if it has a variable that is not there.

    >>> example_of("USER#*${*}", {}, has_wildcards=True)
    'USER#x*'
    """
    found: list[str] = []
    for part in _PART.finditer(text):
        if name := part["name"]:
            value = variables[name] if name in variables else part["default"]
            if not isinstance(value, str):
                return None
            found.append(value)
        elif part["wild"] and has_wildcards:
            found.append("x")
        else:
            found.append(part["escape"] or part["wild"] or part["plain"])
    return "".join(found)
