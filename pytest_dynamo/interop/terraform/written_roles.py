"""The roles of a design as `aws_iam_policy`.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy
"""

import json
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import Design
from pytest_dynamo.interop.naming import distinct, snake_case
from pytest_dynamo.interop.role_policies import (
    document_with,
    places_of,
    referring,
    written_policies,
)
from pytest_dynamo.interop.terraform.table_blocks import literal


def role_resources(design: Design, labels: Mapping[str, str]) -> dict[str, Any]:
    """A policy for each role, by label; `labels` are those of the tables.

    The policy is a text of JSON. Its ARNs are references to the tables, and everything else in it is escaped:
    `${aws:username}` is IAM's.
    """
    policies = written_policies(design)[0]
    names = distinct((one.name for one in policies), snake_case)
    marks = referring(places_of(design), lambda table, index: _Reference(labels[table], index))
    return {
        names[one.name]: {
            "name_prefix": f"{one.name}-",
            "description": literal(one.description),
            "policy": _json(document_with(one.policy, marks)),
        }
        for one in policies
    }


class _Reference:
    """Stands in a policy for the ARN of a table, or of its index."""

    def __init__(self, label: str, index: str) -> None:
        path = f"/index/{index}" if index else ""
        self.text = f"${{aws_dynamodb_table.{label}.arn}}{path}"


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(_escaped(document), ensure_ascii=False)


def _escaped(value: Any) -> Any:  # noqa: ANN401 - any value of a policy
    match value:
        case _Reference():
            return value.text
        case str():
            return literal(value)
        case dict():
            return {literal(name): _escaped(each) for name, each in value.items()}
        case list():
            return [_escaped(each) for each in value]
    return value
