"""However a SELECT is executed, it finds what its condition says."""

import operator

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.embedded.partiql.keys import key_terms
from pytest_dynamo.embedded.partiql.translation.reader import read
from pytest_dynamo.planner.partiql import read_statement

COMPARATORS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
VALUES = {"pk": ["a", "b", "c"], "sk": ["0", "1", "2", "9"], "num": [0, 1, 2, 3]}


def value_of(item, name):
    return int(item["num"]["N"]) if name == "num" else item[name]["S"]


def shown(value):
    return f"'{value}'" if isinstance(value, str) else str(value)


@st.composite
def comparisons(draw):
    """A condition as text, and the same as a function of an item."""
    name = draw(st.sampled_from(sorted(VALUES)))
    values = st.sampled_from(VALUES[name])
    kind = draw(st.sampled_from(["compare", "reverse", "between", "in"]))
    if kind == "between":
        low, high = sorted([draw(values), draw(values)])
        text = f"{name} BETWEEN {shown(low)} AND {shown(high)}"
        return text, lambda item: low <= value_of(item, name) <= high
    if kind == "in":
        choices = draw(st.lists(values, min_size=1, max_size=3))
        text = f"{name} IN [{', '.join(map(shown, choices))}]"
        return text, lambda item: value_of(item, name) in choices
    sign = draw(st.sampled_from(sorted(COMPARATORS)))
    compare, value = COMPARATORS[sign], draw(values)
    if kind == "reverse":
        return f"{shown(value)} {sign} {name}", lambda item: compare(value, value_of(item, name))
    return f"{name} {sign} {shown(value)}", lambda item: compare(value_of(item, name), value)


def combined(conditions):
    def join(word, both):
        return st.lists(conditions, min_size=2, max_size=3).map(
            lambda found: (
                "(" + f" {word} ".join(text for text, _ in found) + ")",
                lambda item: both(test(item) for _, test in found),
            )
        )

    negated = conditions.map(lambda found: (f"NOT ({found[0]})", lambda item: not found[1](item)))
    return join("AND", all) | join("OR", any) | negated


CONDITIONS = st.recursive(comparisons(), combined, max_leaves=6)


def keys(items):
    return sorted(item["pk"]["S"] + item["sk"]["S"] for item in items)


@settings(max_examples=300)
@given(CONDITIONS)
def test_a_select_finds_the_items_its_condition_holds_for(shared_service, condition):
    text, holds = condition
    expected = keys(filter(holds, shared_service.items("SELECT * FROM things")))
    assert keys(shared_service.items(f"SELECT * FROM things WHERE {text}")) == expected
    assert keys(shared_service.items(f"SELECT * FROM things.by_num WHERE {text}")) == expected


@settings(max_examples=100)
@given(CONDITIONS, st.integers(min_value=1, max_value=4))
def test_pages_are_parts_of_the_whole(shared_service, condition, limit):
    request = {"Statement": f"SELECT pk, sk FROM things WHERE {condition[0]}"}
    whole = shared_service.perform("ExecuteStatement", **request)["Items"]
    found = []
    while True:
        answer = shared_service.perform("ExecuteStatement", **request, Limit=limit)
        assert len(answer["Items"]) <= limit
        found.extend(answer["Items"])
        if "NextToken" not in answer:
            break
        request["NextToken"] = answer["NextToken"]
    assert found == whole


@settings(max_examples=200)
@given(CONDITIONS)
def test_what_is_a_scan_is_one_to_the_guard_too(shared_service, condition):
    statement = f"SELECT pk FROM things WHERE {condition[0]}"
    table = shared_service.database.tables["things"].definition
    terms = key_terms(read(statement, 0), table.key, table.key)
    assert bool(terms.choices) == ("pk" in read_statement(statement).fixed)
