"""Statements that serve several access patterns allow what these need one by one, and nothing else."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.permissions.actions import (
    ATTRIBUTES,
    ENCLOSING_OPERATION,
    LEADING_KEYS,
)
from pytest_dynamo.permissions.evaluating import decide
from pytest_dynamo.permissions.leading_keys import Leading
from pytest_dynamo.permissions.merging import statements_of
from pytest_dynamo.permissions.needs import BATCHES, Need
from pytest_dynamo.permissions.policies import policies_of, role_policy
from pytest_dynamo.permissions.values import Ask, Policy
from tests.unit.permissions.roles_tried import (
    HERE,
    PATHS,
    Role,
    all_tried,
    design_at,
    everyone,
    policy_for,
)

TRANSACTED = {"GetItem": "TransactGetItems", "PutItem": "TransactWriteItems"}
ACTIONS = (*TRANSACTED, *BATCHES)
PLACES = (HERE.table_arn("one"), HERE.index_arn("one", "GSI1"))
LEADING = (Leading("USER#*", is_open=True), Leading("CONSTANT"))
SOME_KEYS = (None, frozenset(LEADING[:1]), frozenset(LEADING[1:]), frozenset(LEADING))
SOME_ATTRIBUTES = (None, frozenset({"PK"}), frozenset({"PK", "a"}))


def _asks() -> list[Ask]:
    """Everything that tells needs apart, in every combination."""
    keys = [(), ("USER#1",), ("CONSTANT",), ("OTHER",)]
    attributes = [("PK",), ("PK", "a"), ("b",)]
    found = []
    for action, place, named in product(ACTIONS, PLACES, attributes):
        several = [("USER#1", "CONSTANT")] if action in BATCHES else []
        enclosing = [(), (TRANSACTED[action],)] if action in TRANSACTED else [()]
        for leading, around in product([*keys, *several], enclosing):
            context = {LEADING_KEYS: leading, ATTRIBUTES: named, ENCLOSING_OPERATION: around}
            there = {key: values for key, values in context.items() if values}
            found.append(Ask(action=f"dynamodb:{action}", resource=place, context=there))
    return found


ASKS = _asks()


@st.composite
def needs(draw: st.DrawFn) -> Need:
    action = draw(st.sampled_from(ACTIONS))
    enclosing = TRANSACTED.get(action) if draw(st.booleans()) else None
    return Need(
        action=action,
        resource=draw(st.sampled_from(PLACES)),
        keys=draw(st.sampled_from(SOME_KEYS)),
        attributes=draw(st.sampled_from(SOME_ATTRIBUTES)),
        enclosing=enclosing,
        patterns=(draw(st.sampled_from(("get_a", "put_b", "query_c"))),),
    )


@settings(max_examples=80)
@given(st.lists(needs(), min_size=2, max_size=8))
def test_what_is_merged_allows_what_its_parts_allow(wanted: list[Need]) -> None:
    together = Policy(statements=statements_of(wanted))
    apart = [Policy(statements=statements_of([need])) for need in wanted]

    decisions = [decide(together, ask).is_allowed for ask in ASKS]

    assert decisions == [any(decide(one, ask) for one in apart) for ask in ASKS]
    assert len(together.statements) <= len(wanted)


@settings(max_examples=40)
@given(st.data())
def test_the_policy_of_a_role_is_the_union_of_those_of_its_patterns(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PATHS))
    design = design_at(path)
    names = everyone(design).patterns
    patterns = tuple(data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True)))
    asked = [one.ask for one in all_tried(policy_for(path, names[0]), path, *patterns[:2])]
    sample = data.draw(st.lists(st.sampled_from(asked), min_size=20, max_size=60))

    whole = role_policy(design, Role(name="some", patterns=patterns), HERE).policy
    apart = [policy_for(path, name) for name in patterns]

    decisions = [decide(whole, ask).is_allowed for ask in sample]
    assert decisions == [any(decide(one, ask) for one in apart) for ask in sample]


def test_what_divided_policies_allow_together_is_what_the_one_allows() -> None:
    path = next(path for path in PATHS if path.stem == "orders")
    names = everyone(design_at(path)).patterns
    whole = policy_for(path, *names)
    parts = policies_of(whole, largest=1_500)

    asked = [one.ask for one in all_tried(whole, path, *names)]

    assert len(parts) > 2
    assert [bool(decide(whole, ask)) for ask in asked] == [
        any(decide(part, ask) for part in parts) for ask in asked
    ]


def test_batches_of_different_keys_stay_apart() -> None:
    user, order = (Leading(f"{name}#*", is_open=True) for name in ("USER", "ORDER"))
    both = [
        Need(action="BatchGetItem", resource=PLACES[0], keys=frozenset({key}), patterns=(name,))
        for key, name in ((user, "users"), (order, "orders"))
    ]

    policy = Policy(statements=statements_of(both))

    def is_allowed(*keys: str) -> bool:
        ask = Ask(action="dynamodb:BatchGetItem", resource=PLACES[0], context={LEADING_KEYS: keys})
        return decide(policy, ask).is_allowed

    assert [one.sid for one in policy.statements] == ["Users", "Orders"]
    assert (is_allowed("USER#1"), is_allowed("ORDER#1")) == (True, True)
    assert is_allowed("USER#1", "ORDER#1") is False
