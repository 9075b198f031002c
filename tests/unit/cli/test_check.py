"""`pytest-dynamo check` and `explain`: what they print, and their exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_dynamo.checks.capacity import gathering
from pytest_dynamo.cli import main
from pytest_dynamo.errors import DynamoError

ROOT = Path(__file__).parents[3]
COUNTER = """\
version: 1
name: counters
tables: {counters: {partition_key: counter}}
entities: {Counter: {population: 1, item: {counter: EVERY, seen: {int: {min: 1, max: 9}}}}}
access_patterns:
  count_up: {update: {key: {counter: EVERY}, add: {seen: 1}}, returns: Counter, rate: RATE}
"""
TABLE_ONLY = "version: 1\ntables: {shop: {partition_key: id}}\n"
LOG = """\
version: 1
tables: {log: {partition_key: PK, sort_key: SK}}
entities:
  Line: {population: 5, item: {PK: LOG, SK: "{line_id}", line_id: {ulid: true}, status: new}}
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
    code, out, err = check("check", "hot.yaml", "--select", "PD4")
    assert (code, err) == (1, "")
    assert (
        out
        == """\
hot.yaml   1,500 requests/s declared, modelled
  4  PD401 error    all writes of table counters go to one key of counter "EVERY": EVERY
                    count_up needs 1,500 write units a second there, and a partition serves 1,000; one item is on one partition
                    fix: shard it, "EVERY#{shard}" with 2 shards: 1,000 → 2,000 write units a second  (explain PD401)
1 error, 0 warnings in 1 design.   next: pytest-dynamo forecast hot.yaml
"""
    )


def test_a_design_that_holds_exits_with_0(check):
    code, out, err = check("check", "cool.yaml", "--select", "PD4")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "cool.yaml   15 requests/s declared, modelled",
        "  nothing found",
        "0 errors, 0 warnings in 1 design.   next: pytest-dynamo forecast cool.yaml",
    ]


def test_the_bad_design_of_the_project_breaks(check):
    code, out, _ = check("check", str(ROOT / "designs" / "events.yaml"))
    assert code == 1
    assert out.count("error  ") == 1
    assert (
        "record_event needs 2,500 write units a second there, and a partition serves 1,000" in out
    )
    assert out.splitlines()[-1].startswith("1 error, ")


def test_a_warning_fails_only_where_that_is_asked_for(check):
    code, out, _ = check("check", "near.yaml", "--select", "PD4")
    assert code == 0
    assert "PD406 warning" in out
    assert check("check", "near.yaml", "--select", "PD4", "--fail-on", "warning")[0] == 1
    assert check("check", "near.yaml", "--select", "PD4", "--fail-on", "note")[0] == 1
    assert check("check", "cool.yaml", "--select", "PD4", "--fail-on", "note")[0] == 0


def test_a_note_fails_only_where_that_is_asked_for(check):
    code, out, _ = check("check", "near.yaml", "--select", "PD601")
    assert code == 0
    assert "PD601 note" in out
    assert out.splitlines()[-1].startswith("0 errors, 0 warnings, 1 note in 1 design. ")
    assert check("check", "near.yaml", "--select", "PD601", "--fail-on", "warning")[0] == 0
    assert check("check", "near.yaml", "--select", "PD601", "--fail-on", "note")[0] == 1


def test_a_design_without_access_patterns_is_a_note(check):
    code, out, _ = check("check", "table.yaml", "--select", "PD4")
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
    code, out, _ = check("check", "hot.yaml", "cool.yaml", "--select", "PD4", "--format", "json")
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
        (("x" * 300,), "cannot be read: File name too long"),
        ((), "Missing argument"),
    ],
)
def test_wrong_use_is_one_message_and_exit_code_2(check, tmp_path, arguments, message):
    (tmp_path / "empty").mkdir()
    code, out, err = check("check", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


@pytest.fixture
def broken(tmp_path):
    """Two designs that do not load, beside those that do."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("version: 1\ntabels: {}\n", encoding="utf-8")
    return "one.yaml", "two.yaml"


def test_all_designs_that_do_not_load_are_told_after_what_was_found_in_the_others(check, broken):
    code, out, err = check("check", broken[0], "cool.yaml", broken[1], "--select", "PD4")

    assert code == 2
    assert out.splitlines() == [
        "cool.yaml   15 requests/s declared, modelled",
        "  nothing found",
        (
            "0 errors, 0 warnings in 1 design, 2 more do not load.   "
            "next: pytest-dynamo forecast cool.yaml"
        ),
    ]
    assert [line for line in err.splitlines() if line[0] != " "] == [
        "one.yaml: 2 mistakes",
        "two.yaml: 2 mistakes",
    ]


def test_where_no_design_loads_nothing_is_printed_but_why(check, broken):
    code, out, err = check("check", *broken)
    assert (code, out) == (2, "")
    assert "one.yaml: 2 mistakes" in err


def test_a_design_that_cannot_be_examined_is_told_and_the_others_stand(check, monkeypatch):
    gather = gathering.gather

    def nobody(design, **settings):
        if design.path == "hot.yaml":
            msg = "no Counter was found"
            raise DynamoError(msg)
        return gather(design, **settings)

    monkeypatch.setattr(gathering, "gather", nobody)

    code, out, err = check("check", "hot.yaml", "cool.yaml", "--select", "PD4")

    assert (code, err) == (2, "hot.yaml: 1 mistake\n  hot.yaml:1:1: no Counter was found\n")
    assert out.startswith("cool.yaml ")


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("text", "hot.yaml   1,500 requests/s"),
        ("json", '{\n  "version": 1,'),
        ("sarif", '{\n  "$schema": '),
        ("junit", '<?xml version="1.0" encoding="utf-8"?>\n<testsuites '),
        ("github", "::error file=hot.yaml,line=4,col=44,title=PD401::all writes of table"),
        ("markdown", "### Table designs: 1 error, 0 warnings in 1 design\n"),
    ],
)
def test_each_form_is_printed_or_written_to_a_file(check, tmp_path, form, beginning):
    asked = ("check", "hot.yaml", "--select", "PD4", "--format", form)
    code, printed, _ = check(*asked)
    assert code == 1
    assert printed.startswith(beginning)

    code, out, err = check(*asked, "--output", "found.txt")

    assert (code, err) == (1, "")
    assert out == "wrote found.txt   1 error, 0 warnings in 1 design\n"
    written = (tmp_path / "found.txt").read_text(encoding="utf-8")
    assert written.startswith(beginning)
    assert sorted(path.name for path in tmp_path.iterdir() if "found" in path.name) == ["found.txt"]


def test_paths_are_told_from_the_root_of_the_repository(check, tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "tables"
    folder.mkdir()
    (tmp_path / "hot.yaml").rename(folder / "hot.yaml")
    monkeypatch.chdir(folder)

    _, out, _ = check("check", "hot.yaml", "--select", "PD401", "--format", "github")

    assert out.startswith("::error file=tables/hot.yaml,line=4,")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("below", "below cannot be written: it is a folder.\nTo fix this: name a file in it\n"),
        (
            "no/found.txt",
            "no/found.txt cannot be written: there is no folder no.\nTo fix this: mkdir -p no\n",
        ),
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_the_work(check, tmp_path, output, message):
    (tmp_path / "below").mkdir()
    assert check("check", "hot.yaml", "--output", output) == (2, "", message)


def test_progress_and_lines_that_fit_are_for_terminals(check, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "70")

    _, out, err = check("check", "hot.yaml", "cool.yaml", "--select", "PD4")

    assert max(map(len, out.splitlines())) <= 70
    assert "checking cool.yaml 50 % …" in err
    assert err.endswith("\r\x1b[2K")


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


def test_the_rules_of_a_room_are_listed(check):
    code, out, _ = check("explain", "pd40")
    assert code == 0
    assert {line[:4] for line in out.splitlines()} == {"PD40"}
    assert out.splitlines()[0] == (
        "PD401  error    One key is asked for more than a partition serves."
    )


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
