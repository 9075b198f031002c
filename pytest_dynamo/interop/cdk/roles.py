"""The roles of a design as managed policies of a stack, each a public field, so that it can be attached."""

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import Design
from pytest_dynamo.interop.cdk.code import (
    Attribute,
    Call,
    Constant,
    Data,
    Field,
    Name,
    Node,
    Statement,
)
from pytest_dynamo.interop.cdk.fields import field_name
from pytest_dynamo.interop.cdk.remarks import comment_lines
from pytest_dynamo.interop.naming import distinct, pascal_case
from pytest_dynamo.interop.role_policies import (
    WrittenPolicy,
    places_of,
    written_policies,
)
from pytest_dynamo.permissions import values


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCode:
    """The fields and the statements of policies, and the ids of their constructs."""

    fields: tuple[Field, ...]
    statements: tuple[Statement, ...]
    ids: Mapping[str, str]


def role_code(design: Design, tables: Mapping[str, str], taken: Mapping[str, str]) -> RoleCode:
    """The policies of all roles; `tables` are the fields of tables, and `taken` the ids of their constructs."""
    policies = written_policies(design)[0]
    wanted = [one.name for one in policies]
    names = distinct(
        wanted,
        lambda name: f"{field_name(name).removesuffix('Table')}Policy",
        taken=tables.values(),
    )
    ids = distinct(wanted, lambda name: f"{pascal_case(name)}Policy", taken=taken.values())
    places = places_of(design)
    arns = {
        arn: _arn(Name(name=tables[table], is_field=True), index)
        for arn, (table, index) in places.items()
    }
    return RoleCode(
        fields=tuple(
            Field(name=names[one.name], type="iam.ManagedPolicy", comments=_remarks(one))
            for one in policies
        ),
        statements=tuple(
            Statement(
                value=Call(
                    module="iam",
                    path="ManagedPolicy",
                    arguments=(Name(), ids[one.name]),
                    members={
                        "description": one.description,
                        "statements": tuple(
                            _statement(each, arns) for each in one.policy.statements
                        ),
                    },
                    is_new=True,
                ),
                target=Name(name=names[one.name], is_field=True),
                starts_paragraph=True,
            )
            for one in policies
        ),
        ids={f"policy of {name}": each for name, each in ids.items()},
    )


def _remarks(policy: WrittenPolicy) -> tuple[str, ...]:
    patterns = ", ".join(policy.role.patterns)
    return comment_lines(f"What role {policy.role.name} needs for {patterns}.")


def _arn(table: Name, index: str) -> Attribute:
    return Attribute(target=table, name="tableArn", behind=f"/index/{index}" if index else "")


def _statement(statement: values.Statement, arns: Mapping[str, Attribute]) -> Call:
    members: dict[str, Node] = {
        "sid": statement.sid,
        "effect": Constant(module="iam", path="Effect.ALLOW"),
        "actions": statement.actions,
        "resources": tuple(arns[arn] for arn in statement.resources),
    }
    if statement.conditions:
        conditions = {
            operator: {key: list(texts) for key, texts in keys.items()}
            for operator, keys in statement.conditions.items()
        }
        members["conditions"] = Data(value=conditions)
    return Call(module="iam", path="PolicyStatement", members=members, is_new=True)
