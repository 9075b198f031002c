"""How large the items are, how near to 400 KB, and whether they lie about a step of what they cost."""

from math import ceil

from pytest_dynamo.capacity.item_size import MAX_ITEM_BYTES
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.extents import Extent, extents
from pytest_dynamo.report.charts.rows import Row
from pytest_dynamo.report.figures import count
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import (
    NARROW,
    WIDE,
    Panel,
    Section,
    Table,
    numbers,
    words,
)
from pytest_dynamo.report.words import Constant, Name, Sentence

_MOST_DRAWN, _MOST_NAMED = 30, 5
_NEAR = 0.5
"""An item with more than so much of the limit has not far to go."""

_WRITE_UNIT_BYTES = 1_024
_NOTHING: Sentence = ("–",)
_LIMIT = Constant("400\u00a0KB")


def item_sizes(run: Place) -> Section | None:
    """The section Item sizes, of a run or of a study; nothing where no items were sampled."""
    rows = list(run["assessment"]["item_sizes"]) if run["assessment"] else []
    if not rows:
        return None
    rows.sort(key=lambda row: -float(row["largest"].value))
    largest = max(rows, key=_reach)
    return Section(
        anchor="item-sizes",
        title="Item sizes",
        heading=_heading(rows[0], largest),
        lead=_lead(rows),
        panels=(_panel(rows[:_MOST_DRAWN]),),
        tables=(_table(rows),),
        is_bad=_reach(largest) > MAX_ITEM_BYTES,
    )


def _reach(row: Place) -> float:
    """The bytes of the largest item that the design allows, or else of the largest that was sampled."""
    possible = row["largest_possible"].value
    return float(max(possible or 0, row["largest"].value))


def _heading(largest: Place, furthest: Place) -> Sentence:
    name = Name(largest["entity"].value)
    if _reach(furthest) > MAX_ITEM_BYTES:
        at_most = furthest["largest_possible"]
        reach = at_most if at_most.value else furthest["largest"]
        return (
            Name(furthest["entity"].value),
            " can grow to ",
            count(reach),
            " bytes, more than the ",
            _LIMIT,
            " of an item",
        )
    size: Sentence = (count(largest["largest"]), " bytes")
    if largest["largest"].value > _NEAR * MAX_ITEM_BYTES:
        return name, " is not far from the ", _LIMIT, " of an item: the largest has ", *size
    return "No item is near the limit of ", _LIMIT, ": the largest, of ", name, ", has ", *size


def _lead(rows: list[Place]) -> Sentence:
    lead: Sentence = (
        "Modelled: the sizes of items that were drawn from the design, as DynamoDB counts them. The limit is ",
        Constant(f"{MAX_ITEM_BYTES:,}"),
        " bytes.",
    )
    uneven = [row for row in rows if _lies_about_a_step(row)]
    if not uneven:
        return lead
    named: Sentence = ()
    for row in uneven[:_MOST_NAMED]:
        named += (", " if named else "", Name(row["entity"].value))
    return (
        *lead,
        " A write takes a unit for each KB begun, and of these some items take one more than others: ",
        *named,
        " and others." if len(uneven) > _MOST_NAMED else ".",
    )


def _lies_about_a_step(row: Place) -> bool:
    """Whether the middle 90 % of items are on both sides of the first or second write unit's end."""
    fewest, most = (ceil(row[each].value / _WRITE_UNIT_BYTES) for each in ("p5", "p95"))
    return bool(most == fewest + 1)


def _panel(rows: list[Place]) -> Panel:
    return Panel(
        title=("Bytes of an item, by entity",),
        facts=("the largest first",),
        drawing=_drawing(rows, WIDE),
        narrow=_drawing(rows, NARROW),
        description=(
            "The sizes of items by entity on a logarithmic scale up to the limit of an item: the range, the "
            "middle nine tenths, and the median."
        ),
        caption=(
            (
                "Thin: from the smallest to the largest. Thick: the middle nine tenths. Tick: median. Ring: the "
                "largest that the design allows."
            ),
        ),
    )


def _drawing(rows: list[Place], width: float) -> Drawing:
    return extents([_extent(row) for row in rows], ("largest, bytes", "median, bytes"), width)


def _extent(row: Place) -> Extent:
    return Extent(
        row=Row(
            label=str(Name(row["entity"].value)),
            figures=(count(row["largest"]), count(row["median"])),
            is_bad=_reach(row) > MAX_ITEM_BYTES,
        ),
        smallest=row["smallest"].value,
        p5=row["p5"].value,
        median=row["median"].value,
        p95=row["p95"].value,
        largest=row["largest"].value,
        possible=row["largest_possible"].value,
    )


def _table(rows: list[Place]) -> Table:
    return Table(
        summary="Bytes of items by entity",
        columns=(
            *words("entity", "table"),
            *numbers("sampled", "smallest", "p5", "median", "p95", "largest", "largest possible"),
        ),
        rows=tuple(
            (
                (Name(row["entity"].value),),
                (Name(row["table"].value),),
                *((count(row[each]),) for each in ("sampled", "smallest", "p5", "median", "p95")),
                (count(row["largest"]),),
                (count(row["largest_possible"]),) if row["largest_possible"] else _NOTHING,
            )
            for row in rows
        ),
    )
