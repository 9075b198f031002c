"""The tables and items that the machine draws, and requests that DynamoDB refuses."""

from hypothesis import strategies as st

from tests.embedded.properties.model import Index, Table

NOW = 1_800_000_000

KEY_VALUES = {
    "S": [{"S": each} for each in ("a", "ab", "é", "\U0001f600", "￿")],
    "N": [{"N": each} for each in ("-12.5", "-1", "0", "2", "10", "1" + 20 * "0")],
    "B": [{"B": each} for each in (b"\0", b"a", b"a\0", b"\xff\0", b"\xff")],
}
SCALARS = {
    "grp": [{"S": "g0"}, {"S": "g1"}, {"S": "g2"}],
    "score": [{"N": "-2"}, {"N": "1"}, {"N": "3.5"}, {"N": "20"}],
    "a": [{"S": "a0"}, {"S": "a1"}],
    "b": [{"N": "0"}, {"N": "1"}],
    "c": [{"S": "c0"}, {"S": "c1"}],
    "d": [{"B": b"\0\0"}, {"B": b"\xfe"}],
    "note": [{"S": ""}, {"S": "x" * 12}, {"S": "x" * 1_000}, {"S": "x" * 5_000}],
    "tally": [{"N": "0"}, {"N": "3"}, {"N": "-1.25"}],
    "expires": [{"N": str(NOW + 30)}, {"N": str(NOW + 90)}, {"N": "17"}, {"S": "later"}],
}
OTHERS = {
    "tags": [{"SS": ["x"]}, {"SS": ["y", "x"]}],
    "deep": [{"M": {"x": {"N": "1"}, "y": {"L": [{"B": b"\xff"}, {"NULL": True}]}}}, {"M": {}}],
    "raw": [{"BS": [b"\0", b"\xff"]}, {"NS": ["1", "-2.5"]}, {"BOOL": True}],
}

# Of other types than the index keys.
MISTYPED = [{"grp": {"N": "7"}}, {"score": {"S": "first"}}, {"b": {"S": "x"}}]

scalars = {name: st.sampled_from(values) for name, values in SCALARS.items()}


@st.composite
def attributes(draw):
    """Attributes beside the key. Most are there most of the time, or hardly any index would be."""
    names = [name for name in SCALARS if draw(st.integers(0, 4))]
    names += [name for name in OTHERS if not draw(st.integers(0, 2))]
    values = SCALARS | OTHERS
    found = {name: draw(st.sampled_from(values[name])) for name in names}
    if not draw(st.integers(0, 9)):
        found |= draw(st.sampled_from(MISTYPED))
    return found


@st.composite
def tables(draw):
    """A table with a global index, one with several key attributes, and a local one if it may be."""
    types = {"pk": draw(st.sampled_from("SNB")), "grp": "S", "score": "N"}
    types |= {"a": "S", "b": "N", "c": "S", "d": "B"}
    sort = ("sk",) if draw(st.booleans()) else ()
    if sort:
        types["sk"] = draw(st.sampled_from("SNB"))
    table = Table(name="things", partition=("pk",), sort=sort, types=types)
    indexes = [
        ("by_group", "GlobalSecondaryIndexes", ("grp",), ("score",), None),
        ("sparse", "GlobalSecondaryIndexes", ("a", "b"), ("c", "d"), ("note",)),
        ("by_score", "LocalSecondaryIndexes", ("pk",), ("score",), ()),
    ]
    for name, kind, partition, sorting, projected in indexes if sort else indexes[:2]:
        table.indexes[name] = Index(
            name=name,
            kind=kind,
            partition=partition,
            sort=sorting,
            types=types,
            table_key=table.key,
            projected=projected,
        )
    return table


def creation(table):
    """The request that creates a table."""
    used = [*table.key]
    used += [name for index in table.indexes.values() for name in (*index.partition, *index.sort)]
    kinds = {}
    for index in table.indexes.values():
        kinds.setdefault(index.kind, []).append(index.definition())
    return {
        "TableName": table.name,
        "KeySchema": [
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(table.key, ("HASH", "RANGE"), strict=False)
        ],
        "AttributeDefinitions": definitions(table, used),
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        **kinds,
    }


def definitions(table, names):
    return [
        {"AttributeName": name, "AttributeType": table.types[name]} for name in dict.fromkeys(names)
    ]


def refusals(table, key):
    """Requests that are refused: the operation, what it is given, and the code of the error."""
    name = table.name
    other = {"S": "N", "N": "S", "B": "S"}[table.types["pk"]]
    mistyped = {**key, "pk": KEY_VALUES[other][0]}
    item = {**key, "note": {"S": "refused"}}
    put = {"PutRequest": {"Item": item}}
    delete = {"DeleteRequest": {"Key": key}}
    update = {"TableName": name, "Key": key}
    values = {"ExpressionAttributeValues": {":v": {"S": "v"}}}
    puts = {"TableName": name, "Item": item}
    invalid = [
        ("put_item", {**puts, "Item": {**item, **mistyped}}),
        ("put_item", {**puts, "Item": {"note": {"S": "no key"}}}),
        ("put_item", {**puts, "Item": {**item, "note": {"S": "x" * 409_600}}}),
        ("put_item", {**puts, "Item": {**item, "tags": {"SS": []}}}),
        ("put_item", {**puts, "Item": {**item, "tally": {"N": "1" * 39}}}),
        ("put_item", {**puts, "ConditionExpression": "note ="}),
        ("put_item", {**puts, "ConditionExpression": "note = :missing"}),
        ("put_item", {**puts, **values}),
        ("update_item", {**update, "UpdateExpression": "SET pk = :v", **values}),
        ("update_item", {**update, "UpdateExpression": "ADD note :v", **values}),
        ("update_item", {**update, "UpdateExpression": "SET note = absent"}),
        ("update_item", {**update, "UpdateExpression": "SET absent.x = :v", **values}),
        ("update_item", {**update, "Key": mistyped}),
        ("delete_item", {"TableName": name, "Key": {}}),
        ("delete_item", {"TableName": name, "Key": mistyped}),
        ("get_item", {"TableName": name, "Key": {**key, "more": {"S": "x"}}}),
        ("batch_write_item", {"RequestItems": {name: [put, delete]}}),
        ("batch_write_item", {"RequestItems": {name: [put], f"{arn(name)}": [delete]}}),
        (
            "transact_write_items",
            {"TransactItems": [{"Put": puts}, {"Delete": {"TableName": name, "Key": key}}]},
        ),
        (
            "transact_write_items",
            {"TransactItems": [{"Put": puts}, {"Delete": {"TableName": arn(name), "Key": key}}]},
        ),
        ("query", {"TableName": name, "KeyConditionExpression": "note = :v", **values}),
        ("scan", {"TableName": name, "IndexName": "absent"}),
        ("scan", {"TableName": name, "Segment": 3, "TotalSegments": 3}),
        ("execute_statement", {"Statement": f'INSERT INTO "{name}" VALUE'}),
        ("execute_statement", {"Statement": f"UPDATE \"{name}\" SET note = 'x' WHERE tally = 1"}),
    ]
    missing = [
        ("put_item", {**puts, "TableName": "absent"}),
        ("batch_write_item", {"RequestItems": {name: [put], "absent": [put]}}),
        (
            "transact_write_items",
            {"TransactItems": [{"Put": puts}, {"Delete": {"TableName": "absent", "Key": key}}]},
        ),
    ]
    return [(*each, "ValidationException") for each in invalid] + [
        (*each, "ResourceNotFoundException") for each in missing
    ]


def arn(name):
    return f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}"
