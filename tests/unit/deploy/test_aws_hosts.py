"""Hosts that are AWS, plainly or in disguise, and names that look like production."""

import pytest

from pytest_dynamo.deploy.aws_hosts import is_aws, is_loopback, region_of
from pytest_dynamo.deploy.production import looks_like_production, unconfirmed


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("dynamodb.eu-west-1.amazonaws.com", "eu-west-1"),
        ("DynamoDB.EU-West-1.AmazonAWS.com.", "eu-west-1"),
        ("dynamodb-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("dynamodb.eu-west-1.api.aws", "eu-west-1"),
        ("dynamodb.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("dynamodb.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1"),
        ("dynamodb.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("vpce-0a1b2c3d-4e5f.dynamodb.us-east-1.vpce.amazonaws.com", "us-east-1"),
        ("123456789012.ddb.ap-southeast-2.amazonaws.com", "ap-southeast-2"),
        ("dynamodb.amazonaws.com", None),
        ("dynamodb。us-east-1。amazonaws。com", "us-east-1"),
        ("ｄｙｎａｍｏｄｂ.us-east-1.amazonaws.com", "us-east-1"),
        ("x" * 70 + ".us-east-1.amazonaws.com", "us-east-1"),
    ],
)
def test_aws_is_known_however_its_name_is_written(host, region):
    assert is_aws(host)
    assert region_of(host) == region


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "amazonaws.com.example.org", "notamazonaws.com", "db", "aws", ""],
)
def test_others_are_not_aws(host):
    assert not is_aws(host)


@pytest.mark.parametrize("host", ["dynamodb", "10.0.0.1", "localhost.example.org", "fe80::1%eth0"])
def test_other_machines_are_not_loopback(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "name",
    ["prod", "orders-prod", "prod_orders", "orders.production", "OrdersProd", "ordersProdEu", "PRD"]
    + ["ordersPROD", "PRODOrders", "live-orders", "LiveOrders", "prod2", "1prod", "x-PRODUCTION-y"],
)
def test_names_that_look_like_production(name):
    assert looks_like_production(name)


@pytest.mark.parametrize(
    "name",
    ["products", "Products", "reproduce", "delivery", "alive", "Oliver", "prodigy", "nonprod", ""]
    + ["PRODUCTS", "orders-dev", "approved", "liver", "productionlike"],
)
def test_names_that_do_not(name):
    assert not looks_like_production(name)


def test_what_was_named_once_more_is_meant():
    names = ["prod-a", "b", "prod-c", "prod-a"]

    assert unconfirmed(names, ["prod-c"]) == ("prod-a",)
    assert unconfirmed(names, names) == ()
