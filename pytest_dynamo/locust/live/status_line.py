"""The line that says, every few seconds, what happened since the last one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.histogram import Histogram

INTERVAL_SECONDS = 5.0


@dataclass(slots=True)
class Interval:
    """What calls amounted to for a few seconds."""

    requests: int = 0
    throttled: int = 0
    dropped: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    latency: Histogram = field(default_factory=Histogram)

    def add(self, call: Call) -> None:
        """Count one call."""
        self.requests += 1
        self.throttled += call.is_throttled
        self.read_units += call.read_units
        self.write_units += call.write_units
        self.latency.add(call.duration_seconds)

    def absorb(self, other: "Interval") -> None:
        """Add what another process counted."""
        self.requests += other.requests
        self.throttled += other.throttled
        self.dropped += other.dropped
        self.read_units += other.read_units
        self.write_units += other.write_units
        self.latency.absorb(other.latency)

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON values."""
        return {
            "requests": self.requests,
            "throttled": self.throttled,
            "dropped": self.dropped,
            "read_units": self.read_units,
            "write_units": self.write_units,
            "latency": self.latency.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(**{**data, "latency": Histogram.from_json(data["latency"])})


def progress_line(elapsed_seconds: float, interval: Interval, seconds: float) -> str:
    """One line about `interval`, which lasted some seconds and ended so long after the start."""
    minutes, second = divmod(round(elapsed_seconds), 60)
    offered, done = interval.requests + interval.dropped, interval.requests
    p50, p99 = (interval.latency.quantile(share) * 1000 for share in (0.5, 0.99))
    throttled = 100 * interval.throttled / max(interval.requests, 1)
    return (
        f"{minutes:02d}:{second:02d}  offered {offered / seconds:,.0f}/s  done {done / seconds:,.0f}/s"
        f"  p50 {p50:.1f} ms  p99 {p99:.1f} ms"
        f"  RCU {interval.read_units / seconds:,.0f}  WCU {interval.write_units / seconds:,.0f}"
        f"  throttled {throttled:.1f} %"
    )
