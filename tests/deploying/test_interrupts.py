"""Ctrl-C, and limits, in the middle of a deploy: what is said, and how it goes on."""

import signal

import pytest

from pytest_dynamo.cli import main
from tests.deploying.forwarding import forwarding, killed

LIMIT = "Subscriber limit exceeded: There is a limit of 20 indexes."
STOPPED = """\
stopped: create index GSI3 (GSI3PK): LimitExceededException: Subscriber limit exceeded: There is a limit of 20 indexes
  done     2 steps
  left     shop: create index GSI3 (GSI3PK)
           shop: create index GSI4 (GSI4PK)
To fix this: see to what was refused; the same command goes on with what is left
"""
INTERRUPTED = """\
interrupted after: set billing_mode to PROVISIONED
  done     2 steps
  left     shop: create index GSI3 (GSI3PK)
           shop: create index GSI4 (GSI4PK)
the same command goes on with what is left
"""


@pytest.fixture
def ended(folder, served, monkeypatch, capsys):
    """Runs a command in this process; its exit code, output and errors."""
    monkeypatch.chdir(folder)

    def ended(*arguments, endpoint=served.url):
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--endpoint", endpoint])
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    return ended


def test_ctrl_c_between_two_indexes_says_what_is_done_and_what_is_left(ended, served, folder):
    assert ended("deploy", "first.yaml")[0] == 0
    update = ("deploy", "second.yaml", "--allow-loss")
    code, out, err = killed(served.url, folder, update, 3, "before", signal.SIGINT)
    assert (code, err) == (130, INTERRUPTED)
    code, out, _ = ended(*update)
    done = [line.rpartition(",")[0] for line in out.splitlines() if line.startswith("done")]
    assert (code, done) == (0, ["done     shop: create index GSI4 (GSI4PK)"])
    assert ended("destroy", "second.yaml", "--yes")[0] == 0


def test_a_limit_in_the_middle_says_what_is_done_and_what_is_left(ended, served):
    assert ended("deploy", "first.yaml")[0] == 0
    update = ("deploy", "second.yaml", "--allow-loss")
    with forwarding(served.url) as between:
        between.refused = (b"GSI3", "LimitExceededException", LIMIT)
        code, _, err = ended(*update, endpoint=between.url)
    assert (code, err) == (1, STOPPED)
    code, out, _ = ended(*update)
    assert (code, out.splitlines()[-2].partition(" in ")[0]) == (0, "deployed: 2 steps")
    assert ended("destroy", "second.yaml", "--yes")[0] == 0


def test_a_connection_that_is_lost_in_the_middle_is_one_message(ended, served):
    with forwarding(served.url) as between:
        between.lost = b"basket_id"
        code, _, err = ended("deploy", "first.yaml", endpoint=between.url)
    assert (code, err.splitlines()[0].partition(":")[0], err.splitlines()[-3:]) == (
        1,
        "stopped",
        [
            "  done     3 steps",
            "  left     baskets: create table baskets (basket_id)",
            "the same command goes on with what is left",
        ],
    )
    code, out, _ = ended("deploy", "first.yaml")
    assert (code, out.splitlines()[-2].partition(" in ")[0]) == (0, "deployed: 1 step")
    assert ended("destroy", "first.yaml", "--yes")[0] == 0
