"""Projections: parts of an item in the item's own structure."""

import pytest

from pytest_dynamo.embedded.expressions import compile_projection, expressions_of
from pytest_dynamo.embedded.expressions.nodes import Path

ITEM = {
    "a": {"S": "x"},
    "m": {"M": {"k": {"N": "1"}, "n": {"M": {"o": {"N": "2"}, "p": {"N": "3"}}}}},
    "l": {
        "L": [
            {"N": "0"},
            {"M": {"q": {"S": "q"}, "r": {"S": "r"}}},
            {"N": "2"},
            {"L": [{"N": "3"}]},
        ]
    },
}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a", {"a": {"S": "x"}}),
        ("a, gone", {"a": {"S": "x"}}),
        ("m.k", {"m": {"M": {"k": {"N": "1"}}}}),
        (
            "m.k, a, m.n.p",
            {"a": {"S": "x"}, "m": {"M": {"k": {"N": "1"}, "n": {"M": {"p": {"N": "3"}}}}}},
        ),
        ("l[2], l[0]", {"l": {"L": [{"N": "0"}, {"N": "2"}]}}),
        ("l[1].r, l[3][0]", {"l": {"L": [{"M": {"r": {"S": "r"}}}, {"L": [{"N": "3"}]}]}}),
        ("l[7], l[2]", {"l": {"L": [{"N": "2"}]}}),
        ("l[7]", {}),
        ("m.gone", {}),
        ("m[0]", {}),
        ("l.k", {}),
        ("a.b", {}),
        ("a[0]", {}),
        ("l[1].gone, l[3][1]", {}),
    ],
)
def test_a_projection_keeps_what_the_paths_lead_to(text, part):
    assert (
        expressions_of("GetItem", {"ProjectionExpression": text}).projection.project(ITEM) == part
    )


def test_names_are_resolved_step_by_step_and_dots_in_them_are_not_steps():
    request = {
        "ProjectionExpression": "#m.#k, #d",
        "ExpressionAttributeNames": {"#m": "m", "#k": "k", "#d": "m.k"},
    }
    projection = expressions_of("Get", request).projection

    assert projection.project({**ITEM, "m.k": {"S": "dot"}}) == {
        "m": {"M": {"k": {"N": "1"}}},
        "m.k": {"S": "dot"},
    }
    assert projection.attributes == {"m", "m.k"}
    assert projection.nested


def test_a_projection_of_paths():
    projection = compile_projection([Path(steps=("a",)), Path(steps=("z",))])

    assert projection.project(ITEM) == {"a": {"S": "x"}}
    assert not projection.nested
