"""`examples/shop` with the plugin from a wheel: green as it is, red for each thing the plugin is there for."""

import re
from pathlib import Path

CUSTOMERS = "src/shop/customers.py"
ORDERS = "src/shop/orders.py"
DESIGN = "designs/shop.yaml"

ACCOUNT_PAGE = (
    "tests/test_account.py::test_the_account_page_greets_and_lists_what_was_bought",
    "tests/test_account.py::test_the_account_page_of_nobody_is_an_error",
)


def failed(said):
    """The tests that the summary names as failed."""
    return sorted(re.findall(r"^FAILED (\S+)", said, re.MULTILINE))


def test_the_plugin_is_that_of_the_wheel(environment, tmp_path):
    script = (
        "import pytest_dynamo; from importlib.metadata import entry_points;"
        "(each,) = {e.value for e in entry_points(group='pytest11', name='pytest_dynamo')};"
        "print(pytest_dynamo.__file__, each)"
    )
    ended = environment.run("-c", script, cwd=tmp_path)
    place, entry_point = ended.stdout.split()
    assert Path(place).is_relative_to(environment.python.parents[1]), ended.stderr
    assert entry_point == "pytest_dynamo.plugin"


def test_its_tests_pass(shop):
    ended = shop.pytest()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "8 of 8 access patterns of designs/shop.yaml exercised (100 %)" in ended.stdout
    assert re.search(r"^=+ 9 passed in ", ended.stdout, re.MULTILINE)


def test_its_tests_pass_side_by_side(shop):
    ended = shop.pytest("-n", "2")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "8 of 8 access patterns of designs/shop.yaml exercised (100 %)" in ended.stdout


def test_its_design_passes(shop):
    ended = shop.pytest("designs/")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    checked = shop.environment.run("-m", "pytest_dynamo.cli", "check", DESIGN, cwd=shop.folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 errors, 0 warnings" in checked.stdout


def test_what_its_readme_shows_is_what_stands_in_its_files(shop):
    readme = (shop.folder / "README.md").read_text(encoding="utf-8")
    (settings,) = re.findall(r"^```toml\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    (shown,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    project = (shop.folder / "pyproject.toml").read_text(encoding="utf-8")
    assert [line for line in settings.splitlines() if line not in project] == []
    assert shown in (shop.folder / "tests" / "test_orders.py").read_text(encoding="utf-8")


def test_a_scan_by_pynamodb_is_red(red):
    said = red(
        CUSTOMERS, "Customer.by_email.query(email)", "Customer.scan(Customer.email == email)"
    )
    assert "ScanNotAllowed: src/shop/customers.py:55: a test may not scan customers\n" in said
    assert "serves    access pattern 'find_customer_by_email':  Query on by_email\n" in said
    assert failed(said) == [
        *ACCOUNT_PAGE,
        "tests/test_customers.py::test_an_address_that_nobody_has_finds_nobody",
        "tests/test_customers.py::test_customers_are_found_by_their_address",
    ]


def test_a_scan_by_boto3_is_red(red):
    said = red(
        ORDERS,
        """table.query(
        IndexName="waiting",
        KeyConditionExpression=Key("waiting_in").eq(warehouse),
    )""",
        """table.scan(FilterExpression=Attr("waiting_in").eq(warehouse))""",
    )
    assert "ScanNotAllowed: src/shop/orders.py:50: a test may not scan orders\n" in said
    assert "serves    access pattern 'waiting_orders':  Query on waiting\n" in said
    assert failed(said) == ["tests/test_orders.py::test_an_order_waits_until_it_is_shipped"]


def test_an_index_that_is_dropped_is_red(red, shop):
    said = red(
        DESIGN,
        """    indexes:
      # Only orders that wait to be shipped have a `waiting_in`, and so only they are in this index.
      waiting: {partition_key: waiting_in, sort_key: placed_at, projection: [total]}
""",
        "",
    )
    assert "src/shop/orders.py:50: this call performs no declared access pattern\n" in said
    assert "IndexName='waiting'" in said
    assert failed(said) == [
        "tests/test_orders.py::test_an_order_pays_for_the_index_it_is_in",
        "tests/test_orders.py::test_an_order_waits_until_it_is_shipped",
    ]

    of_design = shop.pytest("designs/")
    assert failed(of_design.stdout) == ["designs/shop.yaml::waiting_orders"]
    assert "access pattern 'waiting_orders' is not served\n" in of_design.stdout


def test_a_budget_that_is_passed_is_red(red):
    said = red(ORDERS, "Limit=limit,\n", "Limit=limit,\n        ConsistentRead=True,\n")
    assert (
        "BudgetExceeded: src/shop/orders.py:40: access pattern 'newest_orders' took more than its budget"
        in said
    )
    assert failed(said) == [
        ACCOUNT_PAGE[0],
        "tests/test_orders.py::test_the_newest_orders_come_first",
    ]


def test_a_pattern_that_is_never_exercised_is_red(red):
    said = red(
        "tests/test_orders.py",
        'order = orders.find("ada", order_id)',
        'order = {"total": Decimal("12.50")}',
    )
    assert failed(said) == []
    assert re.search(r"^=+ 9 passed in ", said, re.MULTILINE)
    assert "wanted 100 % of the declared access patterns exercised, found 7 of 8 (87.5 %)" in said
    assert "get_order   designs/shop.yaml:76   GetItem on orders\n" in said
