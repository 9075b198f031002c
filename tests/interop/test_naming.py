"""Names as identifiers of other languages."""

import keyword

from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.interop.naming import distinct, pascal_case, snake_case

NAMES = st.text(max_size=12)


@given(NAMES)
def test_any_name_makes_an_identifier_of_letters_and_digits(name) -> None:
    logical, snake = pascal_case(name), snake_case(name)

    assert logical.isascii()
    assert logical.isalnum()
    assert logical[0].isalpha()
    assert snake.isascii()
    assert snake.isidentifier()
    assert snake == snake.lower()
    assert not keyword.iskeyword(snake)


@given(st.lists(NAMES, unique=True, max_size=6))
def test_different_names_make_different_identifiers(names) -> None:
    made = distinct(names, snake_case, taken=["unnamed"])

    assert list(made) == names
    assert len(set(made.values()) | {"unnamed"}) == len(names) + 1
