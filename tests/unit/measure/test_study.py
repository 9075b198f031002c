"""The study file: its text, and what is said of one that cannot be read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.assessment.values import (
    Advice,
    Assessment,
    Checked,
    DesignShape,
    EntityShape,
    Gain,
    IndexShape,
    ItemSizes,
    PatternShape,
    TableShape,
    Weighed,
)
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.errors import RunFileError
from pytest_dynamo.forecast.forecasting import forecast
from pytest_dynamo.measure.json_form import to_json_form
from pytest_dynamo.measure.run import read_run
from pytest_dynamo.measure.run_values import RunDesign
from pytest_dynamo.measure.study import (
    Study,
    StudyHow,
    load_study,
    read_study,
    study_to_json,
)
from tests.report.conftest import SHOP

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
BEFORE = Weighed(
    holds_until=1_024,
    ceiling=1_024,
    throttled_share=0.5859,
    usd_per_month=8_238.5,
    read_units_per_second=80,
    write_units_per_second=5_000,
)
STUDY = Study(
    design=RunDesign(name="shop", path="designs/shop.yaml", sha256="0" * 64),
    started=NOW,
    forecast=to_json_form(forecast(parse_design(SHOP, "designs/shop.yaml"), now=NOW)),
    assessment=Assessment(
        design=DesignShape(
            description="A shop.",
            tables=(
                TableShape(
                    name="shop",
                    partition_key="PK",
                    sort_key=None,
                    billing="on demand",
                    items=12,
                    bytes=1_200.5,
                    indexes=(
                        IndexShape(
                            name="GSI1",
                            kind="global",
                            partition_key=("A", "B"),
                            sort_key=(),
                            projection="ALL",
                        ),
                    ),
                ),
            ),
            entities=(
                EntityShape(
                    name="User",
                    table="shop",
                    items=12,
                    keys={"PK": "USER#{id}"},
                    attributes=("id",),
                    parents=("Shop",),
                ),
            ),
            patterns=(
                PatternShape(
                    name="get_user",
                    description="",
                    operation="GetItem",
                    table="shop",
                    index=None,
                    condition="PK = 'USER#{id}'",
                    requests_per_second=40,
                    read_units=0.5,
                ),
            ),
        ),
        item_sizes=(
            ItemSizes(
                entity="User",
                table="shop",
                sampled=12,
                smallest=90,
                p5=91.55,
                median=100,
                p95=110,
                largest=111,
            ),
        ),
        advice=(
            Advice(
                rule="PD401",
                severity="error",
                trouble="hot partition",
                title="Shard it",
                evidence="It is hot.",
                fix="By four.",
                before=BEFORE,
                after=BEFORE,
                gain=Gain(metric="requests a second", before=1_024, after=4_096),
            ),
        ),
        checked=(Checked(trouble="hot partition", title="Hot", seen="one", advice=(0,)),),
        notes=("left out",),
        parameters={"heat_minutes": "5"},
    ),
    how=StudyHow(command="pytest-dynamo forecast", seed=7, versions={"python": "3.13"}),
)


def test_a_study_that_is_written_is_read_as_it_was() -> None:
    text = study_to_json(STUDY)

    assert read_study(text, "study.json") == STUDY
    assert study_to_json(read_study(text, "study.json")) == text


def test_its_text_is_one_line_a_member() -> None:
    text = study_to_json(STUDY)

    assert [line.partition(":")[0] for line in text.splitlines()[1:-1]] == [
        '"version"',
        '"kind"',
        '"design"',
        '"started"',
        '"forecast"',
        '"assessment"',
        '"how"',
    ]
    assert json.loads(text)["started"] == "2026-11-23T12:30:00Z"


def test_members_that_are_not_known_are_left_out_and_new_ones_have_defaults() -> None:
    data = json.loads(study_to_json(STUDY))
    data["later"] = {"more": 1}
    del data["how"]["commit"], data["assessment"]["notes"]

    found = read_study(json.dumps(data), "study.json")

    assert (found.how.commit, found.assessment.notes) == ("", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "study.json is empty: nothing was ever written to it.\nTo fix this: write it anew"),
        ('{"version": 1, "ki', "study.json was cut off at character 18"),
        ("[1]", "study.json is not a study file: it has no member 'version'"),
        ("not JSON", "study.json is not a study file: line 1, column 1: Expecting value"),
        ("[" * 100_000, "study.json is not a study file"),
        (f'{{"version": {"9" * 5_000}}}', "study.json is not a study file"),
        ('{"version": 1}', "study.json is not a study file: it is of no kind"),
        (
            '{"version": 1, "kind": "tests"}',
            "study.json is not a study file: it is of kind 'tests'",
        ),
        (
            '{"version": 2, "kind": "study"}',
            "has version 2, and this pytest-dynamo reads version 1",
        ),
        ('{"version": true, "kind": "study"}', "not a study file: its version is True"),
        ('{"version": 1, "kind": "study"}', "study.json: the member 'design' is missing"),
    ],
)
def test_what_is_no_study_is_one_message(text: str, expected: str) -> None:
    with pytest.raises(RunFileError) as refused:
        read_study(text, "study.json")

    assert expected in str(refused.value)


def test_a_study_is_no_run() -> None:
    with pytest.raises(RunFileError, match="is not a run file: it is of kind 'study'"):
        read_run(study_to_json(STUDY), "study.json")


def test_a_study_is_loaded_from_its_file_or_folder(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text(study_to_json(STUDY), encoding="utf-8")

    assert load_study(tmp_path) == load_study(tmp_path / "study.json")
    with pytest.raises(RunFileError, match="give the folder of a study"):
        load_study(tmp_path / "nowhere")


def test_a_file_of_bytes_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(RunFileError, match="is not a study file: it is not UTF-8 text"):
        load_study(tmp_path)
