"""Rules of provisioned capacity, the same for tables and indexes wherever they are made or changed.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ProvisionedThroughput.html
"""

from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.wire_types import Request

UNITS_ON_DEMAND = (
    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
    "PAY_PER_REQUEST"
)
UNITS_MISSING = "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
INDEX_UNITS_MISSING = "ProvisionedThroughput must be specified for index: {name}"
_MOST_UNITS = 1_000_000_000_000


def check_units(throughput: Request | None) -> None:
    """Check that provisioned capacity is not beyond all bounds.

    Raises:
        ServiceError: ValidationException.
    """
    for name in ("ReadCapacityUnits", "WriteCapacityUnits"):
        units = (throughput or {}).get(name)
        if units is not None and units > _MOST_UNITS:
            message = f"Given value {units} for {name} is out of bounds"
            raise invalid(message)


def check_index_throughput(index: Request, *, on_demand: bool) -> None:
    """Check that an index has provisioned capacity if its table has, and else none.

    Raises:
        ServiceError: ValidationException.
    """
    name, throughput = index["IndexName"], index.get("ProvisionedThroughput")
    if on_demand and throughput is not None:
        message = (
            f"ProvisionedThroughput should not be specified for index: {name} when BillingMode "
            "is PAY_PER_REQUEST"
        )
        raise invalid_parameter(message)
    if not on_demand and throughput is None:
        raise invalid_parameter(INDEX_UNITS_MISSING.format(name=name))
    check_units(throughput)
