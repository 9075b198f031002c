"""The file of a test session is read as it was written."""

import pytest

from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure.session import read_session, session_to_json
from pytest_dynamo.measure.session_values import Session
from tests.report.invented_session import POOR, WHOLE


@pytest.mark.parametrize("session", [WHOLE, POOR], ids=["whole", "poor"])
def test_a_session_is_read_as_it_was_written(session: Session) -> None:
    assert read_session(session_to_json(session), "tests.json") == session


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "tests.json is not a file of a test session: it has no member 'version'"),
        (
            '{"version": 1, "kind": "study"}',
            "tests.json is not a file of a test session: it is of kind 'study'",
        ),
        (
            '{"version": 9, "kind": "tests"}',
            "tests.json has version 9, and this pytest-dynamo reads",
        ),
        ('{"version": 1, "kind": "tests"}', "tests.json: the member 'design' is missing"),
    ],
)
def test_what_is_no_session_is_said_to_be_none(text: str, message: str) -> None:
    with pytest.raises(RunFileError) as caught:
        read_session(text, "tests.json")
    assert str(caught.value).startswith(message)
