"""The parameters of the model: given as text, out of range, and documented."""

from dataclasses import fields

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.errors import DynamoError
from tests.unit.capacity.throttling.parameter_table import PAGE, parameter_table, table_in

NUMBERS = [each.name for each in fields(Parameters) if not isinstance(each.default, str)]
BOUNDED = [
    (each.name, value)
    for each in fields(Parameters)
    if not isinstance(each.default, str) and each.name != "seed"
    for value in (each.metadata["least"] - 1e-9, float("nan"), float("inf"), float("-inf"), -1.0)
]


@pytest.mark.parametrize(("name", "value"), BOUNDED)
def test_a_number_out_of_range_is_refused_with_what_it_means(name, value):
    with pytest.raises(DynamoError, match=name) as raised:
        Parameters(**{name: value})

    assert "To fix this" in str(raised.value)


def test_every_parameter_says_what_it_means_and_how_it_is_known():
    for each in fields(Parameters):
        known = each.metadata
        assert known["meaning"]
        assert known["evidence"] in {"documented", "paper", "observed", "fitted", "assumed"}
        assert known["source"] or known["evidence"] == "assumed"
        assert known["plausible"] or known["evidence"] in {"documented", "paper", "assumed"}


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("0.5", "partition_burst_seconds", 0.5),
        ("1e3", "partition_write_units", 1_000.0),
        ("4", "heat_minutes", 4),
        ("1_024", "samples", 1_024),
        ("-7", "seed", -7),
        ("ThrottlingException", "quota_error", "ThrottlingException"),
    ],
)
def test_parameters_are_given_as_text(name, text, value):
    assert getattr(Parameters.overridden({name: text}), name) == value


def test_nothing_given_changes_nothing():
    assert Parameters.overridden({}) == Parameters()
    assert Parameters().changed() == {}


def test_what_was_changed_is_told():
    given = Parameters.overridden({"split_least_seconds": "300", "split_most_seconds": "300"})

    assert given.changed() == {"split_least_seconds": 300.0, "split_most_seconds": 300.0}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"heat_minuts": "3"},
            "'heat_minuts' is no parameter of the model; did you mean 'heat_minutes'",
        ),
        ({"qqq": "3"}, "'qqq' is no parameter of the model; there: partition_read_units, "),
        ({"heat_minutes": "2.5"}, "heat_minutes takes a whole number, and not '2.5'"),
        ({"heat_threshold": "hot"}, "heat_threshold takes a number, and not 'hot'"),
        (
            {"heat_threshold": "nan"},
            "heat_threshold cannot be nan. It stands for: share of its limit",
        ),
        ({"heat_threshold": "1.5"}, "a number of 0.01 to 1"),
        ({"first_peak_read_units": "2e6"}, "cannot be 2,000,000. It stands for: previous peak"),
        ({"first_peak_read_units": "2e6"}, "To fix this: a number of 1 to 1,000,000; "),
        ({"quota_error": "Throttled"}, "quota_error takes one of ProvisionedThroughputExceeded"),
        (
            {"split_least_seconds": "900"},
            "split_most_seconds 600 is less than split_least_seconds 900",
        ),
    ],
)
def test_wrong_text_is_refused_with_what_would_do(given, message):
    with pytest.raises(DynamoError) as raised:
        Parameters.overridden(given)

    assert message in str(raised.value)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_parameter_is_read_back_from_what_is_told_of_it(name):
    default = getattr(Parameters(), name)

    assert Parameters.overridden({name: str(default)}) == Parameters()


def test_the_documentation_has_the_parameters_as_they_are():
    page = PAGE.read_text(encoding="utf-8")

    # To fix this: python -m tests.unit.capacity.throttling.parameter_table
    assert table_in(page) == parameter_table()
