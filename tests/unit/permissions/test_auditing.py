"""What an audit says of a policy that somebody wrote, and where its tables are."""

import json

from pytest_dynamo.permissions.documents import policy_of
from pytest_dynamo.permissions.places import whereabouts_in
from pytest_dynamo.permissions.values import Policy, Statement, Whereabouts
from tests.unit.permissions.roles_tried import HERE, ROOT, audited, policy_for

ORDERS = ROOT / "designs" / "orders.yaml"
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/my-service-table"


def written(action: object, resource: object = TABLE, **condition: object) -> Policy:
    statement = {"Sid": "Hand", "Effect": "Allow", "Action": action, "Resource": resource}
    found = {name.replace("__", ":"): keys for name, keys in condition.items()}
    document = {"Version": "2012-10-17", "Statement": [statement | {"Condition": found}]}
    return policy_of(json.loads(json.dumps(document)))


def test_what_is_denied_names_the_pattern_and_the_condition() -> None:
    keys = {"dynamodb:LeadingKeys": "ORDER#*"}

    found = audited(written("dynamodb:GetItem", ForAllValues__StringLike=keys), ORDERS, "get_user")

    narrow = [str(one) for one in found if one.kind == "too narrow"]
    (key,) = {
        one.example.context["dynamodb:LeadingKeys"][0] for one in found if one.kind == "too narrow"
    }
    assert narrow == [
        f"too narrow: get_user is denied dynamodb:GetItem on {TABLE}: statement Hand comes nearest: dynamodb:LeadingKeys is {key}, which is not like ORDER#* (and 3 more like it)"
    ]


def test_what_is_allowed_beyond_the_patterns_is_said_once_for_each_kind() -> None:
    found = audited(written(["dynamodb:GetItem", "dynamodb:Scan"]), ORDERS, "get_user")

    assert [str(one) for one in found] == [
        f"too wide: statement Hand allows dynamodb:Scan on {TABLE}, which no access pattern needs: another action",
        f"too wide: statement Hand allows dynamodb:GetItem on {TABLE} with dynamodb:LeadingKeys ORDER#{_order(found)}, which no access pattern needs: another leading key (and {found[1].count - 1} more like it)",
        f"too wide: statement Hand allows dynamodb:GetItem on {TABLE}, which no access pattern needs: no leading key to go by",
    ]


def _order(found: object) -> str:
    (key,) = found[1].example.context["dynamodb:LeadingKeys"]  # type: ignore[index]
    return key.removeprefix("ORDER#")


def test_a_key_that_begins_alike_is_not_enough() -> None:
    keys = {"dynamodb:LeadingKeys": "U*"}
    there = {"dynamodb:LeadingKeys": "false"}

    found = audited(
        written("dynamodb:GetItem", ForAllValues__StringLike=keys, Null=there), ORDERS, "get_user"
    )

    assert [(one.kind, one.what, one.example.context["dynamodb:LeadingKeys"]) for one in found] == [
        ("too wide", "another leading key", ("U",))
    ]


def test_the_same_policy_is_audited_alike_every_time() -> None:
    policy = written("dynamodb:*")

    assert audited(policy, ORDERS, "get_user", "create_user") == audited(
        policy, ORDERS, "get_user", "create_user"
    )


def test_a_statement_for_another_pattern_is_too_wide_for_this_one() -> None:
    found = audited(policy_for(ORDERS, "get_user", "get_order"), ORDERS, "get_user")

    assert {(one.kind, one.sid) for one in found} == {("too wide", "GetOrder")}


def test_a_key_or_an_attribute_too_many_is_found_by_what_the_statement_says() -> None:
    there = {"dynamodb:LeadingKeys": "false"}
    keys = {"dynamodb:LeadingKeys": ["USER#*", "ADMIN#*"]}

    found = audited(
        written("dynamodb:GetItem", ForAllValues__StringLike=keys, Null=there), ORDERS, "get_user"
    )

    assert [str(one) for one in found] == [
        f"too wide: statement Hand allows dynamodb:GetItem on {TABLE} with dynamodb:LeadingKeys ADMIN#x, which no access pattern needs: named in the statement itself"
    ]


# ---------------------------------------------------------------------------- whereabouts


def policy_on(*resources: str) -> Policy:
    return Policy(statements=(Statement(sid="A", actions=("*",), resources=resources),))


def test_region_and_account_are_read_off_the_policy_where_they_are_not_known() -> None:
    policy = policy_on(TABLE, f"{TABLE}/index/GSI1")

    assert whereabouts_in(policy, Whereabouts(names={"a": "b"})) == Whereabouts(
        region="eu-west-1", account="123456789012", names={"a": "b"}
    )
    assert whereabouts_in(policy, Whereabouts(region="us-east-1")) == Whereabouts(
        region="us-east-1", account="123456789012"
    )


def test_what_its_resources_do_not_agree_on_stays_unknown() -> None:
    policy = policy_on(
        TABLE.replace("arn:aws:", "arn:aws-cn:"),
        "arn:aws-cn:dynamodb:cn-1:123456789012:table/x",
        "*",
    )

    assert whereabouts_in(policy, Whereabouts()) == Whereabouts(
        partition="aws-cn", account="123456789012"
    )
    assert whereabouts_in(policy_on("*"), HERE) == HERE
