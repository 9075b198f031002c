"""`--processes` on the embedded backend: one engine, one report, and nobody left behind."""

import os
import signal
import time

import psutil
import pytest

from tests.load.test_web_page_run import free_page, post

RUN = ("-u", "4", "-r", "4", "--processes", "2")
GONE_SECONDS = 10


@pytest.fixture(autouse=True)
def _quick(locust):
    locust.leave_the_page_out()


def started(locust, *arguments):
    """A run whose users are there, its workers, and all processes that it has started."""
    process = locust.start(*arguments)
    locust.wait_for("All users spawned", process)
    everybody = [
        each for each in psutil.Process(process.pid).children(recursive=True) if stays(each)
    ]
    workers = [each for each in everybody if "--processes" in each.cmdline()]
    assert (len(workers), len(everybody)) == (2, 4)  # and the engine, and who keeps it
    return process, workers, everybody


def stays(process):
    """Whether a process is none that some library has started to ask the system for something."""
    try:
        process.wait(0.2)
    except psutil.TimeoutExpired:
        return True
    return False


def are_gone(processes):
    return not psutil.wait_procs(processes, timeout=GONE_SECONDS)[1]


def requests_of_workers(run):
    return [worker["requests"] for worker in run["how"]["workers"]]


def test_workers_share_one_engine_and_their_counts_add_up(locust, tiny):
    # a second is a minute of the model, which only the engine that they share can know all of
    model = ("--dynamo-clock", "60x", "--dynamo-model", "partition_write_units=2")
    # at any moment each of the users has a request under way, the last one included
    model = (*model, "--dynamo-rate", "max")
    ended = locust.run("-f", tiny(), *RUN, "-t", "3s", *model)

    run = ended.run
    assert ended.code == 0, ended.err
    assert run["backend"] == {"kind": "embedded", "endpoint": None, "capacity": "modelled"}
    assert run["totals"]["requests"] == ended.counted_by_locust > 0
    assert sum(requests_of_workers(run)) == run["totals"]["requests"]
    assert min(requests_of_workers(run)) > 0
    assert sum(run["series"]["requests"]) == run["totals"]["requests"]
    assert [worker["is_lost"] for worker in run["how"]["workers"]] == [False, False]
    assert run["throttling"]["clock"] == 60
    assert run["throttling"]["model_seconds"] == pytest.approx(180, abs=60)
    assert run["totals"]["throttled"] > 0
    limits = sum(limit["count"] for limit in run["throttling"]["limits"])
    assert limits == run["totals"]["throttled"]


def test_a_worker_that_dies_is_told_and_ctrl_c_still_reports_the_rest(locust, tiny):
    process, workers, everybody = started(locust, "-f", tiny(), *RUN, "-t", "60s")
    time.sleep(3.5)  # each has reported once
    workers[0].kill()
    for one in (process, workers[1]):  # as Ctrl-C at a terminal, which all of them hear
        one.send_signal(signal.SIGINT)
    ended = locust.end(process)

    run = ended.run
    assert ended.code == 130, ended.err
    assert are_gone(everybody)
    assert sorted(worker["is_lost"] for worker in run["how"]["workers"]) == [False, True]
    assert min(requests_of_workers(run)) > 0
    assert sum(requests_of_workers(run)) == run["totals"]["requests"] == ended.counted_by_locust
    assert run["how"]["interrupted"] is True
    (told,) = [line for line in ended.message.splitlines() if "is lost" in line]
    assert told.endswith("what it has done since its last report is not counted")


def test_nobody_outlives_a_master_that_was_killed(locust, tiny):
    process, _, everybody = started(locust, "-f", tiny(), *RUN, "-t", "60s")
    process.kill()
    process.wait()

    assert are_gone(everybody)
    assert not list(locust.reports.glob("*/*/run.json"))  # the report is the master's to write


def test_runs_that_begin_and_end_on_the_web_page_are_reported_one_by_one(locust, tiny):
    page, port = free_page()
    web = ("--web-host", "127.0.0.1", "--web-port", port)
    process = locust.start("-f", tiny(), "--processes", "2", *web)
    folders = []
    try:
        locust.wait_for("2 workers connected", process)
        for users in (2, 4):
            post(f"{page}/swarm", user_count=users, spawn_rate=users, host="")
            time.sleep(1.5)
            post(f"{page}/stop")
            folders.append({each.name for each in locust.reports.glob("tiny/*Z*")})
        post(f"{page}/swarm", user_count=2, spawn_rate=2, host="")
        time.sleep(1)
    finally:
        os.kill(process.pid, signal.SIGTERM)
    ended = locust.end(process)

    assert ended.code == 130, ended.err  # as a third one was running
    assert [len(each) for each in folders] == [1, 2]
    (first,), (second,) = folders[0], folders[1] - folders[0]
    (third,) = {each.name for each in locust.reports.glob("tiny/*Z*")} - folders[1]
    for name, users in ((first, 2), (second, 4), (third, 2)):
        run = locust.run_of(name)
        assert run["how"]["interrupted"] == (name == third)
        assert not any(worker["is_lost"] for worker in run["how"]["workers"])
        assert run["how"]["users"] == users
        assert 0 < run["totals"]["requests"] == sum(requests_of_workers(run))
        assert sum(run["series"]["requests"]) == run["totals"]["requests"]
    assert locust.run_of(third)["totals"]["requests"] == ended.counted_by_locust
