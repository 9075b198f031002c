"""PD601, PD603 and PD606: reserved words, and how much a table may have."""

import pytest

from pytest_dynamo.design.reserved_words import RESERVED_WORDS, is_reserved

USERS = """\
tables: {users: {partition_key: KEY}}
entities: {User: {population: 5, item: {KEY: {faker: uuid4}, ITEM}}}
"""


def users(item, key="user_id"):
    return USERS.replace("ITEM", item).replace("KEY", key)


def test_the_list_is_that_of_the_documentation_without_two_that_are_taken():
    assert len(RESERVED_WORDS) == 573 - 2
    assert [is_reserved(word) for word in ("Status", "zone", "size", "PK")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("item", "key", "found"),
    [
        ("email: {faker: email}", "user_id", []),
        ("Name: a", "user_id", ["Name is a reserved word, as an attribute of table users"]),
        (
            "name: a, status: b, total: c, data: d",
            "user_id",
            ["name, status, total and 1 more are reserved words, as attributes of table users"],
        ),
        ("email: a", "uuid", ["uuid is a reserved word, as an attribute of table users"]),
    ],
)
def test_reserved_names_are_noted_once_a_table(examined, item, key, found):
    findings = examined(users(item, key), "PD601").findings
    assert [each.found for each in findings] == found
    assert {each.severity for each in findings} <= {"note"}


def test_a_key_of_a_table_without_entities_is_looked_at_too(examined):
    (finding,) = examined("tables: {users: {partition_key: user}}\n", "PD601").findings
    assert finding.fix == "write #user with ExpressionAttributeNames, {'#user': 'user'}"


@pytest.mark.parametrize(("count", "rules"), [(20, []), (21, ["PD603"])])
def test_more_than_the_default_quota_of_global_indexes_is_a_warning(ids, count, rules):
    indexes = ", ".join(f"by_{n}: {{partition_key: a{n}}}" for n in range(count))
    text = f"tables: {{users: {{partition_key: id, indexes: {{{indexes}}}}}}}\n"
    assert ids(text, "PD603") == rules


@pytest.mark.parametrize(("count", "rules"), [(20, []), (21, ["PD606"])])
def test_an_index_lists_up_to_twenty_attributes(ids, count, rules):
    listed = ", ".join(f"a{n}" for n in range(count))
    indexes = f"{{by_x: {{partition_key: x, projection: [{listed}]}}}}"
    assert ids(f"tables: {{users: {{partition_key: id, indexes: {indexes}}}}}\n", "PD606") == rules
