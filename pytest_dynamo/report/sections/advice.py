"""What to do, what gains most first; and what was looked for and not found."""

from pytest_dynamo.report.figures import NO_BREAK, dollars, units
from pytest_dynamo.report.gains import DOLLARS, no_gain_text
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import Checked, Item, Mark, Section
from pytest_dynamo.report.words import Code, Figure, Sentence, marked

_MARKS: dict[str, Mark] = {"error": "failed", "warning": "look", "note": "look"}
_LEAD = (
    "What gains most comes first. Each gain is modelled: the difference between two forecasts under the "
    "same load, one of the design as it is, one of the design with the change."
)
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def advice(document: Place) -> Section | None:
    """The section Advice; nothing where the design was not assessed."""
    assessment = document["assessment"]
    if not assessment:
        return None
    items = list(assessment["advice"])
    return Section(
        anchor="advice",
        title="Advice",
        heading=_heading(items),
        lead=_lead(items),
        items=tuple(_item(item) for item in items),
        checked=tuple(_checked(row, items) for row in assessment["checked"]),
        notes=tuple(marked(note.value) for note in assessment["notes"]),
        is_bad=any(item["severity"].value == "error" for item in items),
        is_wide=True,
    )


def _heading(items: list[Place]) -> Sentence:
    if not items:
        return ("Nothing was found that would have to be changed",)
    number = _NUMBERS[len(items)] if len(items) < len(_NUMBERS) else "Many"
    things = f"{number} thing{'s' * (len(items) > 1)} to do"
    if not items[0]["gain"]:
        return (things,)
    before, after = _before_and_after(items[0]["gain"])
    first = "this" if len(items) == 1 else "the first"
    metric = items[0]["gain"]["metric"].value
    return f"{things}; {first} leads from ", before, " to ", after, f" {_unit(metric)}"


def _lead(items: list[Place]) -> Sentence:
    if not items:
        return ()
    return (_LEAD,)


def _item(item: Place) -> Item:
    gain = item["gain"]
    severity, rule = item["severity"].value, item["rule"].value
    return Item(
        mark=_MARKS[severity],
        title=marked(item["title"].value),
        evidence=marked(item["evidence"].value),
        fix=marked(item["fix"].value),
        source=_source(severity, rule, item["trouble"].value),
        gain=_gain(gain) if gain else ("–",),
        gain_note=_weighed(item),
        change=tuple(item["change"].value.splitlines()),
    )


def _source(severity: str, rule: str, trouble: str) -> Sentence:
    """What it goes by; what saves without any rule being broken has no rule."""
    if not rule:
        return (f"{severity}, {trouble}",)
    page = Code(f"docs/reference/rules/{rule}.md")
    return Code(rule), f" {severity}, {trouble}. Explained in ", page


def _gain(gain: Place) -> Sentence:
    before, after = _before_and_after(gain)
    return before, f"{NO_BREAK}→ ", after


def _weighed(item: Place) -> Sentence:
    gain = item["gain"]
    if not gain:
        return (no_gain_text(item),)
    return (f"{_unit(gain['metric'].value)}, modelled",)


def _before_and_after(gain: Place) -> tuple[Figure, Figure]:
    form = dollars if gain["metric"].value == DOLLARS else units
    return form(gain["before"]), form(gain["after"])


def _unit(metric: str) -> str:
    """What stands behind a figure; dollars have their sign before them."""
    return "a month" if metric == DOLLARS else metric


def _checked(row: Place, items: list[Place]) -> Checked:
    about = [items[number.value]["severity"].value for number in row["advice"]]
    mark: Mark = "passed"
    if about:
        mark = "failed" if "error" in about else "look"
    return Checked(mark=mark, title=marked(row["title"].value), seen=marked(row["seen"].value))
