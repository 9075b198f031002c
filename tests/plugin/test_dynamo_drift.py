"""The design held against what is deployed: `dynamo_drift`."""

import socket

import pytest

TEMPLATE = """\
Parameters:
  Stage: {Type: String}
Resources:
  ShopTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "${Stage}-shop"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: PK, AttributeType: S}
        - {AttributeName: SK, AttributeType: S}
        - {AttributeName: email, AttributeType: S}
      KeySchema:
        - {AttributeName: PK, KeyType: HASH}
        - {AttributeName: SK, KeyType: RANGE}
      GlobalSecondaryIndexes:
        - IndexName: by_email
          KeySchema: [{AttributeName: email, KeyType: HASH}]
          Projection: {ProjectionType: KEYS_ONLY}
"""


def a_closed_port():
    """A port of this machine where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def template(project):
    def write(text: str, name: str = "template.yaml") -> None:
        (project.path / name).write_text(text, encoding="utf-8")

    return write


def test_a_template_like_the_design_has_no_drift(run, template):
    template(TEMPLATE)
    result = run(
        tests="""
        def test_it(dynamo_drift):
            assert dynamo_drift("template.yaml") == []
            dynamo_drift.check("template.yaml", resource="ShopTable", table="shop-table")
            assert repr(dynamo_drift) == "<dynamo_drift of shop>"
        """
    )
    result.assert_outcomes(passed=1)


def test_each_difference_is_a_line_with_both_places(run, template):
    template(
        TEMPLATE.replace("KEYS_ONLY", "ALL") + "      TimeToLiveSpecification: "
        "{AttributeName: ends, Enabled: true}\n"
    )
    result = run(tests='def test_it(dynamo_drift):\n    dynamo_drift.check("template.yaml")')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "dynamo_drift: 2 differences",
            (
                "  shop.yaml:4 shop-table: indexes.by_email.projection: design says KEYS_ONLY, "
                "template.yaml:17 ShopTable says ALL"
            ),
            (
                "  shop.yaml:4 shop-table: time_to_live: design says nothing, "
                "template.yaml:20 ShopTable says ends"
            ),
        ],
        consecutive=True,
    )


def test_an_assertion_of_no_difference_tells_each(run, template):
    template(
        TEMPLATE.replace("KEYS_ONLY", "ALL") + "      TimeToLiveSpecification: "
        "{AttributeName: ends, Enabled: true}\n"
    )
    result = run(tests='def test_it(dynamo_drift):\n    assert dynamo_drift("template.yaml") == []')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E       assert dynamo_drift: 2 differences, wanted none",
            (
                "E         shop.yaml:4 shop-table: indexes.by_email.projection: design says KEYS_ONLY, "
                "template.yaml:17 ShopTable says ALL"
            ),
            (
                "E         shop.yaml:4 shop-table: time_to_live: design says nothing, "
                "template.yaml:20 ShopTable says ends"
            ),
        ],
        consecutive=True,
    )


def test_what_only_cloudformation_knows_is_said_and_not_compared(run, template):
    template(
        TEMPLATE.replace("BillingMode: PAY_PER_REQUEST", "BillingMode: !Ref Mode").replace(
            "ProjectionType: KEYS_ONLY", "ProjectionType: !If [IsProd, ALL, KEYS_ONLY]"
        )
    )
    result = run(
        tests="""
        def test_it(dynamo_drift):
            assert dynamo_drift("template.yaml") == []

        def test_given(dynamo_drift):
            (line,) = dynamo_drift("template.yaml", parameters={"Mode": "PROVISIONED"})
            assert line == (
                "shop.yaml:4 shop-table: billing_mode: design says PAY_PER_REQUEST, "
                "template.yaml:8 ShopTable says PROVISIONED"
            )
        """,
        in_process=False,
    )
    result.assert_outcomes(passed=2, warnings=3)
    result.stdout.fnmatch_lines(
        [
            (
                "*dynamo_drift: template.yaml:8 BillingMode is !Ref Mode, which only CloudFormation knows; "
                "it was not compared"
            ),
            (
                "*template.yaml:19 GlobalSecondaryIndexes.0.Projection.ProjectionType is "
                '!If [[]"IsProd", "ALL", "KEYS_ONLY"[]], which only *'
            ),
        ]
    )


def test_a_live_table_is_compared_through_any_client(run):
    result = run(
        tests="""
        def test_it(dynamo_drift, dynamo_table, dynamo_client, dynamo_calls):
            assert dynamo_drift(client=dynamo_client) == []
            dynamo_client.update_time_to_live(
                TableName=dynamo_table.name,
                TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True},
            )
            assert dynamo_drift(client=dynamo_client, name="shop-table") == [
                "shop.yaml:4 shop-table: time_to_live: design says nothing, table shop-table has ends"
            ]
            assert list(dynamo_calls) == []
        """
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("", "dynamo_drift: wanted a template or a client, found neither"),
        (
            '"templte.yaml"',
            "dynamo_drift: there is no file templte.yaml; did you mean */template.yaml?",
        ),
        ('"shop.py"', "shop.py: no CloudFormation template; one is a mapping with 'Resources'"),
        ('"shop.yaml"', "shop.yaml: no CloudFormation template; one is a mapping with 'Resources'"),
        (
            '"template.yaml", resource="Shop"',
            "template.yaml has no table 'Shop'; did you mean 'ShopTable'?",
        ),
        (
            '"template.yaml", table="shop"',
            "the design has no table 'shop'; there is shop-table",
        ),
        (
            '"empty.json"',
            "empty.json has no table: no resource is of type AWS::DynamoDB::Table, *",
        ),
        (
            '"two.yaml"',
            "two.yaml has several tables (ShopTable, Other), and none is named shop-table",
        ),
    ],
)
def test_what_cannot_be_compared_is_told(run, template, call, message):
    template(TEMPLATE)
    template('{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}', "empty.json")
    template(TEMPLATE + "  Other:\n    Type: AWS::DynamoDB::Table\n", "two.yaml")
    result = run(tests=f"def test_it(dynamo_drift):\n    dynamo_drift({call})")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E  *DynamoError: {message}"])


def test_a_live_table_that_cannot_be_asked_is_told(run):
    unused_port = a_closed_port()
    result = run(
        tests=f"""
        import boto3
        from botocore.config import Config

        def test_it(dynamo_drift):
            client = boto3.client(
                "dynamodb",
                endpoint_url="http://127.0.0.1:{unused_port}",
                config=Config(retries={{"total_max_attempts": 1}}),
            )
            dynamo_drift(client=client)
        """,
        design="shop.yaml",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E  *nothing answers at http://127.0.0.1:{unused_port}: *"])
