"""`pytest-dynamo check` and `explain`: what they print, and their exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_dynamo.cli import main

ROOT = Path(__file__).parents[3]
COUNTER = """\
version: 1
name: counters
tables: {counters: {partition_key: name}}
entities: {Counter: {population: 1, item: {name: ALL, count: {int: {min: 1, max: 9}}}}}
access_patterns:
  count_up: {update: {key: {name: ALL}, add: {count: 1}}, returns: Counter, rate: RATE}
"""
TABLE_ONLY = "version: 1\ntables: {shop: {partition_key: id}}\n"
LOG = """\
version: 1
tables: {log: {partition_key: PK, sort_key: SK}}
entities: {Line: {population: 5, item: {PK: LOG, SK: "{line_id}", line_id: {ulid: true}}}}
access_patterns: {write_line: {put: Line, rate: 800}}
"""


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Run a command in a folder with some designs: the exit code, what it printed, and its errors."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "hot": COUNTER.replace("RATE", "1_500"),
        "cool": COUNTER.replace("RATE", "15"),
        "near": LOG,
        "table": TABLE_ONLY,
    }.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


def test_a_design_that_breaks_is_an_error_with_the_number(check):
    code, out, err = check("check", "hot.yaml")
    assert (code, err) == (1, "")
    assert (
        out
        == """\
hot.yaml   1,500 requests/s declared, modelled
  4  PD401 error    all writes of table counters go to one key of name "ALL": ALL
                    count_up needs 1,500 write units a second there, and a partition serves 1,000; one item is on one partition
                    fix: shard it, "ALL#{shard}" with 2 shards: 1,000 → 2,000 write units a second  (explain PD401)
1 error, 0 warnings in 1 design.   next: pytest-dynamo forecast hot.yaml
"""
    )


def test_a_design_that_holds_exits_with_0(check):
    code, out, err = check("check", "cool.yaml")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "cool.yaml   15 requests/s declared, modelled",
        "  nothing found",
        "0 errors, 0 warnings in 1 design.   next: pytest-dynamo forecast cool.yaml",
    ]


def test_the_design_of_the_project_holds_and_the_bad_one_breaks(check):
    code, out, _ = check("check", str(ROOT / "designs"))
    assert code == 1
    assert out.count("error  ") == 1
    assert (
        "record_event needs 2,500 write units a second there, and a partition serves 1,000" in out
    )
    assert out.splitlines()[-1].startswith("1 error, 0 warnings in 2 designs. ")


def test_a_warning_fails_only_where_that_is_asked_for(check):
    code, out, _ = check("check", "near.yaml")
    assert code == 0
    assert "PD406 warning" in out
    assert check("check", "near.yaml", "--fail-on", "warning")[0] == 1
    assert check("check", "cool.yaml", "--fail-on", "warning")[0] == 0


def test_a_design_without_access_patterns_is_a_note(check):
    code, out, _ = check("check", "table.yaml")
    assert code == 0
    assert "  note: no access patterns" in out
    assert out.endswith("0 errors, 0 warnings in 1 design.\n")


def test_rules_are_selected_and_ignored(check):
    assert check("check", "hot.yaml", "--select", "PD402,PD403")[0] == 0
    assert check("check", "hot.yaml", "--ignore", "PD401")[0] == 0
    assert check("check", "hot.yaml", "--ignore", "PD402", "--ignore", "pd403")[0] == 1
    assert check("check", "hot.yaml", "--select", "PD4")[0] == 1


def test_the_design_can_ignore_a_rule_with_a_reason(check, tmp_path):
    with (tmp_path / "hot.yaml").open("a", encoding="utf-8") as file:
        file.write("ignore: {PD401: a test, PD4O2: no}\n")
    code, out, _ = check("check", "hot.yaml")
    assert code == 0
    assert "  4  PD401 ignored  table counters: a test" in out
    assert "PD001 warning  no rule 'PD4O2'" in out
    assert "fix: write PD402 under ignore  (explain PD001)" in out


def test_json_is_for_programs(check):
    code, out, _ = check("check", "hot.yaml", "cool.yaml", "--format", "json")
    found = json.loads(out)
    assert code == 1
    assert (found["version"], found["errors"], found["warnings"]) == (1, 1, 0)
    assert [design["path"] for design in found["designs"]] == ["hot.yaml", "cool.yaml"]
    (finding,) = found["designs"][0]["findings"]
    assert (finding["rule"], finding["line"], finding["column"]) == ("PD401", 4, 44)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("hto.yaml",), "hto.yaml:1:1: no such file; did you mean 'hot.yaml'?"),
        (("hot.yaml", "--select", "PD4O1"), "no rule 'PD4O1'; did you mean 'PD401'?"),
        (("hot.yaml", "--ignore", "X"), "no rule 'X'; rules: PD001, "),
        (("empty",), "empty has no design file in it.\nTo fix this: name a design, or its folder"),
        (("hot.yaml", "--format", "xml"), "'xml'"),
        ((), "Missing argument"),
    ],
)
def test_wrong_use_is_one_message_and_exit_code_2(check, tmp_path, arguments, message):
    (tmp_path / "empty").mkdir()
    code, out, err = check("check", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_all_designs_that_do_not_load_are_told(check, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("version: 1\ntabels: {}\n", encoding="utf-8")
    code, out, err = check("check", "one.yaml", "hot.yaml", "two.yaml")
    assert (code, out) == (2, "")
    assert "one.yaml: 2 mistakes" in err
    assert "two.yaml: 2 mistakes" in err


def test_a_folder_stands_for_the_designs_in_and_below_it_each_once(check, tmp_path):
    below = tmp_path / "below"
    below.mkdir()
    (below / "other.yaml").write_text("services: {}\n", encoding="utf-8")
    (tmp_path / "cool.yaml").rename(below / "cool.yml")
    _, out, _ = check("check", ".", "hot.yaml", "below/cool.yml")
    designs = [line.split()[0] for line in out.splitlines()[:-1] if not line.startswith(" ")]
    assert designs == ["below/cool.yml", "hot.yaml", "near.yaml", "table.yaml"]


def test_a_rule_is_explained(check):
    code, out, _ = check("explain", "pd401")
    assert code == 0
    assert out.startswith("PD401 error: One key is asked for more than a partition serves.\n\n")
    assert "\nTo fix this: Spread what is written over several keys" in out
    assert out.splitlines()[-1].startswith("See https://docs.aws.amazon.com/")
    assert "See" not in check("explain", "PD405")[1]


def test_the_rules_are_listed(check):
    code, out, _ = check("explain")
    assert code == 0
    assert "PD403  warning  Requests are throttled until partitions have been split." in out


def test_an_unknown_rule_is_told_with_the_nearest(check):
    assert check("explain", "PD4O1") == (2, "", "no rule 'PD4O1'; did you mean 'PD401'?\n")


def test_what_needs_no_forecast_imports_no_numpy(tmp_path):
    design = tmp_path / "table.yaml"
    design.write_text(TABLE_ONLY, encoding="utf-8")
    code = (
        "import sys\n"
        "from pytest_dynamo.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "except SystemExit as ended:\n"
        "    print(ended.code, 'numpy' in sys.modules)\n"
    )
    for arguments in (("explain",), ("check", str(design))):
        command = [sys.executable, "-c", code, *arguments]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert printed.splitlines()[-1] == "0 False"
