"""What DescribeTable and its kin are asked of a table, in JMESPath, and what the design says they answer.

Members are those of
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html, queries are
written in https://jmespath.org/specification.html. A query gives one text, so that it can be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_dynamo.design.values import Index, KeySchema, PointInTimeRecovery, Provisioned, Table

_TABLE = "describe-table"
_DAYS = PointInTimeRecovery().recovery_period_days
_KEY = "join(', ', KeySchema[].join(' ', [AttributeName, KeyType]))"
_UNITS = "ProvisionedThroughput.join('/', [ReadCapacityUnits, WriteCapacityUnits][].to_string(@))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of a table: what it is called, what the design says, and how to ask for it."""

    name: str
    expected: str
    query: str
    command: str = _TABLE


def properties_of(table: Table) -> Iterator[Property]:
    """Everything of a table that is compared."""
    yield Property(name="status", expected="ACTIVE", query="Table.TableStatus")
    yield Property(name="key", expected=_key_text(table.key), query=f"Table.{_KEY}")
    types = sorted(f"{name} {kind}" for name, kind in table.attribute_types.items())
    query = (
        "join(', ', sort(Table.AttributeDefinitions[].join(' ', [AttributeName, AttributeType])))"
    )
    yield Property(name="key attributes", expected=", ".join(types), query=query)
    yield from _indexes(table)
    query = "Table.BillingModeSummary.BillingMode || 'PROVISIONED'"
    yield Property(name="billing", expected=table.billing_mode, query=query)
    if units := _units_text(table.provisioned):
        yield Property(name="capacity", expected=units, query=f"Table.{_UNITS}")
    query = "Table.DeletionProtectionEnabled && 'on' || 'off'"
    expected = "on" if table.deletion_protection else "off"
    yield Property(name="deletion protection", expected=expected, query=query)
    yield from _settings(table)


def _settings(table: Table) -> Iterator[Property]:
    query = "Table.StreamSpecification.StreamEnabled && Table.StreamSpecification.StreamViewType || 'none'"
    yield Property(name="stream", expected=table.stream or "none", query=query)
    is_owned = table.encryption.kind == "AWS_OWNED"
    query = "Table.SSEDescription.SSEType || 'AWS_OWNED'"
    yield Property(name="encryption", expected="AWS_OWNED" if is_owned else "KMS", query=query)
    query = "Table.TableClassSummary.TableClass || 'STANDARD'"
    yield Property(name="class", expected=table.table_class, query=query)
    at = "TimeToLiveDescription"
    query = (
        f"contains(['ENABLED', 'ENABLING'], {at}.TimeToLiveStatus) && {at}.AttributeName || 'none'"
    )
    command = "describe-time-to-live"
    expected = table.time_to_live or "none"
    yield Property(name="time to live", expected=expected, query=query, command=command)
    yield from _recovery(table)


def _recovery(table: Table) -> Iterator[Property]:
    """Continuous backups; the period is asked for where it is not the one that DynamoDB has by itself."""
    at = "ContinuousBackupsDescription.PointInTimeRecoveryDescription"
    command = "describe-continuous-backups"
    recovery = table.point_in_time_recovery
    yield Property(
        name="point-in-time recovery",
        expected="ENABLED" if recovery else "DISABLED",
        query=f"{at}.PointInTimeRecoveryStatus",
        command=command,
    )
    if recovery and recovery.recovery_period_days != _DAYS:
        yield Property(
            name="days of recovery",
            expected=str(recovery.recovery_period_days),
            query=f"{at}.RecoveryPeriodInDays",
            command=command,
        )


def _indexes(table: Table) -> Iterator[Property]:
    kinds = {
        "global": ("GlobalSecondaryIndexes", table.global_indexes),
        "local": ("LocalSecondaryIndexes", table.local_indexes),
    }
    for kind, (member, indexes) in kinds.items():
        names = sorted(index.name for index in indexes)
        query = f"join(', ', sort(Table.{member}[].IndexName || `[]`)) || 'none'"
        yield Property(name=f"{kind} indexes", expected=", ".join(names) or "none", query=query)
        for index in indexes:
            yield from _index(index, f"Table.{member}[?IndexName=={_raw(index.name)}]")


def _index(index: Index, at: str) -> Iterator[Property]:
    name = f"index {index.name}"
    if index.kind == "global":
        yield Property(name=f"{name}, status", expected="ACTIVE", query=f"{at}.IndexStatus | [0]")
    yield Property(name=f"{name}, key", expected=_key_text(index.key), query=f"{at}.{_KEY} | [0]")
    query = f"{at}.Projection.join(' ', [ProjectionType, sort(NonKeyAttributes || `[]`)][]) | [0]"
    expected = " ".join([index.projection.kind, *sorted(index.projection.attributes)])
    yield Property(name=f"{name}, projection", expected=expected, query=query)
    if units := _units_text(index.provisioned):
        yield Property(name=f"{name}, capacity", expected=units, query=f"{at}.{_UNITS} | [0]")


def _key_text(key: KeySchema) -> str:
    parts = [f"{name} HASH" for name in key.partition_key] + [f"{n} RANGE" for n in key.sort_key]
    return ", ".join(parts)


def _units_text(provisioned: Provisioned | None) -> str:
    """Capacity units; none where auto scaling changes them."""
    if provisioned is None or provisioned.read_autoscaling or provisioned.write_autoscaling:
        return ""
    return f"{provisioned.read_capacity_units}/{provisioned.write_capacity_units}"


def _raw(text: str) -> str:
    """A raw string of JMESPath."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
