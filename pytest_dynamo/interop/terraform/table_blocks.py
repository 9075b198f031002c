"""A table and its indexes as arguments and blocks of `aws_dynamodb_table`.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table
"""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import (
    Encryption,
    Index,
    PointInTimeRecovery,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)


def literal(text: str) -> str:
    """A text that Terraform takes as it stands.

    https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences

    >>> literal("${x} and %{y}")
    '$${x} and %%{y}'
    """
    return text.replace("${", "$${").replace("%{", "%%{")


def table_block(table: Table) -> dict[str, Any]:
    """The arguments of a table, without those that say what holds anyhow."""
    block: dict[str, Any] = {
        "name": literal(table.name),
        "billing_mode": table.billing_mode,
        "hash_key": literal(table.key.partition_key[0]),
        "range_key": literal(table.key.sort_key[0]) if table.key.sort_key else None,
        "attribute": [
            {"name": literal(name), "type": kind} for name, kind in table.attribute_types.items()
        ],
        "global_secondary_index": [_global_index(index) for index in table.global_indexes],
        "local_secondary_index": [
            {
                "name": literal(index.name),
                "range_key": literal(index.key.sort_key[0]),
                **_projection(index.projection),
            }
            for index in table.local_indexes
        ],
        **_throughput(table.provisioned, table.max_throughput, table.warm_throughput),
        "stream_enabled": True if table.stream else None,
        "stream_view_type": table.stream,
        "ttl": _ttl(table.time_to_live),
        "point_in_time_recovery": _recovery(table.point_in_time_recovery),
        "server_side_encryption": _encryption(table.encryption),
        "deletion_protection_enabled": table.deletion_protection or None,
        "table_class": None if table.table_class == "STANDARD" else table.table_class,
        "replica": [_replica(region, table) for region in table.replicas],
        "tags": {literal(key): literal(value) for key, value in table.tags.items()},
        "lifecycle": _lifecycle(table),
    }
    return {name: value for name, value in block.items() if value not in (None, [], {})}


def _global_index(index: Index) -> dict[str, Any]:
    """A global index; `key_schema` takes several attributes, and hash_key and range_key are deprecated."""
    key = index.key
    kinds = [
        *(("HASH", name) for name in key.partition_key),
        *(("RANGE", name) for name in key.sort_key),
    ]
    return {
        "name": literal(index.name),
        "key_schema": [{"attribute_name": literal(name), "key_type": kind} for kind, name in kinds],
        **_projection(index.projection),
        **_throughput(index.provisioned, index.max_throughput, index.warm_throughput),
    }


def _projection(projection: Projection) -> dict[str, Any]:
    if projection.kind != "INCLUDE":
        return {"projection_type": projection.kind}
    attributes = [literal(name) for name in projection.attributes]
    return {"projection_type": "INCLUDE", "non_key_attributes": attributes}


def _throughput(
    provisioned: Provisioned | None, maximum: UnitsPerSecond | None, warm: UnitsPerSecond | None
) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if provisioned:
        arguments["read_capacity"] = provisioned.read_capacity_units
        arguments["write_capacity"] = provisioned.write_capacity_units
    if maximum:
        arguments["on_demand_throughput"] = _given(
            max_read_request_units=maximum.read_units_per_second,
            max_write_request_units=maximum.write_units_per_second,
        )
    if warm:
        arguments["warm_throughput"] = _given(
            read_units_per_second=warm.read_units_per_second,
            write_units_per_second=warm.write_units_per_second,
        )
    return arguments


def _given(**members: int | None) -> dict[str, int]:
    return {name: value for name, value in members.items() if value is not None}


def _ttl(attribute: str | None) -> dict[str, Any] | None:
    return {"enabled": True, "attribute_name": literal(attribute)} if attribute else None


def _recovery(recovery: PointInTimeRecovery | None) -> dict[str, Any] | None:
    if recovery is None:
        return None
    return {"enabled": True, "recovery_period_in_days": recovery.recovery_period_days}


def _encryption(encryption: Encryption) -> dict[str, Any] | None:
    """`enabled` is about keys in KMS: a table that is not said to have one has DynamoDB's own."""
    if encryption.kind == "AWS_OWNED":
        return None
    key = {"kms_key_arn": literal(encryption.kms_key)} if encryption.kms_key else {}
    return {"enabled": True, **key}


def _replica(region: str, table: Table) -> dict[str, Any]:
    consistency = table.multi_region_consistency
    mode = {"consistency_mode": consistency} if consistency else {}
    return {"region_name": literal(region), **mode}


def _lifecycle(table: Table) -> Mapping[str, Any]:
    """That a table stays, and that Terraform leaves to auto scaling what that sets."""
    changing = []
    for index in (None, *table.global_indexes):
        provisioned = index.provisioned if index else table.provisioned
        if provisioned is None:
            continue
        for name, scaling in (
            ("read_capacity", provisioned.read_autoscaling),
            ("write_capacity", provisioned.write_autoscaling),
        ):
            if scaling:
                changing.append("global_secondary_index" if index else name)
    lifecycle: dict[str, Any] = {}
    if table.removal_policy == "RETAIN":
        lifecycle["prevent_destroy"] = True
    if changing:
        lifecycle["ignore_changes"] = list(dict.fromkeys(changing))
    return lifecycle
