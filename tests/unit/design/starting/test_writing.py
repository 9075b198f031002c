"""The text of a first design: it loads, all its questions are served, and no rule breaks it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.checks.examining import examine
from pytest_dynamo.design.reader import is_design, parse_design
from pytest_dynamo.design.starting.answers import VERBS, Answers, answers_of
from pytest_dynamo.design.starting.writing import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan_all

SHOP = answers_of(
    "shop",
    ["User", "Order:User"],
    [
        "get User",
        "list Order",
        "find User by email",
        "create Order",
        "update Order",
        "delete Order",
    ],
)
TEXT = """\
# A first design, to be changed. Each entity is a kind of item with the templates of its keys,
# each access pattern a question that the application asks, with the rate at which it does.
version: 1
name: shop

tables:
  shop:
    # Names that say nothing: several entities share the keys.
    partition_key: PK
    sort_key: SK
    indexes:
      # ALL costs a whole item more each write; a list of attributes projects no others.
      GSI1: {partition_key: GSI1PK, projection: ALL}
    billing_mode: PAY_PER_REQUEST
    point_in_time_recovery: true
    deletion_protection: true
    removal_policy: RETAIN

entities:
  User:
    population: 1_000
    item:
      PK: "USER#{user_id}"
      SK: "USER"
      GSI1PK: "USER#EMAIL#{email}"
      user_id: {faker: uuid4}
      email: {faker: email, unique: true}
      created_at: {timestamp: {since: -365d}, format: iso8601}
      description: {text_bytes: {min: 50, max: 500}}

  Order:
    belongs_to: {User: {mean: 5, max: 50}} # so many each
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      order_id: {ulid: true} # sorts by time
      created_at: {timestamp: {since: -365d}, format: iso8601}
      description: {text_bytes: {min: 50, max: 500}}

# Rates are in requests a second at peak. A budget such as {read_units: 1} fails the test of a
# pattern that consumes more.
access_patterns:
  get_user:
    get: {PK: "USER#{user_id}", SK: "USER"}
    returns: User
    rate: 20

  list_orders_of_user:
    query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}
    returns: Order
    newest_first: true
    limit: 25
    rate: 10

  find_user_by_email:
    index: GSI1
    query: {GSI1PK: "USER#EMAIL#{email}"}
    returns: User
    limit: 25
    rate: 5

  create_order:
    put: Order
    condition: attribute_not_exists(PK) # never overwrites
    rate: 5

  update_order:
    update:
      key: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}
      set: {description: changed}
    condition: attribute_exists(PK) # never makes a new one
    returns: Order
    rate: 2

  delete_order:
    delete: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}
    returns: Order
    rate: 1
"""


def test_a_first_design_is_read_as_it_was_meant() -> None:
    assert design_text(SHOP) == TEXT


def test_editors_are_told_where_the_schema_is() -> None:
    first, *_ = design_text(SHOP, schema="design.schema.json").splitlines()

    assert first == "# yaml-language-server: $schema=design.schema.json"


def test_plurals_are_those_of_most_words() -> None:
    answers = answers_of(
        "shop",
        ["Shop", "Category:Shop", "Box:Shop", "Key:Shop"],
        ["list Category", "list Box", "list Key"],
    )

    assert list(parse_design(design_text(answers)).access_patterns) == [
        "list_categories_of_shop",
        "list_boxes_of_shop",
        "list_keys_of_shop",
    ]


def test_too_many_ways_to_find_one_thing_are_told() -> None:
    answers = answers_of("shop", ["User"], [f"find User by a{number}" for number in range(21)])

    with pytest.raises(DynamoError, match="User is found in 21 ways"):
        design_text(answers)


def test_two_questions_of_one_name_are_told() -> None:
    questions = ["find User by a_by_b", "find UserByA by b"]
    answers = answers_of("shop", ["User", "UserByA"], questions)

    with pytest.raises(DynamoError, match="two questions are called find_user_by_a_by_b"):
        design_text(answers)


NAMES = [
    "User",
    "Order",
    "order_item",
    "Null",
    "True",
    "No",
    "Yes",
    "Class",
    "PK",
    "GSI1PK",
    "X2",
    "NaN",
    "On",
    "Item",
    "Table",
    "Key",
    "URL",
    "Entity",
    "SKUPrice",
    "Status",
    "Self",
    "None",
    "created",
    "Y9",
    "Lambda",
    "Not",
]
ATTRIBUTES = [
    "email",
    "phone",
    "name",
    "status",
    "country",
    "city",
    "due_date",
    "created_at",
    "description",
    "class",
    "pk",
    "sk",
    "null",
    "true",
    "user_id",
    "order_id",
    "x",
    "type",
    "size",
    "ttl",
    "date",
    "from",
    "between",
]


@st.composite
def several_answers(draw: st.DrawFn) -> Answers:
    """Entities of which each belongs to nothing or to one before it, and any questions."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    entities, children = [], []
    for number, name in enumerate(names):
        parent = draw(st.sampled_from([None, *names[:number]]))
        entities.append(f"{name}:{parent}" if parent else name)
        children += [name] if parent else []
    question = st.builds(
        lambda verb, name, child, attribute: (
            f"find {name} by {attribute}"
            if verb == "find"
            else f"{verb} {child if verb == 'list' and child else name}"
        ),
        st.sampled_from([verb for verb in VERBS if verb != "list" or children]),
        st.sampled_from(names),
        st.sampled_from(children or [""]),
        st.sampled_from(ATTRIBUTES),
    )
    name = draw(st.sampled_from(["shop", "null", "1e5", "42", "a", "on", "My-Shop_2"]))
    return answers_of(name, draw(st.permutations(entities)), draw(st.lists(question, max_size=8)))


@given(several_answers())
@settings(max_examples=60)
def test_whatever_is_answered_loads_and_is_served_and_breaks_no_rule(answers: Answers) -> None:
    text = design_text(answers)

    design = parse_design(text)
    assert is_design(text)
    assert (design.name, list(design.tables)) == (answers.name, [answers.table])
    assert list(design.entities) == [each.name for each in answers.entities]
    assert len(design.access_patterns) == len(answers.questions)
    assert [each for each in plan_all(design).values() if not isinstance(each, Plan)] == []
    found = examine(design, None).findings
    assert [finding for finding in found if finding.severity == "error"] == []


@pytest.mark.parametrize(
    "entities",
    [
        ["Tenant", "User:Tenant", "Order:User", "Line:Order", "Part:Line"],
        ["Null", "True:Null", "Class:Null"],
    ],
)
def test_what_is_written_is_proved_by_its_own_tests(
    pytester: pytest.Pytester, entities: list[str]
) -> None:
    names = [entity.partition(":")[0] for entity in entities]
    questions = [
        *(f"{verb} {name}" for name in names for verb in ("get", "create", "update", "delete")),
        *(f"list {name}" for name in names[1:]),
        *(f"find {names[0]} by {attribute}" for attribute in ATTRIBUTES[:12]),
        f"find {names[-1]} by status",
        f"find {names[-1]} by {names[0].lower()}_id",
    ]
    answers = answers_of("shop", entities, questions)
    Path("shop.yaml").write_text(design_text(answers), encoding="utf-8")

    result = pytester.runpytest_inprocess("-p", "pytest_dynamo", "shop.yaml")

    result.assert_outcomes(passed=len(answers.questions))
