"""Every number the model of partitions and throttling rests on: its source, and how sure it is.

Sources: "documented" is AWS's developer guide; "paper" is Elhemali et al., "Amazon DynamoDB: A
Scalable, Predictably Performant, and Fully Managed NoSQL Database Service", USENIX ATC 2022;
"observed" is AWS's blog series "Scaling DynamoDB: How partitions, hot keys, and split for heat impact
performance" or a published load test; "fitted" was chosen so that the model repeats what was observed;
"assumed" is a guess that nothing observed contradicts.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, Literal, Self, TypeAlias, get_args

from pytest_dynamo.errors import DynamoError

Evidence: TypeAlias = Literal["documented", "paper", "observed", "fitted", "assumed"]
ThrottlingError: TypeAlias = Literal[
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"
]

GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"


def _known(
    default: Any,  # noqa: ANN401 - a number or a word
    evidence: Evidence,
    meaning: str,
    *,
    least: float = 0.0,
    most: float = math.inf,
    plausible: str = "",
    source: str = "",
) -> Any:  # noqa: ANN401 - a field, which takes the type of its annotation
    return field(
        default=default,
        metadata={
            "evidence": evidence,
            "meaning": meaning,
            "least": least,
            "most": most,
            "plausible": plausible,
            "source": source,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of the model; the metadata of each field tells its meaning and its source.

    Units are capacity units, spans are seconds, shares are of 1.
    """

    partition_read_units: float = _known(
        3_000.0,
        "documented",
        "read units a second that one partition serves",
        least=1.0,
        source=f"{GUIDE}/bp-partition-key-design.html",
    )
    partition_write_units: float = _known(
        1_000.0,
        "documented",
        "write units a second that one partition serves, independently of reads",
        least=1.0,
        source=f"{GUIDE}/bp-partition-key-design.html",
    )
    partition_bytes: float = _known(
        10 * 1024**3,
        "documented",
        "bytes at which a partition splits for its size",
        least=1_024.0,
        source=f"{GUIDE}/HowItWorks.Partitions.html",
    )
    partition_burst_seconds: float = _known(
        0.3,
        "fitted",
        "seconds' worth of its limit that a partition saves up",
        least=1e-3,
        plausible="0.2 to 1",
        source="the load of 220 keys one after the other, which kept about 1,250 units a second",
    )
    eventual_read_weight: float = _known(
        2 / 3,
        "observed",
        "part of a partition's limit that a unit of an eventually consistent read takes, as any of three nodes serves it",
        least=0.01,
        most=1.0,
        plausible="2/3 to 1",
        source="4,500 units a second of eventually consistent reads on one partition",
    )
    provisioned_burst_seconds: float = _known(
        300.0,
        "documented",
        "seconds' worth of unused provisioned capacity that is kept",
        least=1e-3,
        source=f"{GUIDE}/burst-adaptive-capacity.html",
    )
    provisioned_initial_seconds: float = _known(
        1.0,
        "assumed",
        "seconds' worth of capacity that a new provisioned table begins with",
        plausible="0 to 300",
    )
    on_demand_burst_seconds: float = _known(
        1.0,
        "assumed",
        "seconds' worth that a maximum of on-demand throughput, or a quota, lets pass at once",
        least=1e-3,
        plausible="1 to 300",
        source=f"{GUIDE}/on-demand-capacity-mode-max-throughput.html says best effort",
    )
    table_read_quota: float = _known(
        40_000.0,
        "documented",
        "read units a second of any on-demand table or index, by the quota of the account",
        least=1.0,
        source=f"{GUIDE}/ServiceQuotas.html",
    )
    table_write_quota: float = _known(
        40_000.0,
        "documented",
        "write units a second of any on-demand table or index, by the quota of the account",
        least=1.0,
        source=f"{GUIDE}/ServiceQuotas.html",
    )
    account_read_quota: float = _known(
        80_000.0,
        "documented",
        "read units provisioned over all tables and indexes of an account",
        least=1.0,
        source=f"{GUIDE}/ServiceQuotas.html",
    )
    account_write_quota: float = _known(
        80_000.0,
        "documented",
        "write units provisioned over all tables and indexes of an account",
        least=1.0,
        source=f"{GUIDE}/ServiceQuotas.html",
    )
    first_peak_read_units: float = _known(
        6_000.0,
        "documented",
        "previous peak of reads that a new on-demand table counts as having had; it serves twice that",
        least=1.0,
        most=1e6,
        source=f"{GUIDE}/warm-throughput.html",
    )
    first_peak_write_units: float = _known(
        2_000.0,
        "documented",
        "previous peak of writes that a new on-demand table counts as having had; it serves twice that",
        least=1.0,
        most=1e6,
        source=f"{GUIDE}/warm-throughput.html",
    )
    peak_age_seconds: float = _known(
        1_800.0,
        "documented",
        "age at which a higher peak becomes the previous peak",
        least=60.0,
        source=f"{GUIDE}/on-demand-capacity-mode.html",
    )
    heat_threshold: float = _known(
        0.80,
        "fitted",
        "share of its limit from which a partition's minute counts as hot",
        least=0.01,
        most=1.0,
        plausible="0.75 to 0.9",
        source="loads of 900 and 9,900 units a second on one key",
    )
    heat_minutes: int = _known(
        3,
        "fitted",
        "hot minutes in a row after which a split is begun",
        least=1,
        plausible="2 to 6",
        source="about 8 minutes until a hot key had been split",
    )
    split_least_seconds: float = _known(
        240.0,
        "fitted",
        "shortest time a split takes once it is begun",
        plausible="120 to 900",
        source="more than 10 minutes, about 8 minutes, and irregular steps",
    )
    split_most_seconds: float = _known(
        600.0,
        "fitted",
        "longest time a split takes once it is begun",
        plausible="120 to 900",
        source="more than 10 minutes, about 8 minutes, and irregular steps",
    )
    least_relief: float = _known(
        0.05,
        "assumed",
        "share of the newest requests that either side of a split has to take, or it is not made",
        most=0.5,
        plausible="0.02 to 0.2",
    )
    refused_split_seconds: float = _known(
        600.0,
        "assumed",
        "time after which a split that would not have helped is looked at again",
        least=60.0,
        plausible="300 to 1,800",
    )
    samples: int = _known(
        512,
        "assumed",
        "requests remembered of a warm partition, to find where to split it",
        least=16,
        most=65_536,
        plausible="128 and more; fewer, and splits are uneven",
    )
    sampled_one_in: int = _known(
        8, "assumed", "requests to a warm partition of which one is remembered", least=1, most=1_024
    )
    index_queue_seconds: float = _known(
        0.0,
        "assumed",
        "seconds' worth of its limit by which a global index may lag before writes of its table are throttled",
        plausible="0 to 60",
        source=f"{GUIDE}/gsi-throttling.html says that there is back-pressure",
    )
    cancelled_transaction_share: float = _known(
        1.0,
        "assumed",
        "times its units that a transaction is charged whose condition failed; a whole one takes two",
        most=2.0,
        plausible="0 to 2",
    )
    auto_scaling_out_minutes: int = _known(
        2,
        "documented",
        "minutes above the target, one after the other, that raise provisioned capacity",
        least=1,
        source=f"{GUIDE}/AutoScaling.html",
    )
    auto_scaling_in_minutes: int = _known(
        15,
        "documented",
        "minutes below the target, one after the other, that lower provisioned capacity",
        least=1,
        source=f"{GUIDE}/AutoScaling.html",
    )
    auto_scaling_seconds: float = _known(
        120.0,
        "assumed",
        "time from such a minute until the new capacity is there: alarm and update of the table",
        plausible="60 to 600",
        source=f"{GUIDE}/AutoScaling.html says several minutes",
    )
    on_demand_key_range_error: ThrottlingError = _known(  # noqa: RUF009 - a field
        "ThrottlingException",
        "assumed",
        "error code of an on-demand table one of whose partitions is over its limit",
        source=f"{GUIDE}/gsi-throttling.html; other pages say ProvisionedThroughputExceededException",
    )
    quota_error: ThrottlingError = _known(  # noqa: RUF009 - a field
        "RequestLimitExceeded",
        "documented",
        "error code of a table that is over the quota of the account",
        source=f"{GUIDE}/Programming.Errors.html",
    )
    seed: int = _known(
        0, "assumed", "seed of the delays of splits; the one thing that is drawn", least=-math.inf
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.metadata["least"] > -math.inf and not isinstance(value, str):
                _require_range(each.name, value, each.metadata)
        if self.split_most_seconds < self.split_least_seconds:
            message = (
                f"split_most_seconds {self.split_most_seconds:,.10g} is less than split_least_seconds "
                f"{self.split_least_seconds:,.10g}.\nTo fix this: give both, the least first"
            )
            raise DynamoError(message)

    @classmethod
    def overridden(cls, given: Mapping[str, str]) -> Self:
        """The parameters with some of them given as text, as on a command line.

        Raises:
            DynamoError: There is no such parameter, or it does not take the value.
        """
        known = {each.name: each for each in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in given.items():
            if name not in known:
                close = get_close_matches(name, known, n=1)
                near = f"did you mean '{close[0]}'?" if close else f"there: {', '.join(known)}"
                message = f"'{name}' is no parameter of the model; {near}"
                raise DynamoError(message)
            values[name] = _read(name, text, known[name].default)
        return replace(cls(), **values)

    def standing_for(self, requests: float) -> Self:
        """The parameters where each request stands for so many.

        What is saved up for a moment grows with them: requests that come in lumps would be throttled for
        being lumps, close below a limit, where single ones get through.

        >>> Parameters().standing_for(60).partition_burst_seconds
        18.0
        """
        lumps = max(1.0, requests)
        return replace(
            self,
            partition_burst_seconds=self.partition_burst_seconds * lumps,
            on_demand_burst_seconds=self.on_demand_burst_seconds * lumps,
        )

    def changed(self) -> dict[str, float | str]:
        """The parameters that differ from their defaults."""
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) != each.default
        }


def _require_range(name: str, value: float, known: Mapping[str, Any]) -> None:
    least, most = known["least"], known["most"]
    if not (math.isfinite(value) and least <= value <= most):
        end = f"to {most:,.10g}" if math.isfinite(most) else "or more"
        message = (
            f"{name} cannot be {value:,.10g}. It stands for: {known['meaning']}.\n"
            f"To fix this: a number of {least:,.10g} {end}; the default is the documented or fitted one"
        )
        raise DynamoError(message)


def _read(name: str, text: str, default: object) -> object:
    """The value of a parameter in the type of its default."""
    if isinstance(default, str):
        codes = get_args(ThrottlingError)
        if text not in codes:
            message = f"{name} takes one of {', '.join(codes)}, and not '{text}'"
            raise DynamoError(message)
        return text
    try:
        return int(text.replace("_", "")) if isinstance(default, int) else float(text)
    except ValueError:
        kind = "a whole number" if isinstance(default, int) else "a number"
        message = f"{name} takes {kind}, and not '{text}'"
        raise DynamoError(message) from None
