"""Whatever is cut wherever, each position has one partition, and it is the right one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.capacity.throttling.bucket import Bucket
from pytest_dynamo.capacity.throttling.placement import Partition, Placement

# Few of each, so that cuts fall into one another.
PLACES = st.sampled_from([number / 8 for number in range(8)] + [0.3, 0.3000001])
SORT_KEYS = st.integers(0, 6)
POSITIONS = st.tuples(PLACES, SORT_KEYS)
EDGES = st.tuples(PLACES, st.none() | SORT_KEYS)


def ordered(edge):
    """An edge as something to compare by; the beginning of a collection is before its sort keys."""
    place, sort_key = edge
    return place, -1 if sort_key is None else sort_key


def a_placement(count=2):
    return Placement(
        [
            Partition((number / count, None), Bucket(3_000, 0.3), Bucket(1_000, 0.3))
            for number in range(count)
        ]
    )


def cut(placement, edges):
    """Cut at edges one after the other, each in the partition it lies in, if it is not its beginning."""
    for edge in edges:
        owner = linear(placement, ordered(edge))
        if ordered(owner.first) != ordered(edge):
            placement.cut(owner, edge)


def linear(placement, position):
    """The last partition that begins at or before a position."""
    return [each for each in placement.partitions if ordered(each.first) <= position][-1]


@given(st.lists(EDGES, max_size=25), st.lists(POSITIONS, min_size=1, max_size=30))
def test_a_position_is_found_where_a_linear_search_finds_it(edges, positions):
    placement = a_placement()
    for number in range(len(edges)):
        cut(placement, edges[number : number + 1])
        for position in positions:
            assert placement.locate(*position) is linear(placement, position)


@given(st.lists(EDGES, max_size=25))
def test_partitions_stay_in_order_and_cover_everything(edges):
    placement = a_placement()
    cut(placement, edges)

    bounds = [placement.bounds(each) for each in placement.partitions]
    firsts = [ordered(first) for first, _ in bounds]
    assert firsts == sorted(set(firsts))
    assert bounds[0][0] == (0.0, None)
    assert bounds[-1][1] == (1.0, None)
    assert [last for _, last in bounds[:-1]] == [first for first, _ in bounds[1:]]
    assert sum(placement.widths()) == 1.0


@given(st.lists(EDGES, max_size=15), st.floats(0, 2_000))
def test_what_was_taken_of_a_partition_is_taken_of_its_children(edges, units):
    placement = a_placement(1)
    placement.partitions[0].write.take(units, 1.0)
    cut(placement, edges)

    assert {each.write.taken_until for each in placement.partitions} == {1.0 + units / 1_000}


@settings(max_examples=30)
@given(st.lists(st.tuples(PLACES, st.text(max_size=2)), max_size=12), st.text(max_size=2))
def test_sort_keys_may_be_text(edges, sort_key):
    placement = a_placement()
    for edge in edges:
        owner = placement.locate(*edge)
        if owner.first != edge and (owner.first[1] is not None or edge[1]):
            placement.cut(owner, edge)

    for place, _ in edges:
        owner = placement.locate(place, sort_key)
        first, last = placement.bounds(owner)
        assert first[0] < place or first[1] is None or first[1] <= sort_key
        assert last[0] > place or sort_key < last[1]
