"""The golden pages of small runs: `make golden` renders them anew; look at what changed before committing.

Each `NAME.run.json` beside `NAME.html` is what that page was made of. The run files are kept as they
are, so that a page differs only where the way it is made does.
"""

from pathlib import Path

from pytest_dynamo.measure.run import load_run
from pytest_dynamo.report.pages.run import render_report

FOLDER = Path(__file__).parent / "golden"


def run_files() -> list[Path]:
    """The run files that have a golden page."""
    return sorted(FOLDER.glob("*.run.json"))


def page_of(run_file: Path) -> Path:
    """Where the golden page of a run file is."""
    return run_file.with_name(run_file.name.replace(".run.json", ".html"))


if __name__ == "__main__":
    for file in run_files():
        page_of(file).write_text(render_report(load_run(file)), encoding="utf-8")
