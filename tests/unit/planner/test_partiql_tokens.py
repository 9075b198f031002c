"""The words of PartiQL statements."""

import pytest

from pytest_dynamo.planner.partiql_tokens import Token, tokens_of


def words(statement):
    return [(token.kind, token.text) for token in tokens_of(statement)]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("a$b = $c", [("name", "a$b"), ("symbol", "="), ("name", "$c")]),
        ("a || 'b'", [("name", "a"), ("symbol", "||"), ("text", "b")]),
        (
            "<<.5, 1.>>",
            [
                ("symbol", "<<"),
                ("literal", ".5"),
                ("symbol", ","),
                ("literal", "1."),
                ("symbol", ">>"),
            ],
        ),
        (
            "l[1].x",
            [
                ("name", "l"),
                ("symbol", "["),
                ("literal", "1"),
                ("symbol", "]"),
                ("symbol", "."),
                ("name", "x"),
            ],
        ),
        ("`{a: 1}`", [("literal", "`{a: 1}`")]),
        ("a;", [("name", "a")]),
        ("a; -- the end", [("name", "a")]),
        ("a;;", [("name", "a"), ("symbol", ";")]),
        ("a; b", [("name", "a"), ("symbol", ";"), ("name", "b")]),
        (";", []),
        ("", []),
    ],
)
def test_a_statement_is_split_into_words(statement, found):
    assert words(statement) == found


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("12", {"N": "12"}),
        ("1.5e-3", {"N": "1.5e-3"}),
        (".5", {"N": ".5"}),
        ("1.", {"N": "1."}),
        ("1x", None),
        ("1e", None),
        ("1.2.3", None),
        ("`1`", None),
    ],
)
def test_a_literal_has_a_value_if_it_is_one(number, value):
    (token,) = tokens_of(number)
    assert token.value == value


def test_a_word_knows_where_it_stands():
    assert tokens_of("a =\n 'it''s'") == [
        Token("name", "a", None, 0, 1),
        Token("symbol", "=", None, 2, 1),
        Token("text", "it's", {"S": "it's"}, 5, 7),
    ]


def test_each_question_mark_takes_the_next_parameter():
    found = tokens_of("? = ? ?", [{"S": "a"}, {"N": "1"}])
    assert [token.value for token in found] == [{"S": "a"}, None, {"N": "1"}, None]
