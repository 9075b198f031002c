"""What the tests of a session came to, in one sentence."""

from pytest_dynamo.report.figures import count, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.budgets import broken_budgets, kept_budgets
from pytest_dynamo.report.verdict.briefs import do_first, next_limit
from pytest_dynamo.report.verdict.values import Brief, Tile, Tone, Verdict
from pytest_dynamo.report.words import Code, Name, Quote, Sentence

_MOST_NAMED = 3
_READS = ("GetItem", "Query", "BatchGetItem", "TransactGetItems")


def session_verdict(session: Place) -> Verdict:
    """The verdict on what tests did with a design: what is missing, too dear, or a Scan comes first."""
    tone, headline, reason = _sentence(session)
    return Verdict(
        tone=tone,
        headline=headline,
        reason=reason,
        notes=tuple(_notes(session)),
        tiles=tuple(_tiles(session)),
        briefs=tuple(_briefs(session)),
    )


def with_status(session: Place, status: str) -> list[Place]:
    """The access patterns of a status."""
    return [row for row in session["patterns"] if row["status"].value == status]


def named(rows: list[Place]) -> Sentence:
    """The first few names of access patterns."""
    listed: Sentence = ()
    for row in rows[:_MOST_NAMED]:
        listed += (", " if listed else "", Name(row["name"].value))
    more = len(rows) - _MOST_NAMED
    return (*listed, *((f" and {more:,} more",) if more > 0 else ()))


def _sentence(session: Place) -> tuple[Tone, Sentence, Sentence]:
    totals = session["totals"]
    share: Sentence = (
        count(totals["exercised"]),
        " of ",
        count(totals["declared"]),
        " access patterns",
    )
    if broken := broken_budgets(session):
        return "breaks", ("Keeps ", *kept_budgets(session), " budgets"), _over(*broken[0])
    if not_served := with_status(session, "not served"):
        headline: Sentence = (count(totals["not_served"]), " access patterns cannot be served")
        if totals["not_served"].value == 1:
            headline = (count(totals["not_served"]), " access pattern cannot be served")
        return "breaks", headline, ("No table or index has the key for ", *named(not_served), ".")
    if not totals["exercised"]:
        return "look", (*share, " are exercised"), ("No test performs one of them.",)
    if missing := with_status(session, "not exercised"):
        reason: Sentence = ("No test performs ", *named(missing), ". ", *_operations(session))
        return "look", (*share, " are exercised"), reason
    if session["tests"]["failed"]:
        return "look", (*share, " are exercised"), _failed(session)
    return "holds", (*share, " are exercised"), _operations(session)


def _over(pattern: Place, budget: Place) -> Sentence:
    return (
        Name(pattern["name"].value),
        " took ",
        units(budget["most"]),
        f" {budget['member'].value.replace('_', ' ')} in one performance; its budget is ",
        units(budget["limit"]),
        ".",
    )


def _operations(session: Place) -> Sentence:
    """Which operations perform what is exercised: whether any is a Scan."""
    rows = with_status(session, "exercised")
    if scans := [row for row in rows if row["operation"].value == "Scan"]:
        are = "is a Scan" if len(scans) == 1 else "are Scans"
        return (*named(scans), f" {are}; every other one goes by a key.")
    if session["totals"]["scans"]:
        return (
            "Every one goes by a key, but calls of no access pattern scan: ",
            *_scanning(session),
            ".",
        )
    found = {row["operation"].value for row in rows}
    reads = [operation for operation in _READS if operation in found]
    if not reads:
        return ("None of them reads.",)
    listed = " or ".join(filter(None, (", ".join(reads[:-1]), reads[-1])))
    return (f"Every read is a {listed}; none is a Scan.",)


def _scanning(session: Place) -> Sentence:
    places = [
        Code(row["place"].value or row["on"].value)
        for row in session["calls_of_no_pattern"]
        if row["operation"].value == "Scan"
    ][:_MOST_NAMED]
    return tuple(part for place in places for part in (", ", place))[1:]


def _failed(session: Place) -> Sentence:
    tests = session["tests"]
    noun = "test" if tests["ran"].value == 1 else "tests"
    return count(tests["failed"]), " of ", count(tests["ran"]), f" {noun} failed."


def _notes(session: Place) -> list[Sentence]:
    found: list[Sentence] = []
    capacity = session["backend"]["capacity"].value
    caveat = session["backend"]["caveat"].value
    found.append(
        (
            f"Capacity is {capacity}",
            Quote(caveat),
            ". No load was made: nothing here says how much the design holds.",
        )
    )
    if session["tests"]["failed"]:
        found.append(_failed(session))
    if session["tests"]["is_own"]:
        found.append(("These are the test items of the design file itself, and no tests of code.",))
    if session["how"]["is_partial"]:
        found.append(("Not all tests were to run, or the session ended before they had.",))
    return [*found, *((Quote(note.value), ".") for note in session["notes"])]


def _tiles(session: Place) -> list[Tile]:
    totals, tests = session["totals"], session["tests"]
    capacity = session["backend"]["capacity"].value
    is_whole = totals["exercised"].value == totals["declared"].value
    exercised = Tile(
        label="Exercised",
        figure=(percent(totals["exercised"], of=totals["declared"]),)
        if totals["declared"]
        else ("–",),
        note=(count(totals["exercised"]), " of ", count(totals["declared"]), " access patterns"),
        is_bad=bool(totals["not_served"]),
        is_good=is_whole and bool(totals["declared"]),
    )
    return [
        exercised,
        _budget_tile(session),
        Tile(
            label="Scans",
            figure=(count(totals["scans"]),),
            note=("of ", count(totals["calls"]), " calls"),
            is_bad=bool(totals["scans"]),
        ),
        Tile(
            label="Outside the design",
            figure=(count(totals["calls_of_no_pattern"]),),
            note=("calls of no declared access pattern",),
        ),
        Tile(
            label="Write units" if totals["write_units"] else "Read units",
            figure=(units(totals["write_units" if totals["write_units"] else "read_units"]),),
            note=("of all tests, ", capacity, "; ", units(totals["read_units"]), " read units")
            if totals["write_units"]
            else (f"of all tests, {capacity}",),
        ),
        Tile(
            label="Tests",
            figure=(count(tests["ran"]),),
            note=(count(tests["failed"]), " failed"),
            is_bad=bool(tests["failed"]),
        ),
    ]


def _budget_tile(session: Place) -> Tile:
    totals = session["totals"]
    if not totals["budgets"]:
        note: Sentence = ("no access pattern declares one",)
        return Tile(label="Budgets", figure=("None",), note=note)
    is_whole = totals["budgets_measured"].value == totals["budgets"].value
    return Tile(
        label="Budgets",
        figure=(count(totals["budgets_kept"]), " of ", count(totals["budgets"])),
        note=(
            "kept",
            *(() if is_whole else ("; ", count(totals["budgets_measured"]), " measured")),
        ),
        is_bad=bool(broken_budgets(session)),
        is_good=totals["budgets_kept"].value == totals["budgets"].value,
    )


def _briefs(session: Place) -> list[Brief]:
    """What breaks first and what to do first, where the design was forecast; else what tests lack."""
    if session["assessment"]:
        return [brief for brief in (next_limit(session), do_first(session)) if brief is not None]
    missing = with_status(session, "not exercised")
    if not missing:
        return []
    words: Sentence = ("Write a test that performs ", *named(missing), ".")
    return [Brief(title=("Do this first",), words=words, link=("coverage", "All access patterns"))]
