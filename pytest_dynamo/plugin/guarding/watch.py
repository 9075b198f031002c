"""What a test did to DynamoDB while it ran: its calls, and what the guard found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import pytest

from pytest_dynamo.design.values import KeySchema, Table
from pytest_dynamo.measure.ended import Ended
from pytest_dynamo.measure.reading import WRITES
from pytest_dynamo.measure.watching import Note
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.designs import find_table
from pytest_dynamo.plugin.guarding import scans
from pytest_dynamo.plugin.guarding.blame import Blamed, blame, quiet_threads
from pytest_dynamo.plugin.guarding.calls import Calls
from pytest_dynamo.plugin.guarding.guard import Guard, Rules
from pytest_dynamo.plugin.guarding.performances import Performance, Performances, Seen
from pytest_dynamo.plugin.guarding.scans import Examined, Scan
from pytest_dynamo.plugin.guarding.violations import Violation
from pytest_dynamo.plugin.markers import Markers
from pytest_dynamo.plugin.matching.matcher import Matcher
from pytest_dynamo.plugin.matching.sent import Sent, read_request

Examine: TypeAlias = Callable[[Scan, Mapping[str, Any]], Examined | None]
Describe: TypeAlias = Callable[[str], Table | None]

NO_RULES = Rules(kinds=frozenset())

_is_own: ContextVar[bool] = ContextVar("pytest_dynamo_is_own", default=False)


@contextmanager
def own_calls() -> Iterator[None]:
    """Keep the calls made inside, by this thread or task, out of all figures and from the guard."""
    token = _is_own.set(True)
    try:
        yield
    finally:
        _is_own.reset(token)


@contextmanager
def _test_calls() -> Iterator[None]:
    """Take calls for the test's, even where a fixture that waits for its end is inside `own_calls`."""
    token = _is_own.set(False)
    try:
        yield
    finally:
        _is_own.reset(token)


class Watch:
    """One test under watch.

    `calls` is what `dynamo_calls` shows and may clear; `ended` is never cleared. `prefix` is
    what an endpoint's table names have more than the design's. While a DynamoDB is open for the
    test, `examine` foretells what a scan would read, and `describe` knows tables of no design.
    """

    def __init__(
        self,
        *,
        matchers: tuple[Matcher, ...],
        markers: Markers,
        root: Path,
        rules: Rules = NO_RULES,
    ) -> None:
        self.matchers = matchers
        self.markers = markers
        self.calls = Calls(patterns=tuple(name for one in matchers for name in one.plans))
        self.ended: list[Ended] = []
        self.prefix = ""
        self.examine: Examine | None = None
        self.describe: Describe | None = None
        self._guard = Guard(rules, matchers, key_of=self._key_of, foretell=self._foretold)
        self._is_guarded = bool(rules.kinds)
        self._preferred = frozenset(exercise.pattern for exercise in markers.exercises)
        self._performances = Performances()
        self._unfinished: dict[Performance, tuple[Seen, TracebackType | None]] = {}
        self._found: list[Blamed] = []
        self._root = str(root)

    def include(self, matcher: Matcher) -> None:
        """Let one more design count, whose tables a fixture of the test has made."""
        if matcher not in self.matchers:
            self.matchers = (*self.matchers, matcher)
            self.calls.declare(matcher.plans)
            self._guard = Guard(
                self._guard.rules, self.matchers, key_of=self._key_of, foretell=self._foretold
            )

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch every call to DynamoDB of this process."""
        # botocore is imported here, once a test needs it.
        from pytest_dynamo.measure.observe import observing

        with (
            _test_calls(),
            observing(before=self._before, after=self._after, locate=True, schemas=self._schema),
            quiet_threads(),
        ):
            yield

    def judge(self, error: BaseException | None) -> None:
        """Raise the first thing the guard found, even if the code under test swallowed it.

        `error` is how the test ended otherwise, None if well.
        """
        __tracebackhide__ = True
        for performance, (seen, lines) in list(self._unfinished.items()):
            for violation in self._guard.at_the_end(performance, seen):
                self._found.append(Blamed(violation=violation, lines=lines, was_raised=False))
        self._unfinished.clear()
        found, self._found = self._found, []
        blame(found, error)

    # ------------------------------------------------------------------- as the observer calls

    def _before(self, operation: str, request: dict[str, Any], location: str | None) -> Note | None:
        __tracebackhide__ = True
        if _is_own.get():
            return None
        try:
            sent = read_request(operation, request, prefix=self.prefix)
        except (AttributeError, KeyError, TypeError, ValueError):
            sent = Sent(operation)  # botocore is about to say what is wrong with it
        matcher, plan = self._plan_of(sent)
        earlier = self._performances.continued(sent, request)
        if earlier is not None and earlier.plan is not None:
            plan = earlier.plan
        place = None if location is None else _shown(location, self._root)
        seen = Seen(request, sent, plan, earlier, place)
        if self._is_guarded:
            violation = self._guard.before(seen, matcher, self.prefix)
            if violation is not None:
                self._blame(violation, was_raised=True)
                raise violation
        return seen

    def _after(self, ended: Ended, note: Note, answer: Mapping[str, Any]) -> None:
        __tracebackhide__ = True
        if not isinstance(note, Seen):  # a call of this plugin itself
            return
        self.calls.add(ended)
        self.ended.append(ended)
        if self._guard.is_plain(note, ended, answer):
            return
        performance = self._performances.ended(note, ended, answer, self.prefix)
        if not self._is_guarded:
            return
        self._remember(performance, note)
        if ended.error is not None:
            return
        for violation in self._guard.after(performance, note):
            # A write has happened: to raise would tell its caller that it has not.
            is_write = ended.operation in WRITES
            self._blame(violation, was_raised=not is_write)
            if not is_write:
                raise violation

    # --------------------------------------------------------------------------- what it knows

    def _blame(self, violation: Violation, *, was_raised: bool) -> None:
        from pytest_dynamo.measure.location import own_traceback

        lines = own_traceback()
        self._found.append(Blamed(violation=violation, lines=lines, was_raised=was_raised))

    def _remember(self, performance: Performance, seen: Seen) -> None:
        """Keep the lines of a performance that is not at its end yet, should it never get there."""
        from pytest_dynamo.measure.location import own_traceback

        if performance.is_finished and not performance.left:
            self._unfinished.pop(performance, None)
            return
        # A traceback keeps all that is in its frames: one is only made where it is needed.
        is_wrong = any(self._guard.at_the_end(performance, seen))
        self._unfinished[performance] = (seen, own_traceback() if is_wrong else None)

    def _schema(self, name: str) -> Table | None:
        return find_table(self.matchers, name.removeprefix(self.prefix))

    def _plan_of(self, sent: Sent) -> tuple[Matcher | None, Plan | None]:
        for matcher in self.matchers:
            name = matcher.pattern_of(sent, preferred=self._preferred)
            if name is not None:
                plan = matcher.plans[name]
                assert isinstance(plan, Plan)  # only what is served is ever performed
                return matcher, plan
        return None, None

    def _key_of(self, name: str, index: str | None) -> KeySchema | None:
        table = self._schema(name)
        if table is None and self.describe:
            with own_calls():
                table = self.describe(name)
        return scans.key_schema(table, index)

    def _foretold(self, scan: Scan, request: Mapping[str, Any]) -> Examined | None:
        if self.examine is None:
            return None
        with own_calls():
            return self.examine(scan, request)


WATCH = pytest.StashKey[Watch]()


@lru_cache(maxsize=4_096)
def _shown(location: str, root: str) -> str:
    """A place relative to the project, as far as it is in there."""
    path, _, line = location.rpartition(":")
    if Path(path).is_relative_to(root):
        path = str(Path(path).relative_to(root))
    return f"{path}:{line}"
