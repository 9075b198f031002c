"""What one performance of an access pattern may take, and what it took at most."""

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.figures import count, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import Panel, Section, Table, numbers, words
from pytest_dynamo.report.words import Name, Sentence

_MOST_BARS = 12


def budgets(session: Place) -> Section | None:
    """The budgets of the design; nothing where it declares none."""
    rows = [(row, budget) for row in session["patterns"] for budget in row["budget"]]
    if not rows:
        return None
    totals = session["totals"]
    heading: Sentence = (*kept_budgets(session), " budgets are kept")
    if totals["budgets_kept"].value == totals["budgets"].value:
        heading = ("All ", count(totals["budgets"]), " budgets are kept")
    elif not totals["budgets_measured"]:
        heading = ("None of ", count(totals["budgets"]), " budgets was measured")
    measured = [(row, budget) for row, budget in rows if budget["most"].value is not None]
    return Section(
        anchor="budgets",
        title="Budgets",
        heading=heading,
        lead=("A budget says what one performance of an access pattern may take.",),
        panels=(_panel(measured),) if measured else (),
        tables=(budgets_table(session),),
        is_bad=bool(broken_budgets(session)),
    )


def broken_budgets(session: Place) -> list[tuple[Place, Place]]:
    """The access patterns that took more than their budget, each with the limit in question."""
    return [
        (row, budget)
        for row in session["patterns"]
        for budget in row["budget"]
        if not budget["is_kept"]
    ]


def kept_budgets(session: Place) -> Sentence:
    """How many of the budgets that were measured are kept; "measured" stands there where some were not."""
    totals = session["totals"]
    is_partial = totals["budgets_measured"].value < totals["budgets"].value
    kept, measured = count(totals["budgets_kept"]), count(totals["budgets_measured"])
    return (kept, " of ", measured, *((" measured",) if is_partial else ()))


def budgets_table(session: Place) -> Table:
    """Each limit of each budget, with the most that one performance took."""
    return Table(
        summary="Budgets",
        is_open=True,
        columns=(
            *words("access pattern", "limit on"),
            *numbers("budget", "took at most"),
            *words("the budget is"),
        ),
        rows=tuple(
            (
                (Name(row["name"].value),),
                (_limit_on(budget),),
                (units(budget["limit"]),),
                ("not performed",) if budget["most"].value is None else (units(budget["most"]),),
                (_outcome(budget),),
            )
            for row in session["patterns"]
            for budget in row["budget"]
        ),
    )


def _limit_on(budget: Place) -> str:
    return str(budget["member"].value).replace("_", " ")


def _outcome(budget: Place) -> str:
    if budget["most"].value is None:
        return "not measured"
    return "kept" if budget["is_kept"] else "exceeded"


def _panel(rows: list[tuple[Place, Place]]) -> Panel:
    dearest = sorted(rows, key=lambda pair: -_share(pair[1]))[:_MOST_BARS]
    row, budget = dearest[0]
    most = percent(budget["most"], of=budget["limit"]) if budget["limit"] else units(budget["most"])
    return Panel(
        title=("Share of each budget that is used",),
        facts=("those used most; the table has them all",) if len(rows) > _MOST_BARS else (),
        drawing=bars(
            [
                Bar(
                    label=f"{Name(row['name'].value)} · {_limit_on(budget)}",
                    figure=percent(budget["most"], of=budget["limit"]),
                    role="ok" if budget["is_kept"] else "throttle",
                    is_outlined=bool(budget["is_kept"]),
                )
                for row, budget in dearest
            ]
        ),
        description=f"How much of its budget the dearest performance of each access pattern takes. {Name(row['name'].value)} takes {most}.",
        caption=(
            "The dearest performance of each access pattern as a share of its budget; filled bars are over it.",
        ),
    )


def _share(budget: Place) -> float:
    return float(budget["most"].value / budget["limit"].value) if budget["limit"] else 0.0
