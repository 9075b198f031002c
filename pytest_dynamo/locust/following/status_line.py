"""The line that says, every few seconds, what happened since the last one."""

from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.tally import Tally

INTERVAL_SECONDS = 5.0


class StatusLine(Follower):
    """Says a line every few seconds."""

    def __init__(self) -> None:
        self._since: Tally | None = None
        self._seconds = 0.0

    def look(self, moment: Moment) -> None:
        """Say what happened, if it is time to."""
        self._since = moment.since if self._since is None else self._since + moment.since
        self._seconds += moment.seconds
        if self._seconds >= INTERVAL_SECONDS - moment.seconds / 2:
            tell(status_line(moment.elapsed_seconds, self._since, self._seconds))
            self._since, self._seconds = None, 0.0


def status_line(elapsed_seconds: float, since: Tally, seconds: float) -> str:
    """One line about what was counted over some seconds, which ended so long after the start."""
    minutes, second = divmod(round(elapsed_seconds), 60)
    done = sum(since.requests.values())
    units = {
        direction: sum(
            sum(flow.series.values()) for (_, way), flow in since.flows.items() if way == direction
        )
        for direction in ("read", "write")
    }
    p50, p99 = (since.latency.quantile(share) * 1000 for share in (0.5, 0.99))
    throttled = 100 * sum(since.throttled.values()) / max(done, 1)
    return (
        f"{minutes:02d}:{second:02d}  offered {(done + since.dropped) / seconds:,.0f}/s"
        f"  done {done / seconds:,.0f}/s  p50 {p50:.1f} ms  p99 {p99:.1f} ms"
        f"  RCU {units['read'] / seconds:,.0f}  WCU {units['write'] / seconds:,.0f}"
        f"  throttled {throttled:.1f} %"
    )
