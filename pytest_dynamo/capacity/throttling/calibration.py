"""From what a real table did under a few loads to parameters of the model.

Each experiment overloads one limit, from the first second on, and is logged second by second; what was
accepted tells the parameter. Experiments: docs/how-to/calibrate-the-model.md.
"""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from statistics import mean, median
from typing import TypeAlias

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.errors import DynamoError

# What saved-up capacity adds is over by then.
_SETTLED_SECONDS = 10
# By how much more than one partition's limit has to be accepted, over how many seconds, to call it two.
_STEP, _STEP_SECONDS = 1.2, 10
_COLUMNS = ("attempted", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """The capacity units that were attempted and accepted within one second."""

    attempted: float
    accepted: float


Log: TypeAlias = Sequence[Second]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A parameter as an experiment shows it; it lies between `least` and `most`."""

    name: str
    value: float
    least: float
    most: float


def read_log(text: str) -> list[Second]:
    """A log from CSV with the columns `attempted` and `accepted`, one row a second; others are ignored.

    Raises:
        DynamoError: A column is missing, or a row has no number from 0 in it.
    """
    rows = csv.DictReader(StringIO(text.strip()), skipinitialspace=True)
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        message = f"the log has no column {missing[0]}; there: {', '.join(rows.fieldnames or ())}"
        raise DynamoError(message)
    return [_second(row, rows.line_num) for row in rows]


def fit_partition_burst(log: Log, parameters: Parameters) -> Fit:
    """`partition_burst_seconds` from writes to one item, well above the limit of a partition."""
    seconds = _saved_seconds(log, parameters)
    return _fit("partition_burst_seconds", seconds, _a_request(log, parameters))


def fit_index_queue(log: Log, parameters: Parameters) -> Fit:
    """`index_queue_seconds` from even writes to a table with an index whose key has one value.

    What the partition of the index had saved up is taken off.
    """
    seconds = _saved_seconds(log, parameters) - parameters.partition_burst_seconds
    return _fit("index_queue_seconds", seconds, _a_request(log, parameters))


def fit_eventual_read_weight(log: Log, parameters: Parameters) -> Fit:
    """`eventual_read_weight` from eventually consistent reads of one key, before it is split."""
    served = [second.accepted for second in _overloaded(log)[_SETTLED_SECONDS:]]
    if not served:
        message = (
            f"the log has less than {_SETTLED_SECONDS} seconds of reads that were throttled.\n"
            f"To fix this: read one key by {2 * parameters.partition_read_units:,.0f} units a second, "
            "for a minute"
        )
        raise DynamoError(message)
    limit = parameters.partition_read_units
    weights = sorted(min(1.0, limit / max(each, 1.0)) for each in served)
    value = min(1.0, limit / max(mean(served), 1.0))
    tenth = len(weights) // 10
    return Fit(
        name="eventual_read_weight",
        value=value,
        least=min(value, weights[tenth]),
        most=max(value, weights[-1 - tenth]),
    )


def fit_split_seconds(logs: Sequence[Log], parameters: Parameters) -> tuple[Fit, Fit]:
    """`split_least_seconds` and `split_most_seconds` from writes all over one item collection.

    Each log is one run on a new table, at twice the limit of a partition and more, until it was split.
    How long a partition has to be hot before, and how long the split takes then, cannot be told apart:
    `heat_minutes` is taken as it is.
    """
    if len(logs) < 2:
        message = (
            "the time a split takes is a range.\nTo fix this: give the logs of two runs or more"
        )
        raise DynamoError(message)
    hot_seconds = parameters.heat_minutes * 60.0
    times = sorted(max(0.0, split_after(log, parameters) - hot_seconds) for log in logs)
    # The ends of an even range lie beyond those of a sample of it by as much as its members are apart.
    beyond = (times[-1] - times[0]) / (len(times) - 1)
    shortest, longest = max(0.0, times[0] - beyond), times[-1] + beyond
    return (
        Fit(name="split_least_seconds", value=shortest, least=0.0, most=times[0]),
        Fit(name="split_most_seconds", value=longest, least=times[-1], most=longest + beyond),
    )


def fit_heat_threshold(probes: Mapping[float, Log], parameters: Parameters) -> Fit:
    """`heat_threshold` from loads of one item collection, and what its table served after each.

    Keys are the units a second that were written for half an hour, and values the logs of a probe
    after it, at twice the limit of a partition.
    """
    limit = parameters.partition_write_units
    shares = {load / limit: is_split(log, parameters) for load, log in sorted(probes.items())}
    for (lower, was_split), (higher, is_too) in pairwise(shares.items()):
        if was_split and not is_too:
            message = (
                f"{lower * limit:g} units a second led to a split, and {higher * limit:g} did not.\n"
                f"To fix this: repeat these two, for longer, each on a new table"
            )
            raise DynamoError(message)
    least = max((share for share, was_split in shares.items() if not was_split), default=0.0)
    most = min((share for share, was_split in shares.items() if was_split), default=1.0)
    return Fit(name="heat_threshold", value=(least + most) / 2, least=least, most=most)


def split_after(log: Log, parameters: Parameters) -> float:
    """After how many seconds of a log more is accepted than one partition serves.

    Raises:
        DynamoError: That never is.
    """
    enough = _STEP * parameters.partition_write_units
    for second in range(_SETTLED_SECONDS, len(log) - _STEP_SECONDS + 1):
        following = log[second : second + _STEP_SECONDS]
        if following[0].accepted > enough and _served(following) > enough:
            return float(second)
    message = (
        f"in {len(log)} seconds the key was not split.\n"
        f"To fix this: write for longer, more than {2 * parameters.partition_write_units:,.0f} units "
        "a second, all over the sort keys of one partition key"
    )
    raise DynamoError(message)


def is_split(log: Log, parameters: Parameters) -> bool:
    """Whether a key serves more than one partition does, once its burst is over."""
    settled = log[_SETTLED_SECONDS:]
    if not settled:
        message = f"a probe takes more than {_SETTLED_SECONDS} seconds, and this log has {len(log)}"
        raise DynamoError(message)
    return _served(settled) > _STEP * parameters.partition_write_units


def fitted_lines(fits: Sequence[Fit], parameters: Parameters) -> Iterator[str]:
    """Fitted parameters beside those of the model, and how to pass them on."""
    width = max((len(fit.name) for fit in fits), default=9) + 2
    yield f"{'parameter':{width}}{'model':>8}{'fitted':>8}   between"
    for fit in fits:
        model = getattr(parameters, fit.name)
        span = f"{fit.least:.3g} and {fit.most:.3g}"
        yield f"{fit.name:{width}}{model:>8.3g}{fit.value:>8.3g}   {span}"
    yield " ".join(f"--model {fit.name}={fit.value:.3g}" for fit in fits)


def _second(row: Mapping[str, str | None], line: int) -> Second:
    try:
        attempted, accepted = (float(row[name] or "") for name in _COLUMNS)
    except ValueError:
        attempted = accepted = math.nan
    if not (0 <= attempted < math.inf and 0 <= accepted < math.inf):
        message = f"line {line} of the log: {' and '.join(_COLUMNS)} take numbers from 0"
        raise DynamoError(message)
    return Second(attempted=attempted, accepted=accepted)


def _served(log: Log) -> float:
    return mean(second.accepted for second in log)


def _overloaded(log: Log) -> list[Second]:
    """The log from its first request to the last second in which one was refused."""
    begun = next((n for n, second in enumerate(log) if second.attempted > 0), len(log))
    ended = max(
        (n for n, second in enumerate(log) if second.accepted < second.attempted), default=-1
    )
    return list(log[begun : ended + 1])


def _saved_seconds(log: Log, parameters: Parameters) -> float:
    """How many seconds' worth of a partition's writes was accepted beyond what it serves meanwhile."""
    limit = parameters.partition_write_units
    overloaded = _overloaded(log)
    if not overloaded or median(second.attempted for second in overloaded) <= limit:
        message = (
            f"nothing was throttled under more than {limit:,.0f} units a second.\n"
            f"To fix this: repeat the experiment with more load, or for longer"
        )
        raise DynamoError(message)
    # The load begins and ends within a second, of which so much was used as of it was sent.
    usual = median(second.attempted for second in overloaded)
    ends = {0, len(overloaded) - 1}
    seconds = sum(
        min(1.0, second.attempted / usual) if number in ends else 1.0
        for number, second in enumerate(overloaded)
    )
    return sum(second.accepted for second in overloaded) / limit - seconds


def _a_request(log: Log, parameters: Parameters) -> float:
    """How exact such a time is: a hundredth of a second's requests more or less."""
    return max(second.attempted for second in log) / 100 / parameters.partition_write_units


def _fit(name: str, seconds: float, margin: float) -> Fit:
    value = max(0.0, seconds)
    return Fit(name=name, value=value, least=max(0.0, value - margin), most=value + margin)
