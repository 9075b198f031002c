"""The few figures that stand beside the verdict."""

from pytest_dynamo.report.figures import count, dollars, percent
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    Stream,
    backend_name,
    can_throttle,
    hottest_stream,
    was_split,
)
from pytest_dynamo.report.verdict.gate_lines import gate_lines
from pytest_dynamo.report.verdict.values import Tile
from pytest_dynamo.report.words import Constant, Sentence

_UNKNOWN: Sentence = ("–",)


def tiles(run: Place) -> list[Tile]:
    """The tiles of a run, always the same six."""
    hottest = hottest_stream(run)
    return [
        _usable(hottest),
        _throttled(run),
        _hottest(run, hottest),
        _cost(run),
        _gates(run),
        _generator(run),
    ]


def _usable(stream: Stream | None) -> Tile:
    label = "Usable capacity"
    if stream is None or stream.figures["usable_share"].value is None:
        return Tile(label=label, figure=_UNKNOWN, note=("nothing was consumed",))
    figures = stream.figures
    partitions = " partition" if figures["partitions"].value == 1 else " partitions"
    note = ("of its ", count(figures["partitions"]), f"{partitions}, before the hottest is full")
    return Tile(label=label, figure=(percent(figures["usable_share"]),), note=note)


def _throttled(run: Place) -> Tile:
    totals = run["totals"]
    failed = totals["failures"].value - totals["throttled"].value
    if not can_throttle(run):
        note: Sentence = (f"by {backend_name(run)}",)
        if failed > 0:
            note = (*note, "; ", count(totals["failures"]), " requests failed")
        return Tile(label="Throttled", figure=("Not modelled",), note=note, is_bad=failed > 0)
    return Tile(
        label="Throttled",
        figure=(percent(totals["throttled"], of=totals["requests"]),),
        note=(
            count(totals["throttled"]),
            " of ",
            count(totals["requests"]),
            " requests",
            *((", ", count(totals["failures"]), " failed in all") if failed > 0 else ()),
        ),
        is_bad=bool(totals["throttled"]),
    )


def _hottest(run: Place, stream: Stream | None) -> Tile:
    label = "Hottest partition"
    if stream is None:
        return Tile(label=label, figure=_UNKNOWN, note=("nothing was consumed",))
    is_split = was_split(run, stream)
    return Tile(
        label=label,
        figure=(percent(stream.figures["hottest_partition"]["share_of_limit"]),),
        note=(
            f"of its {stream.direction} limit{', until it was split' * is_split}, in ",
            *stream.name,
        ),
        is_bad=stream.share_of_limit > 1 and not is_split,
    )


def _cost(run: Place) -> Tile:
    label, spending = "A million requests", run["spending"]
    if not spending or spending["dollars_per_million"].value is None:
        return Tile(label=label, figure=_UNKNOWN, note=("nothing was priced",))
    note: Sentence = ("at list prices",)
    if spending["dollars_per_month"].value is not None:
        note = (dollars(spending["dollars_per_month"]), " a month at this rate, list prices")
    return Tile(label=label, figure=(dollars(spending["dollars_per_million"]),), note=note)


def _gates(run: Place) -> Tile:
    lines = gate_lines(run)
    if not lines:
        return Tile(label="Gates", figure=("None",), note=("no gate was asked for",))
    failed = [line for line in lines if not line.is_passed]
    if not failed:
        return Tile(
            label="Gates", figure=("Passed",), note=("all of them, listed below",), is_good=True
        )
    return Tile(
        label="Gates",
        figure=(Constant(f"{len(failed)} of {len(lines)}"),),
        note=("failed, listed below",),
        is_bad=True,
    )


def _generator(run: Place) -> Tile:
    label, generator = "Load generator", run["generator"]
    if not generator:
        return Tile(label=label, figure=("Not watched",), note=("nothing is known of it",))
    is_behind = bool(generator["verdict"])
    note: Sentence = ()
    if generator["cpu_share"].value is not None:
        note = (percent(generator["cpu_share"]), " of a core, ")
    dropped = generator["dropped"]
    note = (*note, *((count(dropped), " requests dropped") if dropped else ("nothing dropped",)))
    return Tile(
        label=label,
        figure=("Gave out" if is_behind else "Kept up",),
        note=note,
        is_bad=is_behind,
    )
