"""Keys against the definition of their table."""

import pytest

from pytest_dynamo.design.values import Index, KeySchema, Table
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import KeyRules

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
RULES = KeyRules(TABLE)
MULTIPLE_RULES = KeyRules(MULTIPLE)
KEY = {"pk": {"S": "a"}, "sk": {"N": "1"}}


def refusal(check, *arguments, **options):
    with pytest.raises(ServiceError) as raised:
        check(*arguments, **options)
    return raised.value.message


def test_a_key_of_the_right_attributes_and_types_passes():
    RULES.check_key(KEY)
    RULES.check_item({**KEY, "x": {"BOOL": True}})


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
    assert refusal(RULES.check_key, key) == "The provided key element does not match the schema"


def test_an_item_is_told_which_of_its_keys_is_missing_or_of_another_type():
    assert refusal(RULES.check_item, {"pk": {"S": "a"}}) == (
        INVALID + "Missing the key sk in the item"
    )
    assert refusal(RULES.check_item, {**KEY, "pk": {"L": []}}) == (
        INVALID + "Type mismatch for key pk expected: S actual: L"
    )


def test_a_key_is_neither_empty_nor_too_long():
    assert refusal(RULES.check_key, {**KEY, "pk": {"S": ""}}) == (
        "One or more parameter values are not valid. The AttributeValue for a key attribute "
        "cannot contain an empty string value. Key: pk"
    )
    assert refusal(RULES.check_key, {**KEY, "pk": {"S": "é" * 1025}}) == (
        INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes"
    )
    RULES.check_key({**KEY, "pk": {"S": "é" * 1024}})


@pytest.mark.parametrize("item", [{}, {"a": {"S": "x"}}, {"a": {"S": "x"}, "b": {"B": b"x" * 999}}])
def test_absent_and_right_index_keys_pass(item):
    RULES.check_index_keys({**KEY, **item})


def test_a_number_as_index_key_may_have_many_digits():
    RULES.check_index_keys({**KEY, "c": {"N": "9" * 38 + "0" * 80}})
    table = Table(
        name="numbers",
        key=KeySchema(partition_key=("c",)),
        attribute_types={"c": "N", "d": "N"},
        indexes={"by_d": Index(name="by_d", kind="global", key=KeySchema(partition_key=("d",)))},
    )

    KeyRules(table).check_index_keys({"c": {"N": "1"}, "d": {"N": "0." + "0" * 129 + "1" * 300}})


def test_an_index_key_has_the_type_of_its_definition():
    assert refusal(RULES.check_index_keys, {"c": {"S": "x"}}) == (
        INVALID + "Type mismatch for Index Key c Expected: N Actual: S IndexName: global"
    )


def test_an_index_key_is_not_empty():
    not_valid = "One or more parameter values are not valid. "
    empty = "The AttributeValue for a key attribute cannot contain an empty binary value."

    assert refusal(RULES.check_index_keys, {"b": {"B": b""}}) == (
        f"{not_valid}A value specified for a secondary index key is not supported. {empty} "
        "IndexName: global, IndexKey: b"
    )
    assert refusal(RULES.check_index_keys, {"b": {"B": b""}}, updated=True) == (
        f"{not_valid}The update expression attempted to update a secondary index key to a value "
        f"that is not supported. {empty}"
    )


def test_an_index_key_is_no_longer_than_a_key_may_be():
    RULES.check_index_keys({"b": {"B": b"x" * 1024}})

    assert refusal(RULES.check_index_keys, {"b": {"B": b"x" * 1025}}) == (
        INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
    )


def test_the_attributes_of_one_index_key_have_a_size_in_common():
    MULTIPLE_RULES.check_index_keys({"a": {"S": "x" * 1024}, "b": {"B": b"x" * 1024}})

    assert refusal(
        MULTIPLE_RULES.check_index_keys, {"a": {"S": "x" * 1025}, "b": {"B": b"x" * 1024}}
    ) == (
        "Aggregate size for HASH key attributes a, b of index global has exceeded limit 2048 bytes, "
        "with actual size 2049 bytes"
    )
    assert refusal(MULTIPLE_RULES.check_index_keys, {"d": {"S": "x" * 1024}, "c": {"N": "1"}}) == (
        "Aggregate size for RANGE key attributes c, d of index global has exceeded limit 1024 bytes, "
        "with actual size 1026 bytes"
    )
