"""A project that uses the plugin, in a temporary folder."""

from collections.abc import Callable

import pytest

DESIGN = """\
version: 1
name: shop
tables:
  shop-table:
    partition_key: PK
    sort_key: SK
    indexes:
      by_email: {partition_key: email, projection: KEYS_ONLY}
entities:
  User:
    population: 50
    item:
      PK: "USER#{user_id}"
      SK: PROFILE
      kind: User
      user_id: {faker: uuid4}
      email: {faker: email, unique: true}
      status: {choice: {active: 9, suspended: 1}}
  Order:
    belongs_to: {User: {mean: 3}}
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      kind: Order
      order_id: {ulid: true}
      created_at: {timestamp: {since: -30d}, format: iso8601}
      total: {int: {min: 1, max: 500}}
access_patterns:
  get_user:
    get: {PK: "USER#{user_id}", SK: PROFILE}
    returns: User
  find_user:
    index: by_email
    query: {email: "{email}"}
    returns: User
    attributes: [PK]
  list_orders:
    query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}
    returns: Order
    newest_first: true
    budget: {read_units: 1, pages: 1}
  create_order:
    put: Order
    condition: attribute_not_exists(PK)
"""

CODE = """\
import boto3
from boto3.dynamodb.conditions import Attr, Key

client = boto3.client("dynamodb")  # made at import time, as many applications do


def table():
    return boto3.resource("dynamodb").Table("shop-table")


def orders(user_id, limit=10):
    page = client.query(
        TableName="shop-table",
        KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues={":pk": {"S": f"USER#{user_id}"}, ":sk": {"S": "ORDER#"}},
        ScanIndexForward=False,
        Limit=limit,
    )
    return page["Items"]


def scan():
    return client.scan(TableName="shop-table")
"""

AWS_VARIABLES = (
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
)

Run = Callable[..., pytest.RunResult]


@pytest.fixture(scope="session")
def _imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Import what the plugin imports late: pytester forgets the modules of each run it makes."""
    import boto3.dynamodb.conditions  # noqa: F401

    import pytest_dynamo.design.table_description
    import pytest_dynamo.plugin.fixtures.populate  # noqa: F401
    from pytest_dynamo.design.values import DECLARED
    from pytest_dynamo.plugin.databases.tables import Databases
    from pytest_dynamo.plugin.designs import Designs
    from pytest_dynamo.plugin.forecasts import Forecasts, explained, forecast_under
    from pytest_dynamo.plugin.items.performance import Performance
    from pytest_dynamo.plugin.settings import Settings

    path = tmp_path_factory.mktemp("warm") / "shop.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    loaded = Designs(()).load(path)
    databases = Databases(Settings(), worker="warm")
    for plan in loaded.plans.values():
        assert Performance(loaded.design, plan, databases, seed=0).run() is None
    forecast = forecast_under(Forecasts(seed=0), loaded.design, DECLARED)
    assert explained("<", forecast.at(duration="1s").ceiling, 0)


@pytest.fixture
def project(
    _imported: None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> pytest.Pytester:
    """A project without any setting: `shop.yaml` and `shop.py` are there, and no AWS variables."""
    for name in AWS_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(pytester.path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(pytester.path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("COLUMNS", "200")
    pytester.syspathinsert()
    (pytester.path / "shop.yaml").write_text(DESIGN, encoding="utf-8")
    (pytester.path / "shop.py").write_text(CODE, encoding="utf-8")
    return pytester


@pytest.fixture
def run(project: pytest.Pytester) -> Run:
    """Run pytest with the plugin in the project: its arguments, and the text of a test file."""

    def run_pytest(
        *arguments: str,
        tests: str = "",
        design: str | None = "shop.yaml",
        in_process: bool = True,
    ) -> pytest.RunResult:
        if tests:
            project.makepyfile(test_shop=tests)
        options = [f"--dynamo-designs={design}"] if design else []
        start = project.runpytest_inprocess if in_process else project.runpytest_subprocess
        return start("-p", "pytest_dynamo", *options, *arguments)

    return run_pytest
