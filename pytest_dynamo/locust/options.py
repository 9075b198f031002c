"""The command-line options, and what they say as one frozen value."""

from locust.argument_parser import LocustArgumentParser

import argparse
import math
import re
from dataclasses import dataclass
from pathlib import Path

from pytest_dynamo.errors import DynamoError

WARM_UP_SHARE = 0.1
LONGEST_WARM_UP_SECONDS = 10.0
WARM_UP_WITHOUT_RUN_TIME_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was asked for on the command line, in `locust.conf` or in `pyproject.toml`.

    `rate` multiplies the design's rates and is infinite for `max`. `population` is as it was
    written, None where it was not. `warm_up_seconds` is None for the default.
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


def settings_of(options: argparse.Namespace, host: str | None) -> Settings:
    """The settings in Locust's parsed options; `host` is that of the environment or the user.

    Raises:
        DynamoError: The warm-up that was asked for leaves nothing of the run.
    """
    warm_up, run_time = options.dynamo_warm_up, options.run_time or None
    if warm_up is not None and run_time is not None and warm_up >= run_time:
        message = (
            f"the warm-up of {warm_up:g} s leaves nothing of a run of {run_time:g} s to measure.\n"
            "To fix this: a shorter --dynamo-warm-up, or a longer --run-time"
        )
        raise DynamoError(message)
    return Settings(
        host=host or options.host or None,
        rate=options.dynamo_rate,
        population=options.dynamo_population,
        seed_tables=options.dynamo_seed,
        rng_seed=options.dynamo_rng_seed,
        reports=Path(options.dynamo_reports),
        allow_aws=options.dynamo_allow_aws,
        prefix=options.dynamo_prefix,
        keep=options.dynamo_keep,
        warm_up_seconds=warm_up,
        run_time_seconds=run_time,
    )


def add_options(parser: LocustArgumentParser) -> None:
    """Add a group of options to Locust's own; none of them is asked for in the web page."""
    group = parser.add_argument_group(
        "DynamoDB", "Options of pytest_dynamo.locust.DynamoUser. Without --host: embedded."
    )
    for flag, settings in OPTIONS.items():
        action = group.add_argument(flag, **settings)
        action.include_in_web_ui = False


def read_rate(text: str) -> float:
    """A multiple of the design's rates: `1x`, `2.5x`, `5`, or `max`, which is infinite."""
    if text == "max":
        return math.inf
    match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)x?", text)
    if not match or not float(match[1]):
        message = (
            f"{text!r} is not a rate; write a multiple of the design's rates (1x, 2.5x), or max"
        )
        raise argparse.ArgumentTypeError(message)
    return float(match[1])


def read_population(text: str) -> str:
    """A share of the design's population, `1%`, or a number of items, `20_000`."""
    if not re.fullmatch(r"\d+(\.\d+)?%|\d[\d_,]*", text) or not population_figure(text):
        message = (
            f"{text!r} is not a population; write a share (1%, 100%), or a count of items (20_000)"
        )
        raise argparse.ArgumentTypeError(message)
    return text


def population_figure(text: str) -> float:
    """The figure before the per-cent sign, or the number of items."""
    return float(text.rstrip("%").replace("_", "").replace(",", ""))


def read_seconds(text: str) -> float:
    """A number of seconds, not negative, with or without an `s`."""
    if not re.fullmatch(r"\d+(\.\d+)?s?", text):
        message = f"{text!r} is not a number of seconds; write 3 or 2.5"
        raise argparse.ArgumentTypeError(message)
    return float(text.rstrip("s"))


def read_prefix(text: str) -> str:
    """A prefix of table names, of the characters DynamoDB takes in them."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]*", text):
        message = f"{text!r} cannot begin a table name; use letters, digits, and the signs _ . -"
        raise argparse.ArgumentTypeError(message)
    return text


OPTIONS: dict[str, dict[str, object]] = {
    "--dynamo-rate": {
        "type": read_rate,
        "default": "1x",
        "metavar": "1x",
        "help": "Multiple of the design's rates that all users offer together, or max: no pacing.",
    },
    "--dynamo-population": {
        "type": read_population,
        "metavar": "100%",
        "help": "Share of the design's population to seed (1%%), or a count of items. "
        "Default: all of it, but at most 5,000 items on embedded.",
    },
    "--dynamo-warm-up": {
        "type": read_seconds,
        "metavar": "SECONDS",
        "help": "Left out of the figures at the start. Default: a tenth of --run-time, at most 10; "
        "3 without --run-time; longer where it takes longer until all users are spawned.",
    },
    "--dynamo-reports": {
        "default": "reports",
        "metavar": "DIR",
        "help": "Folder in which runs are written.",
    },
    "--dynamo-rng-seed": {
        "type": int,
        "default": 0,
        "metavar": "INT",
        "help": "Seed of the population and of the choice of keys.",
    },
    "--dynamo-prefix": {
        "type": read_prefix,
        "default": "",
        "metavar": "TEXT",
        "help": "Put before the names of the design's tables; on AWS: use tables of its own.",
    },
    "--dynamo-keep": {
        "action": "store_true",
        "help": "Keep tables that this run created; they are dropped at its end otherwise.",
    },
    "--dynamo-allow-aws": {
        "action": "store_true",
        "help": "Allow a host that is AWS. Requests there cost money.",
    },
    "--dynamo-seed": {
        "action": "store_true",
        "help": "Write the population into tables of AWS that were there before.",
    },
}
