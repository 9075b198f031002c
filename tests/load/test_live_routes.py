"""The routes of the page about DynamoDB, asked for without a network."""

from locust import User
from locust.env import Environment
from locust.web import WebUI

import json
import sys
from types import SimpleNamespace

import pytest
from flask_login import UserMixin

from pytest_dynamo.locust import events
from pytest_dynamo.locust.following.web.figures import LiveFigures
from pytest_dynamo.locust.following.web.page import content_policy
from pytest_dynamo.locust.following.web.routes import watch_on_the_page
from pytest_dynamo.locust.following.web.watching import Watching
from pytest_dynamo.locust.recording.effort import Efforts
from pytest_dynamo.locust.running.follower import Moment
from tests.load.invented import LIMITS, SHOP, STARTED, invented_tally

ROUTES = ["/dynamo", "/dynamo/figures", "/dynamo/report/1"]


class Idle(User):
    """Stands for any user."""


@pytest.fixture
def make_ui(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["locust"])  # Locust reads it whenever it shows its page
    monkeypatch.setattr(events, "roles", dict)  # those of other tests have no design

    def make(*, login=False, base_path=None):
        options = SimpleNamespace(
            web_base_path=base_path,
            num_users=1,
            spawn_rate=1,
            stats_history_enabled=False,
            run_time=None,
        )
        environment = Environment(user_classes=[Idle], parsed_options=options)
        environment.create_local_runner()
        ui = WebUI(environment, "127.0.0.1", 0, base_path, login, delayed_start=True)
        environment.web_ui = ui
        if login:
            ui.app.secret_key = "secret"
            someone = type("Someone", (UserMixin,), {"id": "someone"})
            ui.login_manager.user_loader(lambda _: someone())
        return environment, ui, watch_on_the_page(environment)

    return make


def a_test(environment, **changes):
    """What the page asks of a load test."""
    design = SHOP
    members = {
        "environment": environment,
        "arrivals": "closed",
        "partition_limits": LIMITS,
        "total": invented_tally(),
        "scenario": SimpleNamespace(design=design),
        "settings": SimpleNamespace(
            hashes_keys=False,
            run_time_seconds=60.0,
            max_dollars=None,
        ),
        "place": SimpleNamespace(backend=SimpleNamespace(kind="embedded"), throttling="modelled"),
        "is_running": True,
        "is_unreported": True,
        "started": STARTED,
        "elapsed_seconds": 10.0,
        "warm_up_seconds": 2.0,
        "efforts": Efforts(),
        "dollars": None,
        "report_page": None,
    }
    return SimpleNamespace(**{**members, **changes})


def look(watching, test, elapsed=10.0):
    tally = invented_tally()
    watching.look(
        Moment(
            at=STARTED + elapsed,
            elapsed_seconds=elapsed,
            seconds=1.0,
            since=tally,
            total=test.total,
        )
    )


def test_without_a_web_page_there_is_nothing_to_add_to():
    assert watch_on_the_page(Environment()) is None


def test_the_page_comes_with_its_policy_and_is_for_no_other_origin(make_ui):
    _, ui, _ = make_ui()
    answer = ui.app.test_client().get("/dynamo", headers={"Origin": "http://elsewhere.example"})

    assert answer.status_code == 200
    assert "No test has been started" in answer.text
    assert answer.headers["Content-Security-Policy"] == content_policy()
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_figures_that_have_not_changed_are_not_sent_again(make_ui):
    environment, ui, watching = make_ui()
    client = ui.app.test_client()
    before = client.get("/dynamo/figures")
    again = client.get("/dynamo/figures", headers={"If-None-Match": before.headers["ETag"]})
    test = a_test(environment)
    watching.begin(test)
    look(watching, test)
    after = client.get("/dynamo/figures", headers={"If-None-Match": before.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert after.status_code == 200
    assert "Test 1 is running" in after.text
    assert "USER#1" in after.text


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_shown_to_who_has_not_signed_in(make_ui, route):
    _, ui, _ = make_ui(login=True)
    answer = ui.app.test_client().get(route)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")
    assert "DynamoDB" not in answer.text


def test_who_has_signed_in_sees_the_page(make_ui):
    _, ui, _ = make_ui(login=True)
    client = ui.app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "someone"

    assert client.get("/dynamo").status_code == 200
    assert client.get("/dynamo/report/1").status_code == 404


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_can_be_changed_by_asking(make_ui, route):
    _, ui, _ = make_ui()

    assert ui.app.test_client().post(route).status_code == 405


def test_the_tab_has_its_table_and_links_lead_to_the_page(make_ui):
    environment, ui, watching = make_ui()
    test = a_test(environment)
    watching.begin(test)
    look(watching, test)
    client = ui.app.test_client()

    index = client.get("/").text
    (stats,) = client.get("/stats/requests").get_json()["extended_stats"]

    assert '<a href="./dynamo"' in index
    arguments = json.loads(index.split("window.templateArgs = ")[1].split("\n")[0])
    assert arguments["extended_tabs"] == [{"title": "DynamoDB", "key": "dynamo"}]
    (table,) = arguments["extended_tables"]
    assert {column["key"] for column in table["structure"]} == set(stats["data"][0])
    assert stats["data"][0]["name"] == "shop-table"
    assert arguments["extended_csv_files"][0]["href"] == "./dynamo"


def test_what_others_have_added_to_locusts_page_stays(make_ui):
    environment, _, _ = make_ui()
    watch_again = Environment(user_classes=[Idle], parsed_options=environment.parsed_options)
    watch_again.create_local_runner()
    other = WebUI(watch_again, "127.0.0.1", 0, delayed_start=True)
    other.template_args["extended_tabs"] = [{"title": "Theirs", "key": "theirs"}]

    watch_on_the_page(watch_again)

    assert [tab["key"] for tab in other.template_args["extended_tabs"]] == ["theirs", "dynamo"]


def test_the_page_stands_under_the_base_path_of_locust(make_ui):
    _, ui, _ = make_ui(base_path="/load")
    client = ui.app.test_client()

    assert client.get("/load/dynamo").status_code == 200
    assert client.get("/dynamo").status_code == 404


def test_the_reports_of_all_tests_of_a_session_can_be_opened(make_ui, tmp_path):
    environment, ui, watching = make_ui()
    client = ui.app.test_client()
    pages = []
    for number in (1, 2):
        test = a_test(environment)
        watching.begin(test)
        page = tmp_path / f"report-{number}.html"
        page.write_text(f"<p>report {number}</p>")
        pages.append(page)
        test.report_page, test.is_running, test.is_unreported = page, False, False

    shown = watching.figures()
    answer = client.get("/dynamo/report/1")

    assert [report.number for report in shown.reports] == [2, 1]
    assert answer.text == "<p>report 1</p>"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "Open the report of test 2" in client.get("/dynamo/figures").text
    pages[0].unlink()
    for missing in (1, 3):
        answer = client.get(f"/dynamo/report/{missing}")
        assert (answer.status_code, answer.text) == (404, "There is no such report.")


def test_what_goes_wrong_is_logged_and_told_in_a_line(make_ui, monkeypatch, caplog):
    _, ui, watching = make_ui()

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(watching, "figures", fail)
    answer = ui.app.test_client().get("/dynamo/figures")

    assert (answer.status_code, answer.text) == (500, "Locust's log says what went wrong.")
    assert "the page about DynamoDB failed" in caplog.text


def test_a_test_that_has_ended_shows_figures_of_all_of_it(make_ui):
    environment, _, watching = make_ui()
    test = a_test(environment)
    watching.begin(test)
    look(watching, test)
    running = watching.figures()
    test.is_running = False
    stopped = watching.figures()
    test.is_unreported = False

    assert (running.state, stopped.state, watching.figures().state) == (
        "running",
        "stopped",
        "reported",
    )
    assert stopped.recent.done_per_second == 40.0
    assert running.recent.done_per_second == 400.0


def test_with_workers_the_last_seconds_wait_until_all_have_reported(make_ui):
    _, _, watching = make_ui()
    distributed = SimpleNamespace(runner=object(), user_classes=[])
    test = a_test(distributed)
    watching.begin(test)
    look(watching, test)

    assert watching.figures().bins.number == 6
    assert (
        watching.figures().course[0].at_seconds == 10.0
    )  # of the points of four seconds the third


def test_keys_stay_out_where_they_are_to_be_hidden(make_ui):
    environment, _, watching = make_ui()
    test = a_test(environment)
    test.settings.hashes_keys = True
    watching.begin(test)
    look(watching, test)

    assert (watching.figures().keys, watching.figures().has_hidden_keys) == ((), True)


def test_a_new_test_begins_with_nothing_of_the_last():
    watching = Watching()
    assert watching.figures() == LiveFigures()
    environment = SimpleNamespace(runner=object(), user_classes=[])
    first = a_test(environment)
    watching.begin(first)
    look(watching, first)
    second = a_test(environment, total=invented_tally(seconds=1))
    watching.begin(second)

    shown = watching.figures()

    assert (shown.number, shown.requests, shown.course) == (2, 40, ())
