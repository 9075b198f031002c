"""What a SELECT finds, in which order, and what of it."""

import pytest

from pytest_dynamo.embedded.partiql.translation.reader import read
from pytest_dynamo.embedded.service_error import ServiceError


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("pk = 'a' AND sk = '1'", ["a1"]),
        ("'1' = sk AND 'a' = pk", ["a1"]),
        ("pk = 'a' AND sk = '1' AND num = 1", ["a1"]),
        ("pk = 'a' AND sk = '1' AND num = 7", []),
        ("pk = 'a'", ["a0", "a1", "a2"]),
        ("pk = 'zz'", []),
        ("pk = 'a' AND pk = 'b'", []),
        ("pk = 'a' AND sk > '0'", ["a1", "a2"]),
        ("pk = 'a' AND '0' < sk", ["a1", "a2"]),
        ("pk = 'a' AND sk >= '1'", ["a1", "a2"]),
        ("pk = 'a' AND sk < '1'", ["a0"]),
        ("pk = 'a' AND sk <= '1'", ["a0", "a1"]),
        ("pk = 'a' AND '1' >= sk", ["a0", "a1"]),
        ("pk = 'a' AND sk > '0' AND sk < '2'", ["a1"]),
        ("pk = 'a' AND sk BETWEEN '1' AND '2'", ["a1", "a2"]),
        ("pk = 'a' AND sk NOT BETWEEN '1' AND '2'", ["a0"]),
        ("pk = 'a' AND begins_with(sk, '1')", ["a1"]),
        ("pk = 'a' AND contains(sk, '1')", ["a1"]),
        ("pk = 'a' AND sk <> '1'", ["a0", "a2"]),
        ("pk = 'a' AND sk != '1'", ["a0", "a2"]),
        ("pk = 'a' AND NOT sk = '1'", ["a0", "a2"]),
        ("pk = 'a' AND sk IN ['2', '1', '1']", ["a1", "a2"]),
        ("pk = 'a' AND (sk = '1' OR sk = '2')", ["a1", "a2"]),
        ("pk = 'a' AND (sk = '1' OR num = 2)", ["a1", "a2"]),
        ("pk IN ('b', 'a')", ["a0", "a1", "a2", "b0", "b1", "b2"]),
        ("pk IN ['b', 'zz', 'a'] AND sk = '1'", ["a1", "b1"]),
        ("pk IN ['a', 'b'] AND sk IN ['2', '0']", ["a0", "a2", "b0", "b2"]),
        ("pk = 'b' OR pk = 'a'", ["a0", "a1", "a2", "b0", "b1", "b2"]),
        ("(pk = 'a' AND sk = '1') OR (pk = 'b' AND sk = '2')", ["a1", "b2"]),
        ("(pk = 'a' AND num = 1) OR pk = 'b'", ["a1", "b0", "b1", "b2"]),
        ("pk = 'a' AND num > 0", ["a1", "a2"]),
        ("pk = 'a' AND num < size(note)", ["a0"]),
        ("pk = 'a' AND sk > note", []),
        ("pk = @sk", []),
        ("pk = 'a' AND \"#sk\" IS MISSING", ["a0", "a1", "a2"]),
        ("pk = 1 OR pk = 'b'", ["b0", "b1", "b2"]),
        ("pk = 1 OR pk = 2", []),
    ],
)
def test_a_condition_on_the_key_finds_items_in_the_order_of_the_key(service, condition, found):
    assert service.keys(f"SELECT * FROM things WHERE {condition}") == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("1 = 1", ["a0", "a1", "a2", "b0", "b1", "b2"]),
        ("pk > 'a'", ["b0", "b1", "b2"]),
        ("NOT pk = 'a'", ["b0", "b1", "b2"]),
        ("pk = sk", []),
        ("num = 1", ["a1", "b1"]),
        ("pk = 'a' OR num = 1", ["a0", "a1", "a2", "b1"]),
        ("num IN [1, 2] AND sk = '1'", ["a1", "b1"]),
        ("pk IN [sk, 'a']", ["a0", "a1", "a2"]),
        ("1 IN [num]", ["a1", "b1"]),
        ("num NOT IN [1, 2]", ["a0", "b0"]),
        ("num = -1 OR num > +1 AND num <= .2e1", ["a2", "b2"]),
        ("m.a = 1 AND m['b'][0] = 'q' AND sk = '1'", ["a1", "b1"]),
        ("l[1].x = 'y' AND sk = '1'", ["a1", "b1"]),
        ("l = [1, {'x': 'y'}] AND sk = '1'", ["a1", "b1"]),
        ("ss = <<'b', 'a'>> AND ns = <<2, 1>> AND sk = '1'", ["a1", "b1"]),
        ("bo = true AND nu = null AND note = 'n' AND sk = '1'", ["a1", "b1"]),
        ("size(l) = 2 AND SIZE(note) BETWEEN 1 AND 2 AND sk = '1'", ["a1", "b1"]),
        ("contains(ss, 'a') AND begins_with(note, 'n') AND sk = '1'", ["a1", "b1"]),
        ("attribute_exists(m.a) AND attribute_not_exists(m.c) AND sk = '1'", ["a1", "b1"]),
        ("attribute_type(ss, 'SS') AND sk = '1'", ["a1", "b1"]),
        ("x IS MISSING AND m IS NOT MISSING AND nu IS NULL AND sk = '1'", ["a1", "b1"]),
        ("note IS STRING AND num IS NUMERIC AND l IS LIST AND sk = '1'", ["a1", "b1"]),
        ("m IS STRUCT AND m IS TUPLE AND bo IS BOOL AND NOT bo IS BLOB AND sk='1'", ["a1", "b1"]),
        ("'n' IS STRING AND num IS NUMERIC(3, 2) AND sk = '1'", ["a1", "b1"]),
        ("note = 'it''s' OR \"note\" = 'x' OR (sk = '1')", ["a1", "b1"]),
    ],
)
def test_any_other_condition_is_tested_on_every_item(service, condition, found):
    assert sorted(service.keys(f"SELECT * FROM things WHERE {condition}")) == found


def test_values_may_be_parameters(service):
    statement = "SELECT * FROM things WHERE pk = ? AND sk IN [?, ?] AND l = ?"
    parts = [{"N": "1.0"}, {"M": {"x": {"S": "y"}}}]
    assert service.keys(statement, {"S": "a"}, {"S": "2"}, {"S": "1"}, {"L": parts}) == ["a1", "a2"]


@pytest.mark.parametrize(
    ("projection", "found"),
    [
        ("*", None),
        ("sk, pk", {"sk": {"S": "1"}, "pk": {"S": "a"}}),
        ('"note", nope', {"note": {"S": "n"}}),
        ("nope", {}),
        ("PK", {}),
        ("m.a", {"a": {"N": "1"}}),
        ("m['a'], m.b[0]", {"a": {"N": "1"}, "b[0]": {"S": "q"}}),
        ("m.b, m.nope", {"b": {"L": [{"S": "q"}]}}),
        ("l[1].x, l[0], l[9]", {"x": {"S": "y"}, "l[0]": {"N": "1"}}),
        ("(pk)", {"pk": {"S": "a"}}),
        ("ALL pk", {"pk": {"S": "a"}}),
    ],
)
def test_parts_of_an_item_have_the_last_name_in_their_path(service, projection, found):
    statement = f"SELECT {projection} FROM things WHERE pk = 'a' AND sk = '1';"
    assert service.items(statement) == [service.item("a", "1") if found is None else found]


@pytest.mark.parametrize(
    ("condition", "order", "found"),
    [
        ("pk = 'a'", "sk", ["a0", "a1", "a2"]),
        ("pk = 'a'", "sk ASC, pk", ["a0", "a1", "a2"]),
        ("pk = 'a'", "sk DESC", ["a2", "a1", "a0"]),
        ("pk = 'a'", "pk DESC", ["a0", "a1", "a2"]),
        ("pk = 'a' AND sk > '0'", '"sk" DESC', ["a2", "a1"]),
        ("pk = 'a' AND sk IN ['1', '2']", "sk DESC", ["a2", "a1"]),
        ("pk IN ['a', 'b']", "sk DESC", ["a2", "a1", "a0", "b2", "b1", "b0"]),
        ("pk IN ['a', 'b']", "pk DESC", ["b0", "b1", "b2", "a0", "a1", "a2"]),
        ("pk IN ['a', 'b']", "pk DESC, sk DESC", ["b2", "b1", "b0", "a2", "a1", "a0"]),
        ("pk > 'a'", "sk DESC", ["b2", "b1", "b0"]),
        ("NOT pk = 'c'", "pk DESC, sk", ["b0", "b1", "b2", "a0", "a1", "a2"]),
        ("pk >= 'a'", "sk DESC, pk", ["a2", "b2", "a1", "b1", "a0", "b0"]),
    ],
)
def test_order_by_sorts_by_the_key(service, condition, order, found):
    assert service.keys(f"SELECT * FROM things WHERE {condition} ORDER BY {order}") == found


def test_a_table_without_sort_key_is_read_in_the_order_of_in(service):
    found = service.items("SELECT pk FROM solo WHERE pk IN ['k2', 'k0'] ORDER BY pk DESC")
    assert found == [{"pk": {"S": "k2"}}, {"pk": {"S": "k0"}}]


def test_numbers_and_binary_are_keys_too(service):
    for number, content in (("1.0", b"\x00\xff"), ("1", b"\x00"), ("10", b"\x01")):
        item = {"pk": {"N": number}, "sk": {"B": content}}
        service.perform("PutItem", TableName="nums", Item=item)

    assert service.items(
        "SELECT sk FROM nums WHERE pk = 1 AND begins_with(sk, ?)", {"B": b"\x00"}
    ) == [
        {"sk": {"B": b"\x00"}},
        {"sk": {"B": b"\x00\xff"}},
    ]
    assert service.items("SELECT * FROM nums WHERE pk = 1e1 AND sk = ?", {"B": b"\x01"}) == [
        {"pk": {"N": "10"}, "sk": {"B": b"\x01"}}
    ]
    with pytest.raises(ServiceError, match="cannot contain an empty binary value. Key: sk"):
        service.items("SELECT * FROM nums WHERE pk = 1 AND sk = ?", {"B": b""})


ENTRY = {
    "pk": {"S": "a"},
    "sk": {"S": "1"},
    "grp": {"S": "g1"},
    "num": {"N": "1"},
    "note": {"S": "n"},
}


def test_an_index_gives_what_it_projects(service):
    by_group = "SELECT * FROM \"things\".\"by_group\" WHERE grp = 'g1' AND num = 1 AND pk = 'a'"
    keys = {name: ENTRY[name] for name in ("pk", "sk", "num")}

    assert service.items(by_group) == [ENTRY]
    assert service.items("SELECT * FROM things.by_num WHERE pk = 'a' AND num = 1") == [keys]
    assert service.items("SELECT * FROM things['by_num'] WHERE pk = 'a' AND num = 1") == [keys]
    # Attributes that a local index does not project are fetched from the table.
    assert service.items("SELECT note FROM things.by_num WHERE pk = 'a' AND num = 1") == [
        {"note": {"S": "n"}}
    ]
    scanned = service.items("SELECT * FROM things.by_num WHERE note = 'n' AND sk = '1'")
    assert sorted(scanned, key=lambda item: item["pk"]["S"]) == [keys, {**keys, "pk": {"S": "b"}}]


def test_an_index_is_sorted_by_its_own_key(service):
    by_num = "SELECT * FROM things.by_num WHERE pk = 'a' AND num > 0 ORDER BY num DESC"
    by_group = "SELECT num FROM things.by_group WHERE grp = 'g0' ORDER BY num DESC"

    assert service.keys(by_num) == ["a2", "a1"]
    assert [item["num"]["N"] for item in service.items(by_group)] == ["2", "2", "0", "0"]


def test_a_global_index_is_not_read_strongly(service):
    request = {"Statement": "SELECT pk FROM things.by_group WHERE grp = 'g1'"}
    assert service.refusal("ExecuteStatement", **request, ConsistentRead=True)[1] == (
        "Consistent reads are not supported on global secondary indexes"
    )


def test_a_table_may_be_named_by_its_arn(service):
    arn = service.database.tables["solo"].arn
    assert service.items(f"SELECT n FROM \"{arn}\" WHERE pk = 'k1'") == [{"n": {"N": "1"}}]


def test_a_statement_is_read_once():
    statement = "SELECT * FROM things WHERE pk = ?"
    assert read(statement, 1) is read(statement, 1)
