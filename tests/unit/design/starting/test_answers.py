"""What somebody answers who has no design yet, read from their words."""

import pytest

from pytest_dynamo.design.starting.answers import (
    Answers,
    NewEntity,
    Question,
    answers_of,
    design_name,
)
from pytest_dynamo.errors import DynamoError


def test_entities_stand_after_those_they_belong_to_and_questions_are_read() -> None:
    answers = answers_of(
        "shop",
        ["order item:Order", "Order:user", "user", "product_group"],
        ["GET user", "list order_item", "find ProductGroup by shopName", "get User"],
    )

    assert answers == Answers(
        name="shop",
        entities=(
            NewEntity(name="User"),
            NewEntity(name="ProductGroup"),
            NewEntity(name="Order", parent="User"),
            NewEntity(name="OrderItem", parent="Order"),
        ),
        questions=(
            Question(verb="get", entity="User"),
            Question(verb="list", entity="OrderItem"),
            Question(verb="find", entity="ProductGroup", attribute="shop_name"),
        ),
    )


def test_without_questions_there_are_the_usual_ones() -> None:
    answers = answers_of("shop", ["User", "Order:User"], [])

    assert [(each.verb, each.entity) for each in answers.questions] == [
        ("get", "User"),
        ("create", "User"),
        ("list", "Order"),
        ("create", "Order"),
    ]


def test_a_table_has_three_characters_at_least() -> None:
    assert answers_of("ab", ["User"], []).table == "ab-table"
    assert answers_of("abc", ["User"], []).table == "abc"


@pytest.mark.parametrize("name", ["", "my shop", "../shop", "a/b", "-x", ".hidden", "ä", "x" * 101])
def test_a_name_that_is_no_file_of_its_own_is_refused(name: str) -> None:
    with pytest.raises(DynamoError, match="is no name for a design"):
        design_name(name)


@pytest.mark.parametrize(
    ("entities", "questions", "message"),
    [
        ([], [], "a design needs an entity, a kind of item."),
        (["1st"], [], "'1st' is no name for an entity"),
        (["User:"], [], "'' is no name for an entity"),
        (["User:User:User"], [], "'User:User' is no name for an entity"),
        (["User", "user"], [], "two entities are called User."),
        (
            ["User", "Order:Usr"],
            [],
            "Order belongs to Usr, which is no entity; did you mean 'User'?",
        ),
        (["A:B", "B:A"], [], "A:B, B:A: each belongs to the next."),
        (["A:A"], [], "A:A: each belongs to the next."),
        ([f"E{number}" for number in range(51)], [], "51 entities are many to begin with"),
        (["User"], ["gte User"], "'gte User' is no question; did you mean 'get'?"),
        (["User"], ["get"], "'get' is no question; did you mean 'get'?"),
        (["User"], ["get Usr"], "there is no entity 'Usr'; did you mean 'User'?"),
        (["User"], ["find User"], "'find User' does not say by what."),
        (["User"], ["find User by 1"], "'1' is no name for an attribute"),
        (["User"], ["list User"], "'list User' would read every User there is"),
    ],
)
def test_what_makes_no_sense_is_told_with_what_does(entities, questions, message: str) -> None:
    with pytest.raises(DynamoError) as raised:
        answers_of("shop", entities, questions)

    assert str(raised.value).startswith(message)
