"""What is known of a load test besides its calls, while it runs and when it has ended."""

import platform
import shlex
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.settings.values import options_of
from pytest_dynamo.measure.run_figures import RunFacts
from pytest_dynamo.measure.run_values import How, RunPopulation, Totals

PACKAGES = ("pytest-dynamo", "locust", "boto3", "botocore", "moto")


@cache
def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def facts_of(test: LoadTest, *, interrupted: bool) -> RunFacts:
    """What is known of a load test besides its calls."""
    backend = test.place.backend
    return RunFacts(
        design=test.scenario.design,
        design_sha256=test.scenario.sha256,
        backend=backend.kind,
        endpoint=backend.endpoint if backend.kind != "embedded" else None,
        started=test.started,
        duration_seconds=test.elapsed_seconds,
        plans=test.scenario.plans,
        # --reset-stats makes Locust forget what was before; the tally does not
        throttling=test.throttling,
        partition_units=test.partition_limits,
        forecast=test.forecast,
        shown=test.shown,
        totals=None if options_of(test.environment).reset_stats else _totals(test),
        how=_how(test, interrupted=interrupted),
    )


def _totals(test: LoadTest) -> Totals:
    """Locust's own count; of what it does not count, the tally's."""
    counted, tally = test.environment.stats.total, test.total
    return Totals(
        requests=counted.num_requests,
        failures=counted.num_failures,
        throttled=int(sum(tally.throttled.values())),
        dropped=tally.dropped,
        throttled_items=tally.throttled_items,
    )


def _how(test: LoadTest, *, interrupted: bool) -> How:
    options = options_of(test.environment)
    population = test.place.population
    return How(
        command=shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        rate=test.settings.rate_text,
        users=test.schedule.users,
        spawn_rate=float(options.spawn_rate or 1),
        seed=test.settings.rng_seed,
        warm_up_seconds=test.warm_up_seconds,
        interrupted=interrupted,
        population=RunPopulation(
            scale=test.place.scale,
            items=population.total_items(),
            entities=population.counts(),
        ),
        keys=test.settings.key_texts,
        throttling=test.place.throttling,
        versions=_versions(),
        exceptions=test.raised.counts(),
        client=test.settings.client,
        retries=test.settings.retries,
        arrivals=test.arrivals,
        shape=test.settings.shape or "",
        ended_by=test.ended_by,
        workers=test.workers,
        commit=test.commit.hash,
        has_uncommitted_changes=test.commit.has_uncommitted_changes,
    )
