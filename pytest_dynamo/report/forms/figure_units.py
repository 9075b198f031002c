"""What the figures of a run file are measured in, and whether they are modelled or observed."""

import re
from functools import cache
from typing import Literal

from pytest_dynamo.report.place import Place

Source = Literal["modelled", "observed", "not modelled", "modelled and observed", ""]

COUNT = "count"
"""What has no other unit is a number of things: requests, partitions, items."""

_UNITS = tuple(
    (re.compile(pattern), unit)
    for pattern, unit in (
        (r"(throttle_reasons\.series|series\.\w+|\.by_attempts)$(?<!_seconds)", COUNT),
        (r"partitions_by_minute$", COUNT),
        (r"hottest_by_minute$", "share"),
        (
            r"((read|write|keys|prefixes)\.(series|heat)|partition_peaks|_by_minute)$",
            "units a second",
        ),
        (r"(^version|\bseed|\bnumber|partition\.of|^patterns\.line)$", "number"),
        (r"generator\.cpu_series$", "share"),
        (r"\bspawn_rate$", "users a second"),
        (r"units_per_second$", "units a second"),
        (r"bytes_per_day$", "bytes a day"),
        (r"(per_second|holds_until(_lowest|_highest)?|\bceiling)$", "requests a second"),
        (r"after_days$", "days"),
        (r"(_seconds|_seconds_p99)$", "seconds"),
        (r"(_ms|\.curve)$", "milliseconds"),
        (r"(dollars_per_million)$", "dollars a million requests"),
        (r"(_usd|_per_month)$", "dollars a month"),
        (r"dollars$", "dollars"),
        (r"(\bbytes|bytes_at_start)$", "bytes"),
        (r"item_sizes\.(smallest|p5|median|p95|largest|largest_possible)$", "bytes"),
        (
            (
                r"(share|shares|share_of_limit|utilization|usable_capacity|lorenz|gini|relative_error"
                r"|difference(_by_request)?|place|begin|scale|\bfirst|\blast|largest_difference_by_request"
                r"|throttled_share_\w+|throttled_by_chance)$"
            ),
            "share",
        ),
        (r"(max_over_mean|variation|limit_search\.\w+_at|steps\.rate|load\.peak|clock)$", "times"),
        (r"(\b|_)units$", "capacity units"),
    )
)
"""By the end of a member's path without numbers; the first that fits."""

_CAPACITY = re.compile(
    r"^tables\.(read|write)\.(units|peak_units_per_second|series|unattributed_units)$"
    r"|^(keys\.(?!shards)|prefixes\.|spending\.(?!limit))|^skew\.top_shares$"
    r"|^(window|totals|patterns|patterns\.arms|patterns\.tests)\.\w*(read|write)_units$"
    r"|^patterns\.write_units_by_index\."
)
_MODELLED = re.compile(
    r"^(forecast|assessment|throttling|skew)\b|^comparison\.(units\.)?(forecast|expected)_"
    r"|(read|write)\.(heat|hottest_partition|partition_peaks|usable_share|partitions|slices)\b"
    r"|^keys\.shards$"
)
_BOTH = re.compile(r"^comparison\.")
_THROTTLED = re.compile(r"^(throttles|throttle_reasons)\.|throttled")
_DECLARED = re.compile(
    r"^(how|version|gates)\b|limit_units_per_second$|limit_dollars$|budget\.limit$|declared"
    r"|^series\.(bin|from)_seconds$|^patterns\.line$"
)


@cache
def unit_of(member: str, *, is_yes_or_no: bool = False) -> str:
    """The unit of a member, by its path without numbers.

    >>> unit_of("tables.write.peak_units_per_second"), unit_of("latency.p99_ms")
    ('units a second', 'milliseconds')
    """
    if is_yes_or_no:
        return "yes or no"
    return next((unit for pattern, unit in _UNITS if pattern.search(member)), COUNT)


def source_of(member: str, document: Place) -> Source:
    """Whether a member is modelled or observed; nothing for what was asked for and not found."""
    is_capacity = bool(_CAPACITY.search(member)) and "backend" in document.value
    if _MODELLED.search(member) and not is_capacity:
        return "modelled"
    if _DECLARED.search(member):
        return ""
    found: Source = "observed"
    if is_capacity:
        found = document["backend"]["capacity"].value
    elif _BOTH.search(member):
        found = "observed" if "measured_" in member else "modelled and observed"
    elif _THROTTLED.search(member) and "throttling" in document["how"].value:
        found = document["how"]["throttling"].value
    return found
