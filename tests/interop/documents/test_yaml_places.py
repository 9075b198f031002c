"""YAML with CloudFormation's tags, and its lines."""

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.reading import document_of

TEXT = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "${Stage}-orders"
      Tags:
        - {Key: a, Value: !Ref Stage}
        - Key: b
          Value: !GetAtt Other.Arn
      Count: !If [Big, 1, !Ref "AWS::NoValue"]
"""


def test_tags_are_functions_in_their_long_form() -> None:
    properties = document_of(TEXT, "t.yaml").mapping["Resources"]["Orders"]["Properties"]

    assert properties == {
        "TableName": {"Fn::Sub": "${Stage}-orders"},
        "Tags": [
            {"Key": "a", "Value": {"Ref": "Stage"}},
            {"Key": "b", "Value": {"Fn::GetAtt": "Other.Arn"}},
        ],
        "Count": {"Fn::If": ["Big", 1, {"Ref": "AWS::NoValue"}]},
    }


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("Resources", "Orders", "Properties", "TableName"), 5),
        (("Resources", "Orders", "Properties", "Tags", 1, "Value"), 9),
        (("Resources", "Orders", "Nowhere"), 2),
        (("Nowhere",), None),
    ],
)
def test_a_path_has_the_line_of_its_deepest_part_that_is_there(where, line) -> None:
    assert document_of(TEXT, "t.yaml").line(where) == line


def test_yaml_that_begins_with_a_brace_is_read_where_its_name_says_yaml() -> None:
    assert document_of("{a: 1}", "t.yaml").value == {"a": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "t.yaml:2:1: no YAML: found duplicate key"),
        ("a: [1,", "t.yaml:1:7: no YAML: "),
        ("a:\n\t- b", "t.yaml:2:1: no YAML: found character '\\t'"),
        ("a: 1\n---\nb: 2", "t.yaml:"),
        (
            "a: &a [x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"{new}: &{new} [{', '.join([f'*{old}'] * 8)}]\n"
                for old, new in zip("abcdef", "bcdefg", strict=True)
            ),
            "t.yaml: its aliases stand for more than 500,000 values",
        ),
        ("[" * 3_000, "t.yaml"),
        ("x: " + "y" * 2_200_000, "t.yaml: 2.1 MB of YAML; at most 2 MB are read."),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(text, message) -> None:
    with pytest.raises(DynamoError) as told:
        document_of(text, "t.yaml")

    assert str(told.value).startswith(message)


def test_hcl_and_python_are_left_to_their_own_rooms() -> None:
    assert document_of("", "main.tf").kind == "hcl"
    assert document_of("x = 1", "models.py").value is None
