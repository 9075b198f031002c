"""The folder of a study, `reports/<design>/forecast/`: `study.json`, and the page that is made of it.

A forecast can be made again at any time, so a new study takes the place of the one before.
"""

from pathlib import Path

from pytest_dynamo.measure.study import STUDY_FILE, Study, load_study, study_to_json
from pytest_dynamo.report.folders.run import PAGE_FILE, make_reports, write_page
from pytest_dynamo.report.pages.study import render_study

FOLDER = "forecast"


def make_study_folder(reports: Path, design: str) -> Path:
    """Make the folder of a design's study, before anything takes long; what is in it stays.

    Raises:
        ReportsError: It cannot be made, or nothing can be written there.
    """
    make_reports(reports / design, FOLDER)
    return reports / design / FOLDER


def write_study(study: Study, folder: Path) -> Path:
    """Write the study file of a study into its folder; gives its path.

    Raises:
        ReportsError: It cannot be written.
    """
    file = folder / STUDY_FILE
    write_page(file, study_to_json(study))
    return file


def has_study(path: Path) -> bool:
    """Whether a path leads to a study file, or to a folder with one."""
    return path.name == STUDY_FILE or (path / STUDY_FILE).is_file()


def render_study_folder(path: Path) -> Path:
    """Render the page of a study, beside its file; gives the path of the page.

    `path` is that of the study's folder or of its file.

    Raises:
        RunFileError: There is no study, or it cannot be read.
        ReportsError: The page cannot be written.
        MissingExtraError: A package of the extra `report` is not installed.
    """
    study = load_study(path)
    page = (path / PAGE_FILE) if path.is_dir() else path.with_name(PAGE_FILE)
    write_page(page, render_study(study))
    return page
