"""Backups, point-in-time recovery, and the tables that are made of them."""

from datetime import UTC, datetime

import pytest

NOW = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"
G = {"g": {"S": "x"}}


@pytest.fixture
def whole(control, make):
    """A table with everything a backup tells of, and two items."""
    control.create(
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        BillingMode="PROVISIONED",
        ProvisionedThroughput=make.units(5, 4),
        GlobalSecondaryIndexes=[make.index("by_g", "g", throughput=(3, 2))],
        LocalSecondaryIndexes=[make.index("by_pk_g", "pk", sort_key="g")],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        SSESpecification={"Enabled": True, "SSEType": "KMS"},
        DeletionProtectionEnabled=True,
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    specification = {"AttributeName": "expires", "Enabled": True}
    control("UpdateTimeToLive", TableName="things", TimeToLiveSpecification=specification)
    control.put(make.item("a", 1, **G), make.item("b", 2))
    return control


def back_up(control, name="then", table="things"):
    return control("CreateBackup", TableName=table, BackupName=name)["BackupDetails"]["BackupArn"]


def test_a_backup_is_described(whole, make):
    created = whole("CreateBackup", TableName="things", BackupName="then")["BackupDetails"]
    arn = created["BackupArn"]
    assert arn.startswith(f"{ARN}/backup/01800000000000-")
    details = {
        "BackupArn": arn,
        "BackupName": "then",
        "BackupSizeBytes": 9 + 7,
        "BackupStatus": "AVAILABLE",
        "BackupType": "USER",
        "BackupCreationDateTime": NOW,
    }
    assert created == details | {"BackupStatus": "CREATING"}
    described = whole("DescribeBackup", BackupArn=arn)["BackupDescription"]
    assert described["BackupDetails"] == details
    table = whole.describe()
    assert described["SourceTableDetails"] == {
        "TableName": "things",
        "TableId": table["TableId"],
        "TableArn": ARN,
        "TableSizeBytes": 16,
        "KeySchema": table["KeySchema"],
        "TableCreationDateTime": NOW,
        "ProvisionedThroughput": make.units(5, 4),
        "ItemCount": 2,
        "BillingMode": "PROVISIONED",
    }
    features = described["SourceTableFeatureDetails"]
    assert features["LocalSecondaryIndexes"] == [make.index("by_pk_g", "pk", sort_key="g")]
    (by_g,) = features["GlobalSecondaryIndexes"]
    assert by_g == make.index("by_g", "g", throughput=(3, 2))
    assert features["StreamDescription"] == {
        "StreamEnabled": True,
        "StreamViewType": "KEYS_ONLY",
    }
    assert features["SSEDescription"] == table["SSEDescription"]
    assert features["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expires",
    }


def test_a_plain_backup_has_no_features(things):
    arn = back_up(things)
    described = things("DescribeBackup", BackupArn=arn)["BackupDescription"]
    assert described["SourceTableFeatureDetails"] == {}
    assert described["SourceTableDetails"]["BillingMode"] == "PAY_PER_REQUEST"


def test_a_backup_keeps_the_items_of_its_moment(whole, make):
    arn = back_up(whole)
    whole.delete(make.item("a", 1))
    whole.put(make.item("b", 2, note={"S": "later"}))
    answer = whole("RestoreTableFromBackup", TargetTableName="restored", BackupArn=arn)
    assert answer["TableDescription"]["TableStatus"] == "CREATING"
    assert answer["TableDescription"]["RestoreSummary"]["RestoreInProgress"] is True
    assert whole.items("restored") == [make.item("a", 1, **G), make.item("b", 2)]
    assert whole.items("restored", index="by_g") == [make.item("a", 1, **G)]
    assert whole.items() == [make.item("b", 2, note={"S": "later"})]
    whole.put(make.item("c", 3), table="restored")
    assert len(whole.items("restored")) == 3


def test_a_restored_table_is_like_its_source_but_for_what_is_not_restored(whole, make):
    arn = back_up(whole)
    whole("RestoreTableFromBackup", TargetTableName="restored", BackupArn=arn)
    restored, source = whole.describe("restored"), whole.describe()
    same = (
        "AttributeDefinitions",
        "KeySchema",
        "ProvisionedThroughput",
        "SSEDescription",
        "ItemCount",
        "TableSizeBytes",
    )
    assert {name: restored[name] for name in same} == {name: source[name] for name in same}
    assert [each["IndexName"] for each in restored["GlobalSecondaryIndexes"]] == ["by_g"]
    assert [each["IndexName"] for each in restored["LocalSecondaryIndexes"]] == ["by_pk_g"]
    assert restored["RestoreSummary"] == {
        "SourceBackupArn": arn,
        "SourceTableArn": ARN,
        "RestoreDateTime": NOW,
        "RestoreInProgress": False,
    }
    assert (restored["DeletionProtectionEnabled"], "StreamSpecification" in restored) == (
        False,
        False,
    )
    assert whole.database.table("restored").expiry is None
    assert whole("ListTagsOfResource", ResourceArn=restored["TableArn"]) == {"Tags": []}


def test_a_restore_may_ask_for_other_billing_other_encryption_and_fewer_indexes(whole):
    key = "arn:aws:kms:us-east-1:123456789012:key/mine"
    whole(
        "RestoreTableFromBackup",
        TargetTableName="restored",
        BackupArn=back_up(whole),
        BillingModeOverride="PAY_PER_REQUEST",
        OnDemandThroughputOverride={"MaxReadRequestUnits": 9},
        GlobalSecondaryIndexOverride=[],
        LocalSecondaryIndexOverride=[],
        SSESpecificationOverride={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
    )
    restored = whole.describe("restored")
    assert restored["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert restored["OnDemandThroughput"] == {"MaxReadRequestUnits": 9}
    assert restored["SSEDescription"]["KMSMasterKeyArn"] == key
    assert "GlobalSecondaryIndexes" not in restored
    assert [each["AttributeName"] for each in restored["AttributeDefinitions"]] == ["pk", "sk"]


def test_a_restore_may_ask_for_other_throughput(whole, make):
    whole(
        "RestoreTableFromBackup",
        TargetTableName="restored",
        BackupArn=back_up(whole),
        ProvisionedThroughputOverride=make.units(9, 8),
        GlobalSecondaryIndexOverride=[make.index("by_g", "g", throughput=(7, 6))],
    )
    restored = whole.describe("restored")
    (by_g,) = restored["GlobalSecondaryIndexes"]
    assert restored["ProvisionedThroughput"]["ReadCapacityUnits"] == 9
    assert by_g["ProvisionedThroughput"]["ReadCapacityUnits"] == 7


def test_a_restore_refuses_what_does_not_fit(whole, things_on_demand, make, refused):
    def restore(arn, **more):
        parameters = {"TargetTableName": "restored", "BackupArn": arn, **more}
        return whole("RestoreTableFromBackup", **parameters)

    arn = back_up(whole)
    other = [make.index("by_h", "h")]
    assert refused(restore, arn, GlobalSecondaryIndexOverride=other) == (
        "ValidationException",
        (
            "One or more parameter values were invalid: Index by_h is not one of the source table's: "
            "by_g"
        ),
    )
    assert refused(restore, things_on_demand, BillingModeOverride="PROVISIONED") == (
        "ValidationException",
        (
            "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must "
            "both be specified when BillingMode is PROVISIONED"
        ),
    )
    assert refused(restore, arn, TargetTableName="things") == (
        "TableAlreadyExistsException",
        "Table already exists: things",
    )
    assert refused(restore, f"{arn}0") == (
        "BackupNotFoundException",
        f"Backup not found: {arn}0",
    )
    assert sorted(whole.database.tables) == ["on-demand", "things"]


@pytest.fixture
def things_on_demand(control):
    control.create("on-demand")
    return back_up(control, table="on-demand")


def test_backups_are_listed(control, clock):
    for table in ("things", "others"):
        control.create(table)
    arns = []
    for name, table in (("one", "things"), ("two", "others"), ("three", "things")):
        arns.append(back_up(control, name, table))
        clock.now += 10

    def listed(**asked):
        return [each["BackupName"] for each in control("ListBackups", **asked)["BackupSummaries"]]

    assert listed() == listed(BackupType="ALL") == ["one", "two", "three"]
    assert listed(TableName="things") == listed(TableName=ARN) == ["one", "three"]
    assert listed(BackupType="SYSTEM") == listed(TableName="none") == []
    assert listed(TimeRangeLowerBound=NOW.timestamp() + 10) == ["two", "three"]
    assert listed(TimeRangeUpperBound=NOW.replace(second=10)) == ["one"]
    page = control("ListBackups", Limit=2)
    assert page["LastEvaluatedBackupArn"] == arns[1]
    assert listed(ExclusiveStartBackupArn=arns[1]) == ["three"]
    (summary,) = control("ListBackups", TableName="others")["BackupSummaries"]
    assert (summary["TableName"], summary["BackupStatus"]) == ("others", "AVAILABLE")


def test_two_backups_of_one_moment_are_two(things):
    assert back_up(things) != back_up(things)


def test_a_deleted_backup_is_gone(things, refused):
    arn = back_up(things)
    deleted = things("DeleteBackup", BackupArn=arn)["BackupDescription"]
    assert deleted["BackupDetails"]["BackupStatus"] == "DELETED"
    for operation in ("DescribeBackup", "DeleteBackup"):
        assert refused(things, operation, BackupArn=arn) == (
            "BackupNotFoundException",
            f"Backup not found: {arn}",
        )


def test_a_backup_outlives_its_table(things, make):
    things.put(make.item("a", 1))
    arn = back_up(things)
    things("DeleteTable", TableName="things")
    things("RestoreTableFromBackup", TargetTableName="things", BackupArn=arn)
    assert things.items() == [make.item("a", 1)]


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("CreateBackup", {"BackupName": "then"}),
        ("DescribeContinuousBackups", {}),
        (
            "UpdateContinuousBackups",
            {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
        ),
    ],
)
def test_a_table_that_is_not_there_has_no_backups(control, refused, operation, more):
    assert refused(control, operation, TableName="none", **more) == (
        "TableNotFoundException",
        "Table not found: none",
    )


# Point-in-time recovery


def recover(control, **specification):
    parameters = {"PointInTimeRecoverySpecification": specification}
    return control("UpdateContinuousBackups", TableName="things", **parameters)


def described(control):
    answer = control("DescribeContinuousBackups", TableName="things")
    description = answer["ContinuousBackupsDescription"]
    assert description["ContinuousBackupsStatus"] == "ENABLED"
    return description["PointInTimeRecoveryDescription"]


def test_recovery_is_switched_on_changed_and_off(things, clock):
    off = {"PointInTimeRecoveryStatus": "DISABLED"}
    assert described(things) == off
    recover(things, PointInTimeRecoveryEnabled=True)
    clock.now += 5
    assert described(things) == {
        "PointInTimeRecoveryStatus": "ENABLED",
        "RecoveryPeriodInDays": 35,
        "EarliestRestorableDateTime": NOW,
        "LatestRestorableDateTime": NOW.replace(second=5),
    }
    recover(things, PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=1)
    recover(things, PointInTimeRecoveryEnabled=True)
    clock.now += 24 * 3600
    assert described(things) == {
        "PointInTimeRecoveryStatus": "ENABLED",
        "RecoveryPeriodInDays": 1,
        "EarliestRestorableDateTime": NOW.replace(second=5),
        "LatestRestorableDateTime": NOW.replace(day=16, second=5),
    }
    recover(things, PointInTimeRecoveryEnabled=False)
    assert described(things) == off


def test_recovery_that_is_off_has_no_period(things, refused):
    off = {"PointInTimeRecoveryEnabled": False, "RecoveryPeriodInDays": 7}
    assert refused(recover, things, **off) == (
        "ValidationException",
        (
            "One or more parameter values were invalid: RecoveryPeriodInDays cannot be specified when "
            "PointInTimeRecovery is disabled"
        ),
    )


@pytest.mark.parametrize(
    "now",
    [
        {"SourceTableName": "things", "UseLatestRestorableTime": True},
        {"SourceTableArn": ARN, "RestoreDateTime": NOW},
        {"SourceTableArn": ARN, "RestoreDateTime": NOW.timestamp()},
    ],
)
def test_a_table_is_restored_as_it_is_now(things, make, now):
    recover(things, PointInTimeRecoveryEnabled=True)
    things.put(make.item("a", 1))
    things("RestoreTableToPointInTime", TargetTableName="restored", **now)
    assert things.items("restored") == [make.item("a", 1)]
    assert things.describe("restored")["RestoreSummary"] == {
        "SourceTableArn": ARN,
        "RestoreDateTime": NOW,
        "RestoreInProgress": False,
    }


def test_a_table_is_not_restored_as_it_was(things, clock, refused):
    recover(things, PointInTimeRecoveryEnabled=True)
    clock.now += 60

    def restore(**asked):
        return things("RestoreTableToPointInTime", TargetTableName="restored", **asked)

    assert refused(restore, SourceTableName="things", RestoreDateTime=NOW) == (
        "InvalidRestoreTimeException",
        (
            "The embedded DynamoDB can restore a table as it is now, 2027-01-15T08:01:00Z, and not as "
            "it was at 2027-01-15T08:00:00Z. Take a backup (CreateBackup) at the moment that is to be "
            "kept."
        ),
    )
    assert refused(restore, SourceTableName="things") == (
        "ValidationException",
        (
            "One or more parameter values were invalid: Either UseLatestRestorableTime or "
            "RestoreDateTime is required"
        ),
    )
    assert refused(restore, SourceTableName="none", UseLatestRestorableTime=True) == (
        "TableNotFoundException",
        "Source table not found: none",
    )
    recover(things, PointInTimeRecoveryEnabled=False)
    assert refused(restore, SourceTableName="things", UseLatestRestorableTime=True) == (
        "PointInTimeRecoveryUnavailableException",
        "Point in time recovery is not enabled for table 'things'",
    )
    assert list(things.database.tables) == ["things"]
