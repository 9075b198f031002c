"""Where in the hash space the load lies, and on which keys."""

from math import ceil

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.locust.following.recent import Hottest
from pytest_dynamo.locust.following.web.charts import bins_of, heat_chart, legend
from pytest_dynamo.locust.following.web.figures import LiveFigures, LiveStream, hottest_row
from pytest_dynamo.locust.following.web.sections.model import LivePanel, LiveSection, stream_name
from pytest_dynamo.report.charts.scales import round_top
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.resources import resource_name
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.words import Name, Sentence, plain

_LOW = 0.25
"""Below so much of the limit all cells would be dark on a scale that ends at the limit."""


def heat(figures: LiveFigures) -> LiveSection:
    """Where in the hash space the load lies."""
    title = "Heat by partition"
    hottest = figures.recent.hottest
    streams = [stream for stream in figures.streams if any(map(any, stream.heat))]
    if not streams or not hottest:
        return LiveSection(anchor="heat", title=title, heading=("No partition is warm yet",))
    tops = _tops(streams)
    panels = []
    for number, stream in enumerate(streams):
        limit = f"{number_text(stream.partition_limit)} {stream.direction} units a second"
        together = ceil(stream.partitions / len(stream.heat))
        rows = f"; a row is the hottest of {together} partitions" if together > 1 else ""
        facts = f"100{NO_BREAK}% is {limit}{rows}"
        chart = heat_chart(stream, bins_of(figures), tops[stream.direction])
        svg = chart.element(
            name=f"heat-{number}",
            title=f"{stream.direction.capitalize()}s of {plain(stream_name(stream))} by partition, over time",
            description=f"Hottest cell at {percent_text(hottest_row(stream)[1])} of the limit.",
        )
        name: Sentence = (*stream_name(stream), f", {stream.direction}s")
        panels.append(LivePanel(title=name, facts=(facts,), svg=svg))
    low = " and ".join(f"{direction}s" for direction, top in tops.items() if top < 1)
    shown = f" The load of {low} is low: colours end below the limit to show it." if low else ""
    return LiveSection(
        anchor="heat",
        title=title,
        heading=hottest_words(hottest),
        lead=(
            f"Partitions are modelled, in the order of hashes; units {figures.capacity}.{shown}",
        ),
        legends=tuple(_legend(direction, top, streams) for direction, top in tops.items()),
        panels=tuple(panels),
        is_bad=hottest.share_of_limit > 1,
    )


def _tops(streams: list[LiveStream]) -> dict[Direction, float]:
    """Where the colours of each direction end, as a share of a partition's limit."""
    tops: dict[Direction, float] = {}
    for stream in streams:
        tops[stream.direction] = max(tops.get(stream.direction, 0.0), hottest_row(stream)[1])
    return {direction: 1.0 if top >= _LOW else round_top(top) for direction, top in tops.items()}


def _legend(direction: Direction, top: float, streams: list[LiveStream]) -> LivePanel:
    is_over = any(hottest_row(one)[1] > 1 for one in streams if one.direction == direction)
    return LivePanel(
        title=(f"{direction.capitalize()}s, in % of what one partition serves",),
        svg=legend(top, is_over=is_over).element(
            name=f"legend-{direction}",
            title="Colours of heat",
            description="From dark for nothing to bright for the end of the scale.",
        ),
    )


def hottest_words(hottest: Hottest) -> Sentence:
    """Which partition is nearest to its limit, as a finding."""
    share = percent_text(hottest.share_of_limit, NO_BREAK)
    return (
        f"The hottest partition is at {share} of its {hottest.direction} limit: number{NO_BREAK}",
        f"{hottest.number} of ",
        *resource_name(*hottest.resource),
    )


def keys(figures: LiveFigures) -> LiveSection:
    """The hottest partition keys, unless keys are not to be shown."""
    title = "Hottest keys"
    if figures.has_hidden_keys:
        heading = "Keys are not shown, as --dynamo-hash-keys asks"
        return LiveSection(anchor="keys", title=title, heading=(heading,))
    if not figures.keys:
        heading = "No key yet: the warm-up is left out"
        return LiveSection(anchor="keys", title=title, heading=(heading,))
    first = figures.keys[0]
    rows = tuple(
        (
            (Name(key.key),),
            resource_name(key.table, key.index),
            (f"{key.direction}s",),
            (number_text(key.units_per_second),),
            (percent_text(key.share, NO_BREAK),),
            (percent_text(key.share_of_limit, NO_BREAK),),
        )
        for key in figures.keys
    )
    columns = (
        *words("Partition key", "Table or index", "Direction"),
        *numbers("Units a second", "Share of all", "Of one partition's limit"),
    )
    share = percent_text(first.share_of_limit, NO_BREAK)
    return LiveSection(
        anchor="keys",
        title=title,
        heading=(
            Name(first.key),
            f" alone takes {share} of the {first.direction}s one partition serves",
        ),
        tables=(Table(summary="Keys, hottest first", columns=columns, rows=rows, is_open=True),),
        is_bad=first.share_of_limit > 1,
    )
