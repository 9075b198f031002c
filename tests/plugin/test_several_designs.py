"""Several designs in one session."""

import pytest

OTHER = """\
version: 1
name: {name}
tables:
  {table}: {{partition_key: id}}
access_patterns:
  get_it: {{get: {{id: one}}}}
"""


@pytest.fixture
def with_other(run, project):
    """A run with a second design."""

    def start(*arguments: str, name: str = "other", table: str = "other-table", **others):
        text = OTHER.format(name=name, table=table)
        (project.path / "other.yaml").write_text(text, encoding="utf-8")
        return run("--dynamo-designs=other.yaml", *arguments, **others)

    return start


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")])
def test_two_designs_cannot_name_one_table(with_other, workers):
    if workers:
        pytest.importorskip("xdist")
    result = with_other(
        *workers, table="shop-table", tests="def test_it(): pass", in_process=not workers
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            (
                "ERROR: dynamo_designs: shop.yaml and other.yaml both declare the table "
                "'shop-table', so that nobody can tell which of them a call is for"
            ),
            (
                "To fix this, give one of them another name, or set one design a run:  "
                "pytest --dynamo-designs shop.yaml"
            ),
        ],
        consecutive=True,
    )
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


def test_two_designs_cannot_have_one_name(with_other):
    result = with_other(name="shop", tests="def test_it(): pass")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            (
                "ERROR: dynamo_designs: shop.yaml and other.yaml are both called 'shop', so that a "
                "test cannot say which of them it is about"
            ),
        ]
    )


def test_two_designs_of_one_table_may_be_tested_as_files(run, with_other):
    with_other(table="shop-table", tests="def test_it(): pass")
    result = run("shop.yaml", "other.yaml", design=None)
    result.stdout.fnmatch_lines(["4 of 4 access patterns of shop.yaml exercised (100 %)"])


def test_each_call_counts_for_the_design_of_its_table(with_other):
    tests = """
import pytest, shop

@pytest.mark.dynamo_design("shop")
def test_shop(dynamo_populate):
    shop.orders(dynamo_populate("User").user_id)

@pytest.mark.dynamo_design("other")
def test_other(dynamo_table, dynamo_client):
    dynamo_client.get_item(TableName=dynamo_table.name, Key={"id": {"S": "one"}})
"""
    result = with_other("--dynamo-cov-fail-under=40", tests=tests)
    result.assert_outcomes(passed=2)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "1 of 4 access patterns of shop.yaml exercised (25 %)",
            "1 of 1 access patterns of other.yaml exercised (100 %)",
        ]
    )
