"""Items vanish when the clock passes their time to live."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.embedded.store.expiry import OLDEST_SECONDS, Expiry

NOW = 1_800_000_000
EXPIRES = {"expires": {"N": str(NOW + 60)}}


def switch(control, *, on, attribute="expires"):
    specification = {"AttributeName": attribute, "Enabled": on}
    return control("UpdateTimeToLive", TableName="things", TimeToLiveSpecification=specification)


@pytest.fixture
def expiring(things):
    switch(things, on=True)
    return things


def test_an_item_is_there_until_its_second_is_over(expiring, clock, make):
    expiring.put(make.item("a", 1, **EXPIRES), make.item("b", 2))
    clock.now += 60
    assert expiring.items() == [make.item("a", 1, **EXPIRES), make.item("b", 2)]
    clock.now += 0.5
    assert expiring.items() == [make.item("b", 2)]


def test_indexes_and_counts_follow(control, clock, make):
    control.create(
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        GlobalSecondaryIndexes=[make.index("by_g", "g")],
    )
    switch(control, on=True)
    control.put(make.item("a", 1, g={"S": "x"}, **EXPIRES))
    clock.now += 61
    described = control.describe()
    assert (described["ItemCount"], described["TableSizeBytes"]) == (0, 0)
    assert control.items(index="by_g") == []


def test_items_that_are_there_already_expire_too(things, clock, make):
    things.put(make.item("a", 1, **EXPIRES))
    switch(things, on=True)
    clock.now += 61
    assert things.items() == []


@pytest.mark.parametrize(
    "never",
    [
        {},
        {"expires": {"S": str(NOW)}},
        {"expires": {"NULL": True}},
        {"expires": {"N": str(NOW - OLDEST_SECONDS - 1)}},
    ],
    ids=["no attribute", "a string", "null", "more than five years ago"],
)
def test_what_never_expires(expiring, clock, make, never):
    expiring.put(make.item("a", 1, **never))
    clock.now += 1e9
    assert expiring.items() == [make.item("a", 1, **never)]


def test_what_expired_long_ago_goes_at_once(expiring, make):
    expiring.put(make.item("a", 1, expires={"N": str(NOW - OLDEST_SECONDS)}))
    assert expiring.items() == []


def test_the_last_write_counts(expiring, clock, make):
    later = make.item("a", 1, expires={"N": str(NOW + 120)})
    expiring.put(make.item("a", 1, **EXPIRES), later)
    expiring.put(make.item("b", 1, **EXPIRES), make.item("b", 1))
    expiring.put(make.item("c", 1, **EXPIRES))
    expiring.delete(make.item("c", 1))
    expiring.put(make.item("c", 1))
    clock.now += 61
    assert expiring.items() == [later, make.item("b", 1), make.item("c", 1)]
    clock.now += 60
    assert expiring.items() == [make.item("b", 1), make.item("c", 1)]


def test_switched_off_nothing_expires(expiring, clock, make):
    expiring.put(make.item("a", 1, **EXPIRES))
    switch(expiring, on=False)
    clock.now += 61
    assert expiring.items() == [make.item("a", 1, **EXPIRES)]


def test_the_stream_says_that_the_service_did_it(control, clock, make):
    view = {"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"}
    stream = control.create(StreamSpecification=view)["LatestStreamArn"]
    switch(control, on=True)
    control.put(make.item("a", 1, **EXPIRES))
    clock.now += 61
    (shard,) = control.streams("DescribeStream", StreamArn=stream)["StreamDescription"]["Shards"]
    iterator = control.streams(
        "GetShardIterator",
        StreamArn=stream,
        ShardId=shard["ShardId"],
        ShardIteratorType="TRIM_HORIZON",
    )
    _, record = control.streams("GetRecords", **iterator)["Records"]
    assert record["eventName"] == "REMOVE"
    assert record["dynamodb"]["OldImage"] == make.item("a", 1, **EXPIRES)
    assert record["userIdentity"] == {
        "PrincipalId": "dynamodb.amazonaws.com",
        "Type": "Service",
    }


def test_it_is_described(things):
    describe = {"TableName": "things"}
    disabled = {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}
    assert things("DescribeTimeToLive", **describe) == disabled
    assert switch(things, on=True) == {
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True}
    }
    assert things("DescribeTimeToLive", **describe) == {
        "TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    }
    switch(things, on=False)
    assert things("DescribeTimeToLive", **describe) == disabled


def test_what_changes_nothing_is_refused(things, refused):
    code = "ValidationException"
    assert refused(switch, things, on=False) == (code, "TimeToLive is already disabled")
    switch(things, on=True)
    assert refused(switch, things, on=True) == (code, "TimeToLive is already enabled")
    assert refused(switch, things, on=True, attribute="other") == (
        code,
        "TimeToLive is active on a different AttributeName: current AttributeName is expires",
    )


def test_times_that_no_longer_count_are_let_go():
    expiry = Expiry("expires", lambda: NOW)
    for second in range(10_000):
        expiry.note(("a", None), {"expires": {"N": str(NOW + second)}})
    assert len(expiry) == 1
    assert len(expiry._heap) < 1_100


@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "delete", "wait"]), st.integers(0, 5), st.integers(0, 20))
    )
)
def test_what_is_left_is_what_has_not_expired(steps):
    now, left = [0.0], {}
    expiry = Expiry("expires", lambda: now[0])
    for step, name, seconds in steps:
        key = (str(name), None)
        if step == "wait":
            now[0] += seconds
        elif step == "put":
            left[key] = seconds
            expiry.note(key, {"expires": {"N": str(seconds)}})
        else:
            left.pop(key, None)
            expiry.note(key, None)
        due = [key for key, time in left.items() if time < now[0]]
        assert sorted(expiry.due()) == sorted(due)
        for key in due:
            del left[key]
        assert len(expiry) == len(left)


def test_the_earliest_is_due_first():
    now = [0.0]
    expiry = Expiry("expires", lambda: now[0])
    for key, second in (("c", 3), ("a", 1), ("b", 2)):
        expiry.note((key, None), {"expires": {"N": str(second)}})
    now[0] = 2.5
    assert list(expiry.due()) == [("a", None), ("b", None)]
    assert list(expiry.due()) == []
    assert len(expiry) == 1
