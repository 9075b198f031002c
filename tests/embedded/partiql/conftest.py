"""Tables in a database of their own, and the three operations of PartiQL on them."""

import pytest

from pytest_dynamo.design.values import Index, KeySchema, Projection, Table
from pytest_dynamo.embedded.data_plane import OPERATIONS
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import validate


def key(*names):
    return KeySchema(partition_key=names[:1], sort_key=names[1:])


THINGS = Table(
    name="things",
    key=key("pk", "sk"),
    attribute_types={"pk": "S", "sk": "S", "grp": "S", "num": "N"},
    indexes={
        "by_group": Index(
            name="by_group",
            kind="global",
            key=key("grp", "num"),
            projection=Projection(kind="INCLUDE", attributes=("note",)),
        ),
        "by_num": Index(
            name="by_num",
            kind="local",
            key=key("pk", "num"),
            projection=Projection(kind="KEYS_ONLY"),
        ),
    },
)
SOLO = Table(name="solo", key=key("pk"), attribute_types={"pk": "S"})
NUMS = Table(name="nums", key=key("pk", "sk"), attribute_types={"pk": "N", "sk": "B"})


def thing(partition, number):
    """An item of `things` with an attribute of every kind that statements can write out."""
    return {
        "pk": {"S": partition},
        "sk": {"S": str(number)},
        "grp": {"S": f"g{number % 2}"},
        "num": {"N": str(number)},
        "note": {"S": "n"},
        "l": {"L": [{"N": "1"}, {"M": {"x": {"S": "y"}}}]},
        "m": {"M": {"a": {"N": "1"}, "b": {"L": [{"S": "q"}]}}},
        "ss": {"SS": ["a", "b"]},
        "ns": {"NS": ["1", "2"]},
        "bo": {"BOOL": True},
        "nu": {"NULL": True},
    }


class Service:
    """A database whose operations are called by name. `clock` is the time in seconds."""

    def __init__(self):
        self.clock = 0.0
        self.database = Database(clock=lambda: self.clock)

    def perform(self, operation, **request):
        validate(operation, request)
        return OPERATIONS[operation](self.database, request)

    def execute(self, statement, *parameters, **options):
        given = {"Parameters": list(parameters)} if parameters else {}
        return self.perform("ExecuteStatement", Statement=statement, **given, **options)

    def items(self, statement, *parameters, **options):
        return self.execute(statement, *parameters, **options)["Items"]

    def keys(self, statement, *parameters, **options):
        """The partition and sort keys of the items, each as one text."""
        items = self.items(statement, *parameters, **options)
        return [item["pk"]["S"] + item["sk"]["S"] for item in items]

    def item(self, partition, sort):
        answer = self.perform(
            "GetItem", TableName="things", Key={"pk": {"S": partition}, "sk": {"S": sort}}
        )
        return answer.get("Item")

    def refusal(self, operation, **request):
        """Code, message and members of the error that a request gets."""
        with pytest.raises(ServiceError) as caught:
            self.perform(operation, **request)
        return caught.value.code, caught.value.message, caught.value.members

    def batch(self, *statements, **options):
        return self.perform("BatchExecuteStatement", Statements=_each(statements), **options)

    def transact(self, *statements, **options):
        return self.perform("ExecuteTransaction", TransactStatements=_each(statements), **options)


def _each(statements):
    return [each if isinstance(each, dict) else {"Statement": each} for each in statements]


def filled_service():
    """`things` with the items a0 to a2 and b0 to b2, `solo` with k0 to k3, and `nums`, empty."""
    service = Service()
    for table in (THINGS, SOLO, NUMS):
        service.database.add(table)
    for partition in "ab":
        for number in range(3):
            service.perform("PutItem", TableName="things", Item=thing(partition, number))
    for number in range(4):
        item = {"pk": {"S": f"k{number}"}, "n": {"N": str(number)}}
        service.perform("PutItem", TableName="solo", Item=item)
    return service


@pytest.fixture
def service():
    return filled_service()


@pytest.fixture(scope="module")
def shared_service():
    """A service for the many examples of tests that only read."""
    return filled_service()
