"""The roles of a design: what they become, and every mistake one can make in them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Place, Role
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.design.writing.updating import updated_text
from tests.unit.design.conftest import SHOP

ROLES = f"""{SHOP}  export_all:
    scan: true
    table: shop
    allow_scan: once a year
roles:
"""
LINE = ROLES.count("\n")
VARIABLE = "${aws:PrincipalTag/user_id}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "reader: [get_user, list_orders]",
            Role(name="reader", patterns=("get_user", "list_orders")),
        ),
        ("reader: {patterns: [get_user]}", Role(name="reader", patterns=("get_user",))),
        (
            f'owner: {{description: One user, patterns: [get_user], where: {{user_id: "{VARIABLE}"}}}}',
            Role(
                name="owner",
                patterns=("get_user",),
                description="One user",
                where={"user_id": VARIABLE},
            ),
        ),
        (
            f'"2+2=4,@b.c_d-e": {{patterns: [place_order], where: {{user_id: "A{VARIABLE}*"}}}}',
            Role(
                name="2+2=4,@b.c_d-e",
                patterns=("place_order",),
                where={"user_id": f"A{VARIABLE}*"},
            ),
        ),
    ],
)
def test_a_role_is_read_with_its_place(text: str, expected: Role) -> None:
    design = parse_design(f"{ROLES}  {text}\n", "d")
    assert list(design.roles.values()) == [replace(expected, place=Place(line=LINE + 1, column=3))]
    again = parse_design(design_text(design), "d").roles
    assert [replace(one, place=Place()) for one in again.values()] == [
        replace(expected, place=Place())
    ]


def test_a_design_without_roles_has_none() -> None:
    assert parse_design(SHOP).roles == {}
    assert parse_design(f"{ROLES}  {{}}").roles == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reader: all", ":3: roles.reader: wanted a list or a mapping, found 'all'"),
        ("reader: []", ":3: roles.reader: must not be empty"),
        ("reader: {patterns: []}", ":12: roles.reader.patterns: must not be empty"),
        ("reader: {}", ":3: roles.reader: patterns is missing"),
        (
            "reader: {paterns: [get_user], patterns: [get_user]}",
            ":12: roles.reader.paterns: no setting 'paterns'; did you mean 'patterns'?",
        ),
        (
            "reader: [get_users]",
            ":12: roles.reader[0]: no access pattern 'get_users'; did you mean 'get_user'?",
        ),
        (
            "reader: {patterns: [get_user, xyz]}",
            (
                ":33: roles.reader.patterns[1]: no access pattern 'xyz'; access patterns: get_user,"
                " list_orders, pay_order, place_order, export_all"
            ),
        ),
        ("reader: [get_user, get_user]", ":22: roles.reader[1]: 'get_user' is named twice"),
        (
            "reader: [export_all]",
            (
                ":12: roles.reader[0]: 'export_all' is a Scan, which reads all items of its table, and no"
                " policy gives that; leave it out, or make a query of it"
            ),
        ),
        (
            'reader: {patterns: [get_user], where: {user: "${aws:username}"}}',
            (
                ":42: roles.reader.where.user: no placeholder {user} in the access patterns of this role;"
                " did you mean 'user_id'?"
            ),
        ),
        (
            'reader: {patterns: [list_orders], where: {tenant: "${aws:username}"}}',
            (
                ":45: roles.reader.where.tenant: no placeholder {tenant} in the access patterns of this"
                " role; placeholders: user_id, from, created_at, to"
            ),
        ),
        (
            "reader: {patterns: [get_user], where: {user_id: '7'}}",
            (
                ":42: roles.reader.where.user_id: '7' has no policy variable in it, such as"
                " ${aws:PrincipalTag/tenant_id}"
            ),
        ),
        (
            'reader: {patterns: [get_user], where: {user_id: "${AWS::Region}"}}',
            (
                ":42: roles.reader.where.user_id: '${AWS::Region}' has no policy variable in it, such as"
                " ${aws:PrincipalTag/tenant_id}"
            ),
        ),
        (
            'reader: {patterns: [get_user], where: {user_id: "${aws:username}${x"}}',
            (
                ":42: roles.reader.where.user_id: '${aws:username}${x' has something in it that is no"
                " policy variable"
            ),
        ),
        (
            '"a reader": [get_user]',
            (
                ":3: roles.a reader: 'a reader' is not a name for a role; names have up to 64 letters"
                " (a to z), digits and characters of +=,.@_-, as IAM has it"
            ),
        ),
        (
            f"{'a' * 65}: [get_user]",
            (
                f":3: roles.{'a' * 59}…: '{'a' * 59}…' is not a name for a role; names have up to 64"
                " letters (a to z), digits and characters of +=,.@_-, as IAM has it"
            ),
        ),
        (
            "reader: [get_user]\n  Reader: [get_user]",
            "IAM does not tell 'Reader' from 'reader': case does not count",
        ),
    ],
)
def test_a_mistake_in_a_role_is_named(
    text: str, expected: str, mistakes_of: Callable[[str], list[str]]
) -> None:
    line = f"{LINE + 1}" if expected.startswith(":") else f"{LINE + 2}:3: roles.Reader: "
    assert mistakes_of(f"{ROLES}  {text}\n") == [f"{line}{expected}"]


def test_a_role_is_not_blamed_for_a_pattern_that_cannot_be_read(
    mistakes_of: Callable[[str], list[str]],
) -> None:
    text = ROLES.replace("rate: 10", "rate: many", 1)
    assert mistakes_of(f"{text}  reader: [get_user]\n") == [
        f"{text[: text.index('rate: many')].count(chr(10)) + 1}:5: access_patterns.get_user.rate: wanted a number, found 'many'"
    ]


def test_an_update_brings_roles_in_and_keeps_comments_and_what_is_not_said() -> None:
    roles = f"""{ROLES}  # Who looks.
  reader: [get_user] # and no more
  owner: # one of them
    description: One user
    patterns: [get_user] # his own
    where: {{user_id: "{VARIABLE}"}}
"""
    wanted = parse_design(
        f"{ROLES}  owner: [list_orders]\n  payer: {{description: Pays, patterns: [pay_order]}}\n"
    )
    updated = updated_text(roles, wanted)
    assert updated.changes == (
        "roles.owner.patterns: [get_user] → [list_orders]",
        "roles.payer: added",
    )
    assert (
        updated.text
        == roles.replace("patterns: [get_user] # his own", "patterns: [list_orders] # his own")
        + "  payer: {description: Pays, patterns: [pay_order]}\n"
    )
    assert updated_text(updated.text, wanted).text == updated.text
