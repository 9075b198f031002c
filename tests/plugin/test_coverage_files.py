"""`--dynamo-cov-json` and `--dynamo-cov-markdown`."""

import json
from collections import Counter
from pathlib import Path

import pytest

from pytest_dynamo.plugin.coverage.markdown import escaped
from pytest_dynamo.plugin.coverage.usage import PatternUsage, Stray, Usage

TESTS = """
import pytest, shop

def test_orders(dynamo_populate):
    user = dynamo_populate("User", orders=3)
    shop.orders(user.user_id)

@pytest.mark.parametrize("count", [1, 2])
def test_create(dynamo_table, count):
    for number in range(count):
        order = {"PK": "USER#1", "SK": f"ORDER#{number}", "email": "x@example.org"}
        shop.table().put_item(Item=order)

def test_stray(dynamo_table):
    shop.table().update_item(
        Key={"PK": "OTHER", "SK": "THING"},
        UpdateExpression="SET a = :a",
        ExpressionAttributeValues={":a": 1},
    )
"""


def figures(**given: float) -> dict[str, float]:
    names = ("performances", "calls", "read_units", "write_units")
    return dict.fromkeys((*names, "items_examined", "items_returned"), 0) | given


def written(run, *arguments: str, tests: str = TESTS) -> dict[str, object]:
    result = run("--dynamo-cov-json=out/coverage.json", *arguments, tests=tests)
    result.stdout.fnmatch_lines(["wrote out/coverage.json"])
    return json.loads(Path("out/coverage.json").read_text(encoding="utf-8"))


def test_the_json_file_has_every_pattern_with_its_tests(run, project):
    order = figures(performances=1, calls=1, read_units=0.5, items_examined=3, items_returned=3)
    one = figures(performances=1, calls=1, write_units=2.0)
    two = figures(performances=2, calls=2, write_units=4.0)
    nothing = {**figures(), "write_units_by_index": {}, "tests": []}
    assert written(run) == {
        "version": 1,
        "exercised": 2,
        "declared": 4,
        "percent": 50.0,
        "tests": 4,
        "tests_from_last_run": 0,
        "workers_died_at": [],
        "designs": [
            {
                "path": "shop.yaml",
                "name": "shop",
                "is_set": True,
                "exercised_by": "tests",
                "capacity": "modelled",
                "exercised": 2,
                "declared": 4,
                "percent": 50.0,
                "access_patterns": [
                    {
                        "name": "get_user",
                        "line": 29,
                        "operation": "GetItem",
                        "on": "shop-table",
                        "status": "not exercised",
                        **nothing,
                    },
                    {
                        "name": "find_user",
                        "line": 32,
                        "operation": "Query",
                        "on": "by_email",
                        "status": "not exercised",
                        **nothing,
                    },
                    {
                        "name": "list_orders",
                        "line": 37,
                        "operation": "Query",
                        "on": "shop-table",
                        "status": "exercised",
                        **order,
                        "write_units_by_index": {},
                        "tests": [{"id": "test_shop.py::test_orders", **order}],
                    },
                    {
                        "name": "create_order",
                        "line": 42,
                        "operation": "PutItem",
                        "on": "shop-table",
                        "status": "exercised",
                        **figures(performances=3, calls=3, write_units=6.0),
                        "write_units_by_index": {"by_email": 3.0, "table": 3.0},
                        "tests": [
                            {"id": "test_shop.py::test_create[1]", **one},
                            {"id": "test_shop.py::test_create[2]", **two},
                        ],
                    },
                ],
                "calls_of_no_pattern": [
                    {
                        "place": "test_shop.py:14",
                        "operation": "UpdateItem",
                        "on": "shop-table",
                        "calls": 1,
                        "tests": ["test_shop.py::test_stray"],
                    }
                ],
                "throttled": {},
            }
        ],
    }


def test_the_file_is_the_same_text_with_workers(run, project):
    pytest.importorskip("xdist")
    alone = run("--dynamo-cov-json=alone.json", "--dynamo-cov-markdown=alone.md", tests=TESTS)
    alone.assert_outcomes(passed=4)
    run(
        *("-p", "xdist", "-n", "2", "--dynamo-cov-json=many.json", "--dynamo-cov-markdown=many.md"),
        tests=TESTS,
        in_process=False,
    )
    for suffix in ("json", "md"):
        texts = [(project.path / f"{name}.{suffix}").read_bytes() for name in ("alone", "many")]
        assert texts[0] == texts[1]


def test_a_design_of_the_command_line_is_in_it_with_its_own_tests(run, project):
    content = written(lambda *arguments, tests: run("shop.yaml", *arguments, design=None))
    (design,) = content["designs"]
    assert (design["is_set"], design["exercised_by"]) == (False, "the design's own tests")
    assert (content["declared"], design["exercised"], design["declared"]) == (0, 4, 4)


def test_the_markdown_file_is_a_table_with_what_is_missing(run, project):
    run("--dynamo-cov-markdown=coverage.md", tests=TESTS).assert_outcomes(passed=4)
    assert (project.path / "coverage.md").read_text(encoding="utf-8").splitlines() == [
        "## DynamoDB access patterns",
        "",
        ("**2 of 4 access patterns of shop.yaml exercised** (50 %), capacity modelled"),
        "",
        (
            "| pattern | operation | on | tests | performed | calls | read | write | "
            "examined/returned | write units |"
        ),
        "|---|---|---|---:|---:|---:|---:|---:|---|---|",
        r"| get\_user | GetItem | shop-table | 0 | 0 | 0 | – | – | not exercised |  |",
        r"| find\_user | Query | by\_email | 0 | 0 | 0 | – | – | not exercised |  |",
        r"| list\_orders | Query | shop-table | 1 | 1 | 1 | 0.5 | – | 1.0 |  |",
        (
            r"| create\_order | PutItem | shop-table | 2 | 3 | 3 | – | 6.0 | – | "
            r"table 3 · by\_email 3 |"
        ),
        "",
        "Not exercised:",
        "",
        r"- get\_user (not exercised)",
        r"- find\_user (not exercised)",
        "",
        "Calls that perform no declared access pattern:",
        "",
        r"- test\_shop.py:14 UpdateItem shop-table, 1 ×",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a_b*c`d", r"a\_b\*c\`d"),
        ("x|y\nz", r"x\|y z"),
        ("<b>&amp;[link](to)", r"\<b\>\&amp;\[link\](to)"),
        ("USER#1 @team a @ b", "USER#\u20601 @\u2060team a @ b"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_text_in_markdown_is_shown_as_it_is(text, expected):
    assert escaped(text) == expected


def test_figures_survive_the_way_from_a_worker():
    usage = Usage(
        patterns={
            "get": PatternUsage(performances=1, calls=2, read_units=0.5, arms={"table": 1.0})
        },
        strays=Counter({Stray("a.py:1", "Scan", "shop"): 2}),
        throttles=Counter({"TooMuch by shop": 1}),
        sources={"modelled", "observed"},
    )
    assert Usage.from_plain(json.loads(json.dumps(usage.to_plain()))) == usage


@pytest.mark.parametrize("option", ["cov-json", "cov-markdown"])
def test_a_directory_is_no_file(run, project, option):
    project.mkdir("there")
    result = run(f"--dynamo-{option}=there", tests=TESTS)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    name = f"dynamo_{option.replace('-', '_')}"
    result.stderr.fnmatch_lines(
        [f"ERROR: {name}: there is a directory", "To fix this: name a file in it"],
        consecutive=True,
    )


def test_a_place_that_cannot_be_written_is_told_before_any_test(run, project):
    (project.path / "file").write_text("", encoding="utf-8")
    result = run("--dynamo-cov-json=file/coverage.json", tests=TESTS)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.assert_outcomes()
    result.stderr.fnmatch_lines(
        [
            "ERROR: dynamo_cov_json: file/coverage.json cannot be written: Not a directory",
            "To fix this: name a file in a directory that can be written",
        ],
        consecutive=True,
    )


def test_a_place_that_becomes_unwritable_fails_the_session_and_not_the_tests(run):
    tests = f"{TESTS}\n\ndef test_spoils():\n    open('out', 'w').close()\n"
    result = run("--dynamo-cov-json=out/coverage.json", tests=tests)
    result.assert_outcomes(passed=5)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*out/coverage.json was not written: *"])
    assert not list(Path().glob("**/.coverage.json*"))


def test_one_file_cannot_be_two_things(run):
    result = run("--dynamo-cov-json=out", "--dynamo-cov-markdown=./out", tests=TESTS)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: dynamo_cov_markdown: out is dynamo_cov_json as well", "To fix this: *"],
        consecutive=True,
    )
