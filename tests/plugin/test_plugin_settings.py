"""Options and ini keys."""

import os

import pytest

SEES_A_TABLE = "def test_it(dynamo_table): assert dynamo_table.name == 'shop-table'"


def test_designs_come_from_the_ini_file_relative_to_it(run, project):
    project.makeini("[pytest]\ndynamo_designs = shop.yaml\n")
    run(design=None, tests=SEES_A_TABLE).assert_outcomes(passed=1)


def test_designs_come_from_pyproject_toml(run, project):
    project.makepyprojecttoml('[tool.pytest]\nstrict = true\ndynamo_designs = ["shop.yaml"]\n')
    run(design=None, tests=SEES_A_TABLE).assert_outcomes(passed=1)


def test_the_option_goes_before_the_ini_key(run, project):
    project.makeini("[pytest]\ndynamo_designs = no-such-file.yaml\n")
    run(tests=SEES_A_TABLE).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (
            "--dynamo-designs=shp.yaml",
            "*there is no design file */shp.yaml; did you mean */shop.yaml?",
        ),
        ("--dynamo-designs=empty", "*there is no design file in */empty"),
        ("--dynamo-guard=maybe", "*dynamo_guard: 'maybe' is not one of auto, on, strict, off"),
        ("--dynamo-rng-seed=x", "*dynamo_rng_seed: 'x' is not a whole number"),
        ("--dynamo-max-waste=0.5", "*dynamo_max_waste: '0.5' is not a number, 1 or more"),
        (
            "--dynamo-endpoint=localhost:8000",
            "*dynamo_endpoint: 'localhost:8000' is not a URL such as http://127.0.0.1:8000",
        ),
    ],
)
def test_a_value_that_cannot_be_is_a_usage_error(run, pytester, argument, message):
    pytester.mkdir("empty")
    result = run(argument, design=None)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])
    assert "Traceback" not in result.stderr.str()


def test_a_design_with_mistakes_stops_the_session_with_all_of_them(run, project):
    path = project.path / "shop.yaml"
    text = path.read_text(encoding="utf-8").replace("returns: Order", "returns: Ordr")
    path.write_text(text, encoding="utf-8")
    result = run(tests=SEES_A_TABLE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: shop.yaml: 1 mistake", "  shop.yaml:*: *did you mean*"])


def test_all_designs_with_mistakes_are_told_at_once(run, project):
    designs = project.mkdir("designs")
    text = (project.path / "shop.yaml").read_text(encoding="utf-8")
    for name in ("one", "two"):
        (designs / f"{name}.yaml").write_text(
            text.replace("tables:", f"{name}s:"), encoding="utf-8"
        )
    os.mkfifo(designs / "pipe.yaml")
    result = run("--dynamo-designs=designs", design=None, tests=SEES_A_TABLE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: designs/one.yaml: * mistakes", "designs/two.yaml: * mistakes"]
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (os.mkfifo, "is no regular file"),
        (lambda path: path.symlink_to("nowhere"), "is a link to nowhere, which is not there"),
    ],
)
def test_what_is_no_file_is_refused(run, project, make, message):
    make(project.path / "odd.yaml")
    result = run("--dynamo-designs=odd.yaml", design=None, tests=SEES_A_TABLE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"  odd.yaml:1:1: {message}"])


def test_each_option_has_its_help(run):
    result = run("--help")
    result.stdout.fnmatch_lines(
        [
            "DynamoDB table designs:",
            "  --dynamo-designs=PATH",
            "  --dynamo-guard={auto,on,strict,off}*",
            "  --dynamo-rng-seed=INT",
            "  --dynamo-endpoint=URL|NAME",
            "  --dynamo-allow-aws *",
        ]
    )


def test_a_directory_stands_for_the_designs_in_it(run, pytester):
    pytester.makefile(".yaml", compose="services: {}")
    result = run("--dynamo-designs=.", tests=SEES_A_TABLE, design=None)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["dynamo: shop.yaml, embedded, guard on"])
