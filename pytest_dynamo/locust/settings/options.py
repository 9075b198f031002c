"""The command-line options, and how each is read."""

from locust.argument_parser import LocustArgumentParser

import argparse
import math
import re

from pytest_dynamo.design.written import multiple_of, named_values
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.settings.chosen_keys import FORMS, read_choice
from pytest_dynamo.population.scale import is_size

FASTEST_CLOCK = 3_600


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
    rate = multiple_of(text)
    if not rate:
        message = (
            f"{text!r} is not a rate; write a multiple of the design's rates (1x, 2.5x), or max"
        )
        raise argparse.ArgumentTypeError(message)
    return rate


def read_population(text: str) -> str:
    """A share of the design's population, `1%`, or a number of items, `20_000`."""
    if not is_size(text):
        message = (
            f"{text!r} is not a population; write a share (1%, 100%), or a count of items (20_000)"
        )
        raise argparse.ArgumentTypeError(message)
    return text


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


def read_clock(text: str) -> float:
    """How many times as fast the model's time runs: `60x`, `2.5`."""
    clock = multiple_of(text)
    if clock is None or not 0 < clock <= FASTEST_CLOCK:
        message = f"{text!r} is no clock; write how many times as fast time runs, up to {FASTEST_CLOCK:,}: 60x"
        raise argparse.ArgumentTypeError(message)
    return clock


def read_parameter(text: str) -> str:
    """A parameter of the model and its value, `heat_minutes=5`, as it was written."""
    try:
        named_values([text])
    except DynamoError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def read_keys(text: str) -> str:
    """An entity and how its members are chosen, `User=zipf:1.1`."""
    try:
        read_choice(text)
    except DynamoError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
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
    "--dynamo-keys": {
        "type": read_keys,
        "action": "append",
        "metavar": "ENTITY=HOW",
        "help": "How members of an entity are chosen, by all patterns, in place of the design's "
        f"keys: {FORMS}. May be given for several.",
    },
    "--dynamo-throttle": {
        "action": "store_true",
        "default": True,
        "dest": "dynamo_throttle",
        "help": "Throttle on embedded as DynamoDB would. This is the default.",
    },
    "--dynamo-no-throttle": {
        "action": "store_false",
        "dest": "dynamo_throttle",
        "help": "Let every request through on embedded, whatever the load.",
    },
    "--dynamo-clock": {
        "type": read_clock,
        "default": "1x",
        "metavar": "60x",
        "help": "Compress time on embedded: each request stands for 60 for the limits and the "
        "partitions, whose time runs 60 times as fast. Rates keep their meaning.",
    },
    "--dynamo-model": {
        "type": read_parameter,
        "action": "append",
        "metavar": "NAME=VALUE",
        "help": "A parameter of the model of partitions and throttling. May be given for several.",
    },
    "--dynamo-forecast": {
        "action": "store_true",
        "default": True,
        "dest": "dynamo_forecast",
        "help": "Forecast the run before it starts, for the report. This is the default.",
    },
    "--dynamo-no-forecast": {
        "action": "store_false",
        "dest": "dynamo_forecast",
        "help": "Make no forecast.",
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
