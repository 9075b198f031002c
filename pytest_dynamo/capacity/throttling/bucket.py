"""A token bucket, kept as one number: until when its tokens have been taken.

It is the "virtual scheduling" of ITU-T I.371, annex A. A request is admitted while any token is left
and may take more than there are, so that the bucket owes: a write of 400 units cannot wait for ever on
a table of one unit a second, and a Query can be charged once it is known what it read. Over any time
no more is taken than the rate gives in it, the burst, and one request.
"""


class Bucket:
    """So many units a second, of which those of `burst_seconds` can be saved up. It begins full.

    `minute_units` are the units taken since somebody last set it to 0.
    """

    __slots__ = ("burst_seconds", "minute_units", "taken_until", "units_per_second")

    def __init__(self, units_per_second: float, burst_seconds: float) -> None:
        self.units_per_second = units_per_second
        self.burst_seconds = burst_seconds
        self.taken_until = float("-inf")
        self.minute_units = 0.0

    def is_open(self, now: float) -> bool:
        """Whether any token is left."""
        return self.taken_until < now + self.burst_seconds

    def take(self, units: float, now: float) -> None:
        """Take units, whether or not they are there."""
        self.taken_until = max(self.taken_until, now) + units / self.units_per_second
        self.minute_units += units

    def level(self, now: float) -> float:
        """The units that are left; less than 0 where more was taken than there was."""
        return (now + self.burst_seconds - max(self.taken_until, now)) * self.units_per_second

    def leave(self, seconds: float, now: float) -> None:
        """Leave no more than so many seconds' worth in it."""
        self.taken_until = max(self.taken_until, now + self.burst_seconds - seconds)

    def change(self, units_per_second: float, burst_seconds: float, now: float) -> None:
        """Change the rate and keep what is in the bucket, as far as there is room for it."""
        units = self.level(now)
        self.units_per_second = units_per_second
        self.burst_seconds = burst_seconds
        seconds = min(units / units_per_second, burst_seconds)
        self.taken_until = now + burst_seconds - seconds
