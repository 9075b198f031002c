"""How many partitions a table or index begins with, and when the load makes them more.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
(previous peak), .../warm-throughput.html, and for provisioned tables the formula of older editions
of the guide ("Guidelines for working with tables") with the counts of the paper of 2022, section 4.
"""

from collections.abc import Sequence
from math import ceil, log2

from pytest_dynamo.capacity.throttling.limits import provisioned_units, units_of
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Index, Table

_DEFAULT = Parameters()

NEW_ON_DEMAND_PARTITIONS = 4
"""What serves the 12,000 reads and 4,000 writes a second that a new on-demand table sustains."""


def first_partitions(
    table: Table, index: Index | None = None, parameters: Parameters = _DEFAULT
) -> int:
    """How many partitions of equal parts of the hash space a new table or index has (modelled).

    An on-demand table has as many as its warm throughput takes, four by default; a provisioned one has
    RCU/3000 + WCU/1000, rounded up. A local index lives in the partitions of its table.
    """
    if index is not None and index.kind == "local":
        index = None
    return max(1, ceil(round(partitions_needed(table, index, parameters), 9)))


def partitions_needed(table: Table, index: Index | None, parameters: Parameters) -> float:
    """How many partitions' worth of throughput the settings of a table or global index ask for."""
    owner = index or table
    warm = _partitions_for(
        units_of(owner.warm_throughput, "read") or 0,
        units_of(owner.warm_throughput, "write") or 0,
        parameters,
    )
    if table.billing_mode == "PAY_PER_REQUEST":
        first = peak_need(
            parameters.first_peak_read_units, parameters.first_peak_write_units, parameters
        )
        return max(first, warm)
    reads = provisioned_units(table, index, "read") / parameters.partition_read_units
    writes = provisioned_units(table, index, "write") / parameters.partition_write_units
    return max(reads + writes, warm)


def peak_need(read_peak: float, write_peak: float, parameters: Parameters) -> float:
    """The partitions that an on-demand table needs to serve twice its previous peak.

    >>> peak_need(6_000, 2_000, Parameters())
    4.0
    """
    return _partitions_for(2 * read_peak, 2 * write_peak, parameters)


def halvings(widths: Sequence[float], need: float) -> list[int]:
    """How often each partition is to be halved so that none has more than one partition's even share.

    `widths` are the parts of the hash space the partitions have. Equal ones are all halved, so their
    number doubles; a part of no width, cut out of one item collection, is left alone.

    >>> halvings([0.25] * 4, 4.5), halvings([0.5, 0.25, 0.25], 4)
    ([1, 1, 1, 1], [1, 0, 0])
    """
    return [max(0, ceil(_log2(width * need))) for width in widths]


def _log2(share: float) -> float:
    # Rounded, so that a share of 1.0000000001 is not taken for more than one partition's.
    return round(log2(share), 9) if share > 0 else 0.0


def _partitions_for(read_units: float, write_units: float, parameters: Parameters) -> float:
    reads = read_units / parameters.partition_read_units
    writes = write_units / parameters.partition_write_units
    return max(reads, writes)
