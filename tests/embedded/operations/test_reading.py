"""Queries and scans: what they find, in which order, where pages end and where they go on."""

from decimal import Decimal

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_dynamo.embedded import dynamodb

ALL = {"ProjectionType": "ALL"}
KEYS_ONLY = {"ProjectionType": "KEYS_ONLY"}


def wire(pk, sk, **attributes):
    return {"pk": {"S": pk}, "sk": {"S": sk}} | {
        name: {"S": value} for name, value in attributes.items()
    }


def put(client, *items):
    for item in items:
        client.put_item(TableName="things", Item=item)


def query(client, condition="pk = :p", values=None, **options):
    given_values = {":p": {"S": "a"}} | {
        name: value if isinstance(value, dict) else {"S": value}
        for name, value in (values or {}).items()
    }
    return client.query(
        TableName="things",
        KeyConditionExpression=condition,
        ExpressionAttributeValues=given_values,
        **options,
    )


def sort_keys(answer):
    return [item["sk"]["S"] for item in answer["Items"]]


def refused(call, *arguments, **options):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **options)
    return caught.value.response["Error"]["Message"]


TEXTS = st.text(alphabet="ab\ud7ff\U0010ffff", min_size=1, max_size=3)
PYTHON = {
    "=": lambda sort, one, _: sort == one,
    "<": lambda sort, one, _: sort < one,
    "<=": lambda sort, one, _: sort <= one,
    ">": lambda sort, one, _: sort > one,
    ">=": lambda sort, one, _: sort >= one,
    "BETWEEN": lambda sort, one, other: one <= sort <= other,
    "begins_with": lambda sort, one, _: sort.startswith(one),
}


def condition_text(operator):
    match operator:
        case "BETWEEN":
            return "pk = :p AND sk BETWEEN :a AND :b"
        case "begins_with":
            return "pk = :p AND begins_with(sk, :a)"
    return f"pk = :p AND sk {operator} :a"


@given(
    sorts=st.sets(TEXTS, max_size=12),
    operator=st.sampled_from(sorted(PYTHON)),
    bounds=st.tuples(TEXTS, TEXTS).map(sorted),
    limit=st.integers(1, 5),
    forward=st.booleans(),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_of_a_range_join_up_to_what_the_condition_says(
    create_table, sorts, operator, bounds, limit, forward
):
    with dynamodb() as embedded:
        client = embedded.direct_client()
        create_table(client)
        put(client, *(wire("a", sort) for sort in sorts), wire("b", "a"), wire("A", "a"))
        one, other = bounds
        values = {":a": one} | ({":b": other} if operator == "BETWEEN" else {})
        found, start = [], {}
        for _ in range(20):
            answer = query(
                client,
                condition_text(operator),
                values,
                Limit=limit,
                ScanIndexForward=forward,
                **start,
            )
            found += sort_keys(answer)
            if "LastEvaluatedKey" not in answer:
                break
            assert len(answer["Items"]) == limit
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    expected = sorted(sort for sort in sorts if PYTHON[operator](sort, one, other))
    assert found == (expected if forward else expected[::-1])


def test_a_limit_that_is_reached_with_the_last_item_still_leaves_a_key(client, things):
    put(client, wire("a", "1"), wire("a", "2"))
    assert query(client, Limit=2)["LastEvaluatedKey"] == wire("a", "2")
    assert "LastEvaluatedKey" not in query(client, Limit=3)
    after = query(client, Limit=2, ExclusiveStartKey=wire("a", "2"))
    assert (after["Count"], "LastEvaluatedKey" in after) == (0, False)


def test_numbers_sort_by_value_and_binary_by_unsigned_bytes(client, create_table):
    create_table(client, "numbers", types={"sk": "N"})
    create_table(client, "bytes", types={"sk": "B"})
    numbers = ["-1E10", "-2", "-0.5", "0", "0.000001", "1", "9", "10", "1E20"]
    contents = [b"\x00", b"\x01\xff", b"\x7f", b"\x80", b"\xff"]
    for number in reversed(numbers):
        client.put_item(TableName="numbers", Item={"pk": {"S": "a"}, "sk": {"N": number}})
    for content in reversed(contents):
        client.put_item(TableName="bytes", Item={"pk": {"S": "a"}, "sk": {"B": content}})

    def sorts(table, kind):
        answer = client.query(
            TableName=table,
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": "a"}},
        )
        return [item["sk"][kind] for item in answer["Items"]]

    assert list(map(Decimal, sorts("numbers", "N"))) == list(map(Decimal, numbers))
    assert sorts("bytes", "B") == contents


def test_an_index_goes_on_from_a_key_among_equal_ones(client, create_table):
    create_table(client, global_=[("by_group", ["grp"], ["at"], KEYS_ONLY)])
    items = [wire(pk, sk, grp="g", at="t") for pk in "ab" for sk in "123"]
    put(client, *items)
    found, start = [], {}
    while True:
        answer = client.query(
            TableName="things",
            IndexName="by_group",
            KeyConditionExpression="grp = :g AND #at <= :t",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={":g": {"S": "g"}, ":t": {"S": "t"}},
            Limit=4,
            **start,
        )
        found += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            break
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    assert found == items


MULTI = [("multi", ["tenant", "region"], ["day", "hour"], ALL)]


@pytest.fixture
def multi(client, create_table):
    create_table(client, global_=MULTI)
    put(
        client,
        *(
            wire("p", f"{region}{day}{hour}", tenant="t", region=region, day=day, hour=hour)
            for region in ("eu", "us")
            for day in "123"
            for hour in "ab"
        ),
        wire("p", "x", tenant="t", region="eu", day="1"),  # no hour: not in the index
    )

    def find(condition, **values):
        answer = client.query(
            TableName="things",
            IndexName="multi",
            KeyConditionExpression=f"tenant = :t AND #region = :r{condition}",
            ExpressionAttributeNames={"#region": "region"}
            | {f"#{name}": name for name in ("day", "hour") if f"#{name}" in condition},
            ExpressionAttributeValues={":t": {"S": "t"}, ":r": {"S": "eu"}}
            | {f":{name}": {"S": value} for name, value in values.items()},
        )
        return sort_keys(answer)

    return find


def test_several_sort_key_attributes_are_given_from_the_left(multi):
    assert multi("") == ["eu1a", "eu1b", "eu2a", "eu2b", "eu3a", "eu3b"]
    assert multi(" AND #day = :d", d="2") == ["eu2a", "eu2b"]
    assert multi(" AND #day > :d", d="1") == ["eu2a", "eu2b", "eu3a", "eu3b"]
    assert multi(" AND #day <= :d", d="2") == ["eu1a", "eu1b", "eu2a", "eu2b"]
    assert multi(" AND #day = :d AND #hour = :h", d="2", h="b") == ["eu2b"]
    assert multi(" AND #day = :d AND #hour < :h", d="2", h="b") == ["eu2a"]
    assert multi(" AND #day = :d AND #hour > :h", d="2", h="a") == ["eu2b"]
    assert multi(" AND #day = :d AND begins_with(#hour, :h)", d="3", h="b") == ["eu3b"]


def test_several_sort_key_attributes_leave_no_gap(multi):
    assert refused(multi, " AND #hour = :h", h="a") == (
        "Query condition missed key schema element: day"
    )
    assert refused(multi, " AND #day > :d AND #hour = :h", d="1", h="a") == (
        "Query key condition not supported"
    )


@pytest.fixture
def indexed(client, create_table):
    create_table(
        client,
        global_=[
            ("by_group", ["grp"], [], {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]})
        ],
        local=[("by_note", "note", KEYS_ONLY)],
    )
    put(client, *(wire("a", sk, grp="g", note=f"n{sk}", extra="e") for sk in "123"))
    return client


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"IndexName": "by_x"},
            "The table does not have the specified index: by_x",
        ),
        (
            {"KeyConditionExpression": "grp = :p"},
            "Query condition missed key schema element: pk",
        ),
        (
            {"KeyConditionExpression": "pk = :p AND grp = :p"},
            "Query condition missed key schema element: sk",
        ),
        ({"KeyConditionExpression": "pk > :p"}, "Query key condition not supported"),
        (
            {"ExpressionAttributeValues": {":p": {"N": "1"}}},
            (
                "One or more parameter values were invalid: "
                "Condition parameter type does not match schema type"
            ),
        ),
        (
            {"FilterExpression": "sk = :p"},
            (
                "Filter Expression can only contain non-primary key attributes: "
                "Primary key attribute: sk"
            ),
        ),
        (
            {"FilterExpression": "sk.x = :p"},
            (
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
                "allowed: Key: sk"
            ),
        ),
        (
            {"ProjectionExpression": "grp[0]"},
            (
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
                "allowed: IndexKey: grp"
            ),
        ),
        (
            {"IndexName": "by_group", "KeyConditionExpression": "grp = :p", "ConsistentRead": True},
            "Consistent reads are not supported on global secondary indexes",
        ),
        (
            {
                "IndexName": "by_group",
                "KeyConditionExpression": "grp = :p",
                "Select": "ALL_ATTRIBUTES",
            },
            (
                "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
                "for global secondary index by_group because its projection type is not ALL"
            ),
        ),
        (
            {
                "IndexName": "by_group",
                "KeyConditionExpression": "grp = :p",
                "ProjectionExpression": "extra, note, more.deep",
            },
            (
                "One or more parameter values were invalid: Global secondary index by_group does not "
                "project [extra, more]"
            ),
        ),
        (
            {
                "IndexName": "by_note",
                "FilterExpression": "extra = :p",
            },
            (
                "One or more parameter values were invalid: Secondary index by_note does not project one "
                "or more filter attributes: [extra]"
            ),
        ),
        (
            {"ExclusiveStartKey": {"pk": {"S": "a"}}},
            "The provided starting key is invalid",
        ),
        (
            {"ExclusiveStartKey": {"pk": {"S": "a"}, "sk": {"N": "1"}}},
            "The provided starting key is invalid: The provided key element does not match the schema",
        ),
        (
            {"ExclusiveStartKey": wire("b", "1")},
            "The provided starting key is outside query boundaries based on provided conditions",
        ),
        (
            {
                "KeyConditionExpression": "pk = :p AND sk < :p",
                "ExclusiveStartKey": wire("a", "b"),
            },
            "The provided starting key does not match the range key predicate",
        ),
        (
            {
                "KeyConditionExpression": "pk = :p AND sk > :p",
                "ExclusiveStartKey": wire("a", "A"),
            },
            "The provided starting key does not match the range key predicate",
        ),
        (
            {"KeyConditionExpression": "pk = :p AND sk < :p", "ExclusiveStartKey": wire("b", "1")},
            "The query can return at most one row and cannot be restarted",
        ),
        (
            {
                "IndexName": "by_group",
                "KeyConditionExpression": "grp = :p",
                "ExclusiveStartKey": wire("a", "1"),
            },
            "The provided starting key is invalid",
        ),
        (
            {
                "IndexName": "by_group",
                "KeyConditionExpression": "grp = :p",
                "ExclusiveStartKey": wire("a", "1") | {"grp": {"N": "1"}},
            },
            "The provided starting key is invalid",
        ),
    ],
)
def test_a_query_that_does_not_fit_its_table_is_refused(indexed, options, message):
    request = {
        "KeyConditionExpression": "pk = :p",
        "ExpressionAttributeValues": {":p": {"S": "a"}},
        **options,
    }
    assert refused(indexed.query, TableName="things", **request).startswith(message)


def test_a_local_index_fetches_what_it_does_not_project(indexed):
    options = {"IndexName": "by_note", "Limit": 1}
    entry = {**wire("a", "1"), "note": {"S": "n1"}}
    assert query(indexed, **options)["Items"] == [entry]
    whole = wire("a", "1", grp="g", note="n1", extra="e")
    assert query(indexed, **options, Select="ALL_ATTRIBUTES")["Items"] == [whole]
    some = query(indexed, **options, ProjectionExpression="extra")
    assert some["Items"] == [{"extra": {"S": "e"}}]


def test_a_count_has_no_items(indexed):
    answer = query(
        indexed,
        values={":n": "n2"},
        FilterExpression="note = :n",
        Select="COUNT",
    )
    assert (answer["Count"], answer["ScannedCount"], "Items" in answer) == (1, 3, False)
    answer = query(indexed, Select="COUNT")
    assert (answer["Count"], answer["ScannedCount"], "Items" in answer) == (3, 3, False)


def pages_of(client, **options):
    start = {}
    while True:
        answer = client.scan(TableName="things", **options, **start)
        yield answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


@pytest.mark.parametrize("index", [None, "by_group", "by_note"])
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_segments_and_pages_of_a_scan_hold_every_item_once(client, create_table, index, limit):
    create_table(
        client,
        global_=[("by_group", ["grp"], ["at"], ALL)],
        local=[("by_note", "note", ALL)],
    )
    items = [
        wire(f"p{number % 7}", f"{number:02}", grp=f"g{number % 3}", at="t", note=f"n{number % 2}")
        for number in range(20)
    ]
    put(client, *items)
    options = {"Limit": limit} | ({"IndexName": index} if index else {})
    whole = [item for page in pages_of(client, **options) for item in page]
    assert sorted(whole, key=str) == sorted(items, key=str)
    segments = [
        [
            item
            for page in pages_of(client, Segment=each, TotalSegments=4, **options)
            for item in page
        ]
        for each in range(4)
    ]
    assert [item for segment in segments for item in segment] == whole


def test_a_scan_without_a_sort_key_goes_on_behind_its_key(client, create_table):
    create_table(client, sort_key=None)
    for number in range(5):
        client.put_item(TableName="things", Item={"pk": {"S": str(number)}})
    found = [item["pk"]["S"] for page in pages_of(client, Limit=2) for item in page]
    assert sorted(found) == ["0", "1", "2", "3", "4"]
    start = {"pk": {"S": found[0]}}
    client.delete_item(TableName="things", Key=start)
    after = client.scan(TableName="things", ExclusiveStartKey=start)["Items"]
    assert [item["pk"]["S"] for item in after] == found[1:]


def test_a_query_without_a_sort_key_has_nothing_behind_its_key(client, create_table):
    create_table(client, sort_key=None)
    client.put_item(TableName="things", Item={"pk": {"S": "a"}})
    assert query(client)["Count"] == 1
    assert query(client, ExclusiveStartKey={"pk": {"S": "a"}})["Count"] == 0


def test_a_scan_starts_in_its_own_segment(client, things):
    put(client, wire("a", "1"))
    start = {"TableName": "things", "TotalSegments": 2, "ExclusiveStartKey": wire("a", "1")}
    counts = [
        client.scan(TableName="things", Segment=segment, TotalSegments=2)["Count"]
        for segment in (0, 1)
    ]
    empty = counts.index(0)
    assert client.scan(**start, Segment=1 - empty)["Count"] == 0
    assert refused(client.scan, **start, Segment=empty) == (
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
        f"ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: {empty}"
    )


def test_a_scan_of_an_index_starts_with_a_key_of_the_index(client, things):
    message = refused(
        client.scan, TableName="things", IndexName="by_group", ExclusiveStartKey=wire("a", "1")
    )
    assert message == "The provided starting key is invalid"
    message = refused(client.scan, TableName="things", ExclusiveStartKey={"pk": {"S": "a"}})
    assert message == (
        "The provided starting key is invalid: The provided key element does not match the schema"
    )


@pytest.mark.parametrize(
    "condition", ["sk = :long", "sk < :long", "begins_with(sk, :long)", "sk BETWEEN :p AND :long"]
)
def test_a_query_for_a_sort_key_longer_than_one_can_be_is_refused(client, create_table, condition):
    create_table(client)

    assert refused(query, client, f"pk = :p AND {condition}", {":long": "é" * 513}) == (
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded "
        "the size limit of 1024 bytes"
    )
    assert query(client, f"pk = :p AND {condition}", {":long": "é" * 512})["Items"] == []


def test_a_query_for_a_partition_key_longer_than_one_can_be_finds_nothing(client, create_table):
    create_table(client)

    assert query(client, values={":p": "x" * 2049})["Items"] == []


def test_the_fraction_of_a_segment_is_cut_off(embedded, create_table):
    direct = embedded.direct_client()
    create_table(direct)
    put(direct, wire("a", "1"))

    assert direct.scan(TableName="things", Segment=0.5, TotalSegments=1.7)["Count"] == 1
    assert refused(direct.scan, TableName="things", Segment=1.5, TotalSegments=1.7) == (
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: 1 is not less than TotalSegments: 1"
    )


def test_a_query_of_a_table_without_sort_key_has_one_condition(client, create_table):
    create_table(client, sort_key=None)

    assert refused(query, client, "pk = :p AND grp = :p") == "Query key condition not supported"
