"""Settings of a live table that are not in a design, or are so by default."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pytest_dynamo.deploy.drift_live import LiveTable
from pytest_dynamo.design.values import Table, UnitsPerSecond
from pytest_dynamo.interop.values import Loss

# What every table and index on demand can do at once, without having been warmed:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
_WARM_FROM_THE_START = UnitsPerSecond(read_units_per_second=12_000, write_units_per_second=4_000)


def described(table: Table, description: Mapping[str, Any]) -> tuple[Table, list[Loss]]:
    """The table as it is declared, without the warm throughput that every table has."""
    warm, losses = table.warm_throughput, list[Loss]()
    indexes = {
        name: replace(index, warm_throughput=None)
        if _is_usual(table, index.warm_throughput)
        else index
        for name, index in table.indexes.items()
    }
    if warm is not None and _is_usual(table, warm):
        units = f"{warm.read_units_per_second} and {warm.write_units_per_second} units a second"
        message = f"left out: {units} are what such a table has without being warmed"
        losses.append(Loss(where=f"tables.{table.name}.warm_throughput", message=message))
        warm = None
    if (description.get("SSEDescription") or {}).get("KMSMasterKeyArn"):
        message = (
            "the key is named by its ARN; whether it is AWS's or yours, DescribeTable does not tell"
        )
        losses.append(Loss(where=f"tables.{table.name}.encryption", message=message))
    return replace(table, warm_throughput=warm, indexes=indexes), losses


def _is_usual(table: Table, warm: UnitsPerSecond | None) -> bool:
    if warm == _WARM_FROM_THE_START:
        return True
    own = table.provisioned
    return (
        warm is not None
        and own is not None
        and (warm.read_units_per_second or 0) <= own.read_capacity_units
        and (warm.write_units_per_second or 0) <= own.write_capacity_units
    )


def settings_losses(live: LiveTable, description: Mapping[str, Any]) -> Iterator[Loss]:
    """What is not known of a live table."""
    table = live.table
    for aspect in live.unknown:
        insights = aspect.endswith("contributor_insights") and aspect.startswith("indexes.")
        message = (
            "not asked, as it takes a call for each index"
            if insights
            else "its DynamoDB does not tell, or the caller may not ask"
        )
        yield Loss(where=f"tables.{table.name}.{aspect}", message=message)
    yield Loss(
        where=f"tables.{table.name}.resource_policy",
        message="not asked; dynamodb:GetResourcePolicy tells whether there is one",
    )
    if table.provisioned:
        message = "not asked; it is Application Auto Scaling that knows, and not DynamoDB"
        yield Loss(where=f"tables.{table.name}.billing_mode.autoscaling", message=message)
    if table.kinesis_stream:
        message = "the precision of its timestamps is not read"
        yield Loss(where=f"tables.{table.name}.kinesis_stream.precision", message=message)
    if description.get("Replicas"):
        message = "the regions are kept; what replicas have of their own, such as keys and capacity, is not"
        yield Loss(where=f"tables.{table.name}.replicas", message=message)
