"""The tables that the operations are on."""

import time

from against.endpoint import Refusal

STRING, NUMBER, BINARY = "S", "N", "B"


class Table:
    """A table: its keys and indexes by attribute names, and the types of all key attributes."""

    def __init__(self, name, *, pk, sk=None, types, local=(), global_=()):
        self.name = name
        self.pk, self.sk = pk, sk
        self.types = types
        self.local = {index: (pk, sort, projected) for index, sort, projected in local}
        self.global_ = {index: (part, sort, projected) for index, part, sort, projected in global_}

    @property
    def key_names(self):
        return [self.pk, *([self.sk] if self.sk else [])]

    def key_of(self, item):
        return {name: item[name] for name in self.key_names}

    def definition(self):
        """The arguments of CreateTable."""
        indexes = {
            kind: [
                {
                    "IndexName": name,
                    "KeySchema": schema(part, sort),
                    "Projection": projection(projected),
                }
                for name, (part, sort, projected) in members.items()
            ]
            for kind, members in (
                ("LocalSecondaryIndexes", self.local),
                ("GlobalSecondaryIndexes", self.global_),
            )
            if members
        }
        return {
            "TableName": self.name,
            "KeySchema": schema(self.pk, self.sk),
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": kind} for name, kind in self.types.items()
            ],
            "BillingMode": "PAY_PER_REQUEST",
            **indexes,
        }


def schema(partition_key, sort_key):
    keys = [{"AttributeName": partition_key, "KeyType": "HASH"}]
    return keys + ([{"AttributeName": sort_key, "KeyType": "RANGE"}] if sort_key else [])


def projection(projected):
    if isinstance(projected, str):
        return {"ProjectionType": projected}
    return {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(projected)}


def tables(prefix):
    """One table with every kind of index, one with number keys, one with binary keys."""
    return [
        Table(
            f"{prefix}-things",
            pk="pk",
            sk="sk",
            types={"pk": STRING, "sk": STRING, "grp": STRING, "num": NUMBER, "day": STRING},
            local=[("by_day", "day", "KEYS_ONLY"), ("by_num", "num", "ALL")],
            global_=[
                ("by_grp", "grp", "num", ("note",)),
                ("by_day_only", "day", None, "ALL"),
            ],
        ),
        Table(
            f"{prefix}-counters",
            pk="id",
            types={"id": NUMBER, "grp": STRING},
            global_=[("by_grp", "grp", "id", "KEYS_ONLY")],
        ),
        Table(f"{prefix}-blobs", pk="hash", sk="at", types={"hash": BINARY, "at": NUMBER}),
    ]


def create(perform, created, wait_seconds):
    """Create tables through a function that performs operations, and wait until they are there."""
    for table in created:
        answer = perform("CreateTable", table.definition())
        assert not isinstance(answer, Refusal), f"{table.name} was not created: {answer}"
    for table in created:
        deadline = time.monotonic() + wait_seconds
        while not is_active(perform("DescribeTable", {"TableName": table.name})):
            assert time.monotonic() < deadline, f"{table.name} did not become ACTIVE"
            time.sleep(0.1)


def is_active(described):
    """Whether a table can be used; on AWS, a new one may not be found for a moment."""
    return not isinstance(described, Refusal) and described["Table"]["TableStatus"] == "ACTIVE"


def delete(perform, created):
    """Delete tables."""
    for table in created:
        perform("DeleteTable", {"TableName": table.name})
