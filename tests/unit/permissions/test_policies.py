"""The policy of a role: statements, conditions, remarks, and what cannot be made one."""

import re

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.policies import policies_of, role_policy, size_of
from pytest_dynamo.permissions.roles import role_of_text, roles_of
from pytest_dynamo.permissions.values import Policy, Statement, Unnarrowed, Whereabouts
from tests.unit.permissions.roles_tried import HERE, ROOT, design_at, everyone, shop

ORDERS = design_at(ROOT / "designs" / "orders.yaml")
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/my-service-table"


def policy(design: Design, *patterns: str, **where: str) -> Policy:
    return role_policy(design, Role(name="r", patterns=patterns, where=where), HERE).policy


def conditions(design: Design, *patterns: str) -> object:
    (statement,) = policy(design, *patterns).statements
    return statement.conditions


def remarks(design: Design, *patterns: str, **where: str) -> list[str]:
    made = role_policy(design, Role(name="r", patterns=patterns, where=where), HERE)
    return [str(one) for one in made.unnarrowed]


def test_a_get_needs_one_action_on_the_table_and_its_keys() -> None:
    assert policy(ORDERS, "get_user").document() == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "GetUser",
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem"],
                "Resource": [TABLE],
                "Condition": {
                    "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["USER#*"]},
                    "Null": {"dynamodb:LeadingKeys": ["false"]},
                },
            }
        ],
    }


def test_a_query_of_an_index_needs_the_index_alone_and_the_attributes_it_lists() -> None:
    (statement,) = policy(ORDERS, "get_order").statements

    assert statement == Statement(
        sid="GetOrder",
        actions=("dynamodb:Query",),
        resources=(f"{TABLE}/index/GSI2",),
        conditions={
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ("ORDER#*",)},
            "ForAllValues:StringEquals": {
                "dynamodb:Attributes": ("GSI2PK", "GSI2SK", "PK", "SK", "status")
            },
            "Null": {"dynamodb:LeadingKeys": ("false",), "dynamodb:Attributes": ("false",)},
            "StringEqualsIfExists": {"dynamodb:Select": ("SPECIFIC_ATTRIBUTES",)},
        },
    )


def test_an_update_may_write_what_it_names_and_return_no_whole_item() -> None:
    assert conditions(ORDERS, "update_order_status") == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ("USER#*",)},
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ("PK", "SK", "status")},
        "Null": {"dynamodb:LeadingKeys": ("false",), "dynamodb:Attributes": ("false",)},
        "StringEqualsIfExists": {"dynamodb:ReturnValues": ("NONE", "UPDATED_OLD", "UPDATED_NEW")},
    }


def test_a_transaction_needs_what_it_is_made_of_inside_of_it_only() -> None:
    (statement,) = policy(ORDERS, "create_user").statements

    assert statement.actions == ("dynamodb:PutItem",)
    assert statement.conditions["ForAnyValue:StringEquals"] == {
        "dynamodb:EnclosingOperation": ("TransactWriteItems",)
    }


TRANSACTIONS = shop(
    '  User: {item: {PK: "USER#{id}", SK: A, id: {faker: uuid4}, n: {int: {min: 1, max: 2}}}, population: 9}',
    """
  all:
    transact_write:
      - {put: User}
      - {update: {key: {PK: "OTHER#{a}", SK: A}, set: {n: 1}}}
      - {delete: {PK: "GONE#{b}", SK: A}}
      - {check: {PK: "LOOK#{c}", SK: A}, condition: attribute_exists(n)}
    parameters: {a: {faker: uuid4}, b: {faker: uuid4}, c: {faker: uuid4}}
  both:
    transact_get:
      - {get: {PK: "USER#{a}", SK: A}}
      - {get: {PK: "OTHER#{b}", SK: A}}
    parameters: {a: {faker: uuid4}, b: {faker: uuid4}}
  alone: {put: User}
  get_one: {get: {PK: "USER#{id}", SK: A}, returns: User}
""",
)


def test_each_action_of_a_transaction_has_its_own_keys() -> None:
    found = {
        statement.actions: (
            statement.conditions["ForAllValues:StringLike"]["dynamodb:LeadingKeys"],
            statement.conditions.get("ForAnyValue:StringEquals"),
        )
        for statement in policy(TRANSACTIONS, "all", "both").statements
    }

    write = {"dynamodb:EnclosingOperation": ("TransactWriteItems",)}
    read = {"dynamodb:EnclosingOperation": ("TransactGetItems",)}
    assert found == {
        ("dynamodb:PutItem",): (("USER#*",), write),
        ("dynamodb:UpdateItem",): (("OTHER#*",), write),
        ("dynamodb:DeleteItem",): (("GONE#*",), write),
        ("dynamodb:ConditionCheckItem",): (("LOOK#*",), None),
        ("dynamodb:GetItem",): (("OTHER#*", "USER#*"), read),
    }


def test_what_is_done_alone_as_well_is_allowed_alone() -> None:
    puts = [
        one
        for one in policy(TRANSACTIONS, "all", "alone").statements
        if one.actions == ("dynamodb:PutItem",)
    ]

    assert [(one.sid, "ForAnyValue:StringEquals" in one.conditions) for one in puts] == [
        ("AloneAll", False)
    ]


def test_what_a_transaction_reads_elsewhere_stays_inside_of_it() -> None:
    found = [
        (
            one.conditions["ForAllValues:StringLike"]["dynamodb:LeadingKeys"],
            "ForAnyValue:StringEquals" in one.conditions,
        )
        for one in policy(TRANSACTIONS, "both", "get_one").statements
    ]

    assert found == [(("OTHER#*", "USER#*"), True), (("USER#*",), False)]


def test_actions_with_the_same_conditions_share_a_statement() -> None:
    assert [
        (one.sid, one.actions, len(one.resources))
        for one in policy(
            ORDERS, "get_user", "list_orders_for_user", "list_orders_by_date"
        ).statements
    ] == [
        ("GetUserListOrdersForUser", ("dynamodb:GetItem", "dynamodb:Query"), 1),
        ("ListOrdersByDate", ("dynamodb:Query",), 1),
    ]


def test_what_means_something_in_a_policy_is_written_so_that_it_does_not() -> None:
    design = shop(
        '  User: {item: {PK: "a*b?c$d#{id}", SK: A, id: {faker: uuid4}}, population: 9}\n'
        '  One: {item: {PK: "*", SK: "{sk}", sk: {faker: uuid4}}, population: 1}',
        '  get_user: {get: {PK: "a*b?c$d#{id}", SK: A}, returns: User}\n  put_one: {put: One}',
    )

    user, one = policy(design, "get_user", "put_one").statements

    assert user.conditions["ForAllValues:StringLike"] == {
        "dynamodb:LeadingKeys": ("a${*}b${?}c${$}d#*",)
    }
    assert one.conditions["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"] == ("${*}",)


def test_formatted_and_neighbouring_placeholders_are_one_wildcard() -> None:
    design = shop(
        '  Event: {item: {PK: "DAY#{at:%Y-%m}{n:03d}", SK: A, at: {timestamp: {since: -1d}}, n: {int: {min: 1, max: 9}}}, population: 9}',
        "  put_event: {put: Event}",
    )
    (statement,) = policy(design, "put_event").statements

    assert statement.conditions["ForAllValues:StringLike"] == {"dynamodb:LeadingKeys": ("DAY#*",)}


def test_templates_of_ancestors_are_written_out() -> None:
    design = shop(
        '  User: {item: {PK: "USER#{id}", SK: A, id: {faker: uuid4}}, population: 9}\n'
        '  Order: {belongs_to: {User: {mean: 2}}, item: {PK: "{owner}", owner: "OF#{id}", SK: "O#{number}", number: {ulid: true}}}',
        "  put_order: {put: Order}",
    )
    (statement,) = policy(design, "put_order").statements

    assert statement.conditions["ForAllValues:StringLike"] == {"dynamodb:LeadingKeys": ("OF#*",)}


NUMBERS = parse_design("""
version: 1
name: numbers
tables:
  things: {partition_key: {name: id, type: N}}
entities:
  E: {item: {id: {sequence: {start: 1}}, a: {faker: name}}, population: 9}
access_patterns:
  get_e: {table: things, get: {id: "{id}"}, returns: E}
  all: {table: things, scan: true, allow_scan: "a report a year", returns: E}
""")


def test_keys_that_are_numbers_have_no_condition_and_a_remark() -> None:
    assert conditions(NUMBERS, "get_e") == {}
    assert remarks(NUMBERS, "get_e") == [
        "get_e: its partition key id is a number, and dynamodb:LeadingKeys is compared with text"
    ]


def test_a_key_of_several_attributes_has_no_condition_and_a_remark() -> None:
    chat = design_at(ROOT / "designs" / "chat.yaml")

    assert conditions(chat, "read_thread") == {}
    assert remarks(chat, "read_thread") == [
        (
            "read_thread: the partition key of by_thread has several attributes (workspace_id, channel_id), "
            "for which dynamodb:LeadingKeys is not documented"
        )
    ]


def test_a_key_of_which_nothing_is_fixed_has_no_condition_and_a_remark() -> None:
    design = design_at(ROOT / "designs" / "sessions.yaml")

    assert conditions(design, "read_session") == {}
    assert remarks(design, "read_session") == [
        (
            "read_session: its partition key session_id is {session_id}, and no text of it is always the same: "
            "dynamodb:LeadingKeys has nothing to hold it to"
        )
    ]


def test_a_constant_key_is_compared_as_it_is() -> None:
    (statement,) = policy(
        design_at(ROOT / "designs" / "sessions.yaml"), "find_ended_sessions"
    ).statements

    assert statement.conditions["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"] == ("SESSION",)


def test_what_shares_partition_keys_is_remarked_on() -> None:
    assert remarks(ORDERS, "get_user", "get_product") == [
        (
            "get_user: IAM has no condition for sort keys, so it reaches UserEmail and Order, too: "
            "they have partition keys like these"
        )
    ]


def test_a_pattern_that_the_role_cannot_be_held_to_is_remarked_on() -> None:
    own = {"user_id": "${aws:PrincipalTag/user_id}"}

    assert remarks(ORDERS, "get_product", "list_orders_by_date", **own) == [
        "get_product: its partition key has no {user_id}, so that it is not held to ${aws:PrincipalTag/user_id}"
    ]


def test_the_order_in_which_a_role_names_its_patterns_is_the_same() -> None:
    names = everyone(ORDERS).patterns

    assert policy(ORDERS, *names) == policy(ORDERS, *reversed(names))


def test_names_of_statements_are_letters_and_numbers() -> None:
    sids = [one.sid for one in policy(ORDERS, *everyone(ORDERS).patterns).statements]

    assert all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids)
    assert len({*sids}) == len(sids) == 11


# ------------------------------------------------------------------------------------- sizes


def test_a_policy_is_divided_where_it_is_larger_than_iam_takes() -> None:
    whole = policy(ORDERS, *everyone(ORDERS).patterns)

    parts = policies_of(whole, largest=1_500)

    assert tuple(one for part in parts for one in part.statements) == whole.statements
    assert [size_of(part) <= 1_500 for part in parts] == [True] * len(parts)
    assert policies_of(whole) == (whole,)


def test_a_statement_that_is_larger_than_a_policy_is_an_error() -> None:
    with pytest.raises(DynamoError) as raised:
        policies_of(policy(ORDERS, "get_order"), largest=300)

    assert str(raised.value) == (
        "statement 'GetOrder' alone makes a policy of 500 characters, and IAM takes 300\n"
        "To fix this: give these access patterns to several roles"
    )


def test_more_policies_than_a_role_has_are_an_error() -> None:
    one = policy(ORDERS, "get_order").statements[0]

    with pytest.raises(
        DynamoError, match="11 statements make 11 managed policies, and a role has 10"
    ):
        policies_of(Policy(statements=(one,) * 11), largest=500)


# ------------------------------------------------------------------------------------- roles


def test_without_roles_there_is_one_that_does_all_that_is_served_but_scans() -> None:
    assert roles_of(NUMBERS) == (Role(name="numbers", patterns=("get_e",)),)


def test_a_role_is_named_with_what_it_does() -> None:
    assert role_of_text("reader=get_user, get_order,get_user", ORDERS) == Role(
        name="reader", patterns=("get_user", "get_order")
    )


def test_a_role_of_the_design_goes_by_its_name() -> None:
    assert role_of_text("numbers", NUMBERS) == Role(name="numbers", patterns=("get_e",))


ERRORS = {
    "number": "no role 'number'; did you mean 'numbers'?\nTo fix this: name a role of the design, or say what it does: number=PATTERN,PATTERN",
    "zzz": "no role 'zzz'; there is numbers\nTo fix this: name a role of the design, or say what it does: zzz=PATTERN,PATTERN",
    "a=": "'a=' is no role: it has no access pattern\nTo fix this: write it as reader=get_user,list_orders_for_user",
    "=get_e": "'=get_e' is no role: it has no name\nTo fix this: write it as reader=get_user,list_orders_for_user",
    "a=get_x": "role 'a' performs no access pattern 'get_x': numbers has none; did you mean 'get_e'?\nTo fix this: name access patterns as the design does",
    "a=zzz": "role 'a' performs no access pattern 'zzz': numbers has none; there are get_e, all\nTo fix this: name access patterns as the design does",
    "a=all": "role 'a' performs 'all', which is a Scan: it reads every item of things, and no policy here gives Scan\nTo fix this: leave 'all' out of the role, or serve it with a Query",
}


@pytest.mark.parametrize("text", ERRORS)
def test_what_is_no_role_is_an_error_that_says_what_is(text: str) -> None:
    with pytest.raises(DynamoError) as raised:
        role_of_text(text, NUMBERS)

    assert str(raised.value) == ERRORS[text]


def test_a_pattern_that_nothing_serves_has_no_policy() -> None:
    design = shop(
        '  User: {item: {PK: "USER#{id}", SK: A, id: {faker: uuid4}}, population: 9}',
        '  by_id: {query: {id: "{id}"}, returns: User}',
    )

    with pytest.raises(DynamoError) as raised:
        role_policy(design, Role(name="r", patterns=("by_id",)), Whereabouts())

    first, second, *_ = str(raised.value).splitlines()
    assert first == "role 'r' performs 'by_id', for which no policy can be made:"
    assert second == "access pattern 'by_id' is not served"


def test_a_role_that_does_nothing_has_no_policy() -> None:
    with pytest.raises(DynamoError, match="role 'idle' performs no access pattern"):
        role_policy(ORDERS, Role(name="idle", patterns=()), HERE)


def test_a_placeholder_that_no_key_has_is_an_error() -> None:
    with pytest.raises(DynamoError) as raised:
        policy(ORDERS, "get_user", "get_product", tenant_id="${aws:PrincipalTag/tenant_id}")

    assert str(raised.value) == (
        "role 'r' puts ${aws:PrincipalTag/tenant_id} in the place of {tenant_id}, which no partition key of its access patterns has\n"
        "  found  {product_id}, {user_id}\n"
        "To fix this: name a placeholder of a partition key under `where`, or leave it out"
    )


def test_what_is_no_policy_variable_is_an_error() -> None:
    with pytest.raises(
        DynamoError, match=r"\$\{user\} in the place of \{user_id\}, which is no policy variable"
    ):
        policy(ORDERS, "get_user", user_id="${user}")


def test_a_formatted_placeholder_cannot_be_who_asks() -> None:
    design = shop(
        '  User: {item: {PK: "USER#{id!l}", SK: A, id: {faker: uuid4}}, population: 9}',
        "  put_user: {put: User}",
    )

    with pytest.raises(DynamoError, match="IAM takes a policy variable as it stands"):
        policy(design, "put_user", id="${aws:username}")


def test_a_region_that_is_not_known_is_what_a_template_puts_there() -> None:
    role = Role(name="r", patterns=("get_user",))
    there = Whereabouts(
        region="${AWS::Region}", account="${AWS::AccountId}", names={"my-service-table": "prod"}
    )

    (statement,) = role_policy(ORDERS, role, there).policy.statements

    assert statement.resources == ("arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/prod",)


def test_a_remark_reads_as_a_sentence() -> None:
    assert str(Unnarrowed(pattern="get", reason="why")) == "get: why"
