"""Of which kind each change of a table is, and what is lost by it."""

import pytest

from pytest_dynamo.design.values import (
    AutoScaling,
    Encryption,
    KinesisStream,
    PointInTimeRecovery,
    Provisioned,
    UnitsPerSecond,
)
from pytest_dynamo.migration.classifying import AUTO_SCALING, changes_between, rebuilt_indexes
from tests.unit.migration.tables import PROVISIONED, index, table, units

GSI = index("GSI1", "A", "B")
LSI = index("LSI1", "PK", "B", kind="local")
WARM = {"warm_throughput": UnitsPerSecond(write_units_per_second=9_000)}
WARMER = {"warm_throughput": UnitsPerSecond(write_units_per_second=12_000)}
MAXIMUM = UnitsPerSecond(read_units_per_second=100)
RECOVERY = {"point_in_time_recovery": PointInTimeRecovery(recovery_period_days=35)}
SHORTER = {"point_in_time_recovery": PointInTimeRecovery(recovery_period_days=7)}
POLICY = {"resource_policy": {"Version": "2012-10-17", "Statement": []}}
KINESIS = {"kinesis_stream": KinesisStream(arn="arn:aws:kinesis:eu-west-1:1:stream/a")}
OTHER_KINESIS = {"kinesis_stream": KinesisStream(arn="arn:aws:kinesis:eu-west-1:1:stream/b")}
STRONG = {"multi_region_consistency": "STRONG"}
SCALED = Provisioned(
    read_capacity_units=5,
    write_capacity_units=5,
    read_autoscaling=AutoScaling(minimum=5, maximum=50),
)

CASES = {
    "another partition key": (
        table(),
        table(key=("ID", "SK")),
        [("key", "new table", False)],
    ),
    "a sort key more": (table(key=("PK",)), table(), [("key", "new table", False)]),
    "a number for a key": (
        table(),
        table(types={"SK": "N"}),
        [("attribute_types.SK", "new table", False)],
    ),
    "an index more": (table(), table(GSI), [("indexes.GSI1", "new index", False)]),
    "an index less": (table(GSI), table(), [("indexes.GSI1", "in place", True)]),
    "another projection": (
        table(GSI),
        table(index("GSI1", "A", "B", projection="KEYS_ONLY")),
        [("indexes.GSI1.projection", "new index", True)],
    ),
    "another key of an index": (
        table(GSI),
        table(index("GSI1", "A", "SK")),
        [("indexes.GSI1.key", "new index", True)],
    ),
    "another type in an index": (
        table(GSI),
        table(GSI, types={"B": "N"}),
        [("attribute_types.B", "new index", True)],
    ),
    "another type with an index that makes room": (
        table(GSI),
        table(index("GSI2", "A", "B"), types={"B": "N"}),
        [("indexes.GSI2", "new index", False), ("indexes.GSI1", "in place", True)],
    ),
    "a local index more": (table(), table(LSI), [("indexes.LSI1", "new table", False)]),
    "a local index less": (table(LSI), table(), [("indexes.LSI1", "new table", False)]),
    "a local index with another projection": (
        table(LSI),
        table(index("LSI1", "PK", "B", kind="local", projection=["x"])),
        [("indexes.LSI1.projection", "new table", False)],
    ),
    "a global index that becomes a local one": (
        table(index("LSI1", "PK", "B")),
        table(LSI),
        [("indexes.LSI1.kind", "new table", False)],
    ),
    "to provisioned capacity": (
        table(GSI),
        table(index("GSI1", "A", "B", provisioned=units(1, 1)), **PROVISIONED),
        [
            ("indexes.GSI1.provisioned", "in place", False),
            ("billing_mode", "in place", False),
            ("provisioned", "in place", False),
        ],
    ),
    "less capacity": (
        table(billing_mode="PROVISIONED", provisioned=units(9, 9)),
        table(**PROVISIONED),
        [("provisioned", "in place", False)],
    ),
    "a maximum": (
        table(),
        table(max_throughput=MAXIMUM),
        [("max_throughput", "in place", False)],
    ),
    "a maximum of an index": (
        table(GSI),
        table(index("GSI1", "A", "B", max_throughput=MAXIMUM)),
        [("indexes.GSI1.max_throughput", "in place", False)],
    ),
    "warmer": (table(**WARM), table(**WARMER), [("warm_throughput", "in place", False)]),
    "less warm": (table(**WARMER), table(**WARM), [("warm_throughput", "refused", False)]),
    "warm as it comes": (table(**WARMER), table(), []),
    "an index less warm": (
        table(index("GSI1", "A", **WARMER)),
        table(index("GSI1", "A", **WARM)),
        [("indexes.GSI1.warm_throughput", "refused", False)],
    ),
    "a stream": (table(), table(stream="KEYS_ONLY"), [("stream", "in place", False)]),
    "no stream": (table(stream="KEYS_ONLY"), table(), [("stream", "in place", True)]),
    "another stream": (
        table(stream="KEYS_ONLY"),
        table(stream="NEW_IMAGE"),
        [("stream", "in place", True)],
    ),
    "time to live": (
        table(),
        table(time_to_live="ends"),
        [("time_to_live", "in place", False)],
    ),
    "another time to live": (
        table(time_to_live="until"),
        table(time_to_live="ends"),
        [("time_to_live", "in place", False)],
    ),
    "recovery": (table(), table(**RECOVERY), [("point_in_time_recovery", "in place", False)]),
    "shorter recovery": (
        table(**RECOVERY),
        table(**SHORTER),
        [("point_in_time_recovery", "in place", True)],
    ),
    "no recovery": (table(**SHORTER), table(), [("point_in_time_recovery", "in place", True)]),
    "encryption": (
        table(),
        table(encryption=Encryption(kind="AWS_MANAGED")),
        [("encryption", "in place", False)],
    ),
    "protection": (
        table(),
        table(deletion_protection=True),
        [("deletion_protection", "in place", False)],
    ),
    "no protection": (
        table(deletion_protection=True),
        table(),
        [("deletion_protection", "in place", True)],
    ),
    "another class": (
        table(),
        table(table_class="STANDARD_INFREQUENT_ACCESS"),
        [("table_class", "in place", False)],
    ),
    "insights": (
        table(),
        table(contributor_insights="THROTTLED_KEYS"),
        [("contributor_insights", "in place", False)],
    ),
    "insights of an index": (
        table(GSI),
        table(index("GSI1", "A", "B", contributor_insights="THROTTLED_KEYS")),
        [("indexes.GSI1.contributor_insights", "in place", False)],
    ),
    "a replica": (table(), table(replicas=("eu-west-1",)), [("replicas", "in place", False)]),
    "no replica": (table(replicas=("eu-west-1",)), table(), [("replicas", "in place", True)]),
    "strong replicas": (
        table(),
        table(replicas=("us-east-2", "us-west-2"), **STRONG),
        [("multi_region_consistency", "in place", False), ("replicas", "in place", False)],
    ),
    "other strong replicas": (
        table(replicas=("us-east-2", "us-west-2"), **STRONG),
        table(replicas=("us-east-2",), **STRONG),
        [("replicas", "refused", False)],
    ),
    "replicas that become strong": (
        table(replicas=("us-east-2", "us-west-2"), multi_region_consistency="EVENTUAL"),
        table(replicas=("us-east-2", "us-west-2"), **STRONG),
        [("multi_region_consistency", "refused", False)],
    ),
    "tags": (
        table(tags={"team": "a", "old": "x"}),
        table(tags={"team": "b"}),
        [("tags.team", "in place", False), ("tags.old", "in place", False)],
    ),
    "a policy": (table(), table(**POLICY), [("resource_policy", "in place", False)]),
    "no policy": (table(**POLICY), table(), [("resource_policy", "in place", True)]),
    "a Kinesis stream": (table(), table(**KINESIS), [("kinesis_stream", "in place", False)]),
    "another Kinesis stream": (
        table(**KINESIS),
        table(**OTHER_KINESIS),
        [("kinesis_stream", "in place", True)],
    ),
    "auto scaling": (
        table(**PROVISIONED),
        table(billing_mode="PROVISIONED", provisioned=SCALED),
        [(AUTO_SCALING, "in place", False)],
    ),
    "nothing": (table(GSI, LSI, **RECOVERY), table(GSI, LSI, **RECOVERY), []),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_of_its_kind_and_says_whether_it_loses(case):
    old, new, expected = CASES[case]
    found = changes_between(old, new)
    assert [(one.name, one.kind, bool(one.loses)) for one in found] == expected


@pytest.mark.parametrize("case", CASES)
def test_each_change_has_a_reason_and_what_cannot_be_made_a_remedy(case):
    old, new, _ = CASES[case]
    for one in changes_between(old, new):
        assert one.reason
        assert one.remedy or one.kind in ("in place", "new index")


def test_a_change_says_both_sides_and_what_the_table_is_called():
    (change,) = changes_between(table(GSI), table(index("GSI1", "A", "SK")), name="staging-orders")
    assert (change.table, change.old, change.new) == ("staging-orders", "(A, B)", "(A, SK)")
    assert change.reason == (
        "the key is fixed when an index is created: GSI1 is removed, and created anew"
    )
    assert change.loses == "no Query on GSI1 works from its removal until it is filled"
    assert change.remedy == (
        "add an index of another name, move the readers of GSI1 to it, then remove GSI1"
    )


def test_what_is_not_known_of_the_old_table_is_no_change():
    old, new = table(), table(time_to_live="ends", **POLICY)
    assert changes_between(old, new, unknown=("time_to_live", "resource_policy")) == ()


def test_an_index_is_built_anew_for_what_is_fixed_and_for_nothing_else():
    old = table(GSI, index("GSI2", "A"), index("GSI3", "C", projection=["x", "y"]))
    new = table(
        index("GSI1", "A", "B", max_throughput=MAXIMUM),
        index("GSI2", "A", projection="KEYS_ONLY"),
        index("GSI3", "C", projection=["y", "x"]),
    )
    assert rebuilt_indexes(old, new) == ("GSI2",)
