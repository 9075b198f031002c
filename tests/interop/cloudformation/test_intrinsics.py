"""What intrinsic functions give, and what is said of those that give nothing here."""

import pytest

from pytest_dynamo.interop.cloudformation.intrinsics import Resolver
from pytest_dynamo.interop.cloudformation.nodes import plain, unresolved_in
from pytest_dynamo.interop.cloudformation.template import Template
from pytest_dynamo.interop.documents.document import Document

CONTENT = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "dev"},
        "Count": {"Type": "Number", "Default": 7},
        "Zones": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Team": {"Type": "String"},
        "Image": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/image"},
    },
    "Mappings": {"Sizes": {"dev": {"Read": 5}, "prod": {"Read": 50, "Names": ["x", "y"]}}},
    "Conditions": {
        "IsDev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
        "IsSeven": {"Fn::Equals": [{"Ref": "Count"}, "7"]},
        "Both": {"Fn::And": [{"Condition": "IsDev"}, {"Condition": "IsSeven"}]},
        "Neither": {"Fn::Not": [{"Fn::Or": [{"Condition": "IsDev"}, {"Condition": "IsSeven"}]}]},
        "OfTeam": {"Fn::Equals": [{"Ref": "Team"}, "x"]},
        "DevOrTeam": {"Fn::Or": [{"Condition": "OfTeam"}, {"Condition": "IsDev"}]},
        "DevAndTeam": {"Fn::And": [{"Condition": "OfTeam"}, {"Condition": "IsDev"}]},
        "Odd": "yes",
    },
    "Resources": {"Key": {"Type": "AWS::KMS::Key"}},
}


@pytest.fixture(scope="module")
def resolver():
    document = Document(path="t.json", text="{}", kind="json", value=CONTENT)
    return Resolver(Template(document=document, given={"AWS::Region": "eu-west-1"}, known={}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Stage"}, "dev"),
        ({"Ref": "Zones"}, ["a", "b"]),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [{"Ref": "AWS::NoValue"}, 1]}, {"b": [1]}),
        ({"Fn::Sub": "${Stage}-${Count}-${AWS::Region}-${!Kept}"}, "dev-7-eu-west-1-${Kept}"),
        ({"Fn::Sub": ["${a}${Stage}", {"a": {"Fn::Join": ["/", ["x", 1, True]]}}]}, "x/1/truedev"),
        ({"Fn::Join": [",", {"Ref": "Zones"}]}, "a,b"),
        ({"Fn::Select": ["1", {"Fn::Split": ["-", "a-b-c"]}]}, "b"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "Read"]}, 5),
        ({"Fn::FindInMap": ["Sizes", "prod", "Names"]}, ["x", "y"]),
        ({"Fn::FindInMap": ["Sizes", "qa", "Read", {"DefaultValue": {"Ref": "Count"}}]}, 7),
        ({"Fn::If": ["Both", {"Ref": "Stage"}, 2]}, "dev"),
        ({"Fn::If": ["Neither", 1, 2]}, 2),
        ({"Fn::If": ["DevOrTeam", 1, 2]}, 1),
        ({"Fn::Length": {"Ref": "Zones"}}, 2),
        ({"Fn::ToJsonString": {"a": {"Ref": "Stage"}}}, '{"a": "dev"}'),
    ],
)
def test_what_the_template_tells_is_resolved(value, expected, resolver):
    node = resolver.node(value, ("x",), ("x",))
    assert plain(node) == expected
    assert list(unresolved_in(node)) == []


@pytest.mark.parametrize(
    ("value", "text", "why", "fix"),
    [
        ({"Ref": "Team"}, "!Ref Team", "a parameter without a default", "--parameter Team=VALUE"),
        (
            {"Ref": "Image"},
            "!Ref Image",
            "a parameter of the Systems Manager",
            "--parameter Image=VALUE",
        ),
        (
            {"Ref": "AWS::StackName"},
            "!Ref AWS::StackName",
            "known once the stack is deployed",
            "--parameter AWS::StackName=VALUE",
        ),
        (
            {"Ref": "Stag"},
            "!Ref Stag",
            "neither a parameter nor a resource of the template; did you mean 'Stage'?",
            "declare the parameter Stag",
        ),
        ({"Fn::Sub": "a-${Team}"}, "!Sub a-${Team}", "a parameter without a default", "--parameter Team=VALUE"),
        (
            {"Fn::If": ["DevAndTeam", 1, 2]},
            '!If ["DevAndTeam", 1, 2]',
            "which of the two depends on !Ref Team, a parameter without a default",
            "--parameter Team=VALUE",
        ),
        ({"Fn::GetAtt": ["Key", "Arn"]}, "!GetAtt Key.Arn", "an attribute of a resource, known once it is deployed", None),
        ({"Ref": "Key"}, "!Ref Key", "a resource, known once it is deployed", None),
        ({"Fn::Sub": "${Key.Arn}"}, "!Sub ${Key.Arn}", "an attribute of a resource, known once it is deployed", None),
        ({"Fn::ImportValue": "x"}, "!ImportValue x", "exported by another stack", None),
        ({"Fn::FindInMap": ["Sizes", "prd", "Read"]}, '!FindInMap ["Sizes", "prd", "Read"]', "'prd' is not there; did you mean 'prod'?", None),
        ({"Fn::Select": [9, ["a"]]}, '!Select [9, ["a"]]', "no place in a list that is there", None),
        ({"Fn::If": ["Odd", 1, 2]}, '!If ["Odd", 1, 2]', "which of the two depends on yes, no condition", None),
        ({"Fn::Nothing": 1}, "!Nothing 1", "a function that is not known here", None),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, '!Transform {"Name": "AWS::Include"}', "made by a macro; what AWS::Include includes is in S3", None),
    ],
)  # fmt: skip
def test_what_only_cloudformation_knows_says_why_and_how_to_tell(value, text, why, fix, resolver):
    (node,) = unresolved_in(resolver.node(value, ("x",), ("x",)))
    by_hand = "write its value into the design, or import the table as it is deployed"
    assert (node.value.text, node.value.why, node.value.fix) == (text, why, fix or by_hand)


@pytest.mark.parametrize(
    "name", ["Sub", "Join", "Split", "Select", "FindInMap", "If", "Length", "Equals"]
)
@pytest.mark.parametrize(
    "content", [None, 7, [], {}, [None, None], [[], {}], ["", 1], [{"Ref": 3}] * 3]
)
def test_functions_of_the_wrong_shape_are_unresolved(name, content, resolver):
    node = resolver.node({f"Fn::{name}": content}, ("x",), ("x",))
    assert all(one.value.why for one in unresolved_in(node))
