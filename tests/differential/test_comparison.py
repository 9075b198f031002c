"""The comparison itself: what it finds, what it forgives, what it says, and where it refuses to run."""

import pytest

from pytest_dynamo.embedded import dynamodb

KEY = {"pk": {"S": "a"}, "sk": {"S": "1"}}


@pytest.fixture
def things():
    from against.tables import tables

    return tables("t")[0]


@pytest.fixture
def sides(things):
    """Two embedded DynamoDBs with the same table, as functions that perform operations."""
    from against.embedded import performing

    with dynamodb() as embedded:
        perform = performing(embedded)
        other = type(things)(
            "o-things",
            pk="pk",
            sk="sk",
            types=things.types,
            local=[(name, sort, kind) for name, (_, sort, kind) in things.local.items()],
            global_=[(name, *index) for name, index in things.global_.items()],
        )
        for table in (things, other):
            perform("CreateTable", table.definition())
        yield perform, lambda operation, parameters: perform(operation, renamed(parameters))


def renamed(parameters):
    """A request for the other side's table."""
    return parameters | {"TableName": "o-things"} if "TableName" in parameters else parameters


@pytest.fixture
def compare(sides):
    """Compares one operation, while the other side answers what `changed` makes of its answers."""
    from against.comparison import Comparison

    ours, theirs = sides
    comparison = Comparison(ours=ours, theirs=theirs, known=[])

    def compare(operation, changed=lambda operation, answer: answer, known=()):
        comparison.known = list(known)
        comparison.theirs = lambda name, parameters: changed(name, theirs(name, parameters))
        return comparison.compare(operation)

    compare.comparison = comparison
    return compare


@pytest.fixture
def put(things):
    from against.requests import Operation

    parameters = {
        "TableName": things.name,
        "Item": {**KEY, "body": {"S": "x" * 2_000}},
        "ReturnConsumedCapacity": "TOTAL",
    }
    return Operation("PutItem", parameters, [(things, KEY)])


def cheaper(operation, answer):
    """One unit, whatever was written."""
    if operation == "PutItem":
        answer["ConsumedCapacity"]["CapacityUnits"] = 1.0
    return answer


def same_name(operation, answer):
    """The name of our table."""
    if "ConsumedCapacity" in answer:
        answer["ConsumedCapacity"]["TableName"] = "t-things"
    return answer


def refused(operation, answer):
    """Every put refused."""
    from against.endpoint import Refusal

    return Refusal("Whatever", "no puts today") if operation == "PutItem" else answer


def test_equal_answers_are_no_difference(compare, put):
    assert compare(put, same_name) is None
    assert compare.comparison.agreed == 1


def test_a_difference_shows_the_operation_the_request_and_both_answers(compare, put):
    said = compare(put, lambda name, answer: cheaper(name, same_name(name, answer)))

    assert said.splitlines()[:2] == [
        "PutItem differs in",
        "  answer.ConsumedCapacity.CapacityUnits: ours 2.0, theirs 1.0",
    ]
    assert "'body': {'S': 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (2000 characters)'}" in said
    assert [line for line in said.splitlines() if not line.startswith(" ")][1:] == [
        "request",
        "stored before",
        "ours",
        "theirs",
    ]


def test_a_known_disagreement_is_counted_and_not_reported(compare, put):
    from against.known import Known

    known = Known(
        name="cheap",
        why="it is a test",
        operations=("PutItem",),
        place=r"ConsumedCapacity\.CapacityUnits",
        ours="^2.0$",
        theirs="^1.0$",
        request="xxx",
    )
    said = compare(put, lambda name, answer: cheaper(name, same_name(name, answer)), [known])

    assert said is None
    assert compare.comparison.disagreed == {"cheap": 1}
    assert (compare.comparison.agreed, compare.comparison.agreed_but_for_units) == (0, 1)


@pytest.mark.parametrize(
    "other",
    [{"operations": ("GetItem",)}, {"place": "Items"}, {"ours": "3"}, {"theirs": "2"}],
    ids=str,
)
def test_a_disagreement_known_of_something_else_explains_nothing(compare, put, other):
    from against.known import Known

    known = Known(name="other", why="it is a test", **other)

    assert compare(put, lambda name, answer: cheaper(name, same_name(name, answer)), [known])


def test_a_refusal_is_one_difference_and_the_items_are_the_same_afterwards(compare, put, sides):
    from against.outcomes import stored

    said = compare(put, refused)

    assert said.splitlines()[1] == (
        "  answer.error: ours 'accepted', theirs 'Whatever: no puts today'"
    )
    compare.comparison.theirs = sides[1]
    compare.comparison._same_again(put)
    assert stored(sides[1], *put.touched[0]) == put.parameters["Item"]


def test_the_order_of_a_scan_and_of_sets_is_nobodys():
    from against.outcomes import settled, together
    from against.requests import Operation

    items = [{"n": {"NS": ["2", "1"]}}, {"a": {"S": ""}}]
    pages = [[{"Items": order, "Count": 2, "ScannedCount": 2}] for order in (items, items[::-1])]
    scan = Operation("Scan", {})

    assert together(pages[0], scan) == together(pages[1], scan)
    assert settled({"Item": {"s": {"SS": ["b", "a"]}}}) == {"Item": {"s": {"SS": ["a", "b"]}}}


def test_the_same_seed_draws_the_same_operations(things):
    import random

    from against.requests import Requests
    from against.tables import tables

    def drawn():
        requests = Requests(random.Random(7), tables("t"))
        return [(each.name, each.parameters) for each in (requests.draw() for _ in range(200))]

    assert drawn() == drawn()


@pytest.mark.parametrize(
    "url",
    [
        "https://dynamodb.eu-west-1.amazonaws.com",
        "https://123456789012.ddb.us-east-1.amazonaws.com",
        "https://dynamodb.eu-west-1.api.aws",
    ],
)
def test_aws_is_not_touched_without_leave(url):
    from against.endpoint import Endpoint, NotAllowedError

    with pytest.raises(NotAllowedError, match="set DYNAMO_ALLOW_AWS=1"):
        Endpoint.at(url, {})


def test_aws_is_not_asked_without_credentials(monkeypatch, tmp_path):
    from against.endpoint import Endpoint, NotAllowedError

    for name in (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    with pytest.raises(NotAllowedError, match="no AWS credentials were found"):
        Endpoint.at("https://dynamodb.eu-west-1.amazonaws.com", {"DYNAMO_ALLOW_AWS": "1"})


def test_a_table_that_is_not_created_ends_the_comparison(things):
    from against.endpoint import Refusal
    from against.tables import create

    with pytest.raises(AssertionError, match="t-things was not created: AccessDenied: no"):
        create(lambda operation, parameters: Refusal("AccessDenied", "no"), [things], 1)


def test_every_known_disagreement_has_a_name_of_its_own_and_a_reason():
    from against.known import known_of

    for kind in ("dynalite", "dynamodb-local", "moto"):
        names = [each.name for each in known_of(kind)]
        assert len(names) == len(set(names))
        assert all(each.why for each in known_of(kind))
    assert known_of("aws") == []
