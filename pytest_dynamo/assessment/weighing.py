"""What a fix gains: the difference of two forecasts under the same load."""

from pytest_dynamo.assessment.values import Gain, Metric, Weighed
from pytest_dynamo.forecast.values import Forecast

_ROUNDING = 1e-9
WORTH = 0.001
"""A smaller part of a figure is nothing to change a design for."""

LEAST = 0.005
"""Less than half a cent a month, or so much of a unit a second, is nothing."""


def weighed(made: Forecast) -> Weighed:
    """The figures of a forecast that fixes are judged by."""
    return Weighed(
        holds_until=made.holds_until,
        ceiling=made.ceiling,
        throttled_share=made.throttled_share,
        usd_per_month=made.prices.as_designed_usd,
        read_units_per_second=sum(each.read.peak_units_per_second for each in made.resources),
        write_units_per_second=sum(each.write.peak_units_per_second for each in made.resources),
    )


def breaks(figures: Weighed, peak_requests_per_second: float) -> bool:
    """Whether a design throttles at the load it was forecast under, or would with its luck gone."""
    short = figures.holds_until < peak_requests_per_second * (1 - _ROUNDING)
    return short or figures.throttled_share > 0


def is_worse(before: Weighed, after: Weighed) -> bool:
    """Whether a change makes more requests fail than it spares."""
    return after.throttled_share > before.throttled_share + WORTH


def gain_of(
    before: Weighed, after: Weighed, peak_requests_per_second: float, metric: Metric | None = None
) -> Gain | None:
    """What is gained, in the first figure that gains: the load that holds, dollars, units; or in one alone.

    The load counts only while it breaks the design, as what holds need not hold more; unless that is
    what a fix is for.
    """
    held, holds = before.holds_until, after.holds_until
    is_about_load = metric == "requests a second" or (
        metric is None and breaks(before, peak_requests_per_second)
    )
    if is_about_load and holds > held * (1 + WORTH):
        return Gain(metric="requests a second", before=held, after=holds)
    fewer: tuple[tuple[Metric, float, float], ...] = (
        ("US dollars a month", before.usd_per_month, after.usd_per_month),
        ("read units a second", before.read_units_per_second, after.read_units_per_second),
        ("write units a second", before.write_units_per_second, after.write_units_per_second),
    )
    for name, was, now in fewer:
        if metric in (None, name) and was - now > LEAST:
            return Gain(metric=name, before=was, after=now)
    return None
