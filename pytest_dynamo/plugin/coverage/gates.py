"""What a session concludes from what its tests did: files, and reasons to fail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import path
from pathlib import Path

import pytest

from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.plugin.coverage.baseline.comparing import compare, run_of, updated
from pytest_dynamo.plugin.coverage.baseline.file import Baseline, read_baseline, to_text
from pytest_dynamo.plugin.coverage.baseline.wording import (
    comparison_lines,
    dearer_lines,
    design_lines,
)
from pytest_dynamo.plugin.coverage.exercised import Exercised
from pytest_dynamo.plugin.coverage.files import check_writable, write_whole
from pytest_dynamo.plugin.coverage.selection import Selection
from pytest_dynamo.plugin.coverage.session import SessionUsage
from pytest_dynamo.plugin.coverage.threshold import lines_under
from pytest_dynamo.plugin.designs import Designs
from pytest_dynamo.plugin.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of what the terminal shows; one that `is_failure` fails the session."""

    title: str
    lines: tuple[str, ...]
    is_failure: bool = False


def check_settings(settings: Settings, *, here: Path) -> None:
    """Make sure that what is asked for can be done, before any test runs.

    Raises:
        pytest.UsageError: A file cannot be written, two settings are the same file, or no design is set.
    """
    wants_designs = {
        "dynamo_cov_fail_under": settings.cov_fail_under is not None,
        "dynamo_baseline": settings.baseline is not None,
    }
    for name, is_wanted in wants_designs.items():
        if is_wanted and not settings.designs:
            msg = (
                f"{name}: no design is set, so there are no access patterns to look at\n"
                "To fix this:  --dynamo-designs designs/"
            )
            raise pytest.UsageError(msg)
    files = {
        "dynamo_cov_json": settings.cov_json,
        "dynamo_cov_markdown": settings.cov_markdown,
        "dynamo_baseline": settings.baseline,
    }
    taken: dict[str, str] = {}
    for name, file in files.items():
        if file is None:
            continue
        if other := taken.get(path.realpath(file)):
            msg = f"{name}: {shown(file, here)} is {other} as well\nTo fix this: name another file"
            raise pytest.UsageError(msg)
        taken[path.realpath(file)] = name
        if name != "dynamo_baseline" or settings.update_baseline:
            check_writable(file, name, shown=shown(file, here))


def shown(file: Path, here: Path) -> str:
    """A path as the user would write it."""
    absolute = Path(path.normpath(file))
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def threshold_sections(
    designs: Sequence[Exercised], session: SessionUsage, selection: Selection, *, wanted: float
) -> Iterator[Section]:
    """Whether enough access patterns were exercised by tests of users."""
    if session.tests and not session.has_tests_of_users:
        line = "dynamo_cov_fail_under is about your tests: only test items of designs ran"
        yield Section(title="dynamo: coverage", lines=(line,))
    elif lines := lines_under(designs, wanted=wanted):
        title = "dynamo: too few access patterns exercised"
        some = "This run chose among the tests (-k, -m); without a threshold:  --dynamo-cov-fail-under=0"
        more = (some,) if selection.expressions else ()
        yield Section(title=title, lines=(*lines, *more), is_failure=True)


class BaselineGate:
    """The baseline of a session: read before its tests, compared or written after them."""

    def __init__(self, settings: Settings, file: Path, *, here: Path) -> None:
        self._file = file
        self._shown = shown(file, here)
        self._tolerance = settings.baseline_tolerance
        self._is_updated = settings.update_baseline
        self._saved = Baseline()

    def read(self, designs: Designs) -> None:
        """Read the file, which need not be there yet where it is to be written.

        Raises:
            pytest.UsageError: It cannot be read, or is of other designs.
        """
        if self._is_updated and not self._file.exists():
            return
        self._saved = read_baseline(self._file, shown=self._shown)
        names = {matcher.design.name: matcher.design.path for matcher in designs.all}
        if self._saved.designs and not self._saved.designs.keys() & names.keys():
            here = ", ".join(f"{name} ({file})" for name, file in names.items())
            msg = (
                f"dynamo_baseline: {self._shown} is of design {', '.join(self._saved.designs)}, "
                f"and this run's is {here}\n"
                "To fix this: name the baseline of this design, or another file to begin one"
            )
            raise pytest.UsageError(msg)

    def sections(
        self, session: SessionUsage, designs: Designs, selection: Selection
    ) -> Iterator[Section]:
        """What came of it, after the tests."""
        now = run_of(session, designs.all)
        if self._is_updated:
            yield self._write(session, now, selection)
            return
        found = compare(self._saved, now, tolerance=self._tolerance)
        lines = [
            *comparison_lines(found, shown=self._shown),
            *design_lines(self._saved, now),
        ]
        yield Section(title="dynamo: baseline", lines=tuple(lines))
        if found.dearer:
            dearer = dearer_lines(found, now, shown=self._shown, tolerance=self._tolerance)
            title = "dynamo: dearer than the baseline"
            yield Section(title=title, lines=tuple(dearer), is_failure=True)

    def _write(self, session: SessionUsage, now: Baseline, selection: Selection) -> Section:
        after = updated(self._saved, now, session=session, selection=selection)
        problem = write_whole(self._file, to_text(after), shown=self._shown)
        if problem:
            return Section(title="dynamo: baseline", lines=(problem,), is_failure=True)
        left = len(after.tests) - len(now.tests)
        gone = len(self._saved.tests.keys() - after.tests.keys())
        parts = [f"wrote {self._shown}: {counted_text(len(now.tests), 'test')} of this run"]
        if left:
            parts.append(f"{left} kept as they were")
        if gone:
            parts.append(f"{gone} dropped, for they are no more")
        return Section(title="dynamo: baseline", lines=(", ".join(parts),))
