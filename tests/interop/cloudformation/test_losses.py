"""What a template says and a design does not hold: each is named, with what became of it."""

import pytest

from pytest_dynamo.design.values import AutoScaling
from pytest_dynamo.errors import DynamoError

TABLE = """\
Parameters: {Unknown: {Type: String}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
"""
GLOBAL = TABLE.replace("DynamoDB::Table", "DynamoDB::GlobalTable")
INDEX = "[{IndexName: by_id, KeySchema: [{AttributeName: id, KeyType: HASH}], Projection: {ProjectionType: ALL}%s}]"
PROVISIONED = TABLE.replace(
    "PAY_PER_REQUEST\n",
    "PROVISIONED\n      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 6}\n",
)
TARGET = """\
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: dynamodb, ResourceId: %s, ScalableDimension: %s, MinCapacity: 1, MaxCapacity: 9}
"""
POLICY = """\
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 70
        PredefinedMetricSpecification: {PredefinedMetricType: DynamoDBReadCapacityUtilization}
"""
READS = "dynamodb:table:ReadCapacityUnits"


@pytest.mark.parametrize(
    ("properties", "where", "message"),
    [
        ("TableName: x", "TableName", "'x' is no name for a table; 'Orders' is put"),
        ("TableName: [x]", "TableName", "no text; the logical id is put"),
        ("Tags: 7", "Tags", "left out: 7, where a list is expected"),
        ("Tags: [7]", "Tags[0]", "left out: 7, where a mapping is expected"),
        (
            "Tags: [{Key: a, Value: b}, {Key: a, Value: c}]",
            "Tags[1]",
            "the tag 'a' is there twice; the last counts",
        ),
        ("TableClass:", "TableClass", "left out: nothing is given"),
        (
            "TableClass: STANDRD",
            "TableClass",
            ("left out: 'STANDRD', where STANDARD or STANDARD_INFREQUENT_ACCESS is expected"
            "; did you mean 'STANDARD'?"),
        ),
        (
            "DeletionProtectionEnabled: perhaps",
            "DeletionProtectionEnabled",
            "left out: 'perhaps', where true or false is expected",
        ),
        (
            "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 36}",
            "PointInTimeRecoverySpecification.RecoveryPeriodInDays",
            "left out: 36, where 1 to 35 is expected",
        ),
        (
            "WarmThroughput: {ReadUnitsPerSecond: much}",
            "WarmThroughput.ReadUnitsPerSecond",
            "left out: 'much', where a whole number is expected",
        ),
        (
            "TimeToLiveSpecification: {AttributeName: ends, Enabled: false}",
            "TimeToLiveSpecification",
            "left out: time to live by 'ends' is off",
        ),
        (
            "SSESpecification: {SSEEnabled: false, KMSMasterKeyId: alias/x}",
            "SSESpecification",
            "left out: encryption by KMS is off",
        ),
        (
            "SSESpecification: {SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: !Ref Unknown}",
            "SSESpecification.KMSMasterKeyId",
            "AWS_MANAGED is put, as the key is not known",
        ),
        (
            "ResourcePolicy: {PolicyDocument: '{'}",
            "ResourcePolicy.PolicyDocument",
            "left out: no policy document",
        ),
        (
            "ResourcePolicy: {PolicyDocument: {Statement: [!Ref Unknown]}}",
            "ResourcePolicy.PolicyDocument",
            "left out with what is not known in it, !Ref Unknown",
        ),
        ("VectorIndexes: 7", "VectorIndexes", "left out: no list of vector indexes"),
        ("VectorIndexes: [{}]", "VectorIndexes[0]", "left out: a vector index has a name of its own"),
        (
            "ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}",
            "ProvisionedThroughput",
            "left out: the table is on demand",
        ),
        (
            "LocalSecondaryIndexes: [{IndexName: x_y, KeySchema: []}]",
            "LocalSecondaryIndexes[0]",
            "left out: the partition key of an index is not known",
        ),
        (
            f"GlobalSecondaryIndexes: {INDEX % ''}\n      LocalSecondaryIndexes: {INDEX % ''}",
            "LocalSecondaryIndexes[0]",
            "left out: 'by_id' is there already",
        ),
        (
            f"GlobalSecondaryIndexes: {INDEX % ', ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}'}",
            "GlobalSecondaryIndexes[0].ProvisionedThroughput",
            "left out: the table is on demand",
        ),
        (
            f"GlobalSecondaryIndexes: {INDEX % ''}".replace("ALL", "INCLUDE"),
            "GlobalSecondaryIndexes[0].Projection",
            "INCLUDE of nothing; KEYS_ONLY is put",
        ),
        (
            f"GlobalSecondaryIndexes: {INDEX % ''}".replace("ALL", "ALL, NonKeyAttributes: [x]"),
            "GlobalSecondaryIndexes[0].Projection.NonKeyAttributes",
            "left out: with ALL no attributes are listed",
        ),
        (
            f"GlobalSecondaryIndexes: {INDEX % ''}".replace("ALL", "INCLUDE, NonKeyAttributes: [[]]"),
            "GlobalSecondaryIndexes[0].Projection.NonKeyAttributes[0]",
            "left out: no name of an attribute",
        ),
    ],
)  # fmt: skip
def test_a_table_of_one_region(properties, where, message, read):
    losses = {one.where: one.message for one in read(f"{TABLE}      {properties}\n").losses}
    assert losses[f"Resources.Orders.Properties.{where}"] == message


@pytest.mark.parametrize(
    ("properties", "where", "message"),
    [
        (
            f"GlobalSecondaryIndexes: {INDEX % ''}",
            "GlobalSecondaryIndexes[0].ProvisionedThroughput",
            "not known, though the table is provisioned; that of the table is put",
        ),
        (
            f"GlobalSecondaryIndexes: {INDEX % ', OnDemandThroughput: {MaxReadRequestUnits: 5}'}",
            "GlobalSecondaryIndexes[0].OnDemandThroughput",
            "left out: the table is provisioned",
        ),
        (
            "OnDemandThroughput: {MaxReadRequestUnits: 5}",
            "OnDemandThroughput",
            "left out: the table is provisioned",
        ),
    ],
)
def test_a_provisioned_table(properties, where, message, read):
    losses = {one.where: one.message for one in read(f"{PROVISIONED}      {properties}\n").losses}
    assert losses[f"Resources.Orders.Properties.{where}"] == message


def test_a_provisioned_table_without_capacity_is_taken_for_on_demand(read):
    imported = read(TABLE.replace("      BillingMode: PAY_PER_REQUEST\n", ""))
    (loss,) = imported.losses
    assert imported.design.tables["Orders"].billing_mode == "PAY_PER_REQUEST"
    assert str(loss) == (
        "template.yaml:7: Resources.Orders.Properties.ProvisionedThroughput: not known, though the table "
        "is provisioned; taken for on demand"
    )


@pytest.mark.parametrize(
    ("properties", "where", "message"),
    [
        ("Replicas: [7]", "Replicas[0]", "left out: no mapping"),
        (
            "MultiRegionConsistency: STRONG\n      Replicas: [{Region: eu-west-1}]",
            "MultiRegionConsistency",
            "left out: it is for tables with replicas",
        ),
        (
            "Replicas: [{Region: eu-west-1}, {}]",
            "Replicas[1]",
            "left out: a replica without a region",
        ),
        (
            "Replicas: [{Region: eu-west-1}, {Region: mars}]",
            "Replicas[1].Region",
            "left out: 'mars' is no region; regions look like eu-west-1",
        ),
        (
            "Replicas: [{Region: eu-west-1}, {Region: eu-west-2, DisassociationProtectionEnabled: true}]",
            "Replicas[1].DisassociationProtectionEnabled",
            "left out: a design has no protection from disassociation",
        ),
        (
            "Replicas: [{Region: eu-west-1, GlobalSecondaryIndexes: [{IndexName: gone}]}]",
            "Replicas[0].GlobalSecondaryIndexes[0]",
            "left out: no index 'gone' of the table",
        ),
        (
            "GlobalTableWitnesses: [{Region: eu-west-3}]\n      Replicas: [{Region: eu-west-1}]",
            "GlobalTableWitnesses",
            "left out: a design has no witness, only replicas",
        ),
        (
            (
                "Replicas: [{Region: eu-west-1}]\n      WriteProvisionedThroughputSettings: "
                "{WriteCapacityAutoScalingSettings: {MinCapacity: 9, MaxCapacity: 1, "
                "TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}}}"
            ),
            "WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings",
            "left out: the least, 9, is above the most, 1",
        ),
        (
            (
                "Replicas: [{Region: eu-west-1}]\n      WriteProvisionedThroughputSettings: "
                "{WriteCapacityAutoScalingSettings: {MinCapacity: 9}}"
            ),
            "WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings",
            "left out: auto scaling takes a least and a most capacity and a utilization",
        ),
    ],
)
def test_a_global_table(properties, where, message, read):
    losses = {one.where: one.message for one in read(f"{GLOBAL}      {properties}\n").losses}
    assert losses[f"Resources.Orders.Properties.{where}"] == message


@pytest.mark.parametrize(
    ("template", "where", "message"),
    [
        (
            PROVISIONED + TARGET % ("table/Orders", READS),
            "Target",
            "left out: no policy says when it scales",
        ),
        (
            PROVISIONED + TARGET % ("table/other", READS) + POLICY,
            "Target",
            "left out: no table of the template is table/other",
        ),
        (
            PROVISIONED + TARGET % ("!Ref Unknown", READS) + POLICY,
            "Target",
            "left out: which table it scales is not known",
        ),
        (
            PROVISIONED + POLICY,
            "Policy",
            "left out: what it scales is not in the template",
        ),
        (
            TABLE + TARGET % ("table/Orders", READS) + POLICY,
            "Target.Properties",
            "left out: the table is on demand",
        ),
        (
            PROVISIONED + TARGET % ("table/Orders/index/gone", READS) + POLICY,
            "Target.Properties",
            "left out: no index 'gone' with capacity",
        ),
        (
            PROVISIONED + TARGET % ("table/Orders", "dynamodb:table:Size") + POLICY,
            "Target.Properties.ScalableDimension",
            "left out: no read and no write capacity",
        ),
        (
            PROVISIONED + "    Condition: Gone\n",
            "Orders.Condition",
            "taken for true: !Condition Gone is not known here: no condition of the template",
        ),
        (
            PROVISIONED + "    Metadata: 7\n",
            "Orders.Metadata",
            "left out: a design has no metadata of resources",
        ),
        (
            PROVISIONED.replace("DeletionPolicy: Retain", "DeletionPolicy: RetainExceptOnCreate"),
            "Orders.DeletionPolicy",
            "kept as RETAIN: a design does not tell a stack that fails to be made",
        ),
        (
            PROVISIONED + "  Fn::ForEach::Broken: [x]\n",
            "Fn::ForEach::Broken",
            "not read: a loop has a name, a list and a body",
        ),
    ],
)
def test_resources(template, where, message, read):
    losses = {one.where: one.message for one in read(template).losses}
    assert losses[f"Resources.{where}"] == message


def test_a_short_logical_id_becomes_a_name_that_dynamodb_takes(read):
    imported = read(TABLE.replace("Orders", "Db"))
    assert list(imported.design.tables) == ["Db-table"]


def test_a_name_that_is_not_known_leaves_the_logical_id_and_says_so(read):
    imported = read(TABLE + "      TableName: !Ref Unknown\n")
    (loss,) = imported.losses
    assert loss.message == (
        "!Ref Unknown is not known here: a parameter without a default; the logical id is put; to fix "
        "this: --parameter Unknown=VALUE"
    )
    remark = imported.remarks["tables", "Orders"]
    assert remark.endswith("Its TableName is not known here, and this is its logical id.")
    again = read(TABLE + "      TableName: !Ref Unknown\n", Unknown="shop")
    assert (list(again.design.tables), again.losses) == (["shop"], ())


@pytest.mark.parametrize("properties", ["7", "[]", "!Ref Unknown"])
def test_a_simple_table_without_a_mapping_of_properties_has_no_key(properties, read):
    simple = f"  Orders: {{Type: AWS::Serverless::SimpleTable, Properties: {properties}}}\n"
    with pytest.raises(DynamoError, match="To fix this"):
        read(f"Parameters: {{Unknown: {{Type: String}}}}\nResources:\n{simple}")


def test_a_simple_table_whose_primary_key_is_none_has_no_key(read):
    simple = "  Orders: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: 7}}\n"
    with pytest.raises(DynamoError, match="no KeySchema"):
        read(f"Resources:\n{simple}")


def test_the_capacity_of_an_index_that_is_half_said_keeps_that_half(read):
    imported = read(
        """\
Resources:
  Things:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      TableName: things
      BillingMode: PROVISIONED
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: at, AttributeType: N}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      WriteProvisionedThroughputSettings:
        WriteCapacityAutoScalingSettings:
          {MinCapacity: 50, MaxCapacity: 60, TargetTrackingScalingPolicyConfiguration: {TargetValue: 65}}
      GlobalSecondaryIndexes:
        - IndexName: by_time
          KeySchema: [{AttributeName: at, KeyType: HASH}]
          Projection: {ProjectionType: ALL}
          WriteProvisionedThroughputSettings:
            WriteCapacityAutoScalingSettings:
              {MinCapacity: 5, MaxCapacity: 10, TargetTrackingScalingPolicyConfiguration: {TargetValue: 70}}
      Replicas:
        - {Region: eu-west-1, ReadProvisionedThroughputSettings: {ReadCapacityUnits: 7}}
"""
    )
    capacity = imported.design.tables["things"].indexes["by_time"].provisioned

    assert capacity.read_capacity_units == 7
    assert capacity.write_autoscaling == AutoScaling(minimum=5, maximum=10)
    assert (
        "template.yaml:13: Resources.Things.Properties.GlobalSecondaryIndexes[0].ReadProvisionedThroughputSettings: the read capacity of the index is not said; that of the table is put"
        in map(str, imported.losses)
    )


def test_replicas_of_the_cdk_s_older_construct_are_replicas(read):
    imported = read(
        """\
Resources:
  Things:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
  Replica:
    Type: Custom::DynamoDBReplica
    Properties: {ServiceToken: x, TableName: !Ref Things, Region: us-east-1}
  Other:
    Type: Custom::DynamoDBReplica
    Properties: {ServiceToken: x, TableName: elsewhere, Region: us-west-2}
"""
    )

    assert imported.design.tables["Things"].replicas == ("us-east-1",)
    assert any(one.line == 12 and "replicates" in one.message for one in imported.losses)
