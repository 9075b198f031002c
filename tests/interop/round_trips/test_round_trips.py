"""Every design goes out to each format that can hold it and comes back, equal or with the listed losses."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.values import ExportOptions
from tests.interop.generated_designs import designs
from tests.interop.round_trips.comparing import (
    BOTH_WAYS,
    EXPORTS,
    covers,
    differences,
    is_told,
    names_a_setting,
    round_trip,
)

DESIGNS = sorted((Path(__file__).parents[3] / "designs").glob("*.yaml"))
TRIPS = [
    pytest.param(
        name, options, id=f"{name}{'-global' * options.global_table}{'-alarms' * options.alarms}"
    )
    for name in BOTH_WAYS
    for options in (ExportOptions(), ExportOptions(global_table=True), ExportOptions(alarms=True))
    if options == ExportOptions()
    or (options.global_table and "global_table" in EXPORTS[name].takes)
    or (options.alarms and "alarms" in EXPORTS[name].takes)
]


def test_four_formats_go_both_ways():
    assert {"cloudformation", "create-table", "terraform", "workbench"} <= set(BOTH_WAYS)


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
@pytest.mark.parametrize(("name", "options"), TRIPS)
def test_designs_of_the_project(name, options, path):
    assert round_trip(load_design(path), name, options).unnamed == ()


@pytest.mark.parametrize("tables_only", [True, False], ids=["tables", "designs"])
@pytest.mark.parametrize(("name", "options"), TRIPS)
def test_generated_designs(name, options, tables_only):
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(designs(tables_only=tables_only))
    def trip(design):
        try:
            unnamed = round_trip(design, name, options).unnamed
        except DynamoError as error:  # a format may not hold a design at all, and has to say why
            is_said = "To fix this" in str(error) and names_a_setting(str(error), design)
            unnamed = () if is_said else (str(error),)
        assert unnamed == ()

    trip()


def test_a_difference_is_told_down_to_the_single_setting():
    before = {"tables": {"a": {"x": 1, "y": {"z": [1]}}, "b": {"x": True}}}
    after = {"tables": {"a": {"x": 1, "y": {"z": [2]}}, "c": {"x": 1}, "b": {"x": 1}}}
    assert [path for path, _, _ in differences((), before, after)] == [
        ("tables", "a", "y", "z"),
        ("tables", "b", "x"),
        ("tables", "c", "x"),
    ]


@pytest.mark.parametrize(
    ("where", "is_covered"),
    [
        ("tables.a", True),
        ("tables.a.tags", True),
        ("tables.a.tags.x", False),
        ("tables.a.tag", False),
        ("entities", False),
    ],
)
def test_a_loss_covers_what_it_names_and_nothing_around_it(where, is_covered):
    assert covers(where, ("tables", "a", "tags")) is is_covered


@pytest.mark.parametrize(
    ("at", "is_remarked"),
    [
        (("entities", "A", "item", "x"), True),
        (("entities", "A", "item", "x", "faker"), True),
        (("entities", "A", "item", "y"), False),
        (("entities", "A"), False),
        ((), False),
    ],
)
def test_a_remark_tells_of_the_attribute_it_stands_at(at, is_remarked):
    assert is_told(("entities", "A", "item", "x", "faker"), {at: ""}) is is_remarked
    assert is_told(("entities", "A", "population"), {("entities", "A"): ""})
