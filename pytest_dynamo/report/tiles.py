"""The few figures that stand beside the verdict."""

from dataclasses import dataclass

from pytest_dynamo.report.figures import count, milliseconds, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    Stream,
    backend_name,
    can_throttle,
    hottest_stream,
    was_split,
)
from pytest_dynamo.report.words import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One of the figures beside the verdict: what it is, the figure, and a line that explains it."""

    label: str
    figure: Sentence
    note: Sentence
    is_bad: bool = False


def tiles(run: Place) -> list[Tile]:
    """The tiles of a run, always the same six."""
    window, totals = run["window"], run["totals"]
    return [
        Tile(
            label="Requests a second",
            figure=(units(window["done_per_second"]),),
            note=("of ", units(window["offered_per_second"]), " offered"),
            is_bad=False,
        ),
        _throttled_tile(run),
        Tile(
            label="Failed",
            figure=(percent(totals["failures"], of=totals["requests"]),),
            note=(count(totals["failures"]), " of ", count(totals["requests"]), " requests"),
            is_bad=bool(totals["failures"]),
        ),
        *_partition_tiles(run, hottest_stream(run)),
        _latency_tile(run),
    ]


def _throttled_tile(run: Place) -> Tile:
    totals = run["totals"]
    if not can_throttle(run):
        note: Sentence = (f"by {backend_name(run)}",)
        return Tile(label="Throttled", figure=("Not modelled",), note=note)
    return Tile(
        label="Throttled",
        figure=(percent(totals["throttled"], of=totals["requests"]),),
        note=(count(totals["throttled"]), " of ", count(totals["requests"]), " requests"),
        is_bad=bool(totals["throttled"]),
    )


def _partition_tiles(run: Place, stream: Stream | None) -> list[Tile]:
    if stream is None:
        nothing: Sentence = ("nothing was consumed",)
        return [
            Tile(label="Hottest partition", figure=("–",), note=nothing),
            Tile(label="Usable capacity", figure=("–",), note=nothing),
        ]
    figures, partition = stream.figures, stream.figures["hottest_partition"]
    is_split = was_split(run, stream)
    return [
        Tile(
            label="Hottest partition",
            figure=(percent(partition["share_of_limit"]),),
            note=(
                f"of its {stream.direction} limit{', until it was split' * is_split}, in ",
                *stream.name,
            ),
            is_bad=stream.share_of_limit > 1 and not is_split,
        ),
        Tile(
            label="Usable capacity",
            figure=(percent(figures["usable_share"]),),
            note=(
                "of its ",
                count(figures["partitions"]),
                " partition" if figures["partitions"].value == 1 else " partitions",
                ", before the hottest is full",
            ),
        ),
    ]


def _latency_tile(run: Place) -> Tile:
    together = next((row for row in run["latency"] if row["pattern"].value is None), None)
    if together is None:
        return Tile(label="Latency, p99", figure=("–",), note=("nothing was timed",))
    return Tile(
        label="Latency, p99",
        figure=(milliseconds(together["p99_ms"]),),
        note=("median ", milliseconds(together["p50_ms"])),
    )
