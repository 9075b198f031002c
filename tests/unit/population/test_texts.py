"""Many texts as rows of bytes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.population.texts import Texts, decimal_texts, joined

TEXTS = st.lists(
    st.text(max_size=20).filter(lambda text: "\0" not in text), min_size=1, max_size=20
)


def all_of(texts):
    return [texts.text(number) for number in range(len(texts))]


@given(TEXTS)
def test_texts_come_back_as_they_were(texts):
    assert all_of(Texts.of(texts)) == texts
    assert Texts.of(texts).encoded() == [text.encode() for text in texts]


@given(TEXTS, st.text(max_size=5).filter(lambda text: "\0" not in text))
def test_parts_are_joined_text_by_text(texts, between):
    count = len(texts)
    numbers = decimal_texts(np.arange(count) * 37)

    found = joined([Texts.same("A#", count), Texts.of(texts), Texts.same(between, count), numbers])

    assert all_of(found) == [f"A#{text}{between}{i * 37}" for i, text in enumerate(texts)]


def test_parts_of_one_length_are_joined_in_one_go():
    found = joined([Texts.same("A#", 2), Texts.same("é", 2)])

    assert all_of(found) == ["A#é", "A#é"]
    assert found.lengths == 4


@given(
    st.lists(st.integers(min_value=0, max_value=10**18), min_size=1, max_size=20),
    st.integers(min_value=1, max_value=12),
)
def test_numbers_are_written_in_digits_with_leading_zeros(numbers, digits):
    found = decimal_texts(np.array(numbers), digits)

    assert all_of(found) == [f"{number:0{digits}d}" for number in numbers]


def test_texts_are_taken_by_number():
    assert all_of(Texts.of(["a", "bc", "d"]).take(np.array([1, 1, 0]))) == ["bc", "bc", "a"]
    assert all_of(Texts.same("x", 3).take(np.array([2]))) == ["x"]
