"""`--dynamo-baseline` and `--dynamo-update-baseline`."""

import json
from pathlib import Path

import pytest

TESTS = """
import shop

def orders(populate, count):
    user = populate("User", orders=3)
    for _ in range(count):
        shop.orders(user.user_id)

def test_orders(dynamo_populate):
    orders(dynamo_populate, 1)

def test_orders_again(dynamo_populate):
    orders(dynamo_populate, 2)

def test_create(dynamo_table):
    order = {"PK": "USER#1", "SK": "ORDER#1", "email": "x@example.org"}
    shop.table().put_item(Item=order)
"""
STRONG = "        ScanIndexForward=False,\n        ConsistentRead=True,\n"
ORDERS, AGAIN, CREATE = (
    f"test_shop.py::test_{name}" for name in ("orders", "orders_again", "create")
)
LIST = {
    "shop": {"list_orders": {"read_units": 0.5, "write_units": 0, "items_examined": 3, "calls": 1}}
}
PUT = {
    "shop": {"create_order": {"read_units": 0, "write_units": 2, "items_examined": 0, "calls": 1}}
}
BASELINE = "--dynamo-baseline=base.json"
UPDATE = (BASELINE, "--dynamo-update-baseline")
NEXT = "pytest --dynamo-baseline base.json --dynamo-update-baseline"


def saved() -> dict[str, object]:
    content: dict[str, object] = json.loads(Path("base.json").read_text(encoding="utf-8"))
    return content


def replace(name: str, old: str, new: str) -> None:
    path = Path(name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def makes_reads_dearer() -> None:
    """The application reads with strong consistency from now on, which takes twice the units."""
    replace("shop.py", "        ScanIndexForward=False,\n", STRONG)


@pytest.fixture
def base(run):
    """A project with a baseline."""
    result = run(*UPDATE, tests=TESTS)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["wrote base.json: 3 tests of this run"])
    return run


def test_it_is_written_with_one_performance_of_each_test(base):
    content = saved()
    assert {name: content[name] for name in ("format", "version", "tests")} == {
        "format": "pytest-dynamo baseline",
        "version": 1,
        "tests": {CREATE: PUT, ORDERS: LIST, AGAIN: LIST},
    }
    (design,) = content["designs"].values()
    assert (list(content["designs"]), design["capacity"]) == (["shop"], "modelled")
    assert list(design["access_patterns"]) == sorted(
        ["get_user", "find_user", "list_orders", "create_order"]
    )


def test_it_is_the_same_text_for_the_same_run(base):
    text = Path("base.json").read_bytes()
    base(*UPDATE, tests=TESTS)
    assert Path("base.json").read_bytes() == text


def test_it_is_the_same_text_with_workers(base):
    pytest.importorskip("xdist")
    text = Path("base.json").read_bytes()
    Path("base.json").unlink()
    base("-p", "xdist", "-n", "2", *UPDATE, tests=TESTS, in_process=False).assert_outcomes(passed=3)
    assert Path("base.json").read_bytes() == text


def test_nothing_became_dearer(base):
    result = base(BASELINE, tests=TESTS)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        ["*- dynamo: baseline -*", "base.json: 3 tests compared, no access pattern dearer"],
        consecutive=True,
    )


def test_a_pattern_that_became_dearer_fails_the_session(base):
    makes_reads_dearer()
    result = base(BASELINE, tests=TESTS)
    result.assert_outcomes(passed=3)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "base.json: 3 tests compared, 1 access pattern dearer",
            "*= dynamo: dearer than the baseline =*",
            "list_orders of shop is more than 10 % dearer than base.json says (modelled), a performance:",
            f"  read units   0.5 → 1 (+100 %)   in 2 of 2 tests: {ORDERS}, {AGAIN}",
            f"To fix this, look at what these tests changed, or accept it:  {NEXT}",
        ],
        consecutive=True,
    )
    base(*UPDATE, tests=TESTS)
    assert base(BASELINE, tests=TESTS).ret == pytest.ExitCode.OK


def test_it_fails_with_workers_too(base):
    pytest.importorskip("xdist")
    makes_reads_dearer()
    result = base("-p", "xdist", "-n", "2", BASELINE, tests=TESTS, in_process=False)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["  read units   0.5 → 1 (+100 %)   in 2 of 2 tests: *"])


@pytest.mark.parametrize(("tolerance", "ret"), [("100%", 0), ("1", 0), ("99%", 1), ("0", 1)])
def test_how_much_dearer_is_stated(base, tolerance, ret):
    makes_reads_dearer()
    assert base(BASELINE, f"--dynamo-baseline-tolerance={tolerance}", tests=TESTS).ret == ret


def test_what_was_nothing_is_dearer_as_soon_as_it_is_something(base):
    changed = TESTS.replace("orders=3", "orders=0")
    base(*UPDATE, tests=changed)
    result = base(BASELINE, tests=TESTS)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"  items examined   0 → 3   in 2 of 2 tests: {ORDERS}, {AGAIN}"])


def test_what_became_cheaper_is_a_suggestion(base):
    makes_reads_dearer()
    base(*UPDATE, tests=TESTS)
    replace("shop.py", STRONG, "        ScanIndexForward=False,\n")
    result = base(BASELINE, tests=TESTS)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "base.json: 3 tests compared, no access pattern dearer",
            (
                "cheaper: list_orders of shop, read units a performance 1 → 0.5 (-50 %)   "
                f"in 2 of 2 tests: {ORDERS}, {AGAIN}"
            ),
            f"next: {NEXT}      holds these tests to less",
        ],
        consecutive=True,
    )


def test_only_tests_of_both_are_compared(base):
    makes_reads_dearer()
    result = base(BASELINE, "-k", "create", tests=TESTS)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["base.json: 1 test compared, no access pattern dearer"])
    more = f"{TESTS}\n\ndef test_new(dynamo_populate):\n    orders(dynamo_populate, 1)\n"
    result = base(BASELINE, "-k", "new or create", tests=more)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "base.json: 1 test compared, no access pattern dearer",
            "1 test is not in it yet",
            f"next: {NEXT}",
        ],
        consecutive=True,
    )


def test_an_update_from_some_tests_keeps_the_others(base):
    makes_reads_dearer()
    result = base(*UPDATE, "-k", "orders_again", tests=TESTS)
    result.stdout.fnmatch_lines(["wrote base.json: 1 test of this run, 2 kept as they were"])
    tests = saved()["tests"]
    assert [tests[name]["shop"]["list_orders"]["read_units"] for name in (ORDERS, AGAIN)] == [
        0.5,
        1,
    ]
    assert tests[CREATE] == PUT


def test_an_update_drops_tests_that_are_no_more(base):
    base(*UPDATE, tests=TESTS.replace("test_create", "test_made"))
    assert list(saved()["tests"]) == ["test_shop.py::test_made", ORDERS, AGAIN]


def test_a_failed_test_and_a_skipped_one_keep_what_they_had(base):
    makes_reads_dearer()
    changed = TESTS.replace(
        "orders(dynamo_populate, 1)", "orders(dynamo_populate, 1)\n    assert 0"
    )
    changed = changed.replace("def test_create", "@pytest.mark.skip\ndef test_create")
    base(*UPDATE, tests=f"import pytest\n{changed}").assert_outcomes(passed=1, failed=1, skipped=1)
    tests = saved()["tests"]
    assert (tests[ORDERS], tests[CREATE]) == (LIST, PUT)
    assert tests[AGAIN]["shop"]["list_orders"]["read_units"] == 1


def test_files_that_could_not_be_collected_keep_what_they_had(base, project):
    project.makepyfile(test_other="def test_it(): pass")
    broken = f"import no_such_module\n{TESTS}"
    result = base(*UPDATE, "--continue-on-collection-errors", tests=broken)
    result.assert_outcomes(passed=1, errors=1)
    assert list(saved()["tests"]) == [CREATE, ORDERS, AGAIN]


def test_a_run_that_was_cut_short_keeps_what_it_did_not_get_to(base):
    changed = TESTS.replace("orders(dynamo_populate, 1)", "assert 0")
    base("-x", *UPDATE, tests=changed).assert_outcomes(failed=1)
    assert list(saved()["tests"]) == [CREATE, ORDERS, AGAIN]


def test_a_run_that_is_interrupted_writes_nothing(base):
    text = Path("base.json").read_bytes()
    interrupted = "def test_it(): raise KeyboardInterrupt"
    result = base(*UPDATE, tests=interrupted, in_process=False)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(
        ["the baseline was not written, for the run did not come to its end"]
    )
    assert Path("base.json").read_bytes() == text


def test_groups_of_workers_do_not_change_the_ids(base):
    pytest.importorskip("xdist")
    text = Path("base.json").read_bytes()
    grouped = TESTS.replace("def test_create", '@pytest.mark.xdist_group("a")\ndef test_create')
    base(
        *("-p", "xdist", "-n", "2", "--dist", "loadgroup", *UPDATE),
        tests=f"import pytest\n{grouped}",
        in_process=False,
    ).assert_outcomes(passed=3)
    assert Path("base.json").read_bytes() == text


def test_a_design_that_changed_is_told_and_the_rest_is_compared(base):
    replace("shop.yaml", "  get_user:", "  one_user:")
    replace("shop.yaml", "newest_first: true", "newest_first: false")
    replace("shop.yaml", "projection: KEYS_ONLY", "projection: ALL")
    replace("shop.yaml", "  find_user:", "  lookup_user:")
    replace("shop.yaml", "attributes: [PK]", "attributes: [PK, SK]")
    makes_reads_dearer()
    result = base(BASELINE, tests=TESTS)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "base.json: 3 tests compared, 1 access pattern dearer",
            (
                "design shop changed since the baseline was written: its tables, "
                "get_user is called one_user, find_user is gone, lookup_user is new, "
                "list_orders asks for something else"
            ),
        ],
        consecutive=True,
    )


def test_a_pattern_that_was_only_renamed_is_compared(base):
    replace("shop.yaml", "  list_orders:", "  orders_of_user:")
    makes_reads_dearer()
    result = base(BASELINE, tests=TESTS)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["orders_of_user of shop is more than 10 % dearer than base.json says (modelled), *"]
    )
    base(*UPDATE, "-k", "test_orders_again", tests=TESTS)
    assert [list(saved()["tests"][name]["shop"]) for name in (ORDERS, AGAIN)] == [
        ["orders_of_user"]
    ] * 2


def test_what_costs_nothing_is_no_change_of_the_design(base):
    replace("shop.yaml", "budget: {read_units: 1, pages: 1}", "rate: 50")
    result = base(BASELINE, tests=TESTS)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["base.json: 3 tests compared, no access pattern dearer"])
    result.stdout.no_fnmatch_line("*changed*")


def usage_error(result: pytest.RunResult) -> list[str]:
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.assert_outcomes()
    return [line for line in result.stderr.lines if line]


def test_a_baseline_that_is_not_there(run):
    assert usage_error(run(BASELINE, tests=TESTS)) == [
        "ERROR: dynamo_baseline: there is no base.json",
        f"To fix this, write it from a run:  {NEXT}",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "line 1: Expecting property name enclosed in double quotes"),
        ("<<<<<<< HEAD\n{}", "line 1: Expecting value"),
        ("[]", 'it has no "format": "pytest-dynamo baseline"'),
        ('{"version": 1}', 'it has no "format": "pytest-dynamo baseline"'),
        ('{"format": "pytest-dynamo baseline", "version": 1}', "wrong or missing: 'designs'"),
        ('{"format": "pytest-dynamo baseline", "version": "x"}', "wrong or missing: version 'x'"),
    ],
)
@pytest.mark.parametrize("more", [(), UPDATE[1:]])
def test_a_baseline_that_is_broken(run, text, what, more):
    Path("base.json").write_text(text, encoding="utf-8")
    assert usage_error(run(BASELINE, *more, tests=TESTS)) == [
        f"ERROR: dynamo_baseline: base.json is broken: {what}",
        f"To fix this, restore it, or delete it and write it anew:  {NEXT}",
    ]
    assert Path("base.json").read_text(encoding="utf-8") == text


def test_a_baseline_of_a_newer_version(base):
    replace("base.json", '"version": 1', '"version": 2')
    assert usage_error(base(BASELINE, tests=TESTS)) == [
        "ERROR: dynamo_baseline: base.json is of version 2, and this pytest-dynamo reads up to 1",
        (
            "To fix this, install the pytest-dynamo that wrote it, or delete it and write it anew:  "
            f"{NEXT}"
        ),
    ]


def test_a_baseline_of_another_design(base):
    replace("shop.yaml", "name: shop", "name: market")
    assert usage_error(base(BASELINE, tests=TESTS)) == [
        "ERROR: dynamo_baseline: base.json is of design shop, and this run's is market (shop.yaml)",
        "To fix this: name the baseline of this design, or another file to begin one",
    ]


def test_a_baseline_without_a_design(run):
    assert usage_error(run(BASELINE, design=None, tests=TESTS)) == [
        "ERROR: dynamo_baseline: no design is set, so there are no access patterns to look at",
        "To fix this:  --dynamo-designs designs/",
    ]


def test_an_update_without_a_baseline(run):
    result = run("--dynamo-update-baseline", tests=TESTS)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --dynamo-update-baseline: there is no file to write"])


def test_the_ini_key_names_it_relative_to_the_ini_file(base, project):
    project.makeini("[pytest]\ndynamo_baseline = base.json\n")
    makes_reads_dearer()
    assert base(tests=TESTS).ret == pytest.ExitCode.TESTS_FAILED
