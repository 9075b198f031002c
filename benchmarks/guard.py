"""What the plugin does to every call while a test runs, beside the same calls without."""

import multiprocessing
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeAlias

from benchmarks.backends import BACKENDS
from benchmarks.cases import Case, Figure, difference
from benchmarks.data import INDEXES, TABLE, item
from benchmarks.work import WORKS, Place
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.plugin.coverage.usage import usage_of
from pytest_dynamo.plugin.guarding.guard import Rules
from pytest_dynamo.plugin.guarding.watch import Watch
from pytest_dynamo.plugin.markers import Markers, kinds
from pytest_dynamo.plugin.matching.matcher import Matcher

Pairs: TypeAlias = tuple[tuple[float, float], ...]
"""Seconds a call, watched and not, of each round."""

_DESIGN = f"""\
version: 1
tables:
  {TABLE}:
    partition_key: PK
    sort_key: SK
    indexes:
      {INDEXES[0]}: {{partition_key: {INDEXES[0]}PK, sort_key: {INDEXES[0]}SK}}
      {INDEXES[1]}: {{partition_key: {INDEXES[1]}PK, sort_key: {INDEXES[1]}SK}}
entities:
  User:
    population: 10
    item: {{PK: "USER#{{user_id}}", SK: PROFILE, user_id: {{ulid: true}}}}
  Order:
    belongs_to: {{User: {{mean: 25}}}}
    item:
      PK: "USER#{{user_id}}"
      SK: "ORDER#{{order_id}}"
      GSI1PK: "USER#{{user_id}}"
      GSI1SK: "PLACED#{{order_id}}"
      GSI2PK: "BATCH#{{order_id}}"
      GSI2SK: "USER#{{user_id}}"
      order_id: {{ulid: true}}
access_patterns:
  get_user: {{get: {{PK: "USER#{{user_id}}", SK: PROFILE}}, returns: User}}
  get_order: {{get: {{PK: "USER#{{user_id}}", SK: "ORDER#{{order_id}}"}}, returns: Order}}
  orders: {{query: {{PK: "USER#{{user_id}}", SK: {{begins_with: "ORDER#"}}}}, returns: Order}}
  placed: {{index: GSI1, query: {{GSI1PK: "USER#{{user_id}}"}}, returns: Order}}
  put_user: {{put: User}}
  put_order: {{put: Order, budget: {{write_units: 9}}}}
"""
_CALLS_OF_A_TEST = 50
_ITEMS = 20_000
_TESTS_OF_A_ROUND = 30

REQUESTS: Mapping[str, str] = {
    "put": "user_put",
    "get": "user_get",
    "query": "user_query",
    "page": "user_page",
}
"""What is measured, by the end of the name of its bar: requests as a user sends them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """Guard and coverage may add no more than so many seconds of processor time to one call."""

    name: str
    work: str
    bound: float
    request: str
    cases: tuple[Case, ...] = ()

    def measured(self, samples: Mapping[str, Pairs]) -> Figure:
        """The seconds that are added."""
        watched, unwatched = zip(*samples[self.request], strict=True)
        return difference(watched, unwatched)


def guarded() -> tuple[Guarded, ...]:
    """The bars of the guard."""
    return tuple(
        Guarded(
            name=f"guard-{name}",
            work=f"guard and coverage of {what} through boto3, over the same without",
            bound=10e-6,
            request=REQUESTS[name],
        )
        for name, what in (
            ("put", "a PutItem"),
            ("get", "a GetItem"),
            ("query", "a Query of 25 items"),
            ("page", "a Query of the first 10 of 25 items"),
        )
    )


def measured_in_one_process(
    requests: Sequence[str], rounds: int, *, items: int = _ITEMS
) -> dict[str, Pairs]:
    """Seconds a call, watched and not, of each kind of request and round; in a process of its own.

    Both are measured with the same client and table, in turn and first one and then the other, since two
    processes differ by more than what is looked for. What each test counts for the coverage report is
    in its calls.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measured, tuple(requests), rounds, items).result()


def _measured(requests: tuple[str, ...], rounds: int, items: int) -> dict[str, Pairs]:
    design = parse_design(_DESIGN)
    matchers = (Matcher(design, plan_all(design)),)
    with BACKENDS["embedded"].open() as opened:
        opened.fill(item(number) for number in range(items))
        place = Place(
            client=opened.client,
            items=items,
            new_numbers=count(items),
            random=Random(items),
            server_cpu_seconds=opened.server_cpu_seconds,
        )
        return {request: _pairs(place, request, rounds, matchers) for request in requests}


def _pairs(place: Place, request: str, rounds: int, matchers: tuple[Matcher, ...]) -> Pairs:
    """The medians of each round, of so many tests; the first round finds the caches empty."""
    pairs = []
    for _ in range(rounds + 1):
        watched, unwatched = [], []
        for number in range(_TESTS_OF_A_ROUND):
            if number % 2:
                unwatched.append(_unwatched(place, request))
            watched.append(_watched(place, request, matchers))
            if not number % 2:
                unwatched.append(_unwatched(place, request))
        pairs.append((median(watched), median(unwatched)))
    return tuple(pairs[1:])


def _unwatched(place: Place, request: str) -> float:
    return _seconds([WORKS[request](place) for _ in range(_CALLS_OF_A_TEST)])


def _watched(place: Place, request: str, matchers: tuple[Matcher, ...]) -> float:
    """A test under the guard at its strictest, and what its report adds up."""
    calls = [WORKS[request](place) for _ in range(_CALLS_OF_A_TEST)]
    watch = Watch(
        matchers=matchers,
        markers=Markers(),
        rules=Rules(kinds=kinds(is_strict=True)),
        root=Path.cwd(),
    )
    with watch.watching():
        seconds = _seconds(calls)
    start = time.process_time()
    usage_of(watch.ended, watch.matchers, prefix=watch.prefix)
    return seconds + (time.process_time() - start) / _CALLS_OF_A_TEST


def _seconds(calls: Sequence[Callable[[], object]]) -> float:
    start = time.process_time()
    for call in calls:
        call()
    return (time.process_time() - start) / len(calls)
