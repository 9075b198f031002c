"""From a forecast on the command line to a study: `study.json` and its page."""

import hashlib
import json
import platform
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pytest_dynamo.assessment.assessing import Basis, assess
from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.cli.loads import Forecasted
from pytest_dynamo.cli.progress import progress
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.preparing import Progress, say_nothing
from pytest_dynamo.forecast.values import forecast_to_json
from pytest_dynamo.measure.commit import commit_of
from pytest_dynamo.measure.run_values import RunDesign
from pytest_dynamo.measure.study import Study, StudyHow
from pytest_dynamo.report.charts.drawing import same_everywhere
from pytest_dynamo.report.folders.study import (
    make_study_folder,
    render_study_folder,
    write_study,
)
from pytest_dynamo.report.markup import environment

PACKAGES = ("pytest-dynamo", "numpy")


def make_folders(designs: Sequence[Design], reports: Path) -> list[Path]:
    """Make the folders that the studies of some designs go to, before anything takes long.

    Raises:
        DynamoError: Two designs have one name, a folder cannot be written to, or a package is missing.
    """
    environment()
    with same_everywhere():  # which says what is missing
        pass
    paths: dict[str, str] = {}
    for design in designs:
        other = paths.setdefault(design.name, design.path)
        if other != design.path:
            message = (
                f"{other} and {design.path} are both named '{design.name}', and the page of one would take the "
                "place of the other's.\nTo fix this: one at a time, each with --reports DIR of its own"
            )
            raise DynamoError(message)
    return [make_study_folder(reports, design.name) for design in designs]


def write_study_of(found: Forecasted, folder: Path) -> Path:
    """Write the study of a design that was forecast, and its page; gives the path of the page.

    Raises:
        DynamoError: They cannot be written.
    """
    text = _text(found.design)
    with progress() as told:
        tell = told or say_nothing
        write_study(_study(found, _assessment(found, text, tell), text), folder)
        tell("rendering the page", 0.0)
        return render_study_folder(folder)


def _assessment(found: Forecasted, text: bytes, tell: Progress) -> Assessment:
    load = found.load
    basis = Basis(
        made=found.made,
        forecast_again=load.forecast_again,
        now=load.now,
        seed=load.seed,
        scale=load.scale,
        parameters=load.parameters,
        text=text.decode("utf-8", "replace"),
        prepared=found.prepared,
    )
    return assess(found.design, basis, on_progress=tell)


def _study(found: Forecasted, assessment: Assessment, text: bytes) -> Study:
    design, commit = found.design, commit_of(Path(found.design.path))
    return Study(
        design=RunDesign(
            name=design.name, path=design.path, sha256=hashlib.sha256(text).hexdigest()
        ),
        started=datetime.now(UTC),
        forecast=json.loads(forecast_to_json(found.made)),
        assessment=assessment,
        how=StudyHow(
            command=shlex.join(["pytest-dynamo", *sys.argv[1:]]),
            seed=found.load.seed,
            versions=_versions(),
            commit=commit.hash,
            has_uncommitted_changes=commit.has_uncommitted_changes,
        ),
    )


def _text(design: Design) -> bytes:
    """The design file as it is; it was read only just before."""
    try:
        return Path(design.path).read_bytes()
    except OSError:
        return b""


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
