"""Editing single settings of a design file: all else of the text stays as it is."""

import pytest

from pytest_dynamo.design.writing.editing import Edit, NotEditableError, edited, names_in

TEXT = """\
tables:
  # What is sold.
  shop: {a: 1, b: "two", c: [3]} # flow
  other:
    # about deep
    deep:
      deeper: 1 # here
      deepest: &all {x: 1}

    list:
      - {get: 1}
      - put: 2
  alias: *all
"""


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (Edit(path=("tables", "shop", "b"), value="3"), 'b: "two"', "b: 3"),
        (Edit(path=("tables", "shop", "d"), value="4"), "c: [3]}", "c: [3], d: 4}"),
        (Edit(path=("tables", "shop", "d"), value="4", behind="a"), "a: 1,", "a: 1, d: 4,"),
        (Edit(path=("tables", "shop", "a"), value=None), '{a: 1, b: "two"', '{b: "two"'),
        (Edit(path=("tables", "shop", "c"), value=None), ", c: [3]}", "}"),
        (Edit(path=("tables", "shop"), value=None), TEXT[8 : TEXT.index("  other")], ""),
        (
            Edit(path=("tables", "other", "deep", "new"), value="2", behind="deeper"),
            "# here\n",
            "# here\n      new: 2\n",
        ),
        (
            Edit(path=("tables", "other", "deep"), value="none"),
            "deep:\n      deeper: 1 # here\n      deepest: &all {x: 1}",
            "deep: none",
        ),
        (
            Edit(path=("tables", "other", "new"), value="{a: 1,\nb: 2}"),
            "- put: 2\n",
            "- put: 2\n    new: {a: 1,\n      b: 2}\n",
        ),
        (Edit(path=("tables", "other", "list", 0, "get"), value="2"), "get: 1", "get: 2"),
        (Edit(path=("tables", "other", "list", 1, "put"), value="3"), "put: 2", "put: 3"),
        (Edit(path=("tables", "alias"), value="none"), "*all", "none"),
    ],
)
def test_one_setting(edit, before, after):
    assert TEXT.count(before) == 1
    assert edited(TEXT, [edit]) == TEXT.replace(before, after)


def test_what_is_left_empty_goes_with_what_was_in_it():
    edits = [Edit(path=("tables", "shop", name), value=None) for name in "abc"]
    assert edited(TEXT, edits) == TEXT.replace(TEXT[8 : TEXT.index("  other")], "")


def test_a_text_without_a_last_line_break_and_with_those_of_windows():
    assert edited("a:\n  b: 1", [Edit(path=("a", "c"), value="2")]) == "a:\n  b: 1\n  c: 2"
    assert edited("a: 1\r\nb: 2\r\n", [Edit(path=("b",), value="3")]) == "a: 1\r\nb: 3\r\n"


@pytest.mark.parametrize(
    "path", [("tables", "alias", "x"), ("tables", "none", "x"), ("tables", "none")]
)
def test_what_stands_elsewhere_or_nowhere_is_not_edited(path):
    with pytest.raises(NotEditableError):
        edited(TEXT, [Edit(path=path, value=None)])


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (Edit(path=("tables", "shop", "d"), value="4", behind=""), "{a: 1,", "{d: 4, a: 1,"),
        (
            Edit(path=("tables", "other", "new"), value="2", behind="", above=("# Two.",)),
            "    deep:\n",
            "    # Two.\n    new: 2\n    deep:\n",
        ),
        (
            Edit(path=("tables", "other", "a: b"), value="\n- 1", above=("", "# Why.")),
            "- put: 2\n",
            '- put: 2\n\n    # Why.\n    "a: b":\n      - 1\n',
        ),
        (Edit(path=("tables", "more"), value="2"), "alias: *all\n", "alias: *all\n  more: 2\n"),
    ],
)
def test_what_is_added_at_the_front_or_with_lines_above(edit, before, after):
    assert TEXT.count(before) == 1
    assert edited(TEXT, [edit]) == TEXT.replace(before, after)


def test_a_list_that_ends_with_an_alias_ends_there():
    text = "a: &x [1]\nb:\n  c:\n    - *x\n    - 2\n    - *x # here\nd: {}\n"
    assert edited(text, [Edit(path=("b", "e"), value="2")]) == text.replace(
        "# here\n", "# here\n  e: 2\n"
    )
    assert edited(text, [Edit(path=("d", "e"), value="2")]) == text.replace("{}", "{e: 2}")


def test_an_anchor_that_is_needed_is_noticed():
    with pytest.raises(NotEditableError):
        names_in("a: *gone", ())
    with pytest.raises(NotEditableError):
        names_in(TEXT, ("tables", "other", "list"))
