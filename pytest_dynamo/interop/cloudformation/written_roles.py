"""The roles of a design as managed policies.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
"""

from collections.abc import Collection, Mapping
from typing import Any

from pytest_dynamo.design.values import Design
from pytest_dynamo.interop.naming import distinct, pascal_case
from pytest_dynamo.interop.role_policies import (
    document_with,
    places_of,
    referring,
    written_policies,
)


def role_resources(
    design: Design, ids: Mapping[str, str], *, taken: Collection[str]
) -> dict[str, Any]:
    """A managed policy for each role, by logical id; `ids` are those of the tables.

    None has a name: CloudFormation makes one, and nobody has to permit the stack to name policies.
    Policy variables stand in conditions only, and no function is around them, so that they are left to IAM.
    """
    policies = written_policies(design)[0]
    resources = referring(places_of(design), lambda table, index: _arn(ids[table], index))
    names = distinct(
        (one.name for one in policies), lambda name: f"{pascal_case(name)}Policy", taken=taken
    )
    return {
        names[one.name]: {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "Description": one.description,
                "PolicyDocument": document_with(one.policy, resources),
            },
        }
        for one in policies
    }


def _arn(table: str, index: str) -> dict[str, Any]:
    if not index:
        return {"Fn::GetAtt": [table, "Arn"]}
    return {"Fn::Sub": f"${{{table}.Arn}}/index/{index}"}
