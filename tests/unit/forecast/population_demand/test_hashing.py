"""Many places in the hash space at once: those that single keys have."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.forecast.population_demand.hashing import hash_positions
from pytest_dynamo.population.texts import Texts


@given(
    st.lists(st.text(max_size=300).filter(lambda text: "\0" not in text), min_size=1, max_size=30)
)
def test_keys_lie_where_they_lie_one_by_one(keys):
    assert hash_positions(Texts.of(keys)).tolist() == [hash_position(key) for key in keys]


def test_keys_around_the_end_of_a_block_of_md5_do_too():
    keys = ["x" * length for length in range(40, 130)]

    assert hash_positions(Texts.of(keys)).tolist() == [hash_position(key) for key in keys]


def test_keys_of_one_length_do_too():
    assert (
        hash_positions(Texts.same("USER#1", 20_000)).tolist() == [hash_position("USER#1")] * 20_000
    )
