"""Projections that are refused.

Every message is what AWS's own DynamoDB Local 3.3.0 answered to the same text.
"""

import pytest

REFUSED = [
    ("", "The expression can not be empty;"),
    (" ", 'Syntax error; token: "<EOF>", near: " "'),
    ("a,", 'Syntax error; token: "<EOF>", near: ","'),
    ("a b", 'Syntax error; token: "b", near: "a b"'),
    (",a", 'Syntax error; token: ",", near: ",a"'),
    ("a,,b", 'Syntax error; token: ",", near: ",,b"'),
    ("(a)", 'Syntax error; token: "(", near: "(a"'),
    (":v", 'Syntax error; token: ":v", near: ":v"'),
    ("size(a)", 'Syntax error; token: "(", near: "size(a"'),
    ("a = b", 'Syntax error; token: "=", near: "a = b"'),
    ("a[0]b", 'Syntax error; token: "b", near: "]b"'),
    ("SET", 'Syntax error; token: "SET", near: "SET"'),
    ("a.SET", 'Syntax error; token: "SET", near: ".SET"'),
    ("status", "Attribute name is a reserved keyword; reserved keyword: status"),
    ("a, status", "Attribute name is a reserved keyword; reserved keyword: status"),
    (
        "#x",
        "An expression attribute name used in the document path is not defined; attribute name: #x",
    ),
    ("#x, status", "Attribute name is a reserved keyword; reserved keyword: status"),
    (
        "a, a",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
    ),
    (
        "a, a.b",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ),
    (
        "a.b, a",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]",
    ),
    (
        "a.b, a[0]",
        "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]",
    ),
    (
        "a[0], a[0].b",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, [0], b]",
    ),
    (
        "a[0].b, a.c, a.c",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, c], path two: [a, c]",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_projection_that_is_refused(expression_refusal, text, message):
    assert expression_refusal("ProjectionExpression", text) == message
