"""With which exit code a load test ends."""

from locust import log

from dataclasses import dataclass

from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import GATE_FAILED, INTERRUPTED, WRONG_USE
from pytest_dynamo.measure.load_values import GateFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ended, as far as its exit code goes by it.

    `decided` is the code that somebody has set who had a reason to. `failures` are Locust's, of users of
    all kinds, and `throttled` those of them that were throttled. `is_broken` says that something failed
    which is neither a request nor a task.
    """

    decided: int | None = None
    is_interrupted: bool = False
    is_at_limit: bool = False
    gates: tuple[GateFigures, ...] = ()
    failures: int = 0
    throttled: int = 0
    exceptions: int = 0
    is_broken: bool = False


def exit_code(ending: Ending) -> int | None:
    """The exit code of a run; None leaves it to Locust, with its --exit-code-on-error.

    Throttles are what load tests are made to find: they fail a run by a gate, and not by themselves.
    """
    if ending.decided is not None:
        return ending.decided
    if ending.is_interrupted:
        return INTERRUPTED
    if ending.is_at_limit or not all(gate.is_passed for gate in ending.gates):
        return GATE_FAILED
    is_only_throttled = 0 < ending.failures <= ending.throttled and not ending.exceptions
    if not is_only_throttled:
        return None
    return WRONG_USE if ending.is_broken else 0


def ending_of(test: LoadTest, *, interrupted: bool) -> Ending:
    """How a load test has ended, when all of it has been counted."""
    environment, tally = test.environment, test.total
    throttled = int(sum(tally.throttled.values()))
    others = environment.stats.total.num_failures - int(sum(tally.failures.values()))
    ours = int(sum(tally.failures.values()))
    return Ending(
        decided=environment.process_exit_code,
        is_interrupted=interrupted,
        is_at_limit=test.is_at_limit,
        gates=test.gates,
        failures=ours + max(0, others),
        throttled=throttled,
        exceptions=sum(one.count for one in test.raised.counts()),
        is_broken=bool(log.unhandled_greenlet_exception),
    )
