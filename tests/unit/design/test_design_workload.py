"""The workload of a design: what it becomes, and every mistake one can make in it."""

from collections.abc import Callable

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Place, Workload

TABLE = "version: 1\ntables: {shop: {partition_key: PK}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", Workload(place=Place(line=3))),
        ("{peak: 2.5}", Workload(peak=2.5, place=Place(line=3))),
        ("{peak: 2.5x}", Workload(peak=2.5, place=Place(line=3))),
        ("{duration: 90}", Workload(duration_seconds=90, place=Place(line=3))),
        ("{duration: 7d}", Workload(duration_seconds=604_800, place=Place(line=3))),
        ("{shape: diurnal}", Workload(shape="diurnal", place=Place(line=3))),
        ("{throttled: 0}", Workload(throttled=0, place=Place(line=3))),
        ("{usable_capacity: 12.5 %}", Workload(usable_capacity=0.125, place=Place(line=3))),
    ],
)
def test_a_workload_is_read(text: str, expected: Workload) -> None:
    assert parse_design(f"{TABLE}workload: {text}").workload == expected


@pytest.mark.parametrize("text", [TABLE, f"{TABLE}workload:"])
def test_a_design_without_a_workload_has_none(text: str) -> None:
    assert parse_design(text).workload is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", "3:1: workload: wanted a mapping, found 5"),
        (
            "{holds_untl: 5}",
            "3:12: workload.holds_untl: no setting 'holds_untl'; did you mean 'holds_until'?",
        ),
        ("{peak: 0}", "3:12: workload.peak: must be greater than 0, found 0"),
        ("{peak: 0x}", "3:12: workload.peak: must be greater than 0, found '0x'"),
        ("{peak: -1}", "3:12: workload.peak: must be greater than 0, found -1"),
        ("{peak: .nan}", "3:12: workload.peak: wanted a finite number, found nan"),
        ("{peak: 1e10}", "3:12: workload.peak: must be at most 1,000,000,000, found 10000000000.0"),
        (
            "{peak: five}",
            "3:12: workload.peak: 'five' is not a multiple; write a number, such as 5 or 5x",
        ),
        ("{duration: 0}", "3:12: workload.duration: wanted from 1s to 7d, found 0"),
        ("{duration: -1h}", "3:12: workload.duration: wanted from 1s to 7d, found '-1h'"),
        ("{duration: 8d}", "3:12: workload.duration: wanted from 1s to 7d, found '8d'"),
        (
            "{duration: 99999999w}",
            "3:12: workload.duration: '99999999w' is longer than a century",
        ),
        (
            "{duration: 1 hour}",
            "3:12: workload.duration: '1 hour' is not a span of time; write a number of seconds, or a number and one of s, m, h, d and w, such as 12h",
        ),
        (
            "{shape: wave}",
            "3:12: workload.shape: 'wave' is not a shape; wanted step, ramp or diurnal",
        ),
        ("{holds_until: 0}", "3:12: workload.holds_until: must be greater than 0, found 0"),
        ("{ceiling: .inf}", "3:12: workload.ceiling: wanted a finite number, found inf"),
        (
            "{usable_capacity: half}",
            "3:12: workload.usable_capacity: 'half' is not a share; write 0.5 or 50%",
        ),
        (
            "{usable_capacity: 101%}",
            "3:12: workload.usable_capacity: must be at most 100 %, found '101%'",
        ),
        ("{throttled: 5}", "3:12: workload.throttled: must be at most 1, found 5"),
        ("{monthly_price: -3}", "3:12: workload.monthly_price: must be greater than 0, found -3"),
    ],
)
def test_a_mistake_in_a_workload_is_named(
    text: str, expected: str, mistakes_of: Callable[[str], list[str]]
) -> None:
    assert mistakes_of(f"{TABLE}workload: {text}") == [expected]
