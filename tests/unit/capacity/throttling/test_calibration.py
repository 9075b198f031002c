"""From logs of a table that has other parameters, those parameters are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.throttling.calibration import (
    Fit,
    Second,
    fit_eventual_read_weight,
    fit_heat_threshold,
    fit_index_queue,
    fit_partition_burst,
    fit_split_seconds,
    fitted_lines,
    read_log,
    split_after,
)
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.errors import DynamoError
from tests.unit.capacity.throttling.event_engine import (
    Stream,
    drive,
    evenly,
    one_collection,
    one_item,
    one_log,
    table,
    throughput,
)

MODEL = Parameters()


def log_of(world, stream, seconds, start=0.0):
    """What a load test would have logged, second by second."""
    served = drive(world, stream, seconds=seconds, start=start)
    return [
        Second(attempted=accepted + refused, accepted=accepted)
        for accepted, refused in zip(served.accepted, served.refused, strict=True)
    ]


@pytest.mark.parametrize("burst_seconds", [0.05, 0.3, 1.0, 5.0])
def test_the_burst_of_a_partition(burst_seconds):
    world = throughput(partition_burst_seconds=burst_seconds)

    log = log_of(world, Stream(units_per_second=5_000, arms={None: one_item}), 3)

    found = fit_partition_burst(log, MODEL)
    assert found.name == "partition_burst_seconds"
    assert found.value == pytest.approx(burst_seconds, abs=0.01)
    assert found.least <= burst_seconds <= found.most


def test_a_log_that_begins_and_ends_within_a_second():
    world = throughput(partition_burst_seconds=0.5)
    stream = Stream(
        units_per_second=lambda at: 5_000 if 2.4 <= at < 5.7 else 0, units=5, arms={None: one_item}
    )

    found = fit_partition_burst(log_of(world, stream, 8), MODEL)

    assert found.value == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("queue_seconds", [0.0, 12.0, 30.0])
def test_by_how_much_an_index_may_lag(queue_seconds):
    world = throughput(table(indexes=["by_status"]), index_queue_seconds=queue_seconds)
    stream = Stream(units_per_second=3_000, units=10, arms={None: evenly, "by_status": one_log})

    found = fit_index_queue(log_of(world, stream, 60), MODEL)

    assert found.value == pytest.approx(queue_seconds, abs=0.05)


@pytest.mark.parametrize("weight", [0.5, 2 / 3, 0.9, 1.0])
def test_the_weight_of_an_eventually_consistent_read(weight):
    stream = Stream(
        units_per_second=7_000,
        units=10,
        arms={None: one_collection},
        direction="read",
        partition_weight=weight,
    )

    found = fit_eventual_read_weight(log_of(throughput(), stream, 60), MODEL)

    assert found.value == pytest.approx(weight, rel=0.01)
    assert found.least <= found.value <= found.most


def hot(seed, **parameters):
    """A key under 2,500 writes a second until it was split."""
    world = throughput(seed=seed, **parameters)
    stream = Stream(units_per_second=2_500, units=50, arms={None: one_collection})
    return log_of(world, stream, 180 + parameters["split_most_seconds"] + 30)


def test_how_long_a_split_takes():
    others = {"split_least_seconds": 120, "split_most_seconds": 180}

    shortest, longest = fit_split_seconds([hot(seed, **others) for seed in range(5)], MODEL)

    assert (shortest.name, longest.name) == ("split_least_seconds", "split_most_seconds")
    assert shortest.value == pytest.approx(120, abs=20)
    assert longest.value == pytest.approx(180, abs=20)


def test_splits_that_always_take_as_long():
    pinned = {"split_least_seconds": 150, "split_most_seconds": 150}

    shortest, longest = fit_split_seconds([hot(seed, **pinned) for seed in range(2)], MODEL)

    assert shortest.value == longest.value == pytest.approx(150, abs=1)


def probes(threshold):
    """Half an hour of some loads, and a probe after each."""
    found = {}
    for load in (700, 800, 900, 1_000):
        world = throughput(heat_threshold=threshold)
        drive(
            world,
            Stream(units_per_second=load, units=50, arms={None: one_collection}),
            seconds=1_800,
        )
        probe = Stream(units_per_second=2_000, units=20, arms={None: one_collection})
        found[float(load)] = log_of(world, probe, 60, start=1_800)
    return found


@pytest.mark.parametrize(
    ("threshold", "least", "most"), [(0.65, 0.0, 0.7), (0.75, 0.7, 0.8), (0.85, 0.8, 0.9)]
)
def test_from_which_load_a_partition_is_hot(threshold, least, most):
    found = fit_heat_threshold(probes(threshold), MODEL)

    assert (found.least, found.most) == (least, most)
    assert found.least <= threshold <= found.most


def steady(attempted, accepted, seconds=60):
    return [Second(attempted=attempted, accepted=accepted)] * seconds


def test_a_load_that_was_split_below_one_that_was_not_is_a_contradiction():
    contradiction = {700.0: steady(2_000, 2_000), 800.0: steady(2_000, 1_000)}

    with pytest.raises(DynamoError, match="700 units a second led to a split, and 800 did not"):
        fit_heat_threshold(contradiction, MODEL)


def test_what_was_never_split_has_a_threshold_above():
    found = fit_heat_threshold({900.0: steady(2_000, 1_000)}, MODEL)

    assert (found.least, found.most) == (0.9, 1.0)


USELESS = [
    (lambda: fit_partition_burst([], MODEL), "nothing was throttled"),
    (lambda: fit_partition_burst(steady(900, 900), MODEL), "nothing was throttled"),
    (lambda: fit_index_queue(steady(5_000, 5_000), MODEL), "nothing was throttled"),
    (lambda: fit_eventual_read_weight(steady(9_000, 4_500, 5), MODEL), "less than 10 seconds"),
    (lambda: fit_split_seconds([steady(2_500, 2_500)], MODEL), "two runs or more"),
    (lambda: fit_heat_threshold({900.0: steady(2_000, 1_000, 5)}, MODEL), "this log has 5"),
    (lambda: split_after(steady(2_500, 1_000), MODEL), "in 60 seconds the key was not split"),
    (lambda: split_after([], MODEL), "in 0 seconds the key was not split"),
    (lambda: read_log("second,attempted\n0,1"), "no column accepted; there: second, attempted"),
    (lambda: read_log(""), "no column attempted"),
    (lambda: read_log("attempted,accepted\n1,1\n1,one"), "line 3 of the log"),
    (lambda: read_log("attempted,accepted\n1"), "line 2 of the log"),
    (lambda: read_log("attempted,accepted\n1,nan"), "line 2 of the log"),
    (lambda: read_log("attempted,accepted\n-1,1"), "line 2 of the log"),
]


@pytest.mark.parametrize(("fit", "message"), USELESS, ids=range(len(USELESS)))
def test_a_log_that_does_not_do_says_why(fit, message):
    with pytest.raises(DynamoError) as raised:
        fit()

    assert message in str(raised.value)


def test_a_log_is_read_from_csv():
    text = "second, attempted, accepted\n0, 5000, 1300\n1, 5000.5, 1000\n"

    assert read_log(text) == [
        Second(attempted=5_000, accepted=1_300),
        Second(attempted=5_000.5, accepted=1_000),
    ]


def test_fits_are_shown_beside_the_model_and_as_options():
    fits = [
        Fit(name="partition_burst_seconds", value=0.512, least=0.5, most=0.52),
        Fit(name="heat_threshold", value=0.85, least=0.8, most=0.9),
    ]

    assert list(fitted_lines(fits, MODEL)) == [
        "parameter                   model  fitted   between",
        "partition_burst_seconds       0.3   0.512   0.5 and 0.52",
        "heat_threshold                0.8    0.85   0.8 and 0.9",
        "--model partition_burst_seconds=0.512 --model heat_threshold=0.85",
    ]


@given(
    st.lists(
        st.builds(Second, attempted=st.floats(0, 1e6), accepted=st.floats(0, 1e6)), max_size=40
    )
)
def test_no_log_gives_anything_but_a_fit_within_its_range_or_a_reason(log):
    for fit in (fit_partition_burst, fit_index_queue, fit_eventual_read_weight):
        try:
            found = fit(log, MODEL)
        except DynamoError:
            continue
        assert 0 <= found.least <= found.value <= found.most
