"""Tables and indexes as the plain values of a design file."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import (
    AttributeType,
    AutoScaling,
    Encryption,
    Index,
    KinesisStream,
    PointInTimeRecovery,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)

_ALL_KEYS = "ACCESSED_AND_THROTTLED_KEYS"


def table_document(table: Table) -> dict[str, Any]:
    """The table as it stands in a design file, its settings in the order of the reference."""
    types = table.attribute_types
    settings: dict[str, Any] = {
        "partition_key": _key(table.key.partition_key, types),
        "sort_key": _key(table.key.sort_key, types),
        "indexes": {name: index_document(index, types) for name, index in table.indexes.items()},
        "billing_mode": _provisioned(table.provisioned) or "PAY_PER_REQUEST",
        "max_throughput": _units(table.max_throughput),
        "warm_throughput": _units(table.warm_throughput),
        "stream": table.stream,
        "time_to_live": table.time_to_live,
        "point_in_time_recovery": _recovery(table.point_in_time_recovery),
        "encryption": _encryption(table.encryption),
        "deletion_protection": table.deletion_protection,
        "removal_policy": _unless(table.removal_policy, "RETAIN"),
        "table_class": _unless(table.table_class, "STANDARD"),
        "contributor_insights": _insights(table.contributor_insights),
        "resource_policy": table.resource_policy,
        "kinesis_stream": _kinesis(table.kinesis_stream),
        "tags": dict(table.tags),
        "replicas": list(table.replicas),
        "multi_region_consistency": table.multi_region_consistency,
        "vector_indexes": {name: dict(index) for name, index in table.vector_indexes.items()},
    }
    return {
        name: each
        for name, each in settings.items()
        if each or (name == "resource_policy" and each is not None)
    }


def index_document(index: Index, types: Mapping[str, AttributeType]) -> dict[str, Any]:
    """The index as it stands in a design file; a local index takes its partition key from its table."""
    is_local = index.kind == "local"
    settings: dict[str, Any] = {
        "type": "local" if is_local else None,
        "partition_key": None if is_local else _key(index.key.partition_key, types),
        "sort_key": _key(index.key.sort_key, types),
        "projection": _projection(index.projection),
        "billing_mode": _provisioned(index.provisioned),
        "max_throughput": _units(index.max_throughput),
        "warm_throughput": _units(index.warm_throughput),
        "contributor_insights": _insights(index.contributor_insights),
    }
    return {name: each for name, each in settings.items() if each}


def _key(names: tuple[str, ...], types: Mapping[str, AttributeType]) -> Any:  # noqa: ANN401 - of several shapes
    """A key; every attribute that is no string says its type, so that each key stands for itself."""
    written = [
        name if types.get(name, "S") == "S" else {"name": name, "type": types[name]}
        for name in names
    ]
    return written[0] if len(written) == 1 else written


def _projection(projection: Projection) -> str | list[str]:
    return list(projection.attributes) if projection.kind == "INCLUDE" else projection.kind


def _provisioned(capacity: Provisioned | None) -> dict[str, Any] | None:
    if capacity is None:
        return None
    reads, writes = map(_autoscaling, (capacity.read_autoscaling, capacity.write_autoscaling))
    settings = {
        "read_capacity_units": capacity.read_capacity_units,
        "write_capacity_units": capacity.write_capacity_units,
        "autoscaling": reads if reads == writes else None,
        "read_autoscaling": reads if reads != writes else None,
        "write_autoscaling": writes if reads != writes else None,
    }
    return {name: each for name, each in settings.items() if each is not None}


def _autoscaling(scaling: AutoScaling | None) -> dict[str, int] | None:
    if scaling is None:
        return None
    document = {"min": scaling.minimum, "max": scaling.maximum}
    if scaling.target_utilization != AutoScaling.__dataclass_fields__["target_utilization"].default:
        document["target_utilization"] = scaling.target_utilization
    return document


def _units(units: UnitsPerSecond | None) -> dict[str, int] | None:
    if units is None:
        return None
    settings = {
        "read_units_per_second": units.read_units_per_second,
        "write_units_per_second": units.write_units_per_second,
    }
    return {name: each for name, each in settings.items() if each is not None}


def _recovery(recovery: PointInTimeRecovery | None) -> bool | dict[str, int] | None:
    if recovery is None:
        return None
    if recovery == PointInTimeRecovery():
        return True
    return {"recovery_period_days": recovery.recovery_period_days}


def _encryption(encryption: Encryption) -> str | dict[str, str] | None:
    if encryption.kms_key is not None:
        return {"kms_key": encryption.kms_key}
    return _unless(encryption.kind, "AWS_OWNED")


def _insights(mode: str | None) -> str | bool | None:
    return True if mode == _ALL_KEYS else mode


def _kinesis(stream: KinesisStream | None) -> str | dict[str, str] | None:
    if stream is None or stream.precision is None:
        return stream.arn if stream else None
    return {"arn": stream.arn, "precision": stream.precision}


def _unless(value: str, default: str) -> str | None:
    return None if value == default else value
