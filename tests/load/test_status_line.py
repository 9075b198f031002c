"""The line that says what goes on, on a terminal and elsewhere."""

import io
import logging
import sys
from types import SimpleNamespace

import pytest
from rich.console import Console

from pytest_dynamo.locust.following.recent import Hottest, RecentFigures
from pytest_dynamo.locust.following.status_line import StatusLine, fitted, line_of, status_parts
from pytest_dynamo.locust.running.follower import Moment
from pytest_dynamo.measure.tally import Tally
from tests.load.invented import LIMITS, STARTED, call

HOTTEST = Hottest(resource=("t", None), direction="write", number=1, share_of_limit=1.2)
BUSY = RecentFigures(
    offered_per_second=1_234.0,
    done_per_second=1_200.4,
    throttled_share=0.031,
    p50_ms=0.93,
    p99_ms=3.14,
    response_p99_ms=1_204.0,
    read_units_per_second=610.0,
    write_units_per_second=498.0,
    hottest=HOTTEST,
)


def a_test(kind="embedded"):
    return SimpleNamespace(
        partition_limits=LIMITS,
        environment=SimpleNamespace(runner=None),
        dollars=0.5,
        settings=SimpleNamespace(run_time_seconds=120.0),
        place=SimpleNamespace(backend=SimpleNamespace(kind=kind)),
    )


def look(line, second):
    tally = Tally()
    tally.add(call(second, "a"))
    line.look(
        Moment(
            at=STARTED + second,
            elapsed_seconds=float(second),
            seconds=1.0,
            since=tally,
            total=tally,
        )
    )


def test_the_line_has_all_figures_of_the_last_seconds():
    line = line_of(status_parts(102.2, BUSY, run_time_seconds=120.0, dollars=0.12))

    assert line == (
        "01:42/02:00  offered 1,234/s  done 1,200/s  p50 0.9 ms  p99 3.1 ms  response p99 1,204 ms"
        "  RCU 610  WCU 498  throttled 3.1 %  hottest partition 120 %  spent $0.12"
    )


def test_what_is_not_known_is_left_out():
    line = line_of(status_parts(5.0, RecentFigures()))

    assert line == "00:05  offered 0/s  done 0/s  RCU 0  WCU 0  throttled 0.0 %"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 160])
def test_a_narrow_terminal_shows_what_matters_most(width):
    words = fitted(status_parts(102.2, BUSY, run_time_seconds=120.0), width)
    line = "  ".join(text for text, _ in words)

    assert len(line) <= width
    assert ("throttled 3.1 %", True) in words or width < 40
    assert line.startswith("01:42")
    assert ("RCU 610" in line) == (width == 160)


def test_a_terminal_too_narrow_for_anything_still_shows_the_time():
    assert fitted(status_parts(102.2, BUSY), 3) == (("01:42", False),)


def test_elsewhere_a_line_comes_every_five_seconds(capsys):
    line = StatusLine()
    line.begin(a_test("aws"))
    for second in range(1, 12):
        look(line, second)
    line.end(a_test())

    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("00:05/02:00  offered 1/s  done 1/s  p50 2.0 ms")
    assert first.endswith("spent $0.50")
    assert second.startswith("00:10/02:00")


def test_it_says_nothing_before_it_has_begun(capsys):
    look(StatusLine(), 1)

    assert capsys.readouterr().err == ""


def test_on_a_terminal_one_line_is_written_over_and_logs_go_above_it(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    handler = logging.StreamHandler(screen)  # made before the line, as Locust's are
    logger = logging.getLogger("test_status_line")
    logger.addHandler(handler)
    line = StatusLine(Console(file=screen, force_terminal=True, width=100, color_system=None))
    line.begin(a_test())
    try:
        look(line, 1)
        logger.error("something happened")
        sys.stderr.write("and this\n")
        look(line, 2)
        line.end(a_test())
        logger.error("afterwards")
    finally:
        logger.removeHandler(handler)

    shown = screen.getvalue()
    assert (sys.stderr, handler.stream) == (screen, screen)
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1  # the cursor is back
    for said in ("something happened\n", "and this\n"):
        before, _, after = shown.partition(said)
        assert before.endswith("\x1b[2K")  # the line was erased first
        assert "00:01/02:00" in after  # and stands below it again
    last = shown.rpartition("\x1b[?25h")
    assert last[0].endswith("\n")
    assert last[2] == "afterwards\n"
    assert "spent" not in shown  # on embedded nothing is


def test_a_run_that_ends_at_once_leaves_the_terminal_alone():
    screen = io.StringIO()
    line = StatusLine(Console(file=screen, force_terminal=True))
    line.begin(a_test())
    line.end(a_test())

    assert screen.getvalue() == ""


def test_a_terminal_that_cannot_go_back_gets_lines(capsys, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    line = StatusLine(Console(file=io.StringIO(), force_terminal=True))
    line.begin(a_test())
    for second in range(1, 6):
        look(line, second)

    assert capsys.readouterr().err.startswith("00:05/02:00")
