"""How busy processes are, in the bins of the run."""

import pytest

from pytest_dynamo.measure.processor import Processor


def test_a_stretch_is_spread_over_the_seconds_it_covers():
    processor = Processor()
    processor.add("a", until=1_003.5, seconds=3.0, cpu_seconds=1.5)

    shares = [processor.share_at(number, number + 1) for number in range(999, 1_005)]

    assert shares == [None, 0.5, 0.5, 0.5, 0.5, None]


def test_of_several_processes_the_busiest_counts():
    processor = Processor()
    for process, busy in (("a", 0.25), ("b", 0.75)):
        processor.add(process, until=1_001.0, seconds=1.0, cpu_seconds=busy)

    assert processor.share_at(1_000, 1_001) == 0.75
    assert processor.share_at(1_000, 1_004) == 0.75  # of the time that was measured


def test_no_time_at_all_was_not_measured():
    processor = Processor()
    processor.add("a", until=1_001.0, seconds=0.0, cpu_seconds=0.0)

    assert processor.share_at(1_000, 1_001) is None


def test_a_day_takes_no_more_room_than_ten_minutes():
    processor = Processor()
    for until in range(3, 86_400, 3):
        processor.add("a", until=float(until), seconds=3.0, cpu_seconds=0.6)

    assert processor.timeline.width_seconds == 256
    assert processor.share_at(512, 768) == pytest.approx(0.2)
    assert processor.share_at(600, 601) == pytest.approx(0.2)  # what is narrower has the same
