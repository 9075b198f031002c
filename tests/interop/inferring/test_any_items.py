"""Whatever is sampled, the design that comes of it loads, and items can be made of it."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.design.values import Design, Index, KeySchema, Table
from pytest_dynamo.interop.inferring.entities import inferred_entities
from pytest_dynamo.population.people import Population
from tests.interop.inferring.sampled import NOW, loaded

TABLE = Table(
    name="any",
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S", "G": "S", "score": "N"},
    indexes={
        "one": Index(
            name="one", kind="global", key=KeySchema(partition_key=("G",), sort_key=("score",))
        )
    },
)

words = st.sampled_from(
    ["USER", "ORDER", "a", "7", "", "x@y.de", "2026-11-22", "{x}", "ü", "A B", "é#", "-"]
)
keys = st.lists(words, min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(["#", "|", ":", "/", "_", "-"]).map(
        lambda by: by.join(parts) or "k"
    )
)
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["1E+120", "1E-120", "0", "1.50", "1700000000"]),
)
scalars = st.one_of(
    st.builds(lambda text: {"S": text}, st.one_of(words, st.text(string.printable, max_size=6))),
    st.builds(lambda text: {"N": text}, numbers),
    st.builds(lambda flag: {"BOOL": flag}, st.booleans()),
    st.builds(lambda content: {"B": content}, st.binary(max_size=4)),
    st.just({"NULL": True}),
    st.builds(lambda some: {"SS": some}, st.lists(words, min_size=1, max_size=3, unique=True)),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.builds(lambda some: {"L": some}, st.lists(inner, max_size=3)),
        st.builds(
            lambda some: {"M": some},
            st.dictionaries(st.sampled_from(["a", "b c", "type"]), inner, max_size=2),
        ),
    ),
    max_leaves=4,
)
names = st.sampled_from(
    ["type", "_type", "user_id", "b c", "createdAt", "ttl", "class", "ü", "name"]
)


@st.composite
def sampled_items(draw):
    item = draw(st.dictionaries(names, values, max_size=4))
    item["PK"], item["SK"] = {"S": draw(keys)}, {"S": draw(keys)}
    if draw(st.booleans()):
        item["G"] = {"S": draw(keys)}
    if draw(st.booleans()):
        item["score"] = {"N": draw(numbers)}
    return item


@settings(max_examples=40, deadline=None)
@given(st.lists(sampled_items(), max_size=12), st.integers(1, 30), st.booleans())
def test_a_design_of_any_items_loads_and_makes_items(items, times, keeps_values):
    found = inferred_entities(TABLE, items * times, keeps_values=keeps_values)
    entities = {one.entity.name: one.entity for one in found}
    design = loaded(Design(name="any", tables={"any": TABLE}, entities=entities))
    assert sum(one.count for one in found) == len(items) * times
    made = Population(design, now=NOW, scale=0.1).items()
    assert all({"PK", "SK"} <= item.keys() for _, item in made)
    assert found == inferred_entities(TABLE, items * times, keeps_values=keeps_values)
