"""The table and the items that every backend is measured with."""

from typing import Any

WireItem = dict[str, dict[str, Any]]

TABLE = "bench"
INDEXES = ("GSI1", "GSI2")
COLLECTION = 25
"""Items with the same partition key, in the table and in each index."""

BLOCK = COLLECTION * COLLECTION
"""So many items in a row fill whole item collections of the table and of both indexes."""

_FILLER = (
    "Leave it with the neighbour on the second floor, who is in all day; please ring twice. " * 4
)


def create_table_arguments() -> dict[str, Any]:
    """What CreateTable takes: a table with a sort key, and two indexes that project ALL."""
    names = ["PK", "SK", *(f"{index}{key}" for index in INDEXES for key in ("PK", "SK"))]
    return {
        "TableName": TABLE,
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in names],
        "KeySchema": _key_schema(""),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index,
                "KeySchema": _key_schema(index),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in INDEXES
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }


def _key_schema(prefix: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": f"{prefix}PK", "KeyType": "HASH"},
        {"AttributeName": f"{prefix}SK", "KeyType": "RANGE"},
    ]


def key(number: int) -> WireItem:
    """The primary key of item *number*: the items of a collection follow each other."""
    collection, position = divmod(number, COLLECTION)
    return {"PK": {"S": partition_key(collection)}, "SK": {"S": f"ORDER#{position:06d}"}}


def partition_key(collection: int) -> str:
    """The partition key of an item collection of the table, and of the first index."""
    return f"USER#{collection:08d}"


def index_partition_key(collection: int) -> str:
    """The partition key of an item collection of the second index."""
    return f"BATCH#{collection:08d}"


def item(number: int, version: int = 0) -> WireItem:
    """Item *number*: eight attributes, 235 to 364 bytes as DynamoDB counts them, 300 on average.

    Another *version* differs in its note, and mostly in its size. An item collection of the second
    index has one item of each of 25 collections of the table.
    """
    collection, position = divmod(number, COLLECTION)
    block, place = divmod(collection, COLLECTION)
    mark = f"{number} {version} "
    return key(number) | {
        "GSI1PK": {"S": partition_key(collection)},
        "GSI1SK": {"S": f"PLACED#{COLLECTION - position:06d}"},
        "GSI2PK": {"S": index_partition_key(block * COLLECTION + position)},
        "GSI2SK": {"S": f"USER#{place:06d}"},
        "total": {"N": f"{number % 900 + 5}.{number % 9 + 1}"},
        "note": {"S": f"{mark}{_FILLER}"[: _note_length(number, version)]},
    }


def _note_length(number: int, version: int) -> int:
    """As many characters as bring items to 300 bytes on average, each length as often."""
    return 119 + (number * 37 + version * 101) % 129
