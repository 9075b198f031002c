"""UpdateTable: what it changes at once, and what it refuses because of how the table is."""

import pytest

G = {"g": {"S": "x"}}


@pytest.fixture
def update(control):
    def update(**changes):
        return control("UpdateTable", TableName="things", **changes)["TableDescription"]

    return update


@pytest.fixture
def provisioned(control, make):
    control.create(
        BillingMode="PROVISIONED",
        ProvisionedThroughput=make.units(5, 5),
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        GlobalSecondaryIndexes=[make.index("by_g", "g", throughput=(3, 3))],
    )
    return control


def test_a_new_index_has_the_items_that_are_there(things, update, make):
    things.put(make.item("a", 1), make.item("b", 2, **G))
    answer = update(
        AttributeDefinitions=make.attributes(pk="S", g="S"),
        GlobalSecondaryIndexUpdates=[{"Create": make.index("by_g", "g")}],
    )
    (index,) = answer["GlobalSecondaryIndexes"]
    assert (answer["TableStatus"], index["IndexStatus"], index["Backfilling"]) == (
        "UPDATING",
        "CREATING",
        False,
    )
    assert things.items(index="by_g") == [make.item("b", 2, **G)]
    (index,) = things.describe()["GlobalSecondaryIndexes"]
    assert (index["IndexStatus"], index["ItemCount"]) == ("ACTIVE", 1)
    definition = things.database.table("things").definition
    assert definition.attribute_types == {"pk": "S", "sk": "N", "g": "S"}
    assert list(definition.indexes) == ["by_g"]


def test_a_deleted_index_is_gone_with_the_attributes_only_it_had(provisioned, update, make):
    answer = update(GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_g"}}])
    assert [each["IndexStatus"] for each in answer["GlobalSecondaryIndexes"]] == ["DELETING"]
    described = provisioned.describe()
    assert "GlobalSecondaryIndexes" not in described
    assert described["AttributeDefinitions"] == make.attributes(pk="S", sk="N")
    assert provisioned.database.table("things").definition.indexes == {}


def test_an_index_can_come_back_with_another_key(provisioned, update, make):
    provisioned.put(make.item("a", 1, **G, h={"S": "y"}), make.item("b", 2, **G))
    update(GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_g"}}])
    update(
        AttributeDefinitions=make.attributes(h="S"),
        GlobalSecondaryIndexUpdates=[{"Create": make.index("by_g", "h", throughput=(1, 1))}],
    )
    assert provisioned.items(index="by_g") == [make.item("a", 1, **G, h={"S": "y"})]


def test_only_the_index_that_changes_is_described_as_changing(provisioned, update, make):
    answer = update(
        AttributeDefinitions=make.attributes(h="S"),
        GlobalSecondaryIndexUpdates=[{"Create": make.index("by_h", "h", throughput=(1, 1))}],
    )
    assert [each["IndexStatus"] for each in answer["GlobalSecondaryIndexes"]] == [
        "ACTIVE",
        "CREATING",
    ]


def test_a_new_index_has_nothing_of_one_of_its_name(control, update, make):
    maximum = {"OnDemandThroughput": {"MaxReadRequestUnits": 7}}
    definitions = make.attributes(pk="S", sk="N", g="S")
    control.create(
        AttributeDefinitions=definitions,
        GlobalSecondaryIndexes=[{**make.index("by_g", "g"), **maximum}],
    )
    update(GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_g"}}])
    create = [{"Create": make.index("by_g", "g")}]
    update(AttributeDefinitions=definitions, GlobalSecondaryIndexUpdates=create)
    (index,) = control.describe()["GlobalSecondaryIndexes"]
    assert "OnDemandThroughput" not in index


def test_throughput_changes(provisioned, update, make):
    answer = update(
        ProvisionedThroughput=make.units(7, 5),
        GlobalSecondaryIndexUpdates=[
            {"Update": {"IndexName": "by_g", "ProvisionedThroughput": make.units(3, 4)}}
        ],
    )
    (index,) = answer["GlobalSecondaryIndexes"]
    assert index["IndexStatus"] == "UPDATING"
    described = provisioned.describe()
    (index,) = described["GlobalSecondaryIndexes"]
    assert described["ProvisionedThroughput"]["ReadCapacityUnits"] == 7
    assert index["ProvisionedThroughput"]["WriteCapacityUnits"] == 4


def test_a_table_goes_on_demand_and_back(provisioned, update, make, refused):
    update(BillingMode="PAY_PER_REQUEST")
    described = provisioned.describe()
    (index,) = described["GlobalSecondaryIndexes"]
    zero = {"NumberOfDecreasesToday": 0, **make.units(0, 0)}
    assert described["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert (described["ProvisionedThroughput"], index["ProvisionedThroughput"]) == (zero, zero)
    assert provisioned.database.table("things").definition.billing_mode == "PAY_PER_REQUEST"
    back = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": make.units(5, 5)}
    assert refused(update, **back) == (
        "ValidationException",
        (
            "One or more parameter values were invalid: ProvisionedThroughput must be specified for "
            "index: by_g"
        ),
    )
    by_g = {"IndexName": "by_g", "ProvisionedThroughput": make.units(3, 3)}
    update(**back, GlobalSecondaryIndexUpdates=[{"Update": by_g}])
    assert provisioned.describe()["BillingModeSummary"]["BillingMode"] == "PROVISIONED"


def test_throughput_that_does_not_change_is_refused(provisioned, update, make, refused):
    assert refused(update, ProvisionedThroughput=make.units(5, 5)) == (
        "ValidationException",
        (
            "The provisioned throughput for the table will not change. The requested value equals the "
            "current value. Current ReadCapacityUnits provisioned for the table: 5. Requested "
            "ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 5. Requested "
            "WriteCapacityUnits: 5. Refer to the Amazon DynamoDB Developer Guide for current limits and "
            "how to request higher limits."
        ),
    )
    by_g = {"IndexName": "by_g", "ProvisionedThroughput": make.units(3, 3)}
    _, message = refused(update, GlobalSecondaryIndexUpdates=[{"Update": by_g}])
    assert message.startswith("The provisioned throughput for the index by_g will not change.")


def test_an_index_of_a_table_on_demand_takes_no_throughput(control, update, make, refused):
    control.create(
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        GlobalSecondaryIndexes=[make.index("by_g", "g")],
    )
    by_g = {"IndexName": "by_g", "ProvisionedThroughput": make.units(3, 3)}
    assert refused(update, GlobalSecondaryIndexUpdates=[{"Update": by_g}]) == (
        "ValidationException",
        (
            "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
            "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        ),
    )


def test_indexes_that_are_or_are_not_there(provisioned, update, make, refused):
    known = {"Create": make.index("by_g", "g", throughput=(1, 1))}
    definitions = make.attributes(pk="S", g="S")
    assert refused(
        update, AttributeDefinitions=definitions, GlobalSecondaryIndexUpdates=[known]
    ) == ("ValidationException", "Attempting to create an index which already exists")
    for change in (
        {"Delete": {"IndexName": "none"}},
        {"Update": {"IndexName": "none", "ProvisionedThroughput": make.units(1, 1)}},
    ):
        assert refused(update, GlobalSecondaryIndexUpdates=[change]) == (
            "ResourceNotFoundException",
            "Requested resource not found",
        )
    assert list(provisioned.database.table("things").definition.indexes) == ["by_g"]


def test_properties_that_moto_drops_are_kept(provisioned, update):
    update(
        TableClass="STANDARD_INFREQUENT_ACCESS",
        OnDemandThroughput={"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 50},
        WarmThroughput={"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000},
        MultiRegionConsistency="STRONG",
        GlobalSecondaryIndexUpdates=[
            {"Update": {"IndexName": "by_g", "OnDemandThroughput": {"MaxReadRequestUnits": 7}}}
        ],
    )
    update(DeletionProtectionEnabled=True)
    described = provisioned.describe()
    (index,) = described["GlobalSecondaryIndexes"]
    assert index["OnDemandThroughput"] == {"MaxReadRequestUnits": 7}
    assert {
        name: described[name]
        for name in (
            "TableClassSummary",
            "OnDemandThroughput",
            "WarmThroughput",
            "MultiRegionConsistency",
            "DeletionProtectionEnabled",
        )
    } == {
        "TableClassSummary": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
        "OnDemandThroughput": {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 50},
        "WarmThroughput": {
            "ReadUnitsPerSecond": 13_000,
            "WriteUnitsPerSecond": 5_000,
            "Status": "ACTIVE",
        },
        "MultiRegionConsistency": "STRONG",
        "DeletionProtectionEnabled": True,
    }


def test_vector_indexes_are_kept_and_described(control, make):
    vectors = {"VectorAttribute": {"AttributeName": "v"}, "Dimensions": 3}
    control.create(VectorIndexes=[{"IndexName": "one", **vectors}])
    control(
        "UpdateTable",
        TableName="things",
        VectorIndexUpdates=[
            {"Create": {"IndexName": "two", **vectors}},
            {"Delete": {"IndexName": "one"}},
            {"Delete": {"IndexName": "none"}},
        ],
    )
    assert control.describe()["VectorIndexes"] == [
        {"IndexName": "two", **vectors, "IndexStatus": "ACTIVE"}
    ]


def test_a_member_that_is_null_is_absent(provisioned, update):
    change = {"Create": None, "Update": None, "Delete": {"IndexName": "by_g"}}
    update(BillingMode=None, GlobalSecondaryIndexUpdates=[change])
    assert "GlobalSecondaryIndexes" not in provisioned.describe()


def test_replicas_come_change_and_go(things, update, refused):
    create = [{"Create": {"RegionName": "eu-west-1"}}]
    update(ReplicaUpdates=create)
    update(ReplicaUpdates=[{"Update": {"RegionName": "eu-west-1", "KMSMasterKeyId": "key"}}])
    assert things.describe()["Replicas"] == [
        {"RegionName": "eu-west-1", "KMSMasterKeyId": "key", "ReplicaStatus": "ACTIVE"}
    ]
    assert things.database.table("things").definition.replicas == ("eu-west-1",)
    assert refused(update, ReplicaUpdates=create) == (
        "ValidationException",
        (
            "Failed to create a the new replica of table with name: 'things' because one already "
            "existed on region 'eu-west-1'."
        ),
    )
    update(ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}])
    assert things.describe()["Replicas"] == []
    assert refused(update, ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}]) == (
        "ValidationException",
        (
            "Update global table operation failed because one or more replicas were not part of the "
            "global table: eu-west-1"
        ),
    )
