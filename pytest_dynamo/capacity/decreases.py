"""How often provisioned capacity may be decreased: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-capacity-units-provisioned-throughput.

"On a given day, you can start by performing up to four decreases within one hour as long as you have
not performed any other decreases yet during that day. Subsequently, you can perform one additional
decrease per hour as long as there were no decreases in the preceding hour."
"""

from collections.abc import Sequence

FIRST_DECREASES = 4
HOUR_SECONDS = 3_600
_DAY_SECONDS = 86_400


def decreases_today(times: Sequence[float], now: float) -> list[float]:
    """Those of some times, in seconds since the epoch, that are of the same UTC day as `now`."""
    midnight = now - now % _DAY_SECONDS
    return [time for time in times if time >= midnight]


def next_decrease(times: Sequence[float], now: float) -> float:
    """When the next decrease may be made, in seconds since the epoch; `now` if it may be made now.

    `times` are those of earlier decreases of the same table or index, the latest last.

    >>> next_decrease([0.0, 1.0, 2.0], 3.0), next_decrease([0.0, 1.0, 2.0, 3.0], 4.0)
    (3.0, 3603.0)
    """
    today = decreases_today(times, now)
    if not today or (len(today) < FIRST_DECREASES and now - today[0] < HOUR_SECONDS):
        return now
    midnight = now - now % _DAY_SECONDS + _DAY_SECONDS
    return max(now, min(today[-1] + HOUR_SECONDS, midnight))
