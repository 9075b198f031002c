"""The few figures of a comparison that stand beside the verdict, as they were and as they are."""

from collections.abc import Iterator

from pytest_dynamo.report.comparing.figures import difference_of, scope_words, side_figure
from pytest_dynamo.report.comparing.labels import metric_label
from pytest_dynamo.report.comparing.sides import Sides
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.verdict.values import Tile
from pytest_dynamo.report.words import Constant, Sentence, Toned

_TILES = {
    "usable_capacity": ("Usable capacity", "of what the partitions hold together"),
    "throttles": ("Throttled", "of all requests"),
    "hottest_partition": ("Hottest partition", "of its limit"),
}
_A_REQUEST = ("read_units_a_request", "write_units_a_request")
_MODELLED = ("read_units_modelled", "write_units_modelled")
_MONEY = ("dollars_per_million_modelled", "dollars_per_million", "cost", "p99")


def tiles(sides: Sides) -> Iterator[Tile]:
    """The tiles, of the last run beside the first."""
    whole = {row["metric"].value: row for row in sides.differences if _is_whole(row)}
    for metric, (label, note) in _TILES.items():
        if metric in whole:
            yield _tile(label, whole[metric], (note,))
    if dearest := _dearest(sides):
        label = (
            "Units a request" if dearest["metric"].value in _A_REQUEST else "Units a performance"
        )
        yield _tile(label, dearest, (*scope_words(dearest), *_kind(dearest)))
    money = next((metric for metric in _MONEY if metric in whole), None)
    if money:
        yield _tile(
            "Latency, p99" if money == "p99" else "Cost", whole[money], (metric_label(money),)
        )
    if sides.found["gates"]:
        yield _gates(sides.found["gates"])


def _is_whole(row: Place) -> bool:
    return row["scope"]["pattern"].value is None and row["scope"]["table"].value is None


def _kind(row: Place) -> Sentence:
    """Reads or writes, and whether of a request or of all that it takes to answer once."""
    metric = row["metric"].value
    modelled = ", modelled" if metric in _MODELLED else ""
    return (f", {metric.partition('_')[0]} units{modelled}",)


def _dearest(sides: Sides) -> Place | None:
    """The access pattern whose requests became dearer or cheaper most; of none that did, the dearest."""
    rows = [row for row in sides.differences if row["metric"].value in _MODELLED]
    rows = rows or [row for row in sides.differences if row["metric"].value in _A_REQUEST]
    return max(
        rows,
        key=lambda row: (
            difference_of(row).is_real,
            abs(difference_of(row).change or 0.0) if difference_of(row).is_real else 0.0,
            row["after"].value,
        ),
        default=None,
    )


def _tile(label: str, row: Place, note: Sentence) -> Tile:
    before, after = side_figure(row, "before"), side_figure(row, "after")
    verdict = row["verdict"].value
    return Tile(
        label=label,
        figure=(Toned((*before, " → "), "muted"), *after),
        note=(*note, "; ", verdict) if verdict in ("same", "within noise") else note,
        is_bad=verdict == "worse",
        is_good=verdict == "better",
    )


def _gates(gates: Place) -> Tile:
    failed = sum(not gate["is_passed"].value for gate in gates)
    return Tile(
        label="Gates",
        figure=(Constant(str(failed)), " failed") if failed else ("passed",),
        note=("of ", Constant(str(len(gates)))),
        is_bad=bool(failed),
        is_good=not failed,
    )
