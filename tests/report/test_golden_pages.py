"""Three small runs give the very pages that are kept; `make golden` makes them anew."""

import pytest

from pytest_dynamo.measure.run import load_run
from pytest_dynamo.report.pages.run import render_report
from tests.report.golden_pages import page_of, run_files


def test_there_are_three():
    assert len(run_files()) == 3


@pytest.mark.parametrize("run_file", run_files(), ids=lambda file: file.name.split(".")[0])
def test_the_page_is_the_one_that_is_kept(run_file):
    rendered = render_report(load_run(run_file))

    kept = page_of(run_file).read_text(encoding="utf-8")
    where = next(
        (
            number
            for number, pair in enumerate(zip(rendered, kept, strict=False))
            if pair[0] != pair[1]
        ),
        min(len(rendered), len(kept)),
    )
    differs = f"...{rendered[max(0, where - 60) : where + 60]!r}..."
    assert rendered == kept, f"character {where:,} differs: {differs}; see make golden"
