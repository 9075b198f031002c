"""aiobotocore, whose releases pin botocore narrowly: it is installed beside all else, with a botocore that fits."""

import subprocess
import sys

import pytest

PINNED = ("aiobotocore==3.10.0", "boto3==1.43.117")

CODE = """\
import asyncio


async def scan(client):
    return await client.scan(TableName="shop-table")


async def orders(client):
    question = dict(
        TableName="shop-table",
        KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues={":pk": {"S": "USER#1"}, ":sk": {"S": "ORDER#"}},
        ScanIndexForward=False,
    )
    pages = client.get_paginator("query").paginate(**question, PaginationConfig={"PageSize": 2})
    return [item async for page in pages for item in page["Items"]]


def in_client(work):
    from aiobotocore.session import get_session

    async def run():
        session = get_session()
        options = dict(
            region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret"
        )
        async with session.create_client("dynamodb", **options) as client:
            return await work(client)

    return asyncio.run(run())
"""

TESTS = """
import pytest
from async_shop import in_client, orders, scan

ITEM = {"PK": {"S": "USER#1"}, "SK": {"S": "ORDER#1"}, "total": {"N": "5"}}


async def put(client):
    await client.put_item(TableName="shop-table", Item=ITEM)


def test_it_is_answered_and_watched(dynamo_table, dynamo_client, dynamo_calls):
    async def work(client):
        await put(client)
        return await orders(client)

    assert in_client(work) == [ITEM]
    assert [(call.operation, call.pattern, call.source) for call in dynamo_calls] == [
        ("PutItem", "create_order", "modelled"), ("Query", "list_orders", "modelled")
    ]
    assert dynamo_calls.write_units == 1
    assert [call.location for call in dynamo_calls] == ["test_shop.py:8", "async_shop.py:16"]
    assert dynamo_client.get_item(TableName="shop-table", Key={
        "PK": ITEM["PK"], "SK": ITEM["SK"]})["Item"] == ITEM


def test_an_error_is_its_own(dynamo_table):
    async def work(client):
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            await client.get_item(TableName="other", Key={"id": {"S": "1"}})

    in_client(work)


def test_a_scan(dynamo_table):
    in_client(scan)


def test_a_swallowed_scan(dynamo_table):
    async def work(client):
        with pytest.raises(AssertionError):
            await scan(client)

    in_client(work)


def test_a_task(dynamo_table):
    async def work(client):
        import asyncio
        return await asyncio.gather(scan(client), put(client), return_exceptions=True)

    in_client(work)


def test_too_many_pages(dynamo_table, dynamo_populate, dynamo_client):
    for number in range(3):
        dynamo_client.put_item(
            TableName="shop-table", Item={"PK": ITEM["PK"], "SK": {"S": f"ORDER#{number}"}}
        )
    in_client(orders)
"""


@pytest.fixture(scope="module")
def aiobotocore(tmp_path_factory):
    """A folder with aiobotocore and what it needs, to be found before what is installed."""
    folder = tmp_path_factory.mktemp("aiobotocore")
    quietly = ("--quiet", "--disable-pip-version-check", "--no-warn-conflicts")
    command = [sys.executable, "-m", "pip", "install", *quietly, "--target", folder, *PINNED]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return folder


# Imported before the tests or by one of them, as the code under test pleases.
@pytest.mark.parametrize("early", ["", "import aiobotocore.session\n"], ids=["late", "early"])
def test_asynchronous_clients_are_answered_watched_and_guarded(
    run, project, monkeypatch, aiobotocore, early
):
    monkeypatch.setenv("PYTHONPATH", str(aiobotocore))
    (project.path / "async_shop.py").write_text(early + CODE, encoding="utf-8")
    shift = early.count("\n")
    tests = TESTS.replace("async_shop.py:16", f"async_shop.py:{16 + shift}")
    result = run("--dynamo-guard=on", "-v", tests=tests, in_process=False)
    result.assert_outcomes(passed=2, failed=4)
    result.stdout.fnmatch_lines(
        [
            f"async_shop.py:{5 + shift}: ScanNotAllowed",
            f"async_shop.py:{5 + shift}: ScanNotAllowed",
            f"async_shop.py:{5 + shift}: ScanNotAllowed",
            f"async_shop.py:{16 + shift}: TooManyPages",
        ]
    )
