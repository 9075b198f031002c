"""What was asked for, as one frozen value."""

from locust.env import Environment

import argparse
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Distribution
from pytest_dynamo.design.written import named_values
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.settings.chosen_keys import read_choice
from pytest_dynamo.locust.settings.reading import check_fast_retries

WARM_UP_SHARE = 0.1
LONGEST_WARM_UP_SECONDS = 10.0
WARM_UP_WITHOUT_RUN_TIME_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was asked for on the command line, in `locust.conf` or in `pyproject.toml`.

    `rate` multiplies the design's rates and is infinite for `max`. `population` is as it was
    written, None where it was not. `warm_up_seconds` is None for the default. `throttles` says whether
    the embedded backend does; each request stands for `clock` of them there. `keys` are the
    distributions that replace the design's, by entity, and `key_texts` how they were written.
    `may_write` allows to write to tables that were there before, `production` are the names that look
    like production and are meant. `arrivals` is None for the default. `retries`, `shape`, `find_limit`
    and `fail_on` are as they were written.
    """

    host: str | None
    rate: float
    population: str | None
    seed_tables: bool
    rng_seed: int
    reports: Path
    allow_aws: bool
    prefix: str
    keep: bool
    warm_up_seconds: float | None
    run_time_seconds: float | None
    throttles: bool = True
    forecasts: bool = True
    advises: bool = True
    clock: float = 1.0
    parameters: Parameters = field(default_factory=Parameters)
    keys: Mapping[str, Distribution] = field(default_factory=dict)
    key_texts: Mapping[str, str] = field(default_factory=dict)
    may_write: bool = False
    production: frozenset[str] = frozenset()
    client: Literal["fast", "boto3"] = "fast"
    retries: str = "none"
    arrivals: Literal["closed", "poisson", "constant"] | None = None
    shape: str | None = None
    find_limit: str | None = None
    step_seconds: float = 10.0
    fail_on: str | None = None
    max_dollars: float | None = None
    max_throttled_share: float | None = None
    hashes_keys: bool = False

    @property
    def rate_text(self) -> str:
        """The rate as one would write it: `1x`, `2.5x`, `max`."""
        return "max" if math.isinf(self.rate) else f"{self.rate:g}x"

    def warm_up(self, ramp_up_seconds: float) -> float:
        """Seconds at the start of the run that are left out of its figures.

        By default no less than it takes until all users are there: fewer offer less than the rate.
        """
        if self.warm_up_seconds is not None:
            return self.warm_up_seconds
        if self.run_time_seconds is None:
            return max(WARM_UP_WITHOUT_RUN_TIME_SECONDS, ramp_up_seconds)
        share = min(WARM_UP_SHARE * self.run_time_seconds, LONGEST_WARM_UP_SECONDS)
        return max(share, ramp_up_seconds)


def options_of(environment: Environment) -> Any:  # noqa: ANN401 - a namespace of all options
    """The options of an environment.

    Raises:
        DynamoError: Ours are not among them.
    """
    options = environment.parsed_options
    if options is None or not hasattr(options, "dynamo_rate"):
        message = (
            "the options of DynamoUser are missing.\nTo fix this: run it with the command locust; or "
            "make the environment with parsed_options=get_parser().parse_args()"
        )
        raise DynamoError(message)
    return options


def settings_of(options: argparse.Namespace, host: str | None) -> Settings:
    """The settings in Locust's parsed options; `host` is that of the environment or the user.

    Raises:
        DynamoError: The warm-up that was asked for leaves nothing of the run, a parameter of the model
            or a choice of keys makes no sense, the clock is of no use there, or the client has no such
            mode of retries.
    """
    _check_warm_up(options)
    host = host or options.host or None
    _check_clock(options, host)
    if options.dynamo_client == "fast":
        check_fast_retries(options.dynamo_retries)
    choices = named_values(options.dynamo_keys or ())
    return Settings(
        host=host,
        rate=options.dynamo_rate,
        population=options.dynamo_population,
        seed_tables=options.dynamo_seed,
        rng_seed=options.dynamo_rng_seed,
        reports=Path(options.dynamo_reports),
        allow_aws=options.dynamo_allow_aws,
        prefix=options.dynamo_prefix,
        keep=options.dynamo_keep,
        warm_up_seconds=options.dynamo_warm_up,
        run_time_seconds=options.run_time or None,
        throttles=options.dynamo_throttle,
        forecasts=options.dynamo_forecast,
        advises=options.dynamo_advice,
        clock=options.dynamo_clock,
        parameters=Parameters.overridden(named_values(options.dynamo_model or ())),
        keys=dict(read_choice(f"{entity}={how}") for entity, how in choices.items()),
        key_texts=choices,
        may_write=options.dynamo_write,
        production=frozenset(options.dynamo_production or ()),
        client=options.dynamo_client,
        retries=options.dynamo_retries,
        arrivals=options.dynamo_arrivals,
        shape=options.dynamo_shape,
        find_limit=options.dynamo_find_limit,
        step_seconds=options.dynamo_step,
        fail_on=options.dynamo_fail_on,
        max_dollars=options.dynamo_max_cost,
        max_throttled_share=options.dynamo_max_throttle_rate,
        hashes_keys=options.dynamo_hash_keys,
    )


def _check_warm_up(options: argparse.Namespace) -> None:
    warm_up, run_time = options.dynamo_warm_up, options.run_time
    if warm_up is not None and run_time and warm_up >= run_time:
        message = (
            f"the warm-up of {warm_up:g} s leaves nothing of a run of {run_time:g} s to measure.\n"
            "To fix this: a shorter --dynamo-warm-up, or a longer --run-time"
        )
        raise DynamoError(message)


def _check_clock(options: argparse.Namespace, host: str | None) -> None:
    if options.dynamo_clock == 1:
        return
    if host is not None:
        message = (
            f"--dynamo-clock is of the embedded backend, and {host} goes by its own.\nTo fix this: leave "
            "out --dynamo-clock, or --host"
        )
        raise DynamoError(message)
    if not options.dynamo_throttle:
        message = (
            "--dynamo-clock compresses the time of the model that --dynamo-no-throttle turns off.\n"
            "To fix this: leave out one of them"
        )
        raise DynamoError(message)
