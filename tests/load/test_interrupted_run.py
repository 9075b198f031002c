"""Ctrl-C, before the test begins and while it runs."""

import sys

from pytest_dynamo.locust.terminal.interrupt import tell_interrupts_plainly

ORDERS = ("-f", "loadtests/orders.py", "-u", "5", "-r", "5")


def test_ctrl_c_in_a_run_still_writes_the_report_and_counts_every_request(locust):
    ended = locust.interrupted_at(
        "All users spawned", *ORDERS, "-t", "60s", "--dynamo-population", "200"
    )

    assert ended.code == 130
    assert ended.run["how"]["interrupted"] is True
    assert ended.run["totals"]["requests"] == ended.counted_by_locust
    assert (ended.folder / "report.html").exists()
    assert "dynamo: interrupted after " in ended.message
    assert "Traceback" not in ended.err


def test_ctrl_c_while_tables_are_seeded_leaves_nothing_and_says_so_in_a_line(locust):
    ended = locust.interrupted_at(
        "dynamo: seeding", *ORDERS, "-t", "60s", "--dynamo-population", "100%"
    )

    assert ended.code == 130
    assert ended.message.splitlines() == [
        "dynamo: seeding 223,000 items",
        "dynamo: interrupted before the test began; there is nothing to report",
    ]
    assert not list(ended.reports.glob("*/*"))


def test_ctrl_c_while_the_run_is_forecast_leaves_nothing_and_says_so_in_a_line(locust):
    ended = locust.interrupted_at("forecasting the run", *ORDERS, "-t", "60s", "--dynamo-forecast")

    assert ended.code == 130, ended.err
    assert ended.message.splitlines()[-2:] == [
        "dynamo: forecasting the run",
        "dynamo: interrupted before the test began; there is nothing to report",
    ]
    assert not list(ended.reports.glob("*/*"))


def test_ctrl_c_ends_a_run_without_a_time_limit(locust):
    locust.leave_the_page_out()

    ended = locust.interrupted_at("All users spawned", *ORDERS, "--dynamo-population", "200")

    assert (ended.code, ended.run["how"]["interrupted"]) == (130, True)


def test_ctrl_c_while_modules_are_imported_is_a_line_and_a_mistake_still_a_traceback(
    monkeypatch, capsys
):
    shown = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: shown.append(error))
    tell_interrupts_plainly()
    mistake = ValueError("wrong")

    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    sys.excepthook(ValueError, mistake, None)

    assert capsys.readouterr().err == "\ndynamo: interrupted\n"
    assert shown == [(ValueError, mistake, None)]
