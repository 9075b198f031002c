"""The load harness on the embedded DynamoDB: requests a second on one core, what counting takes, and memory.

`python -m benchmarks.load tally` and `python -m benchmarks.load memory [REQUESTS]` measure in the process
they start in, which is why they are run in one of their own, and print a figure as JSON.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

from benchmarks.cases import Case, Figure

Load: TypeAlias = Literal["requests", "tally", "memory"]

_REPOSITORY = Path(__file__).parents[1]
_RUN_SECONDS = 20
_ROUNDS_OF_THE_LOAD = 3

REQUESTS = 10_000_000
_KEYS = 1_000_000
_MESSAGES = 10_000
_CALLS_A_SECOND = 10_000
_FAILS_ONE_IN = 100
_PATTERNS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A load has to reach so many requests a second, or take no more than so many seconds or bytes."""

    name: str
    work: str
    bound: float
    load: Load
    cases: tuple[Case, ...] = ()

    @property
    def is_least(self) -> bool:
        """Whether more than the bound is better."""
        return self.load == "requests"

    def measured(self, loads: Mapping[Load, Sequence[float]]) -> Figure:
        """The best of the rounds; of memory the most that was seen."""
        found = loads[self.load]
        best = min(found) if self.load == "tally" else max(found)
        return Figure(value=best, low=min(found), high=max(found))


def loads() -> tuple[Loaded, ...]:
    """The bars of the load harness."""
    return (
        Loaded(
            name="load",
            work="orders load on embedded, one core, everything on",
            bound=10_000,
            load="requests",
        ),
        Loaded(
            name="load-tally",
            work="tally of a request: capacity, throttles, latency, heat, top keys",
            bound=5e-6,
            load="tally",
        ),
        Loaded(
            name="load-memory",
            work="memory that counting requests adds, of a million keys, with ten thousand errors",
            bound=100e6,
            load="memory",
        ),
    )


def measured_apart(
    wanted: Sequence[Load], rounds: int = _ROUNDS_OF_THE_LOAD, requests: int = REQUESTS
) -> dict[Load, tuple[float, ...]]:
    """Measure each in new processes; so many runs of the load itself."""
    found: dict[Load, tuple[float, ...]] = {}
    for load in dict.fromkeys(wanted):
        if load == "requests":
            found[load] = tuple(requests_a_second() for _ in range(rounds))
        else:
            found[load] = tuple(_figures(load, *([str(requests)] if load == "memory" else [])))
    return found


def _figures(*arguments: str) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.load", *arguments]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: list[float] = json.loads(finished.stdout)
    return figures


def requests_a_second(seconds: int = _RUN_SECONDS) -> float:
    """Run the load as its users do, bound to one core, and read what its report says was done."""
    bound = ["taskset", "-c", str(_a_core())] if shutil.which("taskset") else []
    with TemporaryDirectory() as folder:
        command = [
            *(*bound, sys.executable, "-m", "locust", "-f", "loadtests/orders.py", "--headless"),
            *("-u", "20", "-r", "20", "-t", f"{seconds}s", "--dynamo-rate", "max"),
            *("--dynamo-no-forecast", "--dynamo-reports", folder),
        ]
        subprocess.run(command, cwd=_REPOSITORY, capture_output=True, check=True)
        (run,) = Path(folder).glob("*/*/run.json")
        window: dict[str, Any] = json.loads(run.read_text())["window"]
    return float(window["done_per_second"])


def _a_core() -> int:
    return max(os.sched_getaffinity(0))


# ------------------------------------------------------------------------- in this process


def tally_seconds(rounds: int = 7, performances: int = 10_000) -> list[float]:
    """Seconds of processor time that the tally takes for a call, over the mix of the orders load."""
    from pytest_dynamo.measure.flow import partitions_of
    from pytest_dynamo.measure.tally import Tally

    calls, tables = _calls_of_orders(performances)
    figures = []
    for _ in range(rounds):
        tally = Tally(partitions=partitions_of(tables))
        begun = time.process_time()
        for call in calls:
            tally.add(call)
        figures.append((time.process_time() - begun) / len(calls))
    return figures


def _calls_of_orders(performances: int) -> tuple[list[Any], list[Any]]:
    """What the patterns of the orders design come to on the embedded DynamoDB, at their rates."""
    from contextlib import suppress
    from datetime import UTC, datetime
    from random import Random

    from botocore.exceptions import ClientError

    from pytest_dynamo.deploy.create import create_table
    from pytest_dynamo.deploy.seed import seed
    from pytest_dynamo.deploy.sending import answers
    from pytest_dynamo.design.reader import load_design
    from pytest_dynamo.embedded import Throttling, dynamodb
    from pytest_dynamo.measure.observe import observing, pattern_name
    from pytest_dynamo.planner.plan import Plan
    from pytest_dynamo.planner.planning import plan_all
    from pytest_dynamo.population.people import Population
    from pytest_dynamo.population.performance import Sampler

    design = load_design(_REPOSITORY / "designs" / "orders.yaml")
    plans = {name: plan for name, plan in plan_all(design).items() if isinstance(plan, Plan)}
    now, rng = datetime.now(UTC), Random(0)
    population = Population(design, now=now, scale=0.02)
    sampler = Sampler(design, population, plans)
    rates = [design.access_patterns[name].rate or 0.0 for name in plans]
    calls: list[Any] = []
    with dynamodb() as embedded:
        setup: Any = embedded.unthrottled_client()
        for table in design.tables.values():
            create_table(setup, table)
        seed(setup, population.items())
        embedded.throttle(Throttling())
        client = embedded.direct_client()
        with observing(calls.append, schemas=design.tables.get):
            for name in rng.choices(list(plans), rates, k=performances):
                arguments = sampler.arguments(plans[name], rng=rng, now=now)
                with pattern_name(name), suppress(ClientError):
                    list(answers(plans[name], arguments, client))
    return calls, list(design.tables.values())


def memory_added(requests: int) -> list[float]:
    """Bytes resident beyond those before the first call, looked at twenty times while calls are counted.

    They are counted as in a run: by Locust's event and its statistics, in the tally of the second, and in
    that of the run. The keys come in no order; one call in a hundred fails, each time for another reason.
    """
    from locust.env import Environment

    import psutil  # comes with Locust

    from pytest_dynamo.locust.recording.recorder import Recorder

    environment = Environment()
    environment.create_local_runner()
    recorder = Recorder(
        environment=environment,
        performer=_AllowsNothing(),  # type: ignore[arg-type]
        partitions={("orders", None): 4},
        from_time=0.0,
    )
    total = recorder.hand_over()
    process = psutil.Process()
    before = process.memory_info().rss
    added = []
    for number, call in enumerate(_synthetic_calls(requests), 1):
        recorder.record(call)
        if number % _CALLS_A_SECOND == 0:
            total.absorb(recorder.hand_over())
        if number % max(1, requests // 20) == 0:
            added.append(float(process.memory_info().rss - before))
    if environment.stats.total.num_requests != requests:
        message = f"Locust counted {environment.stats.total.num_requests:,} of {requests:,} calls"
        raise AssertionError(message)
    return added


class _AllowsNothing:
    def allows(self, *_: object) -> bool:
        return False


def _synthetic_calls(requests: int) -> Iterator[Any]:
    from pytest_dynamo.measure.call import Arm, Call, Throttle

    for number in range(requests):
        key = f"USER#{number * 7_919 % _KEYS:016x}"
        fails = number % _FAILS_ONE_IN == 0
        yield Call(
            operation="PutItem",
            started=1_800_000_000 + number / _CALLS_A_SECOND,
            duration_seconds=1e-4 + number % 1_000 * 1e-5,
            table="orders",
            arms=() if fails else (Arm(table="orders", write_units=1.0, partition_keys=(key,)),),
            error=f"Error{number // _FAILS_ONE_IN % _MESSAGES}" if fails else None,
            throttles=(Throttle(reason="Throttled", partition_keys=(key,)),) if fails else (),
            pattern=f"pattern_{number % _PATTERNS}",
        )


_MEASURES: Mapping[str, Callable[..., list[float]]] = {
    "tally": tally_seconds,
    "memory": lambda requests=REQUESTS: memory_added(int(requests)),
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(_MEASURES[sys.argv[1]](*sys.argv[2:])))
