"""Key templates of other tools become ours, or it is said what is wrong with them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pytest_dynamo.design.templates import Placeholder, Template, parse_template
from pytest_dynamo.interop.templates.normalising import (
    TemplateStyle,
    placeholder_name,
    template_of,
)

STYLES: tuple[TemplateStyle, ...] = ("braces", "dollar", "double", "angle", "dashed")


@pytest.mark.parametrize(
    ("style", "text", "ours"),
    [
        ("braces", "USER#{user_id}", "USER#{user_id}"),
        ("braces", "{a}#{b}", "{a}#{b}"),
        ("dollar", "user#${userId}", "user#{userId}"),
        ("dollar", "${a}{b}$", "{a}{{b}}$"),
        ("dollar", "score#${score:10}", "score#{score:0>10}"),
        ("dollar", "score#${score:10:x}", "score#{score:x>10}"),
        ("dollar", "${address.zip}", "{address_zip}"),
        ("double", "USER#{{userId}}", "USER#{userId}"),
        ("double", "{a}#{{b}}", "{{a}}#{b}"),
        ("angle", "USER#<userId>#<order id>", "USER#{userId}#{order_id}"),
        ("angle", "{x}<y>", "{{x}}{y}"),
        ("dashed", "ACTIVITY#ActivityID", "ACTIVITY#{UserActivity}"),
        ("dashed", "NoActivityID", "NoActivityID"),
        ("dashed", "", ""),
    ],
)
def test_a_template_is_written_in_our_syntax(style: TemplateStyle, text: str, ours: str) -> None:
    names = {"ActivityID": "UserActivity", "Activity": "short"}

    assert str(template_of(text, style=style, names=names)) == ours


@pytest.mark.parametrize(
    ("style", "text", "message"),
    [
        ("braces", "USER#{", "'USER#{' has a '{' without the '}' behind it"),
        ("braces", "USER#}", "'USER#}' has a '}' without the '{' before it"),
        ("braces", "{}", "'{}' has nothing between '{' and '}'"),
        ("braces", "{#}", "'#' has neither letter nor digit, so it names no attribute"),
        ("dollar", "${a${b}}", "'${a${b}}' has brackets within brackets: '${a${b}'"),
        ("dollar", "${a:x}", "'a:x' is padded to 'x', which is no length from 1 to 2048"),
        ("dollar", "${a:0}", "'a:0' is padded to '0', which is no length from 1 to 2048"),
        (
            "dollar",
            "${a:3:xy}",
            "'a:3:xy' is padded with 'xy', and a template pads with one character, no brace",
        ),
        ("angle", "USER#<id", "'USER#<id' has a '<' without the '>' behind it"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(
    style: TemplateStyle, text: str, message: str
) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        template_of(text, style=style)

    assert str(raised.value) == message


def test_names_are_mapped_before_they_are_made_identifiers() -> None:
    names = {"user-id": "user-id's own", "a:b": "c"}

    assert template_of("<user-id>", style="angle", names={"user-id": "uid"}) == Template(
        (Placeholder(name="uid"),)
    )
    assert template_of("${a:b}", style="dollar", names=names) == Template((Placeholder(name="c"),))


def test_attributes_keep_their_names_where_a_template_can_speak_of_them() -> None:
    assert [placeholder_name(one) for one in ("userId", "User_ID", "user-id", "2nd")] == [
        "userId",
        "User_ID",
        "user_id",
        "t2_nd",
    ]


@settings(max_examples=200, deadline=None)
@given(style=some.sampled_from(STYLES), text=some.text("ab<>${}:#5-é ", max_size=20))
def test_any_text_is_a_template_of_ours_or_an_error(style: TemplateStyle, text: str) -> None:
    try:
        template = template_of(text, style=style, names={"a": "a", "b-a": "ba"})
    except ValueError as error:
        assert str(error)  # noqa: PT017 - no error is as good
    else:
        assert parse_template(str(template)) == template
