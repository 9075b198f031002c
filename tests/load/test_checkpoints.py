"""Checkpoints: what they hold, what they cost, and what is left of a run that is killed."""

import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.locust.following import checkpoints
from pytest_dynamo.locust.following.checkpoints import Checkpoints, Slices, checkpoint
from pytest_dynamo.locust.running.follower import Moment
from pytest_dynamo.measure.call import Arm, Call
from pytest_dynamo.measure.load_values import GeneratorFigures
from pytest_dynamo.measure.run import RunFacts, load_run, run_of, run_to_json
from pytest_dynamo.measure.run_values import How, RunPopulation
from pytest_dynamo.measure.tally import Tally

GENERATOR = GeneratorFigures(cpu_share=0.5)
STARTED = 1_795_351_867.0
STAMP = datetime.fromtimestamp(STARTED, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")


def facts_after(design, seconds):
    return RunFacts(
        design=design,
        design_sha256="0" * 64,
        backend="embedded",
        started=STARTED,
        duration_seconds=seconds,
        how=How(
            command="locust",
            rate="1x",
            users=1,
            spawn_rate=1,
            seed=0,
            warm_up_seconds=0,
            population=RunPopulation(scale=1, items=1),
            throttling="modelled",
        ),
    )


@pytest.fixture
def design(tiny_design):
    return parse_design(tiny_design)


@pytest.fixture
def load_test(design, tmp_path):
    """What a follower sees of a load test that writes its runs here."""
    return SimpleNamespace(
        folder=None,
        started=STARTED,
        settings=SimpleNamespace(reports=tmp_path),
        scenario=SimpleNamespace(design=design),
    )


@pytest.fixture
def follower(load_test, design, monkeypatch):
    monkeypatch.setattr(checkpoints, "facts_of", lambda _, interrupted: facts_after(design, 0.0))
    follower = Checkpoints(lambda _, facts: replace(facts, generator=GENERATOR))
    follower.begin(load_test)
    return follower


def counted(seconds):
    tally = Tally(partitions={("things", None): 4})
    for second in range(seconds):
        key = f"THING#{second}"
        tally.add(
            Call(
                operation="GetItem",
                started=STARTED + second,
                duration_seconds=0.002,
                arms=(Arm(table="things", read_units=0.5, partition_keys=(key,)),),
                pattern="get_thing",
            )
        )
    return tally


def after(seconds, tally=None):
    total = counted(round(seconds)) if tally is None else tally
    return Moment(
        at=STARTED + seconds, elapsed_seconds=seconds, seconds=1.0, since=Tally(), total=total
    )


def test_a_checkpoint_is_a_whole_run_file_of_what_is_known(design):
    facts, pauses = facts_after(design, 700.0), []

    text = checkpoint(counted(650), facts, lambda: pauses.append(True))

    assert text == run_to_json(run_of(counted(650), facts))
    assert len(pauses) > 100


def test_one_is_written_every_two_seconds_into_the_folder_of_the_run(follower, tmp_path):
    file = tmp_path / "tiny" / STAMP / "checkpoint.json"
    written = []
    for second in range(1, 7):
        follower.look(after(second + 0.01 * second))
        written.append(load_run(file).duration_seconds if file.exists() else None)

    assert written == [None, 2.02, 2.02, 4.04, 4.04, 6.06]
    assert [path.name for path in file.parent.iterdir()] == ["checkpoint.json"]
    assert load_run(file).generator == GENERATOR  # what other followers know by then


def test_before_any_request_there_is_nothing_to_write(follower, tmp_path):
    follower.look(after(5.0, Tally()))

    assert list(tmp_path.iterdir()) == []


def test_one_that_takes_long_is_written_less_often(follower, load_test, monkeypatch):
    written = []
    monkeypatch.setattr(checkpoints, "write_whole", lambda path, text: written.append(path))
    monkeypatch.setattr(
        checkpoints.Slices, "pause", lambda self: setattr(self, "worked_seconds", 0.2)
    )

    for second in range(1, 24):
        follower.look(after(float(second)))

    assert len(written) == 3  # of 0.2 s each: after 2, 12 and 22 seconds


def test_slices_end_with_a_turn_of_the_others():
    turns = []
    slices = Slices(lambda: turns.append(True))

    for _ in range(3):
        slices.pause()
    assert turns == []
    time.sleep(checkpoints.SLICE_SECONDS)
    slices.pause()

    assert turns == [True]
    assert slices.worked_seconds >= checkpoints.SLICE_SECONDS


def test_what_cannot_be_written_is_said_once_and_the_run_goes_on(
    follower, load_test, tmp_path, monkeypatch, capsys
):
    def full(path, text):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(checkpoints, "write_whole", full)
        follower.look(after(2.0))
        follower.look(after(4.0))
    assert capsys.readouterr().err == (
        "dynamo: no checkpoint can be written, and the run goes on: [Errno 28] No space left on device\n"
    )
    follower.look(after(6.0))

    assert load_run(load_test.folder / "checkpoint.json").duration_seconds == 6.0


def test_a_folder_that_is_gone_or_cannot_be_made_is_said_too(follower, load_test, tmp_path, capsys):
    (tmp_path / "tiny").write_text("a file")
    follower.look(after(2.0))
    assert "tiny cannot be written: " in capsys.readouterr().err
    follower.begin(load_test)
    load_test.folder = tmp_path / "gone"

    follower.look(after(2.0))

    assert "No such file or directory" in capsys.readouterr().err


def load_test_that_is_killed_all_but_the_last_seconds_can_be_reported(
    locust, tiny, capsys, monkeypatch
):
    arguments = ("-f", tiny(), "-u", "2", "-r", "2", "-t", "60s", "--dynamo-warm-up", "1")
    process = locust.start(*arguments)
    locust.wait_for("All users spawned", process)
    time.sleep(5)
    process.send_signal(signal.SIGKILL)
    ended = locust.end(process)
    assert ended.code == -signal.SIGKILL
    assert [path.name for path in ended.folder.iterdir()] == ["checkpoint.json"]

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SystemExit):
        main(["report", "--resume", str(ended.folder.parent / "latest")])

    run = ended.run
    assert 3 <= run["duration_seconds"] <= 5.5
    assert run["window"]["to_seconds"] == run["duration_seconds"]
    assert run["how"]["interrupted"]
    assert run["how"]["ended_by"].startswith("killed; the last checkpoint was written after ")
    assert 60 <= run["totals"]["requests"] <= 180
