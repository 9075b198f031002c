"""How long requests take, how many are done, and whether the generator keeps up."""

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.locust.following.web.charts import bins_of, latency_chart, rate_chart
from pytest_dynamo.locust.following.web.figures import LiveFigures
from pytest_dynamo.locust.following.web.sections.model import LivePanel, LiveSection, milliseconds
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.sections.parts import Table, numbers, words


def latency(figures: LiveFigures) -> LiveSection:
    """How long requests take, in themselves and from when they were due."""
    recent, title = figures.recent, "Latency"
    if recent.p99_ms is None or not figures.course:
        return LiveSection(anchor="latency", title=title, heading=("Nothing was answered yet",))
    heading = f"99{NO_BREAK}% are answered within {milliseconds(recent.p99_ms)}"
    if recent.response_p99_ms is not None:
        heading += f", and within {milliseconds(recent.response_p99_ms)} of when they were due"
    panel = LivePanel(
        title=("p50 and p99 of service, p99 of response",),
        facts=("Response counts from when a request was due; of the warm-up there is none.",),
        svg=latency_chart(figures.course, bins_of(figures)).element(
            name="latency", title="Latencies over time", description=f"{heading}."
        ),
    )
    return LiveSection(anchor="latency", title=title, heading=(heading,), panels=(panel,))


def requests(figures: LiveFigures) -> LiveSection:
    """How many requests are done of those that were offered."""
    recent = figures.recent
    done, offered = number_text(recent.done_per_second), number_text(recent.offered_per_second)
    panel = LivePanel(
        title=("Requests done a second",),
        svg=rate_chart(figures.done_series, bins_of(figures), "accent").element(
            name="done",
            title="Requests done a second, over time",
            description=f"{figures.requests:,} requests in all.",
        ),
    )
    return LiveSection(
        anchor="requests",
        title="Requests",
        heading=(f"{done} requests a second are done, of {offered} offered",),
        lead=(f"{figures.requests:,} in all, {figures.failures:,} failed.",),
        panels=(panel,) if figures.done_series else (),
    )


def generator(figures: LiveFigures) -> LiveSection:
    """Whether the load generator keeps up."""
    made, title = figures.generator, "Load generator"
    share = "not measured yet" if made.cpu_share is None else percent_text(made.cpu_share, NO_BREAK)
    peak = "" if made.peak_cpu_share is None else percent_text(made.peak_cpu_share, NO_BREAK)
    rows = (
        (("Of one core, the busiest process, on average",), (share,)),
        (("At most, over some seconds",), (peak or "not measured yet",)),
        (
            ("Late at most, of 99 % of the requests",),
            (milliseconds(1_000 * made.late_seconds_p99),),
        ),
        (("Dropped, as they could not be started in time",), (f"{made.dropped:,}",)),
        (("Connections thrown away",), (f"{made.discarded_connections:,}",)),
    )
    columns = (*words("Measured"), *numbers("Value"))
    return LiveSection(
        anchor="generator",
        title=title,
        heading=(made.verdict or "The load generator keeps up",),
        tables=(Table(summary="What it takes", columns=columns, rows=rows, is_open=True),),
        is_bad=bool(made.verdict),
    )
