"""Deploys that meet tables which are under way, limits, lost answers and Ctrl-C."""

import pytest

from pytest_dynamo.deploy.deploying.carrying_out import Deployment
from pytest_dynamo.deploy.deploying.marks import MARK, owner_of
from pytest_dynamo.deploy.deploying.preparing import Allowed, prepare, refusals
from pytest_dynamo.deploy.deploying.waiting import OverdueError
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError, DynamoError
from tests.deploying.designs import FIRST
from tests.unit.deploy.deploying.scripted import Clock, Scripted, filling, lost, refused, status

SHOP = parse_design(FIRST, "first.yaml").tables["shop"]
MORE = parse_design(
    FIRST.replace(
        "    stream:",
        "      GSI3: {partition_key: GSI3PK, projection: ALL}\n"
        "      GSI4: {partition_key: GSI4PK, projection: ALL}\n    stream:",
    ),
    "more.yaml",
).tables["shop"]
CREATION = ["create_table", "update_time_to_live", "update_continuous_backups"]


@pytest.fixture
def embedded():
    with dynamodb() as embedded:
        yield embedded.client()


@pytest.fixture
def clock():
    return Clock()


def deployment(client, clock, table=SHOP, **allowed):
    prepared = prepare(client, table, "shop", "shop", clock.patience)
    return Deployment(
        client=client,
        design="shop",
        plans=[prepared],
        allowed=Allowed(**allowed),
        patience=clock.patience,
        on_taken=lambda _: None,
    )


def deployed(client, clock, table=SHOP, **allowed):
    made = deployment(client, clock, table, **allowed)
    made.run()
    return made


def is_complete(client, clock, table=SHOP):
    """Whether nothing is left to do."""
    return prepare(client, table, "shop", "shop", clock.patience).plan.steps == ()


def test_a_table_is_waited_for_as_long_as_it_is_created(embedded, clock):
    missing = refused("ResourceNotFoundException", operation="DescribeTable")
    script = [missing, missing, status("CREATING"), status("CREATING")]
    client = Scripted(embedded, describe_table=script)
    assert [one.step.operation for one in deployed(client, clock).taken] == CREATION
    assert clock.told == [
        "table shop: the table is not to be seen",
        "table shop: the table is CREATING",
    ]
    assert is_complete(embedded, clock)


def test_a_table_that_somebody_creates_is_waited_for_before_it_is_planned(embedded, clock):
    deployed(embedded, clock)
    client = Scripted(embedded, describe_table=[status("CREATING"), status("UPDATING")])
    assert deployed(client, clock).taken == []
    assert clock.told == ["table shop: the table is CREATING", "table shop: the table is UPDATING"]


def test_a_table_that_is_deleted_is_waited_for_and_created_anew(embedded, clock):
    deployed(embedded, clock)

    def deleting(answer):
        embedded.delete_table(TableName="shop")
        return status("DELETING")(answer)

    client = Scripted(embedded, describe_table=[status("DELETING"), deleting])
    assert [one.step.operation for one in deployed(client, clock).taken] == CREATION
    assert clock.told[0] == "table shop: the table is DELETING"


def test_each_index_is_filled_before_the_next_one_is_created(embedded, clock):
    deployed(embedded, clock)
    client = Scripted(
        embedded,
        describe_table=[None, None, filling("GSI3"), filling("GSI3"), None, filling("GSI4")],
    )
    deployed(client, clock, MORE)
    of_interest = [one for one in client.sent if one in ("update_table", "describe_table")]
    assert of_interest[2:] == [
        "update_table",
        *["describe_table"] * 3,
        "update_table",
        *["describe_table"] * 2,
    ]
    assert clock.told == [
        "table shop: index GSI3 is being filled",
        "table shop: index GSI4 is being filled",
    ]


def test_an_index_that_describe_table_does_not_show_yet_is_waited_for(embedded, clock):
    deployed(embedded, clock)
    before = embedded.describe_table(TableName="shop")
    client = Scripted(embedded, describe_table=[None, None, lambda _: before])
    deployed(client, clock, MORE)
    after = embedded.describe_table(TableName="shop")
    client = Scripted(embedded, describe_table=[None, None, lambda _: after])
    deployed(client, clock, SHOP, loss=True)
    assert clock.told == [
        "table shop: index GSI3 is not to be seen",
        "table shop: index GSI3 is to be seen",
    ]
    assert is_complete(embedded, clock)


def test_a_change_that_is_taken_and_never_made_is_an_error_and_not_waited_for_long(embedded, clock):
    deployed(embedded, clock, MORE)
    began, before = clock.time, embedded.describe_table(TableName="shop")
    client = Scripted(embedded, describe_table=[None, None, *[lambda _: before] * 100])
    stopped = deployment(client, clock, SHOP, loss=True)
    with pytest.raises(BackendError) as error:
        stopped.run()
    assert str(error.value) == (
        "remove index GSI3: this DynamoDB has taken the request, and after 1 min "
        "index GSI3 is to be seen still\n"
        "To fix this: delete the table and deploy it anew, if its items may go"
    )
    assert clock.time - began == 60


def test_an_index_that_takes_too_long_leaves_a_state_from_which_it_goes_on(embedded):
    clock = Clock(seconds=60)
    deployed(embedded, clock)
    client = Scripted(embedded, describe_table=[None, None, *[filling("GSI3")] * 100])
    stopped = deployment(client, clock, MORE)
    with pytest.raises(OverdueError) as overdue:
        stopped.run()
    assert (
        str(overdue.value).splitlines()[0]
        == "after 1 min, table shop: index GSI3 is being filled still"
    )
    assert clock.time == 60
    assert [step.what for _, step in stopped.left] == [
        "create index GSI3 (GSI3PK)",
        "create index GSI4 (GSI4PK)",
    ]
    again = deployed(embedded, clock, MORE)
    assert [one.step.what for one in again.taken] == ["create index GSI4 (GSI4PK)"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("LimitExceededException", "Subscriber limit exceeded: Only 1 online index can be created"),
        (
            "LimitExceededException",
            "Subscriber limit exceeded: There is a limit of 500 simultaneous table operations",
        ),
        ("ResourceInUseException", "Attempt to change a resource which is still in use"),
        ("ThrottlingException", "Rate exceeded"),
    ],
)
def test_what_passes_by_itself_is_waited_for(embedded, clock, code, message):
    deployed(embedded, clock)
    client = Scripted(embedded, update_table=[refused(code, message)] * 5)
    deployed(client, clock, MORE)
    assert client.changes == ["update_table"] * 7
    assert clock.told == [f"create index GSI3 (GSI3PK): {code}: {message}"]
    assert is_complete(embedded, clock, MORE)


def test_continuous_backups_that_come_late_are_waited_for(embedded, clock):
    late = refused("ContinuousBackupsUnavailableException", "Backups are being enabled")
    client = Scripted(embedded, update_continuous_backups=[late, late])
    deployed(client, clock)
    assert client.changes == [*CREATION, *CREATION[-1:] * 2]
    assert is_complete(embedded, clock)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "LimitExceededException",
            "Subscriber limit exceeded: decreases are limited within a given UTC day",
        ),
        (
            "LimitExceededException",
            "Subscriber limit exceeded: Update to PayPerRequest mode are limited once in 1 day(s)",
        ),
        ("ValidationException", "One or more parameter values were invalid"),
        ("AccessDeniedException", "User is not authorized to perform: dynamodb:UpdateTable"),
    ],
)
def test_what_does_not_pass_ends_the_deploy_and_the_next_one_goes_on(
    embedded, clock, code, message
):
    deployed(embedded, clock)
    client = Scripted(embedded, update_table=[None, refused(code, message)])
    stopped = deployment(client, clock, MORE)
    with pytest.raises(BackendError) as error:
        stopped.run()
    assert str(error.value) == f"create index GSI4 (GSI4PK): {code}: {message}"
    assert [one.step.what for one in stopped.taken] == ["create index GSI3 (GSI3PK)"]
    assert [step.what for _, step in stopped.left] == ["create index GSI4 (GSI4PK)"]
    assert [one.step.what for one in deployed(embedded, clock, MORE).taken] == [
        "create index GSI4 (GSI4PK)"
    ]


def test_a_request_whose_answer_was_lost_is_not_made_again(embedded, clock):
    client = Scripted(
        embedded, create_table=[lost(refused("ResourceInUseException", "Table already exists"))]
    )
    assert [one.step.operation for one in deployed(client, clock).taken] == CREATION[1:]
    assert client.changes == CREATION
    client = Scripted(embedded, update_table=[lost(refused("ThrottlingException")), None])
    deployed(client, clock, MORE)
    assert client.changes == ["update_table"] * 3
    assert is_complete(embedded, clock, MORE)


def test_another_deploy_at_the_same_time_leaves_nothing_to_do(embedded, clock):
    first, second = deployment(embedded, clock), deployment(embedded, clock)
    first.run()
    second.run()
    assert (len(first.taken), second.taken) == (3, [])


def test_a_table_that_somebody_else_makes_meanwhile_is_left_alone(embedded, clock):
    late = deployment(embedded, clock)
    embedded.create_table(
        TableName="shop",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    with pytest.raises(BackendError, match="changed meanwhile by somebody else: key: the key"):
        late.run()
    assert late.taken == []


def test_after_ctrl_c_between_two_indexes_it_is_said_what_goes_on(embedded, clock):
    deployed(embedded, clock)
    client = Scripted(
        embedded,
        describe_table=[None, None, lost(KeyboardInterrupt()), filling("GSI3")],
    )
    stopped = deployment(client, clock, MORE)
    with pytest.raises(KeyboardInterrupt):
        stopped.run()
    assert list(stopped.under_way()) == ["table shop: index GSI3 is being filled"]
    assert is_complete(embedded, clock, MORE) is False
    assert [one.step.what for one in deployed(embedded, clock, MORE).taken] == [
        "create index GSI4 (GSI4PK)"
    ]


def test_requests_that_an_endpoint_does_not_know_are_no_errors(embedded, clock):
    unknown = refused("UnknownOperationException")
    client = Scripted(
        embedded, update_continuous_backups=[unknown], list_tags_of_resource=[unknown]
    )
    made = deployed(client, clock)
    assert [one.is_known for one in made.taken] == [True, True, False]
    assert made.unmarked == ["shop"]


def test_an_endpoint_that_drops_the_tags_of_create_table_is_told_again(embedded, clock):
    client = Scripted(embedded, list_tags_of_resource=[lambda _: {"Tags": []}])
    assert deployed(client, clock).unmarked == []
    assert client.changes == ["create_table", "tag_resource", *CREATION[1:]]


def test_a_new_table_carries_the_tag_from_its_creation_on(embedded, clock):
    deployed(embedded, clock)
    arn = embedded.describe_table(TableName="shop")["Table"]["TableArn"]
    assert owner_of(embedded, arn).design == "shop"


def test_the_tag_is_found_on_a_later_page(embedded, clock):
    deployed(embedded, clock)
    arn = embedded.describe_table(TableName="shop")["Table"]["TableArn"]
    pages = [
        lambda _: {"Tags": [{"Key": "team", "Value": "shop"}], "NextToken": "1"},
        lambda _: {"Tags": [{"Key": MARK, "Value": "another"}]},
    ]
    client = Scripted(embedded, list_tags_of_resource=pages)
    assert owner_of(client, arn).design == "another"


def test_a_table_with_another_key_is_refused_with_the_reason(embedded, clock):
    deployed(embedded, clock)
    text = FIRST.replace("    sort_key: SK\n", "", 1).replace('      SK: "ORDER#{order_id}"\n', "")
    other = parse_design(text.replace(', SK: "ORDER#{order_id}"', ""), "other.yaml").tables["shop"]
    prepared = prepare(embedded, other, "shop", "shop", clock.patience)
    (refusal,) = refusals(prepared, "shop", Allowed(loss=True, adopting=True))
    assert refusal.reason == "key: the key of a table is fixed when it is created"


def test_a_table_of_another_design_is_changed_only_when_adopted(embedded, clock):
    deployed(embedded, clock)
    prepared = prepare(embedded, MORE, "shop", "more", clock.patience)
    (refusal,) = refusals(prepared, "more", Allowed(loss=True))
    assert refusal.reason == "deploy has made it of the design shop"
    assert refusals(prepared, "more", Allowed(adopting=True)) == ()
    assert refusals(prepared, "shop", Allowed()) == ()


def test_a_table_that_does_not_come_to_rest_by_itself_is_an_error(embedded, clock):
    deployed(embedded, clock)
    client = Scripted(embedded, describe_table=[status("INACCESSIBLE_ENCRYPTION_CREDENTIALS")])
    with pytest.raises(DynamoError, match="let DynamoDB use its KMS key again"):
        deployment(client, clock)
