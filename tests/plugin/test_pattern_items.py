"""Design files as test files: one item an access pattern."""

from pathlib import Path

import pytest

ORDERS = Path(__file__).parents[2] / "designs" / "orders.yaml"


@pytest.fixture
def changed(project):
    """Write the design of the project with one text replaced by another."""

    def change(old: str, new: str) -> None:
        path = project.path / "shop.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_each_access_pattern_is_one_passing_item(run):
    result = run("shop.yaml", "-v", design=None)
    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "shop.yaml::get_user PASSED *",
            "shop.yaml::find_user PASSED *",
            "shop.yaml::list_orders PASSED *",
            "shop.yaml::create_order PASSED *",
        ],
        consecutive=True,
    )


def test_the_design_of_the_project_itself_passes(run):
    result = run(str(ORDERS), design=None)
    result.assert_outcomes(passed=15)


def test_one_pattern_can_be_chosen(run):
    run("shop.yaml::list_orders", design=None).assert_outcomes(passed=1)


def test_a_query_without_the_partition_key_fails_with_candidates_and_a_fix(run, changed):
    changed('query: {PK: "USER#{user_id}", SK:', "query: {SK:")
    result = run("shop.yaml", design=None)
    result.assert_outcomes(passed=3, failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "*_ access pattern 'list_orders' _*",
            "access pattern 'list_orders' is not served",
            "  needs      begins_with(SK, 'ORDER#')",
            "  candidate  table shop-table (PK, SK) * partition key 'PK' is not given",
            "  candidate  index by_email (email) * partition key 'email' is not given",
            "To fix this:",
            '  - add `PK: "USER#{user_id}"` to the query',
            "  at shop.yaml:37",
        ],
        consecutive=True,
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*performance.py*")


def test_a_scan_fails(run, changed):
    changed('query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}', "scan: true")
    changed("    newest_first: true\n", "")
    result = run("shop.yaml", design=None)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["access pattern 'list_orders' is not served"])


def test_a_key_that_no_item_has_fails(run, changed):
    changed('SK: {begins_with: "ORDER#"}', 'SK: {begins_with: "ORDERS#"}')
    result = run("shop.yaml", design=None)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            (
                "access pattern 'list_orders' returned nothing: no Order among the 80 items made has "
                "such a key"
            ),
            "  parameters  user_id = '*'",
            "To fix this, compare the pattern's key with the templates of Order.",
            "  at shop.yaml:37",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("read_units: 1,", "read_units: 0.4,", "  read units         0.5   budget 0.4"),
        ("pages: 1", "items_examined: 2", "  items examined       3   budget 2"),
    ],
)
def test_a_pattern_that_exceeds_its_budget_fails(run, changed, old, new, line):
    changed(old, new)
    result = run("shop.yaml", design=None)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        ["access pattern 'list_orders' exceeds its budget", line, "  at shop.yaml:37"],
        consecutive=True,
    )


def test_a_condition_that_does_not_hold_fails(run, changed):
    changed("attribute_not_exists(PK)", "attribute_exists(PK)")
    result = run("shop.yaml", design=None)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        ["access pattern 'create_order' failed: *ConditionalCheckFailedException*"]
    )


def test_every_kind_of_write_is_looked_at_afterwards(run, project, changed):
    changed("      kind: User\n", "      kind: User\n      logins: {int: {min: 1, max: 9}}\n")
    append(
        project.path / "shop.yaml",
        """\
  rename:
    update:
      key: {PK: "USER#{user_id}", SK: PROFILE}
      set: {status: "{status}"}
      add: {logins: 1}
      remove: [kind]
  drop_order:
    delete: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}
  drop_orders:
    batch_write: {delete: Order, count: 3}
  add_orders:
    batch_write: {put: Order, count: 3}
  sign_up:
    transact_write:
      - {put: User, condition: attribute_not_exists(PK)}
      - {put: Order}
  close:
    transact_write:
      - {check: {PK: "USER#{user_id}", SK: PROFILE}, condition: attribute_exists(PK)}
      - {delete: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}}
  both:
    transact_get:
      - {get: {PK: "USER#{user_id}", SK: PROFILE}}
      - {get: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}}
  some:
    batch_get: {of: Order, count: 5}
    returns: Order
""",
    )
    result = run("shop.yaml", design=None)
    result.assert_outcomes(passed=12)
    result.stdout.fnmatch_lines(["12 of 12 access patterns of shop.yaml exercised (100 %)"])


def test_every_page_and_every_shard_is_read(run, project):
    (project.path / "days.yaml").write_text(
        """\
version: 1
tables:
  days: {partition_key: PK, sort_key: SK}
entities:
  Event:
    population: 30
    item:
      PK: "DAY#1#{shard}"
      SK: "{event_id}"
      shard: {random_shard: 3}
      event_id: {ulid: true}
      body: {text_bytes: {min: 300_000, max: 300_000}}
access_patterns:
  events_of_a_day:
    query: {PK: "DAY#1#{shard}"}
    fan_out: shard
    returns: Event
""",
        encoding="utf-8",
    )
    result = run("days.yaml", design=None)
    result.assert_outcomes(passed=1)
    row = next(line for line in result.stdout.lines if line.startswith("events_of_a_day "))
    operation, calls = row.split()[1], int(row.split()[5])
    assert operation == "Query"
    assert calls > 3


@pytest.mark.parametrize(
    "content",
    [
        "name: x\nversion: '3'\nservices: {}\n",
        "version: 1\n",
        "- version: 1\n  tables: {}\n",
        "",
    ],
)
def test_a_file_that_is_no_design_is_left_alone(run, project, content):
    (project.path / "designs").mkdir()
    (project.path / "designs" / "other.yaml").write_text(content, encoding="utf-8")
    (project.path / "shop.yaml").rename(project.path / "designs" / "shop.yml")
    run("designs", design=None).assert_outcomes(passed=4)


@pytest.mark.parametrize("old", ["version:", "tables:"])
def test_a_design_with_a_misspelt_word_is_not_passed_over(run, project, changed, old):
    (project.path / "designs").mkdir()
    (project.path / "designs" / "good.yaml").write_text(
        (project.path / "shop.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    changed(f"{old}", f"{old[:2]}{old[3:]}")
    (project.path / "shop.yaml").rename(project.path / "designs" / "shop.yaml")
    result = run("designs", design=None)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(
        ["designs/shop.yaml: 2 mistakes", f"*no setting *; did you mean '{old[:-1]}'?"]
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"version: 1\ntabels: {}\n", "*no setting 'tabels'; did you mean 'tables'?"),
        (b"services: {}\n", "*no setting 'services'; *"),
        (b"", "*the file is empty; a design begins with 'version: 1'"),
        (b"- a\n", "*a design is a mapping that begins with 'version: 1', not a list"),
        (b"\xff\xfe\x00", "*not UTF-8: byte 0xff; save the file as UTF-8"),
    ],
)
def test_a_file_that_is_named_itself_is_a_design_whatever_is_in_it(run, project, content, message):
    (project.path / "typo.yaml").write_bytes(content)
    result = run("typo.yaml", design=None)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*_ ERROR collecting typo.yaml _*", message])


def test_designs_that_are_not_named_are_not_collected(run):
    result = run(tests="def test_it(): pass", design=None)
    result.assert_outcomes(passed=1)


def test_designs_in_testpaths_are_not_collected(run, project):
    project.makeini("[pytest]\ntestpaths = .\n")
    result = run(tests="def test_it(): pass", design=None)
    result.assert_outcomes(passed=1)


def test_a_broken_design_is_one_error_with_all_mistakes(run, changed):
    changed("projection: KEYS_ONLY", "projection: KEYS")
    changed("returns: Order", "returns: Ordr")
    result = run("shop.yaml", design=None)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(
        [
            "*_ ERROR collecting shop.yaml _*",
            "shop.yaml: 2 mistakes",
            "  shop.yaml:8:*: tables.shop-table.indexes.by_email.projection: 'KEYS' *",
            "  shop.yaml:*: access_patterns.list_orders.returns: *did you mean 'Order'?",
            "*= short test summary info =*",
        ],
        consecutive=True,
    )


def test_a_design_without_access_patterns_is_refused(run, project):
    path = project.path / "shop.yaml"
    head, _, _ = path.read_text(encoding="utf-8").partition("access_patterns:")
    path.write_text(head, encoding="utf-8")
    result = run("shop.yaml", design=None)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(
        ["shop.yaml: no access patterns, so there is nothing to test", "To fix this, declare *"],
        consecutive=True,
    )


def test_the_seed_changes_what_is_asked_for(run):
    def asked(seed: str) -> str:
        result = run("shop.yaml::list_orders", f"--dynamo-rng-seed={seed}", design=None)
        return next(line for line in result.stdout.lines if "parameters" in line)

    design = Path("shop.yaml")
    text = design.read_text(encoding="utf-8").replace('"ORDER#"}', '"ORDERS#"}')
    design.write_text(text, encoding="utf-8")
    assert asked("1") == asked("1") != asked("2")


def test_workers_collect_what_the_user_named_and_nothing_else(run, project):
    pytest.importorskip("xdist")
    everything = run("-p", "xdist", "-n", "2", "shop.yaml", design=None, in_process=False)
    everything.assert_outcomes(passed=4)
    everything.stdout.fnmatch_lines(["4 of 4 access patterns of shop.yaml exercised (100 %)"])
    project.makepyfile(test_other="def test_it(): pass")
    run("-p", "xdist", "-n", "2", design=None, in_process=False).assert_outcomes(passed=1)
