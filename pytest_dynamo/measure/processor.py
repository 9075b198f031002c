"""How busy the processes that make the load are over a run, in the bins of its other series."""

from pytest_dynamo.measure.timeline import Series, Timeline, folded


class Processor:
    """Processor time of each process over the seconds of a run, in memory that does not grow with it.

    What is given is over stretches of a second or a few; within one the time is taken to be spread
    evenly, so that a bin that is narrower has the mean of the stretch around it.
    """

    def __init__(self) -> None:
        self.timeline = Timeline()
        self._measured: dict[str, Series] = {}
        self._busy: dict[str, Series] = {}

    def add(self, process: str, until: float, seconds: float, cpu_seconds: float) -> None:
        """Add what a process spent in the `seconds` before `until`, a time in seconds since the epoch."""
        if seconds <= 0:
            return
        for at in (until - seconds, until):
            self._cover(at)
        width = self.timeline.width_seconds
        measured = self._measured.setdefault(process, {})
        busy = self._busy.setdefault(process, {})
        first, last = self.timeline.bin_of(until - seconds), self.timeline.bin_of(until)
        for number in range(first, last + 1):
            begin, end = max(number * width, until - seconds), min((number + 1) * width, until)
            measured[number] = measured.get(number, 0.0) + end - begin
            busy[number] = busy.get(number, 0.0) + cpu_seconds * (end - begin) / seconds

    def share_at(self, begin: int, end: int) -> float | None:
        """The share of a core that the busiest process used in a bin; None where none was measured.

        The bin is from one time to another, both whole numbers of its width.
        """
        first = self.timeline.bin_of(begin)
        numbers = range(first, max(first, self.timeline.bin_of(end) - 1) + 1)
        shares = []
        for process, measured in self._measured.items():
            seconds = sum(measured.get(number, 0.0) for number in numbers)
            busy = self._busy[process]
            if seconds > 0:
                shares.append(sum(busy.get(number, 0.0) for number in numbers) / seconds)
        return max(shares, default=None)

    def _cover(self, at: float) -> None:
        doublings = self.timeline.cover(self.timeline.bin_of(at))
        if doublings:
            for by_process in (self._measured, self._busy):
                for process, series in by_process.items():
                    by_process[process] = folded(series, doublings)
