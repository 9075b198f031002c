"""The end of a session: what its tests did is shown, written, and held against what was wanted."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import time

import pytest

from pytest_dynamo.plugin.coverage.exercised import Exercised, all_exercised, share_of
from pytest_dynamo.plugin.coverage.files import write_whole
from pytest_dynamo.plugin.coverage.gates import (
    BaselineGate,
    Section,
    check_settings,
    shown,
    threshold_sections,
)
from pytest_dynamo.plugin.coverage.json_file import to_json
from pytest_dynamo.plugin.coverage.last_run import LastRun, from_last_run
from pytest_dynamo.plugin.coverage.markdown import to_markdown
from pytest_dynamo.plugin.coverage.recording import Recording
from pytest_dynamo.plugin.coverage.reports import properties_of
from pytest_dynamo.plugin.coverage.selection import selection_of
from pytest_dynamo.plugin.coverage.session import SessionUsage
from pytest_dynamo.plugin.coverage.summary import summary_lines, tests_lines
from pytest_dynamo.plugin.designs import DESIGNS
from pytest_dynamo.plugin.named import NAMED, is_named
from pytest_dynamo.plugin.settings import SETTINGS

_COUNTED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)

_VERY_VERBOSE = 2


def count_usage(
    config: pytest.Config, *, backend: Callable[[], str], caveat: Callable[[], str]
) -> None:
    """Count what tests do; the process that shows results also adds up and concludes.

    `backend` gives what the session runs on, and `caveat` what is said of figures beside where they come from.
    """
    config.pluginmanager.register(Recording(), "pytest_dynamo_recording")
    if not hasattr(config, "workerinput"):
        has_groups = config.getoption("dist", "no") == "loadgroup"
        session = SessionUsage(has_groups=has_groups)
        config.pluginmanager.register(session, "pytest_dynamo_usage")
        config.stash[CONCLUSION] = Conclusion(config, session, backend=backend, caveat=caveat)
        config.pluginmanager.register(config.stash[CONCLUSION], "pytest_dynamo_conclusion")


def check_wishes(config: pytest.Config) -> None:
    """Make sure that what is asked for can be done; in a worker of pytest-xdist nothing is.

    Raises:
        pytest.UsageError: It cannot.
    """
    if conclusion := config.stash.get(CONCLUSION, None):
        conclusion.check()


class Conclusion:
    """A plugin that works when the tests are over; its results are in `sections`."""

    def __init__(
        self,
        config: pytest.Config,
        session: SessionUsage,
        *,
        backend: Callable[[], str],
        caveat: Callable[[], str],
    ) -> None:
        self._config = config
        self._usage = session
        self._backend = backend
        self._caveat = caveat
        self._here = config.invocation_params.dir
        self._settings = config.stash[SETTINGS]
        self._designs = config.stash[DESIGNS]
        self._exercised: tuple[Exercised, ...] = ()
        self._sections: list[Section] = []
        self._notes: list[str] = []
        self._baseline: BaselineGate | None = None
        self._started = time()

    def check(self) -> None:
        """Look at what is asked for, and read the baseline.

        Raises:
            pytest.UsageError: A file cannot be read or written, or there is nothing to compare.
        """
        check_settings(self._settings, here=self._here)
        if self._settings.baseline:
            gate = BaselineGate(self._settings, self._settings.baseline, here=self._here)
            gate.read(self._designs)
            self._baseline = gate

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Add up, write the files, and fail the session where it is to fail."""
        if self._config.option.collectonly or exitstatus in (
            pytest.ExitCode.USAGE_ERROR,
            pytest.ExitCode.INTERNAL_ERROR,
        ):
            return
        is_whole = exitstatus in _COUNTED
        is_stopped = bool(session.shouldstop or session.shouldfail)  # as by -x
        is_cut_short = is_stopped or not is_whole or bool(self._usage.died_at)
        selection = selection_of(self._config, is_cut_short=is_cut_short)
        last = LastRun(self._config, here=self._here)
        self._usage.from_last_run = from_last_run(self._usage, last, selection)
        self._exercised = all_exercised(self._usage, self._designs, here=self._here)
        self._notes = list(self._found_notes())
        is_partial = not selection.is_whole or bool(selection.expressions)
        self._sections = [*self._files(), *self._reports(is_partial=is_partial)]
        if is_whole and not is_stopped and self._settings.cov_fail_under is not None:
            wanted = self._settings.cov_fail_under
            self._sections += threshold_sections(
                self._exercised, self._usage, selection, wanted=wanted
            )
        if is_whole and self._baseline:
            self._sections += self._baseline.sections(self._usage, self._designs, selection)
        elif self._settings.update_baseline:
            line = "the baseline was not written, for the run did not come to its end"
            self._sections.append(Section(title="dynamo: baseline", lines=(line,)))
        last.keep(self._usage, selection)
        self._tell_junit()
        if exitstatus == pytest.ExitCode.OK and any(one.is_failure for one in self._sections):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show what was done with each access pattern; nothing where nothing was."""
        is_asked = self._settings.cov_fail_under is not None and self._usage.tests
        shown_designs = [
            one for one in self._exercised if _is_used(one) or (is_asked and one.is_set)
        ]
        for one in shown_designs:
            terminalreporter.write_sep(
                "-", f"dynamo: access patterns ({one.source}{self._caveat()})"
            )
            is_tested = is_named(self._here / one.path, self._config.stash[NAMED])
            for line in summary_lines(one, is_tested=is_tested):
                terminalreporter.write_line(line)
            if self._config.option.verbose >= _VERY_VERBOSE:
                for line in tests_lines(one):
                    terminalreporter.write_line(line)
        if shown_designs:
            for note in self._notes:
                terminalreporter.write_line(note)
        for section in self._sections:
            if section.title:
                red = {"red": True} if section.is_failure else {}
                terminalreporter.write_sep("=" if red else "-", section.title, **red)
            for line in section.lines:
                terminalreporter.write_line(line)

    def _found_notes(self) -> Iterator[str]:
        """What one has to know to read the figures right."""
        if count := len(self._usage.from_last_run):
            noun = "test did not run, and its" if count == 1 else "tests did not run, and their"
            yield f"{count:,} {noun} figures come from the last run"
        for test in sorted(self._usage.died_at):
            yield f"a worker died in {test}: what that test did is not counted, all others are"
        if self._usage.has_tests_of_users:
            own = {
                path for test in self._usage.tests.values() if test.is_own for path in test.usage
            }
            if paths := [one.path for one in self._exercised if one.is_set and one.path in own]:
                yield f"test items of {', '.join(paths)} ran, too, and are not counted"

    def _files(self) -> Iterator[Section]:
        settings = self._settings
        texts: Sequence[tuple[Path | None, str]] = (
            (settings.cov_json, to_json(self._exercised, self._usage)),
            (
                settings.cov_markdown,
                to_markdown(self._exercised, self._notes, caveat=self._caveat()),
            ),
        )
        for file, text in texts:
            if file is None:
                continue
            name = shown(file, self._here)
            problem = write_whole(file, text, shown=name)
            line = problem or f"wrote {name}"
            yield Section(title="", lines=(line,), is_failure=problem is not None)

    def _reports(self, *, is_partial: bool) -> Iterator[Section]:
        if self._settings.report is None:
            return
        # Git is asked, and a page may be drawn: nothing of that is imported without a wish for it.
        from pytest_dynamo.plugin.coverage.report_files import Told, write_reports

        told = Told(
            arguments=self._config.invocation_params.args,
            seed=self._settings.rng_seed,
            backend=self._backend(),
            caveat=self._caveat(),
            started=self._started,
            ended=time(),
            died=tuple(sorted(self._usage.died_at)),
            notes=tuple(self._notes),
            is_partial=is_partial,
        )
        yield from write_reports(
            [one for one in self._exercised if one.is_set or _is_used(one)],
            self._usage.all_tests,
            told,
            reports=self._settings.report,
            here=self._here,
        )

    def _tell_junit(self) -> None:
        """Put the figures of the session among the properties of the suite, for `--junitxml`."""
        for plugin in self._config.pluginmanager.get_plugins():
            add = getattr(plugin, "add_global_property", None)
            if add is None:
                continue
            for one in filter(_is_used, self._exercised):
                name, share = one.matcher.design.name, share_of([one])
                add(f"dynamo.{name}.exercised", share.performed)
                add(f"dynamo.{name}.declared", share.declared)
                add(f"dynamo.{name}.percent", f"{share.percent:.4g}")
                add(f"dynamo.{name}.not_exercised", ", ".join(one.missing))
                for entry, value in properties_of(name, one.total):
                    add(entry, value)


def _is_used(one: Exercised) -> bool:
    return bool(one.total.patterns or one.total.strays)


CONCLUSION = pytest.StashKey[Conclusion]()
