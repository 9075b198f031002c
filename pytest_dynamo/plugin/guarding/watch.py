"""What a test did to DynamoDB while it ran: its calls, and the scans it was kept from."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from threading import ExceptHookArgs
from types import TracebackType
from typing import Any, TypeAlias

import pytest

from pytest_dynamo.design.values import KeySchema, Table
from pytest_dynamo.measure.call import Call
from pytest_dynamo.plugin.designs import find_table
from pytest_dynamo.plugin.guarding import scans
from pytest_dynamo.plugin.guarding.calls import Calls
from pytest_dynamo.plugin.guarding.scans import Examined, Scan, ScanNotAllowed
from pytest_dynamo.plugin.markers import Markers
from pytest_dynamo.plugin.matching.matcher import Matcher
from pytest_dynamo.plugin.matching.sent import Sent, read_request

Examine: TypeAlias = Callable[[Scan, Mapping[str, Any]], Examined | None]
Describe: TypeAlias = Callable[[str], Table | None]

_is_own: ContextVar[bool] = ContextVar("pytest_dynamo_is_own", default=False)
_pattern: ContextVar[str | None] = ContextVar("pytest_dynamo_performed", default=None)


@contextmanager
def own_calls() -> Iterator[None]:
    """Keep the calls made inside, by this thread or task, out of all figures and from the guard."""
    token = _is_own.set(True)
    try:
        yield
    finally:
        _is_own.reset(token)


class Watch:
    """One test under watch.

    `calls` is what `dynamo_calls` shows and may clear; `all_calls` is never cleared. `prefix` is
    what an endpoint's table names have more than the design's. While a DynamoDB is open for the
    test, `examine` foretells what a scan would read, and `describe` knows tables of no design.
    """

    def __init__(
        self, *, matchers: tuple[Matcher, ...], markers: Markers, is_guarded: bool, root: Path
    ) -> None:
        self.matchers = matchers
        self.markers = markers
        self.calls = Calls()
        self.all_calls = Calls()
        self.scans: list[ScanNotAllowed] = []
        self.prefix = ""
        self.examine: Examine | None = None
        self.describe: Describe | None = None
        self._is_guarded = is_guarded and "scan" not in markers.allowed
        self._root = root

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch every call to DynamoDB of this process."""
        # botocore is imported here, once a test needs it.
        from pytest_dynamo.measure.observe import observing

        with (
            observing(self._on_call, before=self._before, locate=True, schemas=self._schema),
            _quiet_threads(),
        ):
            yield

    def judge(self, error: BaseException | None) -> None:
        """Raise the first scan the test was kept from, even if the code under test swallowed it.

        `error` is how the test ended otherwise, None if well; it is a consequence of the scan more
        often than not, and gives way to it.
        """
        __tracebackhide__ = True
        if not self.scans or isinstance(
            error, (KeyboardInterrupt, SystemExit, pytest.exit.Exception)
        ):
            return
        first, *others = self.scans
        self.scans.clear()
        if others:
            places = ", ".join(str(scan).partition(": ")[0] for scan in others)
            first.add_note(f"and {len(others)} more: {places}")
        frames = _own_frames(first.__traceback__)
        if frames is None:  # a thread that runs a client's method directly
            raise pytest.fail.Exception(str(first), pytrace=False) from None
        raise first.with_traceback(frames) from None

    # ------------------------------------------------------------------- as the observer calls

    def _before(self, operation: str, request: dict[str, Any], location: str | None) -> None:
        __tracebackhide__ = True
        if _is_own.get():
            return
        sent = self._read(operation, request)
        _pattern.set(self._pattern_of(sent))
        if not self._is_guarded:
            return
        scan = scans.find_scan(sent, request, self._key_of)
        if scan is None or scans.is_declared(scan, self.matchers):
            return
        violation = ScanNotAllowed(
            scans.message(
                scan,
                operation=operation,
                request=request,
                location=self._shown(location),
                examined=self._examined(scan, request),
                matchers=self.matchers,
                key=self._key_of(scan.table, scan.index),
            )
        )
        self.scans.append(violation)
        raise violation

    def _on_call(self, call: Call) -> None:
        if _is_own.get():
            return
        named = replace(
            call, pattern=call.pattern or _pattern.get(), location=self._shown(call.location)
        )
        self.calls.add(named)
        self.all_calls.add(named)

    def _schema(self, name: str) -> Table | None:
        return find_table(self.matchers, name.removeprefix(self.prefix))

    # --------------------------------------------------------------------------- what it knows

    def _read(self, operation: str, request: dict[str, Any]) -> Sent:
        try:
            sent = read_request(operation, request)
        except (AttributeError, KeyError, TypeError, ValueError):
            return Sent(operation=operation)  # botocore is about to say what is wrong with it
        steps = tuple(replace(step, table=self._declared(step.table)) for step in sent.steps)
        return replace(sent, table=self._declared(sent.table), steps=steps)

    def _declared(self, name: str) -> str:
        return name.removeprefix(self.prefix)

    def _pattern_of(self, sent: Sent) -> str | None:
        preferred = [exercise.pattern for exercise in self.markers.exercises]
        found = (matcher.pattern_of(sent, preferred=preferred) for matcher in self.matchers)
        return next(filter(None, found), None)

    def _key_of(self, name: str, index: str | None) -> KeySchema | None:
        table = self._schema(name)
        if table is None and self.describe:
            with own_calls():
                table = self.describe(name)
        return scans.key_schema(table, index)

    def _examined(self, scan: Scan, request: Mapping[str, Any]) -> Examined | None:
        if self.examine is None:
            return None
        with own_calls():
            return self.examine(scan, request)

    def _shown(self, location: str | None) -> str | None:
        """A place relative to the project, as far as it is in there."""
        if location is None:
            return None
        path, _, line = location.rpartition(":")
        if Path(path).is_relative_to(self._root):
            path = str(Path(path).relative_to(self._root))
        return f"{path}:{line}"


WATCH = pytest.StashKey[Watch]()


@contextmanager
def _quiet_threads() -> Iterator[None]:
    """Say nothing of a `ScanNotAllowed` that ends a thread: the test fails by it in any case."""
    previous = threading.excepthook

    def hook(args: ExceptHookArgs) -> None:
        if not isinstance(args.exc_value, ScanNotAllowed):
            previous(args)

    threading.excepthook = hook
    try:
        yield
    finally:
        if threading.excepthook is hook:
            threading.excepthook = previous


def _own_frames(traceback: TracebackType | None) -> TracebackType | None:
    """The part of a traceback in the project's own code, so that it ends at the guilty line."""
    from pytest_dynamo.measure.location import is_own

    own: list[TracebackType] = []
    current = traceback
    while current is not None:
        if is_own(current.tb_frame):
            own.append(current)
        current = current.tb_next
    kept = None
    for one in reversed(own):
        kept = TracebackType(kept, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return kept
