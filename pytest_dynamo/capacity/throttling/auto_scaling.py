"""When auto scaling changes provisioned capacity, and to what.

It follows CloudWatch's one-minute figures: above the target for two minutes in a row, or below it for
fifteen, an alarm sets the capacity at which the consumption would be at the target.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
"""

from math import ceil

from pytest_dynamo.capacity.decreases import next_decrease
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling


class Scaling:
    """The auto scaling of one table or index in one direction.

    `minute` is told of each minute in turn; capacity that is on its way is in `due`, the time from
    which it is there and its units a second.
    """

    __slots__ = ("_above", "_below", "_decreases", "_parameters", "due", "policy")

    def __init__(self, policy: AutoScaling, parameters: Parameters) -> None:
        self.policy = policy
        self._parameters = parameters
        self._above = self._below = 0
        self._decreases: list[float] = []
        self.due: tuple[float, float] | None = None

    def minute(self, ended: float, consumed_per_second: float, units_per_second: float) -> None:
        """Take the figures of the minute that ended at a time, in seconds since the epoch."""
        target = self.policy.target_utilization / 100
        used = consumed_per_second / units_per_second
        self._above = self._above + 1 if used > target else 0
        self._below = self._below + 1 if used < target else 0
        if self.due is not None:
            return
        wanted = ceil(round(consumed_per_second / target, 9))
        wanted = min(max(wanted, self.policy.minimum, 1), self.policy.maximum)
        if self._above >= self._parameters.auto_scaling_out_minutes and wanted > units_per_second:
            self._begin(ended, wanted)
        elif (
            self._below >= self._parameters.auto_scaling_in_minutes
            and wanted < units_per_second
            and next_decrease(self._decreases, ended) <= ended
        ):
            self._decreases.append(ended)
            self._begin(ended, wanted)

    def arrived(self, at: float) -> float | None:
        """The units a second that were on their way and are there by a time, if any."""
        if self.due is None or self.due[0] > at:
            return None
        units_per_second, self.due = self.due[1], None
        return units_per_second

    def is_settled(self, units_per_second: float) -> bool:
        """Whether capacity stays as it is for as long as nothing is consumed."""
        return self.due is None and units_per_second <= self.policy.minimum

    def _begin(self, ended: float, wanted: float) -> None:
        self._above = self._below = 0
        self.due = ended + self._parameters.auto_scaling_seconds, float(wanted)
