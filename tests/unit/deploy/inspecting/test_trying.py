"""An item is put, found and deleted; and what is left behind, is somebody else's, or is never found."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.deploy.inspecting.samples import MARK, samples_of
from pytest_dynamo.deploy.inspecting.trying import try_sample
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Projection
from tests.unit.deploy.inspecting.designs import (
    NOW,
    RICH,
    SteppedClock,
    deployed,
    found_at,
    items_of,
    rich_design,
)


@pytest.fixture
def design():
    return rich_design()


@pytest.fixture
def backend(design):
    with deployed(design) as opened:
        yield opened


def sample_of(design, run="1"):
    (sample,) = samples_of(design, now=NOW, run=run)
    return sample


def tried(client, sample, clock=None, said=None, **options):
    said = [] if said is None else said
    clock = clock or SteppedClock()
    return try_sample(client, sample, "things", clock=clock.clock, tell=said.append, **options)


def failing(client, operation, error, times=1):
    """Let the first calls of an operation fail, after they were performed."""
    left = [times]

    def fail(**_):
        if left[0]:
            left[0] -= 1
            raise error

    client.meta.events.register(f"after-call.dynamodb.{operation}", fail)


def test_an_item_is_found_by_table_indexes_and_access_patterns_and_deleted(backend, design):
    trial = tried(backend.make_client(), sample_of(design))
    assert [(one.what, one.by) for one in trial.steps] == [
        ("put", ""),
        ("got", ""),
        ("found by", "the table"),
        ("found by", "GSI1"),
        ("found by", "LSI1"),
        ("deleted", ""),
    ]
    assert (trial.patterns, trial.faults, trial.notes) == (("of_kind",), (), ())
    assert items_of(backend) == []


def test_a_sample_has_the_same_key_in_each_run_goes_by_itself_and_says_whose_it_is(design):
    one, other = sample_of(design, "1"), sample_of(design, "2")
    assert one.key == other.key
    assert one.item["ends"] == {"N": "1800003600"}
    assert one.item[MARK] == {"S": "rich/Thing/1"}
    assert one.item["PK"]["S"].startswith("VERIFY#")


def test_what_a_killed_run_has_left_is_removed_by_the_next(backend, design):
    client = backend.make_client()
    client.put_item(TableName="things", Item=sample_of(design, "killed").item)
    trial = tried(client, sample_of(design, "next"))
    assert trial.notes == ("an item that an earlier verify had left was removed",)
    assert trial.faults == ()
    assert items_of(backend) == []


def test_somebody_elses_item_is_never_touched(backend, design):
    client, sample = backend.make_client(), sample_of(design)
    theirs = {**sample.key, "name": {"S": "theirs"}}
    client.put_item(TableName="things", Item=theirs)
    trial = tried(client, sample)
    key = ", ".join(f"{name}={value['S']}" for name, value in sample.key.items())
    assert trial.faults == (
        (
            f"an item that verify has not put is there under {key}; it was not touched.\n"
            "To fix this: look where it comes from; --no-write puts no items"
        ),
    )
    assert trial.steps == ()
    assert items_of(backend) == [theirs]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("broken")])
@pytest.mark.parametrize("operation", ["PutItem", "GetItem", "Query"])
def test_what_was_put_is_deleted_when_something_interrupts(backend, design, operation, error):
    client = backend.make_client()
    failing(client, operation, error)
    with pytest.raises(type(error)):
        tried(client, sample_of(design))
    assert items_of(backend) == []


def test_an_item_that_cannot_be_deleted_is_told_and_the_next_run_removes_it(backend, design):
    client, said = backend.make_client(), []
    failing(client, "GetItem", KeyboardInterrupt())
    refusal = ClientError({"Error": {"Code": "ThrottlingException"}}, "DeleteItem")

    def refuse(**_):
        raise refusal

    client.meta.events.register("before-call.dynamodb.DeleteItem", refuse)
    with pytest.raises(KeyboardInterrupt):
        tried(client, sample_of(design), said=said)
    assert said[0].endswith("may be left; the next verify removes it")
    assert len(items_of(backend)) == 1
    assert tried(backend.make_client(), sample_of(design, "2")).faults == ()
    assert items_of(backend) == []


def test_a_refusal_is_a_fault_and_says_what_was_refused(backend, design):
    client = backend.make_client()
    error = {"Code": "ProvisionedThroughputExceededException", "Message": "Too much."}
    failing(client, "Query", ClientError({"Error": error}, "Query"))
    trial = tried(client, sample_of(design))
    assert trial.faults == (
        "Query was throttled: ProvisionedThroughputExceededException: Too much",
    )
    assert trial.steps[-1].what == "deleted"
    assert items_of(backend) == []


def test_an_index_that_is_behind_is_waited_for(backend, design):
    client, clock, left = backend.make_client(), SteppedClock(), [3]

    def behind(params, **_):
        if params.get("IndexName") == "GSI1" and left[0]:
            left[0] -= 1
            params["ExpressionAttributeValues"] = {
                name: {"S": "nobody"} for name in params["ExpressionAttributeValues"]
            }

    client.meta.events.register("provide-client-params.dynamodb.Query", behind)
    trial = tried(client, sample_of(design), clock)
    assert trial.faults == ()
    assert [one.seconds for one in trial.steps if one.by == "GSI1"] == [pytest.approx(0.35)]


def test_an_index_that_never_shows_an_item_is_a_fault(backend, design):
    client = backend.make_client()

    def behind(params, **_):
        if params.get("IndexName") == "GSI1":
            params["ExpressionAttributeValues"] = {
                name: {"S": "nobody"} for name in params["ExpressionAttributeValues"]
            }

    client.meta.events.register("provide-client-params.dynamodb.Query", behind)
    trial = tried(client, sample_of(design))
    assert trial.faults == (
        "GSI1 does not show it within 10 s",
        "access pattern of_kind does not find it",
    )
    assert items_of(backend) == []


def test_an_index_that_projects_something_else_is_a_fault(backend, design):
    sample = sample_of(design)
    index = replace(
        design.tables["things"].indexes["GSI1"], projection=Projection(kind="KEYS_ONLY")
    )
    table = replace(sample.table, indexes={**sample.table.indexes, "GSI1": index})
    trial = tried(backend.make_client(), replace(sample, table=table))
    assert trial.faults == (
        "GSI1 shows another item than was put: colour is not projected by the design",
    )


def test_an_index_that_is_not_that_of_the_design_is_not_asked(backend, design):
    trial = tried(backend.make_client(), sample_of(design), unusable={"GSI1"})
    assert trial.notes == ("not asked of GSI1, which is not that of the design",)
    assert (trial.patterns, trial.faults) == ((), ())


def test_no_items_are_put_where_that_is_not_wanted(backend, design):
    (found,) = found_at(backend, design, puts=False)
    assert (found.trials, found.is_as_designed) == ((), True)


PATTERNS = {
    "a constant that it has": ('{PK: "THING#{thing_id}", SK: {begins_with: AT#}}', "", True),
    "a constant that it has not": ('{PK: "THING#{thing_id}", SK: {begins_with: OF#}}', "", False),
    "a bound that it would be": ('{PK: "THING#{thing_id}", SK: {">": "AT#{since}"}}', "", False),
    "a bound that it may be": ('{PK: "THING#{thing_id}", SK: {">=": "AT#{since}"}}', "", True),
    "a filter that holds": ('{PK: "THING#{thing_id}"}', "{size: {between: [1, 9]}}", True),
    "a filter that does not": ('{PK: "THING#{thing_id}"}', "{size: {between: [10, 11]}}", False),
    "a filter by a parameter": ('{PK: "THING#{thing_id}"}', '{colour: "{colour}"}', True),
}


@pytest.mark.parametrize("case", PATTERNS)
def test_an_access_pattern_is_tried_where_it_could_have_asked_for_the_item(case):
    query, kept, is_tried = PATTERNS[case]
    lines = [RICH, "  more:", f"    query: {query}", "    returns: Thing"]
    if kept:
        lines += [f"    filter: {kept}", "    max_waste: 5"]
    design = parse_design("\n".join(lines).replace("\n\n", "\n") + "\n", "")
    with deployed(design) as backend:
        (found,) = found_at(backend, design)
        (trial,) = found.trials
        assert trial.patterns == (("of_kind", "more") if is_tried else ("of_kind",))
        assert trial.faults == ()
