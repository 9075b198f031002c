"""Every member of what CreateTable takes and DescribeTable answers, and what becomes of it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html and
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html. Statuses,
sizes, counts, ARNs, ids and dates are state; they say how a table is, not how it was designed.
"""

from collections.abc import Mapping
from typing import Final

from pytest_dynamo.interop.shapes import (
    Flag,
    Kept,
    Lost,
    Many,
    One,
    Shape,
    State,
    Text,
    Texts,
    Whole,
)

STATE: Final = State()
_CLASSES = ("STANDARD", "STANDARD_INFREQUENT_ACCESS")
_MODES = ("PROVISIONED", "PAY_PER_REQUEST")
_OF_REPLICA: Final = "a replica is a region in a design, without settings of its own; left out"
_SOURCE: Final = "a design does not say which other table a table was made from; left out"

_UNITS: Final = Whole(unset=(0, -1))  # on-demand tables describe 0 units; -1 lifts a maximum
_CAPACITY: Final[Mapping[str, Shape]] = {
    "ReadCapacityUnits": _UNITS,
    "WriteCapacityUnits": _UNITS,
    "LastIncreaseDateTime": STATE,
    "LastDecreaseDateTime": STATE,
    "NumberOfDecreasesToday": STATE,
}
_MAXIMUM: Final[Mapping[str, Shape]] = {
    "MaxReadRequestUnits": _UNITS,
    "MaxWriteRequestUnits": _UNITS,
}
_WARM: Final[Mapping[str, Shape]] = {
    "ReadUnitsPerSecond": _UNITS,
    "WriteUnitsPerSecond": _UNITS,
    "Status": STATE,
}
_KEY: Final = Many(
    members={
        "AttributeName": Text(needed=True),
        "KeyType": Text(choices=("HASH", "RANGE"), needed=True),
    },
    needed=True,
)
_LOCAL_INDEX: Final[Mapping[str, Shape]] = {
    "IndexName": Text(needed=True),
    "KeySchema": _KEY,
    "Projection": One(
        members={
            "ProjectionType": Text(choices=("ALL", "KEYS_ONLY", "INCLUDE")),
            "NonKeyAttributes": Texts(),
        }
    ),
    "IndexArn": STATE,
    "IndexSizeBytes": STATE,
    "ItemCount": STATE,
}
_GLOBAL_INDEX: Final[Mapping[str, Shape]] = {
    **_LOCAL_INDEX,
    "ProvisionedThroughput": One(members=_CAPACITY),
    "OnDemandThroughput": One(members=_MAXIMUM),
    "WarmThroughput": One(members=_WARM),
    "IndexStatus": STATE,
    "Backfilling": STATE,
}
_VECTOR_INDEX: Final[Mapping[str, Shape]] = {
    "IndexName": Text(needed=True),
    "VectorAttribute": Kept(),
    "SearchSchema": Kept(),
    "Projection": Kept(),
    "Dimensions": Whole(),
    "DistanceFunction": Text(),
    "IndexStatus": STATE,
    "Backfilling": STATE,
    "IndexSizeBytes": STATE,
    "ItemCount": STATE,
    "IndexArn": STATE,
}
_REPLICA: Final[Mapping[str, Shape]] = {
    "RegionName": Text(),
    "KMSMasterKeyId": Lost(message=_OF_REPLICA),
    "ProvisionedThroughputOverride": Lost(message=_OF_REPLICA),
    "OnDemandThroughputOverride": Lost(message=_OF_REPLICA),
    "WarmThroughput": STATE,  # DynamoDB keeps it the same in every region
    "GlobalSecondaryIndexes": Many(
        members={
            "IndexName": STATE,  # the table's index of that name is in the design
            "ProvisionedThroughputOverride": Lost(message=_OF_REPLICA),
            "OnDemandThroughputOverride": Lost(message=_OF_REPLICA),
            "WarmThroughput": STATE,
        }
    ),
    "ReplicaTableClassSummary": One(
        members={"TableClass": Lost(message=_OF_REPLICA), "LastUpdateDateTime": STATE}
    ),
    "TableClassOverride": Lost(message=_OF_REPLICA),
    "GlobalTableSettingsReplicationMode": Lost(message=_OF_REPLICA),
    "ReplicaStatus": STATE,
    "ReplicaArn": STATE,
    "ReplicaStatusDescription": STATE,
    "ReplicaStatusPercentProgress": STATE,
    "ReplicaInaccessibleDateTime": STATE,
}

TABLE: Final[Mapping[str, Shape]] = {
    "TableName": Text(needed=True),
    "AttributeDefinitions": Many(
        members={
            "AttributeName": Text(needed=True),
            "AttributeType": Text(choices=("S", "N", "B"), needed=True),
        }
    ),
    "KeySchema": _KEY,
    "LocalSecondaryIndexes": Many(members=_LOCAL_INDEX),
    "GlobalSecondaryIndexes": Many(members=_GLOBAL_INDEX),
    "VectorIndexes": Many(members=_VECTOR_INDEX),
    "BillingMode": Text(choices=_MODES),
    "BillingModeSummary": One(
        members={
            "BillingMode": Text(choices=_MODES),
            "LastUpdateToPayPerRequestDateTime": STATE,
        }
    ),
    "ProvisionedThroughput": One(members=_CAPACITY),
    "OnDemandThroughput": One(members=_MAXIMUM),
    "WarmThroughput": One(members=_WARM),
    "StreamSpecification": One(
        members={
            "StreamEnabled": Flag(),
            "StreamViewType": Text(
                choices=("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
            ),
        }
    ),
    "SSESpecification": One(
        members={
            "Enabled": Flag(),
            "SSEType": Text(choices=("AES256", "KMS")),
            "KMSMasterKeyId": Text(),
        }
    ),
    "SSEDescription": One(
        members={
            "Status": Text(),
            "SSEType": Text(choices=("AES256", "KMS")),
            "KMSMasterKeyArn": Text(),
            "InaccessibleEncryptionDateTime": STATE,
        }
    ),
    "Tags": Many(members={"Key": Text(), "Value": Kept()}),
    "TableClass": Text(choices=_CLASSES),
    "TableClassSummary": One(
        members={"TableClass": Text(choices=_CLASSES), "LastUpdateDateTime": STATE}
    ),
    "DeletionProtectionEnabled": Flag(),
    "ResourcePolicy": Kept(),
    "Replicas": Many(members=_REPLICA),
    "MultiRegionConsistency": Text(choices=("EVENTUAL", "STRONG")),
    "GlobalTableWitnesses": Many(
        members={
            "RegionName": Lost(
                message="a design does not name the witness of a global table; left out"
            ),
            "WitnessStatus": STATE,
        }
    ),
    "GlobalTableSettingsReplicationMode": Lost(
        message="a design does not say how settings are replicated to other accounts; left out"
    ),
    "GlobalTableSourceArn": Lost(message=_SOURCE),
    "DisassociationProtectionEnabled": Lost(
        message="a design does not say whether a replica may be taken out; left out",
        unless=(False,),
    ),
    "TableStatus": STATE,
    "CreationDateTime": STATE,
    "TableSizeBytes": STATE,
    "ItemCount": STATE,
    "TableArn": STATE,
    "TableId": STATE,
    "LatestStreamLabel": STATE,
    "LatestStreamArn": STATE,
    "GlobalTableVersion": STATE,
    "RestoreSummary": One(
        members={
            "SourceBackupArn": STATE,
            "SourceTableArn": STATE,
            "RestoreDateTime": STATE,
            "RestoreInProgress": STATE,
        }
    ),
    "ArchivalSummary": One(
        members={"ArchivalDateTime": STATE, "ArchivalReason": STATE, "ArchivalBackupArn": STATE}
    ),
}
"""CreateTable's members and DescribeTable's together: no name means one thing here and another there."""

FOLLOWING: Final[Mapping[str, Shape]] = {
    "TableName": Text(needed=True),
    "TimeToLiveSpecification": One(members={"Enabled": Flag(), "AttributeName": Text()}),
    "PointInTimeRecoverySpecification": One(
        members={
            "PointInTimeRecoveryEnabled": Flag(),
            "RecoveryPeriodInDays": Whole(most=35),
        }
    ),
    "StreamArn": Text(),
    "EnableKinesisStreamingConfiguration": One(
        members={
            "ApproximateCreationDateTimePrecision": Text(choices=("MILLISECOND", "MICROSECOND"))
        }
    ),
    "IndexName": Text(),
    "ContributorInsightsAction": Text(choices=("ENABLE", "DISABLE")),
    "ContributorInsightsMode": Text(choices=("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS")),
    "ReplicaUpdates": Many(members={"Create": One(members=_REPLICA)}),
    "MultiRegionConsistency": Text(choices=("EVENTUAL", "STRONG")),
}
"""The calls that give a new table what CreateTable does not take: `design.table_request` makes them."""

SCALING: Final[Mapping[str, Shape]] = {
    "ServiceNamespace": Text(),
    "ResourceId": Text(needed=True),
    "ScalableDimension": Text(needed=True),
    "MinCapacity": Whole(),
    "MaxCapacity": Whole(),
    "PolicyName": STATE,  # a policy is known by its table and dimension
    "PolicyType": Text(),
    "TargetTrackingScalingPolicyConfiguration": One(
        members={
            "TargetValue": Whole(least=20, most=90),
            "PredefinedMetricSpecification": One(members={"PredefinedMetricType": STATE}),
        }
    ),
}
"""RegisterScalableTarget and PutScalingPolicy of Application Auto Scaling:
https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html."""
