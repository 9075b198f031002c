"""Where a partition is split, by the requests remembered of it."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.throttling.admission import Touch, admit
from pytest_dynamo.capacity.throttling.heat import split_edge
from tests.unit.capacity.throttling.event_engine import throughput


def edge(positions, *, least_relief=0.05, between_collections=False):
    """The edge for requests of one unit each, in the order they came."""
    samples = [(place, sort_key, 0.001) for place, sort_key in positions]
    return split_edge(samples, least_relief=least_relief, between_collections=between_collections)


def test_two_collections_are_split_between_them():
    assert edge([(0.1, "a"), (0.2, "a")] * 4) == (0.2, None)


def test_one_collection_is_split_at_the_middle_of_its_requests():
    assert edge([(0.1, key) for key in "dbacdbac"]) == (0.1, "c")


def test_the_load_counts_and_not_the_number_of_requests():
    heavy = [(0.1, "a", 3.0), (0.1, "b", 1.0), (0.1, "c", 1.0), (0.1, "d", 1.0)]

    assert split_edge(heavy * 2, least_relief=0.05, between_collections=False) == (0.1, "b")


def test_nothing_divides_one_item_nor_too_few_requests():
    assert edge([(0.1, "a")] * 8) is None
    assert edge([]) is None
    assert edge([(0.1, "a"), (0.2, "a")]) is None


def test_a_log_is_not_split_as_its_newer_half_would_lie_on_one_side():
    assert edge([(0.1, number) for number in range(100)]) is None
    assert edge([(0.1, -number) for number in range(100)]) is None


def test_collections_that_stay_whole_are_split_between_or_not_at_all():
    assert edge([(0.1, key) for key in "dbacdbac"], between_collections=True) is None
    mixed = [(0.1, key) for key in "abc"] + [(0.2, "a")]
    assert edge(mixed * 2, between_collections=True) == (0.2, None)


def test_what_relieves_too_little_is_left():
    mostly_one = [(0.1, "a")] * 9 + [(0.2, "a")]

    assert edge(mostly_one * 2, least_relief=0.05) == (0.2, None)
    assert edge(mostly_one * 2, least_relief=0.2) is None


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3]), st.integers(0, 5)), max_size=60),
    st.booleans(),
)
def test_an_edge_has_requests_on_either_side_of_it(positions, whole):
    found = edge(positions, between_collections=whole)
    if found is None:
        return
    place, sort_key = found
    start = -1 if sort_key is None else sort_key
    is_beyond = [position >= (place, start) for position in positions]
    assert any(is_beyond)
    assert not all(is_beyond)
    assert not (whole and sort_key is not None)


def test_one_request_in_eight_to_a_warm_partition_is_remembered():
    on = throughput().of[None]
    one = (Touch(on, 0.3, "a", 450.0, 450.0),)
    for second in range(60):
        admit(one, "write", float(second))
    on.advance(60.0)
    for request in range(800):
        admit(one, "write", 61.0 + request / 100)

    partition = on.placement.locate(0.3, "a")
    assert partition.samples is not None
    assert 90 <= len(partition.samples) <= 110
