"""Exceptions that tasks raise, counted by their text."""

from pytest_dynamo.locust.recording.raised import LONGEST_TEXT, MOST_TEXTS, OTHERS, Raised
from pytest_dynamo.measure.run_values import ExceptionCount


def test_exceptions_are_counted_by_their_kind_and_first_line():
    raised = Raised()
    for error in (AssertionError(), KeyError("a"), ValueError("x\ny"), KeyError("a")):
        raised.add(error)

    assert raised.counts() == (
        ExceptionCount(text="KeyError: 'a'", count=2),
        ExceptionCount(text="AssertionError", count=1),
        ExceptionCount(text="ValueError: x", count=1),
    )


def test_too_many_and_too_long_texts_take_no_more_room():
    raised = Raised()
    for number in range(MOST_TEXTS + 5):
        raised.add(ValueError(f"{number} " * LONGEST_TEXT))

    counts = raised.counts()
    assert counts[0] == ExceptionCount(text=OTHERS, count=5)
    assert len(counts) == MOST_TEXTS + 1
    assert max(len(each.text) for each in counts) <= LONGEST_TEXT


def test_what_a_worker_hands_over_is_added_once():
    worker, master = Raised(), Raised()
    worker.mistake = "wrong"
    worker.add(ValueError("x"))
    for _ in range(2):
        handed_over = worker.hand_over()
        master.take_over(handed_over)

    assert handed_over == {"mistake": "wrong", "counts": {}}
    assert master.counts() == (ExceptionCount(text="ValueError: x", count=1),)
