"""Texts and files that are no designs, each with its one message."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import MAX_BYTES, is_design, load_design
from pytest_dynamo.errors import DesignError

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ["1:1: the file is empty; a design begins with 'version: 1'"], id="empty"),
        pytest.param(
            "# a comment\n",
            ["1:1: the file is empty; a design begins with 'version: 1'"],
            id="comments_only",
        ),
        pytest.param(
            "- a",
            ["1:1: a design is a mapping that begins with 'version: 1', not a list"],
            id="a_list",
        ),
        pytest.param("a: b: c", ["1:5: not YAML: mapping values are not allowed here"], id="colon"),
        pytest.param('a: "x', ["1:6: not YAML: found unexpected end of stream"], id="quote"),
        pytest.param(
            "a:\t- b",
            ["1:3: not YAML: a tab stands here; indent with spaces"],
            id="tab",
        ),
        pytest.param(
            "version: 1\ntables:\n\tshop: {partition_key: PK}\n",
            ["3:1: not YAML: a tab stands here; indent with spaces"],
            id="tab_as_indentation",
        ),
        pytest.param("a: b\x00", ["1:5: not YAML: the character U+0000 is not allowed"], id="zero"),
        pytest.param(
            "a: b\nc: \ud800",
            ["2:4: not YAML: the character U+D800 is not allowed"],
            id="surrogate",
        ),
        pytest.param(
            'a: "\\UFFFFFFFF"',
            ["1:1: not YAML: an escape such as \\UFFFFFFFF names no character"],
            id="no_such_character",
        ),
        pytest.param(
            "--- a\n--- b",
            ["2:1: a second document begins here; a file holds one design"],
            id="two_documents",
        ),
        pytest.param("*a", ["1:1: alias *a has no anchor before it"], id="an_alias_of_nothing"),
        pytest.param("a: &x [*x]", ["1:8: alias *x stands inside its own anchor"], id="a_knot"),
        pytest.param(
            LAUGHS,
            ["1:1: with its aliases written out the file has more than 100,000 values"],
            id="aliases_that_explode",
        ),
        pytest.param("[" * 100_000, ["1:65: nested more than 64 deep"], id="too_deep"),
        pytest.param(
            "version: 1\n? [a]\n: b\n",
            ["1:1: tables is missing", "2:3: a key is a text, not a mapping or a list"],
            id="a_key_that_is_a_list",
        ),
        pytest.param(
            "version: 1\ntables: 1" + "0" * 5_000,
            [
                "2:1: tables: wanted a mapping, found 0",
                f"2:9: tables: '1{'0' * 58}…' has too many digits",
            ],
            id="a_number_without_end",
        ),
        pytest.param(
            "version: !!binary '*'",
            [
                "1:1: version: '*' is not a known version; this release reads version 1",
                "1:10: version: '*' is not what its tag says",
            ],
            id="a_wrong_tag",
        ),
        pytest.param(
            "version: 2\ntabels: {}\n",
            ["1:1: version: 2 is not a known version; this release reads version 1"],
            id="another_version_says_nothing_else",
        ),
        pytest.param("version: 1\ntables: {}", ["2:1: tables: must not be empty"], id="no_tables"),
    ],
)
def test_a_text_that_is_no_design_is_refused(
    text: str, expected: list[str], mistakes_of: Callable[[str], list[str]]
) -> None:
    assert mistakes_of(text) == expected


def test_a_file_that_does_not_exist_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text("version: 1")

    with pytest.raises(DesignError) as caught:
        load_design(tmp_path / "order.yaml")

    path = tmp_path / "order.yaml"
    assert str(caught.value) == (
        f"{path}: 1 mistake\n  {path}:1:1: no such file; did you mean 'orders.yaml'?"
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no/such/folder/orders.yaml", "no such file"),
        (".", "is a directory; name a design file in it"),
        ("orders\0.yaml", "cannot be read: not a path"),
        ("x" * 5_000, "cannot be read: File name too long"),
    ],
)
def test_a_path_that_cannot_be_read_is_one_mistake(path: str, message: str) -> None:
    with pytest.raises(DesignError) as caught:
        load_design(path)

    assert [mistake.message for mistake in caught.value.mistakes] == [message]


def test_bytes_that_are_not_utf_8_are_named_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("version: 1\nname: café\n".encode("latin-1"))

    with pytest.raises(DesignError) as caught:
        load_design(path)

    (mistake,) = caught.value.mistakes
    assert str(mistake) == f"{path}:2:10: not UTF-8: byte 0xe9; save the file as UTF-8"


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    with pytest.raises(DesignError) as caught:
        load_design(path)

    (mistake,) = caught.value.mistakes
    assert mistake.message == f"larger than {MAX_BYTES:,} bytes, which no design is"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path, shop_text: str) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + shop_text.encode())

    assert load_design(path).name == "shop"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 1\ntables:\n  a: {}\n", True),
        ("# a comment\nname: x\ntables: {}\nversion: 1\n", True),
        ('{"version": 1, "tables": {}}', True),
        ("\ufeff'version': 1\n\"tables\": {}\n", True),
        ("services:\n  version: 1\n  tables: []\n", False),
        ("version: 3\nservices: {}\n", False),
        ("verson: 1\ntables: {}\n", True),
        ("version: 1\ntabels: {}\n", True),
        ("name: shop\ntable: {}\n", True),
        ("version: 1\nentites: {}\n", True),
        ("---\n  version: 1\n  tables: {}\n", True),
        ("version: 1\n\ttables: {}\ntables: {}\n", True),
        ('{"verson": 1, "tables": {"shop": {}}}', True),
        ('{"services": {"version": 1, "tables": []}, "name": "x"}', False),
        ("name: shop\nversion: '3'\nservices:\n  tables: []\n", False),
        ("name: ci\non: push\njobs: {}\n", False),
        ("version: 2\nseeds: []\nmodels: []\n", False),
        ("name: a package\nversion: 1.2\ndescription: x\n", False),
        ("labels: []\nname: x\n", False),
        ("- version: 1\n  tables: {}\n", False),
        ("tables: {}\n", False),
        ("", False),
    ],
)
def test_a_design_is_told_by_its_top_level(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_design(text) is expected


def test_a_pipe_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)

    with pytest.raises(DesignError) as caught:
        load_design(path)

    assert [one.message for one in caught.value.mistakes] == ["is no regular file"]


def test_a_link_to_nothing_says_so_and_does_not_suggest_itself(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.symlink_to("nowhere.yaml")

    with pytest.raises(DesignError) as caught:
        load_design(path)

    (mistake,) = caught.value.mistakes
    assert mistake.message == "is a link to nowhere.yaml, which is not there"
