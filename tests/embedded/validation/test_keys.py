"""Keys against the definition of their table."""

import pytest

from pytest_dynamo.design.values import Index, KeySchema, Table
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import check_index_keys, check_item_keys, check_key, keys

INVALID = "One or more parameter values were invalid: "
TABLE = Table(
    name="things",
    key=KeySchema(partition_key=("pk",), sort_key=("sk",)),
    attribute_types={"pk": "S", "sk": "N", "a": "S", "b": "B", "c": "N"},
    indexes={
        "global": Index(
            name="global",
            kind="global",
            key=KeySchema(partition_key=("a", "b"), sort_key=("c", "sk")),
        ),
        "local": Index(
            name="local", kind="local", key=KeySchema(partition_key=("pk",), sort_key=("b",))
        ),
    },
)
MULTIPLE = Table(
    name="multiple",
    key=KeySchema(partition_key=("pk",)),
    attribute_types={"pk": "S", "a": "S", "b": "B", "c": "N", "d": "S"},
    indexes={
        "global": Index(
            name="global",
            kind="global",
            key=KeySchema(partition_key=("a", "b"), sort_key=("c", "d")),
        )
    },
)
KEY = {"pk": {"S": "a"}, "sk": {"N": "1"}}


def refusal(check, *arguments, **options):
    with pytest.raises(ServiceError) as raised:
        check(*arguments, **options)
    return raised.value.message


def test_a_key_of_the_right_attributes_and_types_passes():
    check_key(KEY, TABLE)
    check_item_keys({**KEY, "x": {"BOOL": True}}, TABLE)


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"pk": {"S": "a"}},
        {**KEY, "x": {"S": "a"}},
        {"pk": {"S": "a"}, "x": {"N": "1"}},
        {"pk": {"S": "a"}, "sk": {"S": "1"}},
    ],
)
def test_another_key_does_not_match_the_schema(key):
    assert refusal(check_key, key, TABLE) == "The provided key element does not match the schema"


def test_an_item_is_told_which_of_its_keys_is_missing_or_of_another_type():
    assert refusal(check_item_keys, {"pk": {"S": "a"}}, TABLE) == (
        INVALID + "Missing the key sk in the item"
    )
    assert refusal(check_item_keys, {**KEY, "pk": {"L": []}}, TABLE) == (
        INVALID + "Type mismatch for key pk expected: S actual: L"
    )


def test_a_key_is_neither_empty_nor_too_long():
    assert refusal(check_key, {**KEY, "pk": {"S": ""}}, TABLE) == (
        "One or more parameter values are not valid. The AttributeValue for a key attribute "
        "cannot contain an empty string value. Key: pk"
    )
    assert refusal(check_key, {**KEY, "pk": {"S": "é" * 1025}}, TABLE) == (
        INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes"
    )
    check_key({**KEY, "pk": {"S": "é" * 1024}}, TABLE)


@pytest.mark.parametrize("item", [{}, {"a": {"S": "x"}}, {"a": {"S": "x"}, "b": {"B": b"x" * 999}}])
def test_absent_and_right_index_keys_pass(item):
    check_index_keys({**KEY, **item}, TABLE)


def test_a_number_as_index_key_may_have_many_digits():
    check_index_keys({**KEY, "c": {"N": "9" * 38 + "0" * 80}}, TABLE)
    table = Table(
        name="numbers",
        key=KeySchema(partition_key=("c",)),
        attribute_types={"c": "N", "d": "N"},
        indexes={"by_d": Index(name="by_d", kind="global", key=KeySchema(partition_key=("d",)))},
    )

    check_index_keys({"c": {"N": "1"}, "d": {"N": "0." + "0" * 129 + "1" * 300}}, table)


def test_an_index_key_has_the_type_of_its_definition():
    assert refusal(check_index_keys, {"c": {"S": "x"}}, TABLE) == (
        INVALID + "Type mismatch for Index Key c Expected: N Actual: S IndexName: global"
    )


def test_an_index_key_is_not_empty():
    not_valid = "One or more parameter values are not valid. "
    empty = "The AttributeValue for a key attribute cannot contain an empty binary value."

    assert refusal(check_index_keys, {"b": {"B": b""}}, TABLE) == (
        f"{not_valid}A value specified for a secondary index key is not supported. {empty} "
        "IndexName: global, IndexKey: b"
    )
    assert refusal(check_index_keys, {"b": {"B": b""}}, TABLE, updated=True) == (
        f"{not_valid}The update expression attempted to update a secondary index key to a value "
        f"that is not supported. {empty}"
    )


def test_an_index_key_is_no_longer_than_a_key_may_be():
    check_index_keys({"b": {"B": b"x" * 1024}}, TABLE)

    assert refusal(check_index_keys, {"b": {"B": b"x" * 1025}}, TABLE) == (
        INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
    )


def test_the_attributes_of_one_index_key_have_a_size_in_common():
    check_index_keys({"a": {"S": "x" * 1024}, "b": {"B": b"x" * 1024}}, MULTIPLE)

    assert refusal(
        check_index_keys, {"a": {"S": "x" * 1025}, "b": {"B": b"x" * 1024}}, MULTIPLE
    ) == (
        "Aggregate size for HASH key attributes a, b of index global has exceeded limit 2048 bytes, "
        "with actual size 2049 bytes"
    )
    assert refusal(check_index_keys, {"d": {"S": "x" * 1024}, "c": {"N": "1"}}, MULTIPLE) == (
        "Aggregate size for RANGE key attributes c, d of index global has exceeded limit 1024 bytes, "
        "with actual size 1026 bytes"
    )


def test_what_is_known_of_tables_is_forgotten_when_there_are_many(monkeypatch):
    monkeypatch.setattr(keys, "_MOST_PLANS", 1)
    monkeypatch.setattr(keys, "_plans", {})
    other = Table(name="other", key=KeySchema(partition_key=("id",)), attribute_types={"id": "S"})

    check_key(KEY, TABLE)
    check_key({"id": {"S": "a"}}, other)

    assert [plan.table for plan in keys._plans.values()] == [other]
