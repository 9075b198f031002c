"""Which attribute a placeholder of an access pattern stands for."""

import pytest

from pytest_dynamo.design.binding import Binding, bind, entities_of
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.templates import Placeholder
from pytest_dynamo.design.values import Design

HEAD = """
version: 1
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      inverted: {partition_key: SK, sort_key: PK}
      by_day: {partition_key: day, sort_key: copied}
entities:
  User:
    population: 10
    item:
      PK: "{tenant}#USER#{user_id}"
      SK: PROFILE
      tenant: acme
      user_id: {faker: uuid4}
      email: {faker: email}
  Order:
    belongs_to: User
    item:
      PK: "{tenant}#USER#{user_id}"
      SK: "ORDER#{number:08d}#{state!u}"
      number: {sequence: {}}
      state: {choice: [open, shut]}
      day: "{created_at:%Y-%m-%d}"
      created_at: {timestamp: {since: -9d}}
      email: "{email}"
      copied: "{SK}"
access_patterns:
"""


def design_with(pattern: str) -> Design:
    return parse_design(f"{HEAD}  asked: {pattern}\n")


def placeholder(name: str, spec: str = "", conversion: str = "") -> Placeholder:
    return Placeholder(name=name, format_spec=spec, conversion=conversion)


NUMBER = Binding(
    entity="Order", attribute="number", item="Order", placeholder=placeholder("number", "08d")
)
STATE = Binding(
    entity="Order", attribute="state", item="Order", placeholder=placeholder("state", "", "u")
)
USER_ID = Binding(
    entity="User", attribute="user_id", item="Order", placeholder=placeholder("user_id")
)
TENANT = Binding(entity="User", attribute="tenant", item="Order", placeholder=placeholder("tenant"))
EMAIL = Binding(entity="User", attribute="email", item="Order", placeholder=placeholder("email"))
DAY = Binding(
    entity="Order",
    attribute="created_at",
    item="Order",
    placeholder=placeholder("created_at", "%Y-%m-%d"),
)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param(
            '{query: {PK: "{t}#USER#{u}", SK: {begins_with: "ORDER#"}}, returns: Order}',
            {"t": TENANT, "u": USER_ID},
            id="names_do_not_matter",
        ),
        pytest.param(
            '{query: {PK: "acme#USER#{u}"}, returns: Order}',
            {"u": USER_ID},
            id="a_constant_may_be_written_out",
        ),
        pytest.param(
            '{query: {PK: "acme#USER#{u}", SK: {begins_with: "ORDER#{n}"}}, returns: Order}',
            {"u": USER_ID, "n": NUMBER},
            id="a_beginning_may_end_early",
        ),
        pytest.param(
            '{query: {PK: "acme#USER#{u}", SK: {between: ["ORDER#{a}", "ORDER#{b}"]}},'
            " returns: Order}",
            {"u": USER_ID, "a": NUMBER, "b": NUMBER},
            id="both_ends_of_a_range",
        ),
        pytest.param(
            '{get: {PK: "acme#USER#{u}", SK: "ORDER#{n}#{s}"}}',
            {"u": USER_ID, "n": NUMBER, "s": STATE},
            id="without_returns_the_entity_that_fits",
        ),
        pytest.param(
            '{query: {day: "{d}", copied: {begins_with: "ORDER#{n}"}}, index: by_day,'
            " returns: Order}",
            {"d": DAY, "n": NUMBER},
            id="a_template_of_a_template",
        ),
        pytest.param(
            '{query: {SK: "{whole}"}, index: inverted, returns: Order}',
            {"whole": Binding(entity="Order", attribute="SK", item="Order")},
            id="one_placeholder_for_a_whole_key",
        ),
        pytest.param(
            '{query: {PK: "acme#USER#{u}"}, filter: {email: "{e}"}, returns: Order, max_waste: 9}',
            {"u": USER_ID, "e": EMAIL},
            id="a_copied_attribute_is_its_owners",
        ),
        pytest.param(
            '{update: {key: {PK: "acme#USER#{u}", SK: "ORDER#{n}#{s}"},'
            ' set: {state: "{state}", email: "{number}@shop"}}, condition: "state <> {state}"}',
            {
                "u": USER_ID,
                "n": NUMBER,
                "s": STATE,
                "state": Binding(entity="Order", attribute="state", item="Order"),
                "number": Binding(entity="Order", attribute="number", item="Order"),
            },
            id="new_values_and_conditions_go_by_name",
        ),
        pytest.param(
            '{put: Order, condition: "state <> {state}"}',
            {"state": Binding(entity="Order", attribute="state", item="Order")},
            id="the_condition_of_a_put",
        ),
        pytest.param(
            '{query: {PK: "acme#USER#{u}"}, returns: Order, parameters: {u: someone}}',
            {},
            id="what_is_declared_is_not_bound",
        ),
    ],
)
def test_a_placeholder_is_bound_by_its_position(pattern: str, expected: dict[str, Binding]) -> None:
    design = design_with(pattern)

    assert bind(design, design.access_patterns["asked"]) == expected


def test_the_entity_in_question_is_the_one_whose_key_fits() -> None:
    design = design_with('{delete: {PK: "acme#USER#{u}", SK: PROFILE}}')

    assert entities_of(design, design.access_patterns["asked"]) == ("User",)


def test_a_query_that_returns_several_entities_takes_what_the_first_has() -> None:
    design = design_with('{query: {PK: "{t}#USER#{u}"}, returns: [User, Order]}')

    assert bind(design, design.access_patterns["asked"])["u"].item == "User"
