"""What tables and indexes consume, and what is throttled."""

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.locust.following.web.charts import bins_of, rate_chart
from pytest_dynamo.locust.following.web.figures import LiveFigures
from pytest_dynamo.locust.following.web.sections.model import LivePanel, LiveSection, stream_name
from pytest_dynamo.report.figures import NO_BREAK, duration_text
from pytest_dynamo.report.resources import short_resource
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.words import Code, Name, Sentence, plain


def consumed(figures: LiveFigures) -> LiveSection:
    """What each table and index consumes, and its limit."""
    bins, recent = bins_of(figures), figures.recent
    panels = []
    for number, stream in enumerate(figures.streams):
        unit = f"{stream.direction} units a second"
        facts = f"{number_text(stream.series[-1] if stream.series else 0.0)} {unit}"
        if stream.limit is not None:
            facts += f", limit {number_text(stream.limit)}"
        svg = rate_chart(stream.series, bins, stream.direction, limit=stream.limit).element(
            name=f"consumed-{number}",
            title=f"{unit.capitalize()} of {plain(stream_name(stream))} over time",
            description=f"Last: {facts}. {number_text(stream.units)} units in all.",
        )
        panels.append(LivePanel(title=stream_name(stream), facts=(facts,), svg=svg))
    heading = (
        f"{number_text(recent.read_units_per_second)} read and {number_text(recent.write_units_per_second)} "
        f"write units a second"
    )
    if not panels:
        return LiveSection(
            anchor="consumed", title="Consumed", heading=("Nothing was consumed yet",)
        )
    left_out = figures.streams_left_out
    return LiveSection(
        anchor="consumed",
        title="Consumed capacity",
        heading=(heading,),
        lead=(f"{left_out} that consumed less are left out.",) if left_out else (),
        panels=tuple(panels),
        tables=(_consumed_table(figures),),
    )


def _consumed_table(figures: LiveFigures) -> Table:
    seconds = max(figures.elapsed_seconds, 1e-9)
    return Table(
        summary="Units by table and index",
        columns=(
            *words("Table or index", "Direction"),
            *numbers("Units", "A second, on average", "Limit a second"),
        ),
        rows=tuple(
            (
                stream_name(stream),
                (f"{stream.direction}s",),
                (number_text(stream.units),),
                (number_text(stream.units / seconds),),
                ("none declared" if stream.limit is None else number_text(stream.limit),),
            )
            for stream in figures.streams
        ),
    )


def throttles(figures: LiveFigures) -> LiveSection:
    """How many requests are throttled, and why."""
    title = "Throttles"
    if not figures.throttled:
        heading = "Nothing was throttled"
        if figures.throttling == "not modelled":
            heading = "Throttling is not modelled here"
        return LiveSection(anchor="throttles", title=title, heading=(heading,))
    share = percent_text(figures.throttled / max(figures.requests, 1), NO_BREAK)
    panel = LivePanel(
        title=("Throttled requests a second",),
        svg=rate_chart(figures.throttled_series, bins_of(figures), "throttle").element(
            name="throttled",
            title="Throttled requests a second over time",
            description=f"{figures.throttled:,} requests in all, {share}.",
        ),
    )
    rows = tuple(
        (
            (Code(throttle.reason),),
            (Name(short_resource(throttle.resource)),) if throttle.resource else ("not told",),
            (f"{throttle.count:,}",),
            (_after(throttle.first_seconds),),
        )
        for throttle in figures.throttles
    )
    columns = (*words("Reason", "Table or index"), *numbers("Requests", "First after"))
    return LiveSection(
        anchor="throttles",
        title=title,
        heading=(f"{share} of all requests were throttled", *_most_often(figures)),
        lead=("The table leaves the warm-up out.",) if figures.warm_up_seconds else (),
        panels=(panel,),
        tables=(Table(summary="By reason", columns=columns, rows=rows, is_open=True),),
        is_bad=True,
    )


def _most_often(figures: LiveFigures) -> Sentence:
    if not figures.throttles:
        return ()
    first = figures.throttles[0]
    resource = short_resource(first.resource)
    return (", most often ", Code(first.reason), *((" by ", Name(resource)) if resource else ()))


def _after(seconds: float | None) -> str:
    return "" if seconds is None else duration_text(max(seconds, 0.0))
