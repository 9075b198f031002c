"""One run: measures what is asked for, in rounds that each touch every case once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from benchmarks.bars import SIDE_BY_SIDE_ITEMS, Bar, Footprint, Outcome
from benchmarks.cases import Case
from benchmarks.fast_client import Outpaced, Signed
from benchmarks.fast_client import measured_apart as fast_client_apart
from benchmarks.forecast import Simulation, Spent
from benchmarks.forecast import measured_apart as forecast_apart
from benchmarks.guard import Guarded, Pairs, measured_in_one_process
from benchmarks.load import Load, Loaded
from benchmarks.load import measured_apart as loads_apart
from benchmarks.memory import Memory, measured_apart
from benchmarks.report import Rendered
from benchmarks.report import Spent as ReportSpent
from benchmarks.report import measured_apart as report_apart
from benchmarks.servers import NotAvailableError
from benchmarks.suite import Session, measured_in_turn
from benchmarks.worker import Worker
from benchmarks.workers import Answered, Together
from benchmarks.workers import measured_in_turn as workers_in_turn

SIDE_BY_SIDE_WORKS = ("put", "get", "query_10", "query_25", "index_query_25", "transaction_of_2")

# Of requests that take longer than that, few are made: plain moto's transactions on a large table
# take seconds, and leave hundreds of megabytes behind.
_SLOW_SECONDS = 0.5
_SLOW_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much a run does: rounds, seconds a case and round, sizes of tables, overwrites, forecasts, sessions."""

    rounds: int = 7
    seconds: float = 0.15
    sizes: tuple[int, ...] = (2_000, 20_000, 200_000)
    memory_items: int = 200_000
    overwrites: int = 300_000
    forecasts: int = 3
    sessions: int = 5
    requests: int = 1_000_000


QUICK = Effort(
    rounds=3,
    seconds=0.04,
    sizes=(2_000, 20_000, 50_000),
    memory_items=40_000,
    overwrites=80_000,
    forecasts=1,
    sessions=1,
    requests=200_000,
)
FULL_OVERWRITES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run measured. `missing` says why a case could not be; `forecasts` go by their keys, `sessions` by name, `guarded` and `outpaced` by request."""

    samples: dict[Case, tuple[float, ...]] = field(default_factory=dict)
    missing: dict[Case, str] = field(default_factory=dict)
    memory: Memory | None = None
    forecasts: dict[int, Spent] = field(default_factory=dict)
    sessions: dict[str, tuple[float, ...]] = field(default_factory=dict)
    guarded: dict[str, Pairs] = field(default_factory=dict)
    outpaced: dict[str, Pairs] = field(default_factory=dict)
    together: dict[str, Pairs] = field(default_factory=dict)
    loads: dict[Load, tuple[float, ...]] = field(default_factory=dict)
    report: ReportSpent | None = None

    def outcome(self, bar: Bar) -> Outcome:
        """Hold a bar against what was measured."""
        if isinstance(bar, Footprint):
            figure = bar.measured(self.memory) if self.memory else None
            return Outcome(bar=bar, figure=figure, missing="" if figure else "not measured")
        if isinstance(bar, Simulation):
            found = bar.measured(self.forecasts) if bar.keys in self.forecasts else None
            return Outcome(bar=bar, figure=found, missing="" if found else "not measured")
        if isinstance(bar, Session):
            is_there = {bar.more, bar.less} <= self.sessions.keys()
            compared = bar.measured(self.sessions) if is_there else None
            return Outcome(bar=bar, figure=compared, missing="" if compared else "not measured")
        if isinstance(bar, Guarded):
            added = bar.measured(self.guarded) if bar.request in self.guarded else None
            return Outcome(bar=bar, figure=added, missing="" if added else "not measured")
        if isinstance(bar, Outpaced | Signed):
            times = bar.measured(self.outpaced) if bar.request in self.outpaced else None
            return Outcome(bar=bar, figure=times, missing="" if times else "not measured")
        if isinstance(bar, Together | Answered):
            shared = bar.measured(self.together) if bar.sample in self.together else None
            return Outcome(bar=bar, figure=shared, missing="" if shared else "not measured")
        if isinstance(bar, Loaded):
            counted = bar.measured(self.loads) if bar.load in self.loads else None
            return Outcome(bar=bar, figure=counted, missing="" if counted else "not measured")
        if isinstance(bar, Rendered):
            shown = bar.measured(self.report) if self.report else None
            return Outcome(bar=bar, figure=shown, missing="" if shown else "not measured")
        gone = [self.missing[case] for case in bar.cases if case in self.missing]
        if gone:
            return Outcome(bar=bar, figure=None, missing=gone[0])
        return Outcome(bar=bar, figure=bar.measured(self.samples))


def measure(
    cases: Iterable[Case],
    effort: Effort,
    *,
    with_memory: bool,
    tell: Callable[[str], object],
    forecasts: Iterable[int] = (),
    sessions: Sequence[str] = (),
    guarded: Sequence[str] = (),
    outpaced: Sequence[str] = (),
    together: Sequence[str] = (),
    loads: Sequence[Load] = (),
    with_report: bool = False,
) -> Run:
    """Measure all *cases*: backends and table sizes are each opened once.

    *forecasts* are the numbers of keys that forecasts are made for, *sessions* the names of those of
    pytest that are run, *guarded* the requests that are made with the guard and without, *outpaced*
    those that are made with the fast client and boto3, *together* what is measured of workers, *loads* what
    is measured of a load test on the embedded DynamoDB. *with_report* renders the page of a long run.
    """
    run = Run(
        memory=_memory(effort, tell) if with_memory else None,
        report=_report(effort, tell) if with_report else None,
    )
    for keys in forecasts:
        tell(f"forecast: {keys:,} keys, in new processes")
        run.forecasts[keys] = forecast_apart(keys, effort.forecasts)
    if sessions:
        tell(f"pytest: {', '.join(sessions)}, in new processes")
        run.sessions.update(measured_in_turn(sessions, effort.sessions))
    if guarded:
        tell(f"guard: {', '.join(guarded)}, in a new process")
        run.guarded.update(measured_in_one_process(guarded, effort.rounds))
    if outpaced:
        tell(f"fast client: {', '.join(outpaced)}, in a new process")
        run.outpaced.update(fast_client_apart(outpaced, effort.rounds))
    if together:
        tell(f"workers: {', '.join(together)}, with Locust in new processes")
        run.together.update(workers_in_turn(together, effort.rounds))
    if loads:
        tell(f"load: {', '.join(loads)}, with Locust in new processes")
        run.loads.update(loads_apart(loads, requests=effort.requests))
    wanted = sorted(set(cases))
    with _workers(wanted, run.missing, tell) as workers:
        # Where puts are measured the table grows, so that comes after what only reads.
        for is_writing in (False, True):
            group = [
                case
                for case in wanted
                if (case.backend, case.items) in workers
                and (case.work in ("put", "transaction_of_2")) == is_writing
            ]
            calls = _sized(group, workers, effort, run.missing, tell)
            run.samples.update(_interleaved(calls, workers, effort, tell))
    return run


def _memory(effort: Effort, tell: Callable[[str], object]) -> Memory:
    tell(
        f"memory: {effort.memory_items:,} items, {effort.overwrites:,} overwrites, in a new process"
    )
    return measured_apart(effort.memory_items, effort.overwrites)


def _report(effort: Effort, tell: Callable[[str], object]) -> ReportSpent:
    tell("report: the page of a long run, in new processes")
    return report_apart(effort.forecasts)


_Workers = dict[tuple[str, int], Worker]


@contextmanager
def _workers(
    cases: list[Case], missing: dict[Case, str], tell: Callable[[str], object]
) -> Iterator[_Workers]:
    """A process for each backend and table size; those that cannot be had are left out."""
    with ExitStack() as stack:
        workers: _Workers = {}
        for backend, items in dict.fromkeys((case.backend, case.items) for case in cases):
            workers[backend, items] = Worker(backend, items)
            stack.callback(workers[backend, items].stop)
        for (backend, items), worker in list(workers.items()):
            tell(f"filling: {backend}, {items:,} items")
            try:
                worker.wait_until_ready()
            except NotAvailableError as error:
                del workers[backend, items]
                for case in cases:
                    if (case.backend, case.items) == (backend, items):
                        missing[case] = f"not run: {error}"
        yield workers


def _sized(
    cases: list[Case],
    workers: _Workers,
    effort: Effort,
    missing: dict[Case, str],
    tell: Callable[[str], object],
) -> dict[Case, int]:
    """How many requests of each case are made in a round."""
    calls = {}
    for case in cases:
        tell(f"sizing: {case.backend}, {case.work}, {case.items:,} items")
        worker = workers[case.backend, case.items]
        try:
            calls[case] = worker.calls_for(case.work, effort.seconds)
        except NotAvailableError as error:
            missing[case] = f"not run: {error}"
    return calls


def _interleaved(
    calls: dict[Case, int], workers: _Workers, effort: Effort, tell: Callable[[str], object]
) -> dict[Case, tuple[float, ...]]:
    """Seconds a request, for each case and round."""
    cases = list(calls)
    samples: dict[Case, list[float]] = {case: [] for case in cases}
    for round_number in range(effort.rounds):
        tell(f"round {round_number + 1} of {effort.rounds}")
        # In turn forwards and backwards, so that nobody always comes after the same one.
        for case in cases if round_number % 2 else reversed(cases):
            taken = samples[case]
            if round_number >= _SLOW_ROUNDS and min(taken) > _SLOW_SECONDS:
                continue
            sample = workers[case.backend, case.items].measure(case.work, calls[case])
            taken.append(sample.seconds_each)
    return {case: tuple(taken) for case, taken in samples.items()}


def side_by_side(backends: Iterable[str]) -> tuple[Case, ...]:
    """The cases of the table that has all backends beside each other."""
    return tuple(
        Case(backend=backend, work=work, items=SIDE_BY_SIDE_ITEMS)
        for backend in backends
        for work in SIDE_BY_SIDE_WORKS
    )
