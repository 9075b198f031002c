"""A test session in words."""

from pytest_dynamo.report.forms.outline import Outline, advice_lines, moment
from pytest_dynamo.report.forms.run_outline import looked_for
from pytest_dynamo.report.pages.session import session_again, session_masthead
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.budgets import budgets_table
from pytest_dynamo.report.sections.coverage import brief_table, strays
from pytest_dynamo.report.verdict.session import session_verdict
from pytest_dynamo.report.words import Name

_TONES = {"holds": "✓ Complete", "breaks": "✗ Fails", "look": "▲ Look here"}
"""No load was made, so nothing holds or breaks."""


def session_outline(session: Place) -> Outline:
    """A test session in words: what its page says, without charts."""
    tests, backend = session_masthead(session)
    more = (
        budgets_table(session) if session["totals"]["budgets"] else None,
        strays(session),
        looked_for(session),
    )
    return Outline(
        name=(Name(session["design"]["name"].value),),
        kind="Tests",
        masthead=(f"{moment(session)}, ", *tests, " ", *backend),
        verdict=session_verdict(session),
        advice=advice_lines(session),
        tables=(brief_table(session),),
        more=tuple(table for table in more if table is not None),
        again=session_again(session),
        file="tests.json",
        tones=_TONES,
    )
