"""The quotas of provisioned capacity, which are checked when capacity is asked for.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html. Those of a table
include its indexes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html.
"""

from collections.abc import Iterable, Iterator, Mapping

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.capacity.throttling.limits import provisioned_units
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.wire_types import Request

# "Subscriber limit exceeded" is how DynamoDB begins; the rest is ours.
TOO_MUCH = (
    "Subscriber limit exceeded: Provisioned {kind} capacity units of {what} would be {units:,}, above "
    "the quota of {quota:,.0f}"
)

Units = tuple[float, float]
"""Provisioned read and write capacity units."""


def check_quotas(
    request: Request, before: Table | None, others: Iterable[Table], parameters: Parameters
) -> None:
    """Check a request to create a table, or to change what it was `before`.

    Raises:
        ServiceError: LimitExceededException, as it would be above a quota. What is above one already may
            be made less.
    """
    now = _sum(_provisioned(before).values()) if before else (0.0, 0.0)
    wanted = _sum(_requested(request, before).values())
    rest = _sum(each for table in others for each in _provisioned(table).values())
    for direction, (units, was, elsewhere) in zip(
        ("read", "write"), zip(wanted, now, rest, strict=True), strict=True
    ):
        if units <= was:
            continue
        own, whole = _quotas(direction, parameters)
        if units > own:
            raise _too_much(direction, f"table {request['TableName']}", units, own)
        if units + elsewhere > whole:
            raise _too_much(direction, "the account", units + elsewhere, whole)


def _quotas(direction: str, parameters: Parameters) -> tuple[float, float]:
    if direction == "read":
        return parameters.table_read_quota, parameters.account_read_quota
    return parameters.table_write_quota, parameters.account_write_quota


def _too_much(direction: str, what: str, units: float, quota: float) -> ServiceError:
    message = TOO_MUCH.format(kind=direction, what=what, units=int(units), quota=quota)
    return ServiceError("LimitExceededException", message)


def _provisioned(table: Table) -> dict[str | None, Units]:
    """What a table has provisioned, and each of its global indexes by name."""
    if table.billing_mode != "PROVISIONED":
        return {}
    directions: tuple[Direction, Direction] = ("read", "write")
    units: dict[str | None, Units] = {}
    for index in (None, *table.global_indexes):
        reads, writes = (float(provisioned_units(table, index, each)) for each in directions)
        units[index.name if index else None] = reads, writes
    return units


def _requested(request: Request, before: Table | None) -> dict[str | None, Units]:
    """What a table would have provisioned after a request."""
    mode = request.get("BillingMode") or (before.billing_mode if before else "PROVISIONED")
    if mode != "PROVISIONED":
        return {}
    wanted = _provisioned(before) if before else {}
    for name, throughput in _given(request):
        if throughput is None:
            wanted.pop(name, None)
        else:
            units = throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]
            wanted[name] = float(units[0]), float(units[1])
    return wanted


def _given(request: Request) -> Iterator[tuple[str | None, Mapping[str, int] | None]]:
    """The capacity that a request gives the table (None) or an index; None takes the index away."""
    if request.get("ProvisionedThroughput"):
        yield None, request["ProvisionedThroughput"]
    changes = [{"Create": each} for each in request.get("GlobalSecondaryIndexes") or ()]
    for change in (*changes, *(request.get("GlobalSecondaryIndexUpdates") or ())):
        for kind, index in change.items():
            if kind == "Delete":
                yield index["IndexName"], None
            elif index.get("ProvisionedThroughput"):
                yield index["IndexName"], index["ProvisionedThroughput"]


def _sum(several: Iterable[Units]) -> Units:
    reads = writes = 0.0
    for read, write in several:
        reads, writes = reads + read, writes + write
    return reads, writes


def limits_of(parameters: Parameters) -> dict[str, int]:
    """The quotas as DescribeLimits answers them."""
    return {
        "AccountMaxReadCapacityUnits": int(parameters.account_read_quota),
        "AccountMaxWriteCapacityUnits": int(parameters.account_write_quota),
        "TableMaxReadCapacityUnits": int(parameters.table_read_quota),
        "TableMaxWriteCapacityUnits": int(parameters.table_write_quota),
    }
