"""`--dynamo-throttle`: the embedded DynamoDB throttles, and what fixtures do is not throttled."""

import pytest

SMALL = """\
version: 1
name: small
tables:
  small:
    partition_key: PK
    sort_key: SK
    billing_mode: {read_capacity_units: 1, write_capacity_units: 1}
entities:
  Line:
    population: 600
    item: {PK: "DAY#{day}", SK: "{line_id}", day: {int: {min: 1, max: 3}}, line_id: {ulid: true}}
access_patterns:
  read_lines: {query: {PK: "DAY#{day}"}, returns: Line}
"""

# A bucket holds 300 s' worth of one unit a second, so that a write of 400 units empties it.
EMPTIES_A_BUCKET = """
import boto3, pytest
from botocore.config import Config
from botocore.exceptions import ClientError

def write(client):
    item = {"PK": {"S": "a"}, "SK": {"S": "b"}, "body": {"B": b"x" * 390_000}}
    client.put_item(TableName="small", Item=item)

def test_it(dynamo_table, dynamo_populate):
    for _ in range(400):
        dynamo_populate("Line")
    client = boto3.client("dynamodb", config=Config(retries={"total_max_attempts": 1}))
    write(client)
    with pytest.raises(ClientError) as caught:
        write(client)
    error = caught.value.response
    assert error["Error"]["Code"] == "ProvisionedThroughputExceededException"
    reason, *_ = error["ThrottlingReasons"]  # the table first, then its partition
    assert reason["reason"] == "TableWriteProvisionedThroughputExceeded"
    assert reason["resource"].endswith(":table/small")
    dynamo_populate("Line")
"""

NEVER_THROTTLES = EMPTIES_A_BUCKET.partition("    with pytest.raises")[0] + "    write(client)\n"


@pytest.fixture
def small(project):
    """The design of a table with little capacity."""
    (project.path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return project


def test_nothing_is_throttled_unless_it_is_asked_for(run, small):
    result = run(design="small.yaml", tests=NEVER_THROTTLES)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["dynamo: small.yaml, embedded, guard on"])


def test_the_option_turns_it_on_and_fixtures_are_not_throttled(run, small):
    result = run("--dynamo-throttle", design="small.yaml", tests=EMPTIES_A_BUCKET)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["dynamo: small.yaml, embedded, guard on, throttling on"])


def test_the_summary_says_what_was_throttled_and_by_what(run, small):
    result = run("--dynamo-throttle", design="small.yaml", tests=EMPTIES_A_BUCKET)
    result.stdout.fnmatch_lines(
        ["1 call was throttled: 1 TableWriteProvisionedThroughputExceeded by small"]
    )


def test_the_summary_says_nothing_of_throttling_where_there_was_none(run, small):
    result = run(design="small.yaml", tests=NEVER_THROTTLES)
    result.stdout.no_fnmatch_line("*throttled*")


def test_the_ini_key_turns_it_on(run, small):
    small.makeini("[pytest]\ndynamo_throttle = true\n")
    run(design="small.yaml", tests=EMPTIES_A_BUCKET).assert_outcomes(passed=1)
    overridden = ("-o", "dynamo_throttle=false")
    run(*overridden, design="small.yaml", tests=NEVER_THROTTLES).assert_outcomes(passed=1)


def test_each_test_begins_with_full_buckets(run, small):
    twice = EMPTIES_A_BUCKET.replace(
        "def test_it(", '@pytest.mark.parametrize("number", [1, 2])\ndef test_it(number, '
    )
    result = run("--dynamo-throttle", design="small.yaml", tests=twice)
    result.assert_outcomes(passed=2)


def test_tables_that_code_makes_itself_are_throttled_as_well(run, small):
    result = run(
        "--dynamo-throttle",
        design="small.yaml",
        tests=EMPTIES_A_BUCKET.replace("dynamo_table, dynamo_populate", "dynamo_client")
        .replace("    for _ in range(400):\n", "    make(dynamo_client)\n")
        .replace('        dynamo_populate("Line")\n', "")
        .replace('    dynamo_populate("Line")\n', "")
        + """
def make(client):
    client.create_table(
        TableName="small",
        KeySchema=[
            {"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}
        ],
        AttributeDefinitions=[
            {"AttributeName": "PK", "AttributeType": "S"},
            {"AttributeName": "SK", "AttributeType": "S"},
        ],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )
""",
    )
    result.assert_outcomes(passed=1)


def test_access_patterns_of_a_design_are_performed_with_throttling_on(run, small):
    result = run("--dynamo-throttle", "small.yaml", "shop.yaml", design=None)
    result.assert_outcomes(passed=5)
