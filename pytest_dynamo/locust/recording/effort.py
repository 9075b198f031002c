"""What making the load costs: the processor, tasks that start late, connections thrown away.

Each process that makes load measures itself; a worker sends what it found with its reports.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.measure.histogram import Histogram
from pytest_dynamo.measure.processor import Processor

LATE_SECONDS = 0.001
"""What starts within so long of when it was due counts as punctual, and costs nothing to count."""

PEAK_SECONDS = 3.0
"""Over how long the share of a core is taken at least; over less, one busy moment would look like load."""

_DISCARDS = "pool is full, discarding connection"


class Effort:
    """What one process has spent since it last handed over."""

    def __init__(self) -> None:
        self._discards = Discards()
        self._ended: tuple[float, float, float] | None = None
        self._begin_anew()

    def begin(self) -> None:
        """Begin, with a test."""
        self._discards.listen()
        self._ended = None
        self._begin_anew()

    def end(self) -> None:
        """End, with the test: what this process does from now on is not for it."""
        self._discards.ignore()
        self._ended = self._now()

    def start_late(self, seconds: float) -> None:
        """Count a call that was started so long after it was due."""
        if seconds > LATE_SECONDS:
            self._late.add(seconds)

    def hand_over(self) -> dict[str, Any]:
        """What was spent since the last time, as JSON values; begins anew."""
        seconds, cpu_seconds, until = self._now()
        spent = {
            "until": until,
            "seconds": seconds - self._seconds,
            "cpu_seconds": cpu_seconds - self._cpu_seconds,
            "late": self._late.to_json(),
            "discarded": self._discards.count - self._discarded,
        }
        self._begin_anew()
        return spent

    def _begin_anew(self) -> None:
        self._late = Histogram()
        self._discarded = self._discards.count
        self._seconds, self._cpu_seconds, _ = self._now()

    def _now(self) -> tuple[float, float, float]:
        """Two clocks that never go back, of time and of the processor, and the time of day."""
        return self._ended or (time.monotonic(), time.process_time(), time.time())


class Efforts:
    """What all processes of a run have spent, each by its name."""

    def __init__(self) -> None:
        self.late = Histogram()
        self.processor = Processor()
        self.discarded_connections = 0
        self._spent: dict[str, _Spent] = {}

    def take_over(self, process: str, spent: Mapping[str, Any]) -> None:
        """Add what a process handed over."""
        self.late.absorb(Histogram.from_json(spent["late"]))
        self.discarded_connections += spent["discarded"]
        known = self._spent.setdefault(process, _Spent())
        known.add(spent["seconds"], spent["cpu_seconds"])
        self.processor.add(process, spent["until"], spent["seconds"], spent["cpu_seconds"])

    def cpu_share_of(self, process: str) -> float | None:
        """The highest share of a core that a process used over some seconds, None if it was not heard of."""
        return self._spent[process].peak if process in self._spent else None

    @property
    def cpu_share(self) -> float | None:
        """The mean share of a core of the busiest process; None before the first was heard of."""
        return max((one.mean for one in self._spent.values()), default=None)

    @property
    def peak_cpu_share(self) -> float | None:
        """The highest share of a core that any process used over some seconds."""
        return max((max(one.peak, one.mean) for one in self._spent.values()), default=None)

    def late_seconds_p99(self, calls: int) -> float:
        """How late 99 % of so many calls were started at most; 0 if these were punctual."""
        late = self.late.count
        beyond = 0.01 * calls
        return self.late.quantile((late - beyond) / late) if late > beyond else 0.0


class _Spent:
    """What one process has spent in all, and at most over some seconds."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._seconds = self._cpu_seconds = 0.0
        self._lately = [0.0, 0.0]

    @property
    def mean(self) -> float:
        return self._cpu_seconds / self._seconds if self._seconds else 0.0

    def add(self, seconds: float, cpu_seconds: float) -> None:
        self._seconds += seconds
        self._cpu_seconds += cpu_seconds
        self._lately[0] += seconds
        self._lately[1] += cpu_seconds
        if self._lately[0] >= 0.9 * PEAK_SECONDS:
            self.peak = max(self.peak, self._lately[1] / self._lately[0])
            self._lately = [0.0, 0.0]


class Discards(logging.Filter):
    """Counts connections that urllib3 throws away as there are more than its pool keeps.

    It warns of each; only the first warning is let through, as there may be thousands.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._logger = logging.getLogger("urllib3.connectionpool")

    def listen(self) -> None:
        """Count from now on."""
        self._logger.addFilter(self)  # a second time changes nothing

    def ignore(self) -> None:
        """Count no more."""
        self._logger.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a warning of a discarded connection; whether to show the message."""
        if _DISCARDS not in str(record.msg).lower():
            return True
        self.count += 1
        return self.count == 1
