"""Every argument and attribute of the provider's resources for DynamoDB, and what becomes of each.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table and the pages
of its companions. Attributes that the provider computes are state.
"""

from collections.abc import Mapping
from typing import Final

from pytest_dynamo.interop.shapes import (
    Flag,
    Kept,
    Labels,
    Lost,
    Many,
    One,
    Shape,
    State,
    Text,
    Texts,
    Whole,
)

_STATE: Final = State()
_ELSEWHERE: Final = Lost(message="a design does not say which data a table begins with; left out")
_OF_REPLICA: Final = Lost(
    message="a replica is a region in a design, without settings of its own; left out",
    unless=(False,),
)
_UNITS: Final = Whole(unset=(0, -1))  # 0 is what a state says on demand; -1 lifts a maximum
_MODES: Final = Text(choices=("PROVISIONED", "PAY_PER_REQUEST"))
_CLASSES: Final = Text(choices=("STANDARD", "STANDARD_INFREQUENT_ACCESS"))
_TYPES: Final = Text(choices=("S", "N", "B"), needed=True)
_META: Final[Mapping[str, Shape]] = {
    "id": _STATE,
    "region": _STATE,  # a design is for every region; replicas are named
    "timeouts": Lost(message="how long Terraform waits is no part of a design; left out"),
}
_MAXIMUM: Final = One(members={"max_read_request_units": _UNITS, "max_write_request_units": _UNITS})
_WARM: Final = One(members={"read_units_per_second": _UNITS, "write_units_per_second": _UNITS})
_PROJECTION: Final[Mapping[str, Shape]] = {
    "projection_type": Text(choices=("ALL", "KEYS_ONLY", "INCLUDE")),
    "non_key_attributes": Texts(),
}
_KEY: Final = Many(
    members={
        "attribute_name": Text(needed=True),
        "attribute_type": Text(choices=("S", "N", "B")),
        "key_type": Text(choices=("HASH", "RANGE"), needed=True),
    }
)

TABLE: Final[Mapping[str, Shape]] = {
    **_META,
    "name": Text(needed=True),
    "attribute": Many(members={"name": Text(needed=True), "type": _TYPES}),
    "hash_key": Text(needed=True),
    "range_key": Text(),
    "billing_mode": _MODES,
    "read_capacity": _UNITS,
    "write_capacity": _UNITS,
    "on_demand_throughput": _MAXIMUM,
    "warm_throughput": _WARM,
    "global_secondary_index": Many(
        members={
            "name": Text(needed=True),
            "hash_key": Text(),
            "range_key": Text(),
            "key_schema": _KEY,
            **_PROJECTION,
            "read_capacity": _UNITS,
            "write_capacity": _UNITS,
            "on_demand_throughput": _MAXIMUM,
            "warm_throughput": _WARM,
        }
    ),
    "local_secondary_index": Many(
        members={"name": Text(needed=True), "range_key": Text(needed=True), **_PROJECTION}
    ),
    "ttl": One(members={"attribute_name": Text(), "enabled": Flag()}),
    "point_in_time_recovery": One(
        members={
            "enabled": Flag(),
            "recovery_period_in_days": Whole(most=35, unset=(0,)),
        }
    ),
    "server_side_encryption": One(members={"enabled": Flag(), "kms_key_arn": Text()}),
    "stream_enabled": Flag(),
    "stream_view_type": Text(choices=("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")),
    "deletion_protection_enabled": Flag(),
    "table_class": _CLASSES,
    "tags": Labels(),
    "tags_all": Labels(),
    "replica": Many(
        members={
            "region_name": Text(needed=True),
            "consistency_mode": Text(choices=("EVENTUAL", "STRONG")),
            "deletion_protection_enabled": _OF_REPLICA,
            "kms_key_arn": _OF_REPLICA,
            "point_in_time_recovery": _OF_REPLICA,
            "propagate_tags": _OF_REPLICA,
            "arn": _STATE,
            "stream_arn": _STATE,
            "stream_label": _STATE,
        }
    ),
    "global_table_witness": One(
        members={
            "region_name": Lost(
                message="a design does not name the witness of a global table; left out"
            )
        }
    ),
    "global_table_settings_replication_mode": Lost(
        message="a design does not say how settings are replicated to other accounts; left out"
    ),
    "global_table_source_arn": _ELSEWHERE,
    "import_table": _ELSEWHERE,
    "restore_backup_arn": _ELSEWHERE,
    "restore_date_time": _ELSEWHERE,
    "restore_source_name": _ELSEWHERE,
    "restore_source_table_arn": _ELSEWHERE,
    "restore_to_latest_time": _ELSEWHERE,
    "arn": _STATE,
    "stream_arn": _STATE,
    "stream_label": _STATE,
}

_OF_TABLE: Final[Mapping[str, Shape]] = {**_META, "table_name": Text(needed=True)}
_SCALED: Final[Mapping[str, Shape]] = {
    **_META,
    "resource_id": Text(needed=True),
    "scalable_dimension": Text(needed=True),
    "service_namespace": Text(),
    "arn": _STATE,
}
_SCALING: Final = Lost(
    message="auto scaling has a minimum, a maximum and a target in a design; left out",
    unless=(False,),
)

COMPANIONS: Final[Mapping[str, Mapping[str, Shape]]] = {
    "aws_appautoscaling_target": {
        **_SCALED,
        "min_capacity": Whole(),
        "max_capacity": Whole(),
        "role_arn": _STATE,  # AWS uses a role linked to the service, whatever is given
        "suspended_state": One(
            members={
                "dynamic_scaling_in_suspended": _SCALING,
                "dynamic_scaling_out_suspended": _SCALING,
                "scheduled_scaling_suspended": _SCALING,
            }
        ),
        "tags": Lost(message="tags of a target of auto scaling are no part of a design; left out"),
        "tags_all": _STATE,
    },
    "aws_appautoscaling_policy": {
        **_SCALED,
        "name": _STATE,
        "policy_type": Text(),
        "alarm_arns": _STATE,
        "target_tracking_scaling_policy_configuration": One(
            members={
                "target_value": Whole(least=20, most=90),
                "predefined_metric_specification": One(
                    members={
                        "predefined_metric_type": _STATE,  # the dimension says the same
                        "resource_label": _SCALING,
                    }
                ),
                "customized_metric_specification": _SCALING,
                "disable_scale_in": _SCALING,
                "scale_in_cooldown": _SCALING,
                "scale_out_cooldown": _SCALING,
            }
        ),
        "step_scaling_policy_configuration": _SCALING,
        "predictive_scaling_policy_configuration": _SCALING,
    },
    "aws_dynamodb_kinesis_streaming_destination": {
        **_OF_TABLE,
        "stream_arn": Text(),
        "approximate_creation_date_time_precision": Text(choices=("MILLISECOND", "MICROSECOND")),
    },
    "aws_dynamodb_contributor_insights": {
        **_OF_TABLE,
        "index_name": Text(),
        "mode": Text(choices=("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS")),
    },
    "aws_dynamodb_resource_policy": {
        **_META,
        "resource_arn": Text(needed=True),
        "policy": Kept(),
        "confirm_remove_self_resource_access": Lost(
            message="is about the removal of a policy; left out", unless=(False,)
        ),
        "revision_id": _STATE,
    },
    "aws_dynamodb_tag": {
        **_META,
        "resource_arn": Text(needed=True),
        "key": Text(needed=True),
        "value": Text(),
    },
    "aws_dynamodb_table_replica": {
        **_META,
        "global_table_arn": Text(needed=True),
        "deletion_protection_enabled": _OF_REPLICA,
        "kms_key_arn": _OF_REPLICA,
        "point_in_time_recovery": _OF_REPLICA,
        "table_class_override": _OF_REPLICA,
        "tags": _OF_REPLICA,
        "tags_all": _STATE,
        "arn": _STATE,
    },
    "aws_dynamodb_global_secondary_index": {
        **_OF_TABLE,
        "index_name": Text(needed=True),
        "key_schema": _KEY,
        "projection": One(members=_PROJECTION),
        "provisioned_throughput": One(
            members={"read_capacity_units": _UNITS, "write_capacity_units": _UNITS}
        ),
        "on_demand_throughput": _MAXIMUM,
        "warm_throughput": _WARM,
        "arn": _STATE,
    },
}
"""By resource type; the order is that in which they are taken in: targets go before policies."""
