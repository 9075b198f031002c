"""What the fluid leaves out: requests come when they like, not evenly.

Close below a limit a bucket runs dry now and then although on average less comes than it lets pass.
The expected share is that of a queue in heavy traffic, whose content is nearly exponentially
distributed: J. F. C. Kingman, "The single server queue in heavy traffic", Proceedings of the
Cambridge Philosophical Society 57 (1961).
"""

from math import exp, isfinite

from pytest_dynamo.errors import DynamoError


def refused_by_chance(
    utilisation: float, *, units_per_second: float, burst_units: float, request_units: float
) -> float:
    """The share of requests that a limit refuses although it is not reached on average.

    It is 0 at a utilisation of 1 and more, where the fluid itself refuses what is too much.

    Args:
        utilisation: What is asked for, of the limit.
        units_per_second: The limit.
        burst_units: What its bucket holds when it is full.
        request_units: What one request takes.

    >>> round(refused_by_chance(0.95, units_per_second=1_000, burst_units=300, request_units=10), 5)
    0.00213

    Raises:
        DynamoError: Something is negative or no finite number, or a limit or a request of nothing.
    """
    given = (utilisation, units_per_second, burst_units, request_units)
    if not all(isfinite(each) and each >= 0 for each in given) or not (
        units_per_second and request_units
    ):
        message = (
            f"a utilisation of {utilisation} of {units_per_second} units a second, with a burst of "
            f"{burst_units} and requests of {request_units}, cannot be.\n"
            "To fix this: finite numbers of 0 or more; the limit and the request of more than 0"
        )
        raise DynamoError(message)
    if utilisation >= 1 or utilisation == 0:
        return 0.0
    spare = units_per_second * (1 - utilisation)
    rate = request_units * units_per_second * utilisation
    return (1 - utilisation) * exp(-2 * burst_units * spare / rate)
