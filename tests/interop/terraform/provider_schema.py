"""The documented arguments of the provider's resources, as of version 6.29.

From https://registry.terraform.io/providers/hashicorp/aws/6.29.0/docs/resources/ and then
dynamodb_table, dynamodb_contributor_insights, dynamodb_kinesis_streaming_destination,
dynamodb_resource_policy, appautoscaling_target, appautoscaling_policy and cloudwatch_metric_alarm. A
type is an argument's; a mapping is a block's, in a list where there may be several.
"""

_PROJECTION = {"projection_type": str, "non_key_attributes": [str]}
_THROUGHPUT = {
    "on_demand_throughput": {"max_read_request_units": int, "max_write_request_units": int},
    "warm_throughput": {"read_units_per_second": int, "write_units_per_second": int},
}
_LIFECYCLE = {"prevent_destroy": bool, "ignore_changes": [str]}

RESOURCES = {
    "aws_dynamodb_table": {
        "name": str,
        "billing_mode": str,
        "hash_key": str,
        "range_key": str,
        "read_capacity": int,
        "write_capacity": int,
        "stream_enabled": bool,
        "stream_view_type": str,
        "deletion_protection_enabled": bool,
        "table_class": str,
        "tags": {str: str},
        "attribute": [{"name": str, "type": str}],
        "ttl": {"enabled": bool, "attribute_name": str},
        "point_in_time_recovery": {"enabled": bool, "recovery_period_in_days": int},
        "server_side_encryption": {"enabled": bool, "kms_key_arn": str},
        "replica": [{"region_name": str, "consistency_mode": str}],
        "global_secondary_index": [
            {
                "name": str,
                "key_schema": [{"attribute_name": str, "key_type": str}],
                "read_capacity": int,
                "write_capacity": int,
                **_PROJECTION,
                **_THROUGHPUT,
            }
        ],
        "local_secondary_index": [{"name": str, "range_key": str, **_PROJECTION}],
        **_THROUGHPUT,
        "lifecycle": _LIFECYCLE,
    },
    "aws_dynamodb_contributor_insights": {"table_name": str, "index_name": str, "mode": str},
    "aws_dynamodb_kinesis_streaming_destination": {
        "stream_arn": str,
        "table_name": str,
        "approximate_creation_date_time_precision": str,
    },
    "aws_dynamodb_resource_policy": {"resource_arn": str, "policy": str},
    "aws_iam_policy": {"name_prefix": str, "description": str, "policy": str},
    "aws_appautoscaling_target": {
        "service_namespace": str,
        "resource_id": str,
        "scalable_dimension": str,
        "min_capacity": int,
        "max_capacity": int,
    },
    "aws_appautoscaling_policy": {
        "name": str,
        "policy_type": str,
        "service_namespace": str,
        "resource_id": str,
        "scalable_dimension": str,
        "target_tracking_scaling_policy_configuration": {
            "target_value": int,
            "predefined_metric_specification": {"predefined_metric_type": str},
        },
    },
    "aws_cloudwatch_metric_alarm": {
        "alarm_name": str,
        "alarm_description": str,
        "namespace": str,
        "metric_name": str,
        "dimensions": {str: str},
        "statistic": str,
        "period": int,
        "evaluation_periods": int,
        "datapoints_to_alarm": int,
        "threshold": int,
        "comparison_operator": str,
        "treat_missing_data": str,
        "alarm_actions": [str],
    },
}
REQUIRED = {
    "aws_dynamodb_table": {"name", "hash_key", "attribute"},
    "aws_dynamodb_contributor_insights": {"table_name"},
    "aws_dynamodb_kinesis_streaming_destination": {"stream_arn", "table_name"},
    "aws_dynamodb_resource_policy": {"resource_arn", "policy"},
    "aws_iam_policy": {"policy"},
    "aws_appautoscaling_target": {
        "service_namespace",
        "resource_id",
        "scalable_dimension",
        "min_capacity",
        "max_capacity",
    },
    "aws_appautoscaling_policy": {"name", "service_namespace", "resource_id", "scalable_dimension"},
    "aws_cloudwatch_metric_alarm": {"alarm_name", "comparison_operator", "evaluation_periods"},
}


def mistakes_of(value, schema, where=()):
    """Where a value is not of a schema."""
    if isinstance(schema, type):
        if type(value) is not schema:
            yield where, f"{value!r} is not of {schema.__name__}"
    elif isinstance(schema, list):
        if not isinstance(value, list):
            yield where, "no list"
            return
        for number, one in enumerate(value):
            yield from mistakes_of(one, schema[0], (*where, number))
    elif not isinstance(value, dict):
        yield where, "no block"
    else:
        for name, one in value.items():
            if name not in schema and str not in schema:
                yield (*where, name), "not documented"
            else:
                yield from mistakes_of(one, schema.get(name, schema.get(str)), (*where, name))
