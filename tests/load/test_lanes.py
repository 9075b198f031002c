"""Which of the processes that choose keys together a process is."""

from locust.runners import MasterRunner, WorkerRunner

from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from pytest_dynamo.locust.workers.agreement import Agreement, agree
from pytest_dynamo.locust.workers.lanes import lane_of, worker_indexes


def master(**indexes):
    """A master whose workers were numbered in another order than they are listed in."""
    runner = Mock(spec=MasterRunner)
    runner.clients = SimpleNamespace(ready=[SimpleNamespace(id=name) for name in indexes])
    runner.get_worker_index = indexes.__getitem__
    return runner


def worker(index):
    runner = Mock(spec=WorkerRunner)
    runner.worker_index = index
    return runner


def environment(runner, workers=()):
    found = SimpleNamespace(runner=runner, parsed_options=SimpleNamespace(dynamo_rate=1.0))
    agree(found, Agreement(now=0.0, generation=0, workers=workers))
    return found


def test_the_master_lists_the_workers_that_are_there():
    assert worker_indexes(environment(master(b=4, a=1, c=2))) == (1, 2, 4)
    assert worker_indexes(environment(None)) == ()


@pytest.mark.parametrize(("index", "lane"), [(1, (0, 3)), (2, (1, 3)), (4, (2, 3)), (3, (0, 1))])
def test_lanes_have_no_gap_where_a_worker_is_gone(index, lane):
    assert lane_of(environment(worker(index), workers=[1, 2, 4])) == lane


def test_a_process_by_itself_has_all():
    assert lane_of(environment(None)) == (0, 1)
