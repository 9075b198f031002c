"""What tables are called where they are, and which DynamoDB has them."""

import pytest

from pytest_dynamo.cli.places import Place, check_production, names_there, opened, where
from pytest_dynamo.design.values import Design, KeySchema, Table
from pytest_dynamo.errors import DynamoError


def design_of(*names):
    key = KeySchema(partition_key=("PK",))
    tables = {name: Table(name=name, key=key, attribute_types={"PK": "S"}) for name in names}
    return Design(name="shop", tables=tables)


@pytest.fixture
def away(monkeypatch):
    """A configuration that knows no credentials."""
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.parametrize(
    ("tables", "options", "names"),
    [
        (("orders",), {}, {"orders": "orders"}),
        (("orders",), {"prefix": "test-"}, {"orders": "test-orders"}),
        (("orders",), {"tables": ("staging",)}, {"orders": "staging"}),
        (
            ("orders", "users"),
            {"tables": ("users=people",), "prefix": "test-"},
            {"orders": "test-orders", "users": "people"},
        ),
    ],
)
def test_tables_are_called_as_in_the_design_or_as_the_options_say(tables, options, names):
    assert names_there(design_of(*tables), Place(endpoint=None, **options)) == names


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"tables": ("staging",)},
            (
                "--table staging: shop has 2 tables, and it is not said which is called so.\n"
                "To fix this: --table orders=staging"
            ),
        ),
        (
            {"tables": ("order=staging",)},
            (
                "--table: shop has no table 'order'; did you mean 'orders'?\n"
                "To fix this: --table TABLE=NAME"
            ),
        ),
        (
            {"tables": ("orders=a b c",)},
            (
                "no table can be called 'a b c'.\n"
                "To fix this: 3 to 255 letters, digits, '_', '-' and '.'"
            ),
        ),
        (
            {"tables": ("orders=users",)},
            (
                "the tables orders and users would both be called 'users'.\n"
                "To fix this: another --table for one of them"
            ),
        ),
    ],
)
def test_a_name_that_cannot_be_meant_is_refused(options, message):
    with pytest.raises(DynamoError) as caught:
        names_there(design_of("orders", "users"), Place(endpoint=None, **options))
    assert str(caught.value) == message


def test_a_command_without_a_place_says_which_there_are():
    with (
        pytest.raises(DynamoError) as caught,
        opened(Place(endpoint=None), {}, allow_text="to do it:  --allow-aws"),
    ):
        pytest.fail("nothing was named")
    assert str(caught.value) == (
        "it is not said which DynamoDB is meant.\n"
        "To fix this: --endpoint http://127.0.0.1:8000 for what listens there (pytest-dynamo serve "
        "starts an embedded one),\nor --endpoint aws --allow-aws"
    )


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place(endpoint="aws"), "no region is known for AWS"),
        (
            Place(endpoint="aws", region="eu-west-1"),
            "no AWS credentials were found for https://dynamodb.eu-west-1.amazonaws.com",
        ),
        (
            Place(endpoint="aws", region="cn-north-1"),
            "no AWS credentials were found for https://dynamodb.cn-north-1.amazonaws.com.cn",
        ),
    ],
)
def test_aws_is_that_of_the_region(place, found):
    with pytest.raises(DynamoError, match=found), opened(place, {}, allow_text=""):
        pytest.fail("there are no credentials")


class Elsewhere:
    """A DynamoDB of somebody else."""

    is_on_this_machine = False
    place = "http://10.0.0.7:8000"

    def account_aliases(self):
        return ("acme-live",)


def test_what_looks_like_production_is_named_once_more():
    names = {"orders": "orders-prod"}
    with pytest.raises(DynamoError) as caught:
        check_production(Elsewhere(), names, ())
    check_production(Elsewhere(), names, ("orders-prod", "acme-live"))
    assert str(caught.value) == (
        "this looks like production: table orders-prod, account acme-live, at "
        "http://10.0.0.7:8000. Nothing was sent.\n  to run against it all the same:  "
        "--production orders-prod --production acme-live"
    )


class Aws:
    """AWS, whoever's it is, by its own name or behind another one."""

    kind, region = "aws", "eu-west-1"

    def __init__(self, place, account):
        self.place, self.account = place, lambda: account


@pytest.mark.parametrize(
    ("place", "account", "text"),
    [
        (
            "https://dynamodb.eu-west-1.amazonaws.com",
            "123456789012",
            "https://dynamodb.eu-west-1.amazonaws.com, account 1234…9012",
        ),
        ("https://db.acme.example", None, "https://db.acme.example, region eu-west-1"),
    ],
)
def test_on_aws_the_region_and_the_account_are_named(place, account, text):
    assert where(Aws(place, account)) == text
