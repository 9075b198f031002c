"""Workers as their master counts them, and how they notice that it is gone."""

from locust.runners import STATE_MISSING, STATE_RUNNING, WorkerRunner

import os
import socket
from types import SimpleNamespace

import gevent
import pytest
from gevent.event import Event

from pytest_dynamo.locust.workers import tether
from pytest_dynamo.locust.workers.agreement import Agreement, agree
from pytest_dynamo.locust.workers.known import Workers
from pytest_dynamo.locust.workers.reports import still_listening, take_report
from pytest_dynamo.locust.workers.tether import Tether
from pytest_dynamo.measure.load_values import WorkerFigures


class Clients(dict):
    @property
    def all(self):
        return list(self.values())


class Master:
    """A master whose workers are called by letters, in order."""

    def __init__(self, names):
        self.names = names
        self.clients = Clients(
            (name, SimpleNamespace(id=name, state=STATE_RUNNING)) for name in names
        )

    def get_worker_index(self, client_id):
        return self.names.index(client_id)


def measured(_client_id):
    return 0.5


def figures(*rows):
    return tuple(
        WorkerFigures(number=number, requests=requests, is_lost=lost, cpu_share=0.5)
        for number, requests, lost in rows
    )


def test_each_worker_is_counted_by_its_number():
    workers = Workers(Master("ab"))
    workers.report("b", 5, is_last=False)
    workers.report("b", 2, is_last=True)
    workers.report("a", 3, is_last=True)

    assert workers.wait(0) == []
    assert workers.look() == []
    assert workers.figures(measured) == figures((1, 3, False), (2, 7, False))


def test_a_worker_that_is_missing_is_lost_once_and_may_come_back():
    master = Master("abc")
    workers = Workers(master)
    master.clients["a"].state = STATE_MISSING
    assert (workers.look(), workers.look()) == ([1], [])
    master.clients["a"].state = STATE_RUNNING
    assert workers.look() == []
    assert not any(worker.is_lost for worker in workers.figures(measured))
    master.clients["a"].state = STATE_MISSING
    del master.clients["c"]
    assert workers.look() == [1, 3]


def test_nobody_is_waited_for_who_is_gone_and_those_who_are_there_not_for_ever():
    master = Master("abc")
    workers = Workers(master)
    workers.report("a", 1, is_last=True)
    del master.clients["b"]
    with gevent.Timeout(5):
        assert workers.wait(0.05) == [2, 3]  # c is there, and silent
    assert workers.figures(measured) == figures((1, 1, False), (2, 0, True), (3, 0, True))


def test_the_last_report_is_waited_for():
    workers = Workers(Master("a"))
    gevent.spawn_later(0.05, workers.report, "a", 1, is_last=True)
    assert workers.wait(5) == []


def test_a_worker_that_joins_later_counts_as_well():
    master = Master("ab")
    late = master.clients.pop("b")
    workers = Workers(master)
    master.clients["b"] = late
    workers.report("b", 4, is_last=False)
    assert workers.figures(measured) == figures((1, 0, False), (2, 4, False))


def test_what_comes_too_late_for_an_earlier_test_is_not_counted_for_this_one():
    options = SimpleNamespace(dynamo_rate=1)
    test = SimpleNamespace(environment=SimpleNamespace(parsed_options=options))
    agree(test.environment, Agreement(now=0.0, generation=0, number=2))
    workers = Workers(Master("a"))

    late = {"run": 1, "is_last": True, "tally": {}, "raised": {"mistake": "of that test"}}

    assert take_report(test, workers, "a", late) is None
    assert workers.figures(measured) == figures((1, 0, False))


class Worker(WorkerRunner):
    """A worker that is connected to nobody."""

    def __init__(self, heard):
        self.last_heartbeat_timestamp = heard
        self.greenlet = None
        self.has_quit = False

    def quit(self):
        self.has_quit = True


@pytest.fixture
def environment(monkeypatch):
    monkeypatch.setattr(tether, "LOOK_SECONDS", 0.01)
    return SimpleNamespace(runner=Worker(heard=0.0), parsed_options=SimpleNamespace(dynamo_rate=1))


def ends(environment, importer):
    """Whether the worker ends by itself, soon."""
    with gevent.Timeout(0.2, exception=False):
        Tether(environment, importer).hold()
    return environment.runner.has_quit


def test_a_worker_that_was_forked_ends_when_its_parent_is_another(environment, capsys):
    assert not ends(environment, os.getppid())
    assert ends(environment, 1 if os.getppid() != 1 else 2)
    assert capsys.readouterr().err == "dynamo: the master is gone, and its worker ends\n"


def test_a_worker_that_was_not_ends_with_the_engine_it_uses(environment):
    ourselves = os.getpid()
    assert not ends(environment, ourselves)  # nothing is agreed on
    agree(environment, Agreement(now=0.0, generation=0))
    assert not ends(environment, ourselves)  # there is no engine
    with socket.create_server(("127.0.0.1", 0)) as listening:
        engine = f"http://127.0.0.1:{listening.getsockname()[1]}"
        agree(environment, Agreement(now=0.0, generation=0, engine=engine))
        assert not ends(environment, ourselves)  # it is there
    environment.runner.last_heartbeat_timestamp = float("inf")
    assert not ends(environment, ourselves)  # the master was heard of
    environment.runner.last_heartbeat_timestamp = 0.0
    assert ends(environment, ourselves)


def test_workers_are_heard_as_soon_as_locusts_own_listener_has_ended():
    tries = []

    class Runner:
        def client_listener(self):
            tries.append("read")
            if len(tries) == 1:
                message = "Only one greenlet can be waiting on this event"
                raise AssertionError(message)
            heard.set()
            gevent.sleep(60)

    heard = Event()
    with still_listening(Runner()):
        assert heard.wait(timeout=5)

    assert tries == ["read", "read"]
