"""How far a design goes: the rate that it holds, the rate that was asked for, and that with a fix."""

from pytest_dynamo.report.charts.headroom import Headroom, headroom_bar
from pytest_dynamo.report.figures import units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import NARROW, WIDE, Panel
from pytest_dynamo.report.words import Figure

_CAPTION = (
    "What holds, what was asked for, and, where it is more, what would hold with the first advice."
)


def target(run: Place) -> Place:
    """The rate that the design was to hold: what was offered, or the peak where the load changed."""
    if run["how"]["shape"] and run["forecast"]:
        return run["forecast"]["load"]["peak_requests_per_second"]
    return run["window"]["offered_per_second"]


def breaks_at(run: Place) -> Place | None:
    """The rate from which on a run that throttled breaks; None where nothing tells it.

    A search found it, or a forecast said so, which counts where the run was to hold more than that.
    """
    if run["limit_search"]:
        found = run["limit_search"]["holds_at_per_second"]
        is_found = run["limit_search"]["limited_by"].value == "design" and found.value is not None
        return found if is_found else None
    if not run["forecast"]:
        return None
    holds_until = run["forecast"]["holds_until"]
    return holds_until if 0 < holds_until.value < target(run).value else None


def headroom(run: Place) -> Panel | None:
    """The bar of a run; nothing where no rate is known, or where the run contradicts the forecast."""
    if not run["forecast"] or run["limit_search"] or not target(run):
        return None
    is_broken = bool(run["totals"]["throttled"])
    if is_broken != (breaks_at(run) is not None):
        return None
    return headroom_panel(run, target(run))


def headroom_panel(document: Place, asked_for: Place) -> Panel:
    """The bar of a document with a forecast, and with an assessment if it has one."""
    shown = Headroom(
        holds=units(document["forecast"]["holds_until"]),
        target=units(asked_for),
        fixed=_with_the_fix(document),
    )
    words = [f"Holds until {shown.holds}, the target is {shown.target}"]
    words += [f", with the first advice {shown.fixed}"] if shown.fixed else []
    return Panel(
        title=("How far the design goes",),
        drawing=headroom_bar(shown, WIDE),
        narrow=headroom_bar(shown, NARROW),
        description="".join(words) + " requests a second, modelled.",
        caption=(_CAPTION,),
    )


def _with_the_fix(document: Place) -> Figure | None:
    """What would hold with the first advice, where that is more than without."""
    if not document["assessment"] or not document["assessment"]["advice"]:
        return None
    after = document["assessment"]["advice"][0]["after"]
    if not after or after["holds_until"].value <= document["forecast"]["holds_until"].value:
        return None
    return units(after["holds_until"])
