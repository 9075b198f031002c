"""Templates in a form in which two are equal if they deploy the same.

What may differ is what CloudFormation itself does not tell apart: the names by which a template
knows its resources, the order of members and of what is a set, and whether a value is written out
or made by an intrinsic function. No value is left out.
"""

import json
import re

from tests.interop.cdk.toolchain import ACCOUNT, REGION

_PSEUDO = {"AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::Partition": "aws"}
_ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com"
    "/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
)
"""The service-linked role, which is taken where there is no other."""
_SETS = {"AttributeDefinitions", "Replicas", "Tags", "Dimensions", "Action", "Resource"}
_NAMES = ("TableName", "AlarmName")


def resources_of(template):
    """The resources without their logical ids, all intrinsic functions evaluated, sorted."""
    resources = template["Resources"]
    found = [_with_defaults(_resolved(resource, resources)) for resource in resources.values()]
    return sorted(found, key=lambda each: json.dumps(each, sort_keys=True))


def _with_defaults(resource):
    """What a template may leave out and CloudFormation then assumes, and what it may say of nothing."""
    properties = resource["Properties"]
    match resource["Type"]:
        case "AWS::DynamoDB::Table":
            properties.setdefault("BillingMode", "PROVISIONED")
        case "AWS::DynamoDB::GlobalTable":
            for replica in properties["Replicas"]:
                settings = replica.pop("GlobalSecondaryIndexes", [])
                if of_something := [each for each in settings if set(each) != {"IndexName"}]:
                    replica["GlobalSecondaryIndexes"] = of_something
        case "AWS::ApplicationAutoScaling::ScalableTarget":
            properties.setdefault("RoleARN", _ROLE)
        case "AWS::IAM::ManagedPolicy":
            properties.setdefault("Path", "/")
            for statement in properties["PolicyDocument"]["Statement"]:
                for name in ("Action", "Resource"):  # one is the same as a list of one
                    if isinstance(statement[name], str):
                        statement[name] = [statement[name]]
    return resource


def _resolved(value, resources, name=""):
    match value:
        case {"Ref": str(target)} if len(value) == 1:
            return _referred(target, resources)
        case {"Fn::GetAtt": [str(target), str(attribute)]} if len(value) == 1:
            return f"{_referred(target, resources)}.{attribute}"
        case {"Fn::Join": [separator, parts]} if len(value) == 1:
            return separator.join(_resolved(part, resources) for part in parts)
        case {"Fn::Sub": str(text)} if len(value) == 1:
            return re.sub(r"\$\{([^}]+)\}", lambda found: _referred(found[1], resources), text)
        case dict():
            return {key: _resolved(each, resources, key) for key, each in value.items()}
        case list():
            elements = [_resolved(each, resources) for each in value]
            if name in _SETS:
                elements.sort(key=lambda each: json.dumps(each, sort_keys=True))
            return elements
    return value


def _referred(target, resources):
    """What Ref gives: the name of a table, and for what has no name, the resource itself."""
    if target in _PSEUDO:
        return _PSEUDO[target]
    if target.endswith(".Arn"):
        return f"{_referred(target.removesuffix('.Arn'), resources)}.Arn"
    properties = resources[target]["Properties"]
    names = [properties[name] for name in _NAMES if name in properties]
    return names[0] if names else _with_defaults(_resolved(resources[target], resources))
