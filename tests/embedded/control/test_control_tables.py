"""Tables are created, described, changed and deleted, and the database follows."""

from datetime import UTC, datetime

import pytest

NOW = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"
G = {"g": {"S": "x"}}


def provisioned(control, make, **more):
    throughput = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": make.units(5, 5)}
    return control.create(**throughput | more)


def test_a_description_is_that_of_the_service(control, make):
    created = control.create(
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        GlobalSecondaryIndexes=[make.index("by_g", "g")],
        LocalSecondaryIndexes=[make.index("by_pk_g", "pk", sort_key="g", projection="KEYS_ONLY")],
    )
    described = control.describe()
    assert len(described.pop("TableId")) == 36
    assert described == {
        "AttributeDefinitions": make.attributes(pk="S", sk="N", g="S"),
        "TableName": "things",
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        "TableStatus": "ACTIVE",
        "CreationDateTime": NOW,
        "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, **make.units(0, 0)},
        "TableSizeBytes": 0,
        "ItemCount": 0,
        "TableArn": ARN,
        "BillingModeSummary": {
            "BillingMode": "PAY_PER_REQUEST",
            "LastUpdateToPayPerRequestDateTime": NOW,
        },
        "LocalSecondaryIndexes": [
            {
                **make.index("by_pk_g", "pk", sort_key="g", projection="KEYS_ONLY"),
                "IndexArn": f"{ARN}/index/by_pk_g",
                "IndexSizeBytes": 0,
                "ItemCount": 0,
            }
        ],
        "GlobalSecondaryIndexes": [
            {
                **make.index("by_g", "g"),
                "IndexStatus": "ACTIVE",
                "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, **make.units(0, 0)},
                "IndexArn": f"{ARN}/index/by_g",
                "IndexSizeBytes": 0,
                "ItemCount": 0,
                "WarmThroughput": {
                    "ReadUnitsPerSecond": 12_000,
                    "WriteUnitsPerSecond": 4_000,
                    "Status": "ACTIVE",
                },
            }
        ],
        "DeletionProtectionEnabled": False,
        "WarmThroughput": {
            "ReadUnitsPerSecond": 12_000,
            "WriteUnitsPerSecond": 4_000,
            "Status": "ACTIVE",
        },
    }
    (index,) = created["GlobalSecondaryIndexes"]
    assert (created["TableStatus"], index["IndexStatus"]) == ("CREATING", "CREATING")


def test_a_plain_provisioned_table_has_no_billing_mode_and_no_lists_of_indexes(control, make):
    provisioned(control, make)
    described = control.describe()
    absent = ("BillingModeSummary", "GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    assert [name for name in absent if name in described] == []
    assert described["ProvisionedThroughput"] == {
        "NumberOfDecreasesToday": 0,
        **make.units(5, 5),
    }


def test_counts_and_sizes_are_those_of_this_moment(control, make):
    control.create(
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        GlobalSecondaryIndexes=[make.index("by_g", "g")],
        LocalSecondaryIndexes=[make.index("by_pk_g", "pk", sort_key="g", projection="KEYS_ONLY")],
    )
    control.put(make.item("a", 1, note={"S": "12345"}), make.item("b", 2, **G, note={"S": "1"}))
    described = control.describe()
    (by_g,), (by_pk_g,) = described["GlobalSecondaryIndexes"], described["LocalSecondaryIndexes"]
    # pk 2 + 1, sk 2 + 2, note 4 + 5; and pk 2 + 1, sk 2 + 2, g 1 + 1, note 4 + 1
    assert (described["ItemCount"], described["TableSizeBytes"]) == (2, 16 + 14)
    assert (by_g["ItemCount"], by_g["IndexSizeBytes"]) == (1, 14)
    assert (by_pk_g["ItemCount"], by_pk_g["IndexSizeBytes"]) == (1, 9)


def test_an_index_of_every_item_is_as_large_as_its_table(control, make):
    control.create(
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        GlobalSecondaryIndexes=[make.index("by_g", "g")],
    )
    control.put(make.item("a", 1, **G), make.item("b", 2, **G, note={"S": "1"}))
    described = control.describe()
    (by_g,) = described["GlobalSecondaryIndexes"]
    assert (described["TableSizeBytes"], by_g["IndexSizeBytes"]) == (9 + 14, 9 + 14)


def test_neither_a_request_nor_an_answer_is_kept(control, make):
    definitions = make.attributes(pk="S", sk="N")
    created = control.create(AttributeDefinitions=definitions)
    definitions.clear()
    created["KeySchema"].clear()
    control.describe()["AttributeDefinitions"].clear()
    described = control.describe()
    assert described["AttributeDefinitions"] == make.attributes(pk="S", sk="N")
    assert len(described["KeySchema"]) == 2


def test_a_request_is_not_changed(control, make):
    throughput = make.units(5, 5)
    control.create(BillingMode="PROVISIONED", ProvisionedThroughput=throughput)
    assert throughput == make.units(5, 5)


def test_a_table_that_is_there_is_not_created_again(things, refused):
    assert refused(things.create) == ("ResourceInUseException", "Table already exists: things")


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("DescribeTable", {}),
        ("DeleteTable", {}),
        ("UpdateTable", {"BillingMode": "PAY_PER_REQUEST"}),
        ("DescribeTimeToLive", {}),
        ("UpdateTimeToLive", {"TimeToLiveSpecification": {"AttributeName": "a", "Enabled": True}}),
        ("DescribeContributorInsights", {}),
        ("UpdateContributorInsights", {"ContributorInsightsAction": "ENABLE"}),
        ("DescribeKinesisStreamingDestination", {}),
    ],
)
def test_a_table_that_is_not_there_is_named(control, refused, operation, more):
    assert refused(control, operation, TableName="none", **more) == (
        "ResourceNotFoundException",
        "Requested resource not found: Table: none not found",
    )


def test_a_table_is_named_by_its_arn_as_well(things):
    assert things("DescribeTable", TableName=ARN)["Table"]["TableName"] == "things"


def test_a_table_may_be_created_by_its_arn(control):
    assert control.create(ARN)["TableArn"] == ARN
    assert control("ListTables") == {"TableNames": ["things"]}


def test_a_deleted_table_is_gone(things, refused):
    deleted = things("DeleteTable", TableName="things")["TableDescription"]
    assert (deleted["TableName"], deleted["TableStatus"]) == ("things", "DELETING")
    assert things.database.tables == {}
    assert refused(things.describe)[0] == "ResourceNotFoundException"
    things.create()
    assert things.items() == []


def test_a_protected_table_stays(things, refused, make):
    things("UpdateTable", TableName="things", DeletionProtectionEnabled=True)
    things.put(make.item("a", 1))
    assert refused(things, "DeleteTable", TableName="things") == (
        "ValidationException",
        (
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first."
        ),
    )
    assert things.items() == [make.item("a", 1)]
    things("UpdateTable", TableName="things", DeletionProtectionEnabled=False)
    things("DeleteTable", TableName="things")
    assert things("ListTables") == {"TableNames": []}


def test_names_are_listed_in_their_order_and_by_pages(control):
    for name in ("ccc", "aaa", "bbb"):
        control.create(name)
    assert control("ListTables") == {"TableNames": ["aaa", "bbb", "ccc"]}
    assert control("ListTables", Limit=2) == {
        "TableNames": ["aaa", "bbb"],
        "LastEvaluatedTableName": "bbb",
    }
    assert control("ListTables", Limit=2, ExclusiveStartTableName="abc") == {
        "TableNames": ["bbb", "ccc"]
    }


def test_quotas_are_those_of_a_new_account(control):
    assert control("DescribeLimits") == {
        "AccountMaxReadCapacityUnits": 80_000,
        "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000,
        "TableMaxWriteCapacityUnits": 40_000,
    }


def test_there_is_an_endpoint(control):
    assert control("DescribeEndpoints") == {
        "Endpoints": [{"Address": "dynamodb.us-east-1.amazonaws.com", "CachePeriodInMinutes": 1440}]
    }


def test_what_nobody_answers_is_refused_by_its_name(control, refused):
    assert refused(control, "SearchVectors", TableName="things") == (
        "UnknownOperationException",
        "The embedded DynamoDB does not answer SearchVectors",
    )
    assert refused(control.streams, "PutRecord") == (
        "UnknownOperationException",
        "The embedded DynamoDB does not answer PutRecord",
    )


def test_an_error_nobody_meant_is_told_and_logged(things, refused, monkeypatch, caplog):
    def fail(*_arguments, **_options):
        message = "broken"
        raise LookupError(message)

    monkeypatch.setattr(type(things.plane._world.backend), "describe_endpoints", fail)
    assert refused(things, "DescribeEndpoints") == (
        "InternalServerError",
        "DescribeEndpoints: LookupError: broken",
    )
    assert caplog.messages == ["The embedded DynamoDB failed to answer DescribeEndpoints"]
    caplog.clear()


def test_a_table_with_a_key_of_awss_in_kms_names_it(control):
    control.create(SSESpecification={"Enabled": True, "SSEType": "KMS"})
    encryption = control.describe()["SSEDescription"]
    assert (encryption["Status"], encryption["SSEType"]) == ("ENABLED", "KMS")
    assert encryption["KMSMasterKeyArn"].startswith("arn:aws:kms:us-east-1:123456789012:key/")


def test_encryption_can_be_changed(things):
    key = "arn:aws:kms:us-east-1:123456789012:key/mine"
    specification = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    things("UpdateTable", TableName="things", SSESpecification=specification)
    assert things.describe()["SSEDescription"]["KMSMasterKeyArn"] == key
    things("UpdateTable", TableName="things", SSESpecification={"Enabled": False})
    assert "SSEDescription" not in things.describe()
