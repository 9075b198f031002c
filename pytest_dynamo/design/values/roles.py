"""What a design says of roles: who performs which access patterns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_dynamo.design.values.place import NOWHERE, Place

ROLE_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Somebody, or a service, that performs some access patterns and nothing else.

    `patterns` are names of access patterns. `where` replaces placeholders of templates by policy variables, so that
    a role reaches its own items only: `{"tenant_id": "${aws:PrincipalTag/tenant_id}"}`.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """

    name: str
    patterns: tuple[str, ...]
    description: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    place: Place = NOWHERE
