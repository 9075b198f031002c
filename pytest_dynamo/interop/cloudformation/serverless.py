"""SAM's simple tables as the tables that SAM makes of them.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
"""

from dataclasses import replace

from pytest_dynamo.interop.cloudformation.intrinsics import Resolver
from pytest_dynamo.interop.cloudformation.nodes import Node
from pytest_dynamo.interop.cloudformation.resources import Resource

SIMPLE_TABLE = "AWS::Serverless::SimpleTable"
TABLE = "AWS::DynamoDB::Table"
_TYPES = {"String": "S", "Number": "N", "Binary": "B"}
_DEFAULT_KEY = "id"


def as_table(resource: Resource, resolver: Resolver) -> Resource:
    """A simple table as a resource of type AWS::DynamoDB::Table, each node where it stood."""
    properties = resource.properties
    if not isinstance(properties.value, dict):
        return replace(resource, kind=TABLE)
    members = {**_globals(resolver), **properties.value}
    given = members.pop("PrimaryKey", None)
    key = given or Node(value={}, where=properties.where, shown=(*properties.shown, "PrimaryKey"))
    members |= _key(key)
    tags = members.get("Tags")
    if tags is not None and isinstance(tags.value, dict):
        members["Tags"] = _tags(tags)
    if "ProvisionedThroughput" not in members and "BillingMode" not in members:
        members["BillingMode"] = _beside(properties, "PAY_PER_REQUEST", "BillingMode")
    node = replace(properties, value=members)
    return replace(
        resource,
        kind=TABLE,
        node=replace(resource.node, value={**resource.node.value, "Properties": node}),
    )


def _globals(resolver: Resolver) -> dict[str, Node]:
    """What the section Globals says of every simple table."""
    shared = resolver.template.section("Globals").get("SimpleTable")
    if not isinstance(shared, dict):
        return {}
    node = resolver.node(shared, ("Globals", "SimpleTable"), ("Globals", "SimpleTable"))
    return dict(node.value) if node and isinstance(node.value, dict) else {}


def _key(key: Node) -> dict[str, Node]:
    """Key and attribute definitions; what a primary key has beside name and type stays behind."""
    if not isinstance(key.value, dict):
        return {"PrimaryKey": key}
    name = key.get("Name") or _beside(key, _DEFAULT_KEY, "Name")
    kind = key.get("Type") or _beside(key, "String", "Type")
    if isinstance(kind.value, str):
        kind = replace(kind, value=_TYPES.get(kind.value, kind.value))
    element = {"AttributeName": name, "KeyType": _beside(key, "HASH")}
    definition = {"AttributeName": name, "AttributeType": kind}
    rest = {one: node for one, node in key.value.items() if one not in ("Name", "Type")}
    return {
        "KeySchema": _beside(key, [_beside(key, element)]),
        "AttributeDefinitions": _beside(key, [_beside(key, definition)]),
        **rest,
    }


def _tags(tags: Node) -> Node:
    """Tags are a mapping in SAM, and a list in CloudFormation."""
    return _beside(
        tags,
        [
            _beside(one, {"Key": _beside(one, name), "Value": one})
            for name, one in tags.value.items()
        ],
    )


def _beside(node: Node, value: object, member: str = "") -> Node:
    inside = (member,) if member else ()
    return Node(value=value, where=(*node.where, *inside), shown=(*node.shown, *inside))
