"""From the form of a workload to the workload."""

from pytest_dynamo.design.forms.workload import WorkloadForm
from pytest_dynamo.design.mistakes import Mistakes, Where, quoted
from pytest_dynamo.design.values import Workload
from pytest_dynamo.design.values.workload import HIGHEST_PEAK, LONGEST_SECONDS, SHORTEST_SECONDS
from pytest_dynamo.design.written import span_seconds

_WHERE: Where = ("workload",)


def read_workload(form: WorkloadForm | None, mistakes: Mistakes) -> Workload | None:
    """The workload, if the design has one; mistakes are noted."""
    if form is None:
        return None
    peak = _multiple(form.peak)
    if not 0 < peak <= HIGHEST_PEAK:
        wanted = "greater than 0" if not peak else f"at most {HIGHEST_PEAK:,.0f}"
        mistakes.add((*_WHERE, "peak"), f"must be {wanted}, found {quoted(form.peak)}")
    return Workload(
        peak=peak,
        duration_seconds=_duration(form.duration, mistakes),
        shape=form.shape,
        holds_until=form.holds_until,
        ceiling=form.ceiling,
        usable_capacity=_share(form.usable_capacity, "usable_capacity", mistakes),
        throttled=_share(form.throttled, "throttled", mistakes),
        monthly_price=form.monthly_price,
        place=mistakes.place(_WHERE),
    )


def _multiple(form: str | float) -> float:
    return float(form.removesuffix("x")) if isinstance(form, str) else form


def _duration(form: str | float, mistakes: Mistakes) -> float:
    where = (*_WHERE, "duration")
    try:
        seconds = span_seconds(form)
    except ValueError as error:
        mistakes.add(where, str(error))
        return SHORTEST_SECONDS
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        mistakes.add(where, f"wanted from 1s to 7d, found {quoted(form)}")
    return seconds


def _share(form: str | float | None, name: str, mistakes: Mistakes) -> float | None:
    if not isinstance(form, str):
        return form
    share = float(form.removesuffix("%")) / 100
    if share > 1:
        mistakes.add((*_WHERE, name), f"must be at most 100 %, found {quoted(form)}")
    return share
