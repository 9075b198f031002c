"""The form of a role: who performs which access patterns."""

from typing import Annotated, TypeAlias

from pydantic import Field, Tag

from pytest_dynamo.design.forms.form import BY_SHAPE, LIST, MAPPING, Form

_Patterns: TypeAlias = Annotated[list[str], Field(min_length=1)]


class RoleForm(Form):
    """Somebody, or a service, that performs some access patterns and nothing else."""

    description: str = ""
    patterns: _Patterns = Field(description="The access patterns; none of them a Scan.")
    where: dict[str, str] = Field(
        default_factory=dict,
        description="Policy variables by the placeholders of partition keys that they stand for.",
    )


AnyRoleForm: TypeAlias = Annotated[
    Annotated[_Patterns, Tag(LIST)] | Annotated[RoleForm, Tag(MAPPING)], BY_SHAPE
]
