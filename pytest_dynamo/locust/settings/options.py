"""The command-line options; `reading` has how each is read."""

from locust.argument_parser import LocustArgumentParser

from pytest_dynamo.locust.settings.chosen_keys import FORMS
from pytest_dynamo.locust.settings.reading import (
    read_clock,
    read_dollars,
    read_gate_list,
    read_keys,
    read_parameter,
    read_population,
    read_prefix,
    read_rate,
    read_retries,
    read_seconds,
    read_share,
)


def add_options(parser: LocustArgumentParser) -> None:
    """Add a group of options to Locust's own; none of them is asked for in the web page."""
    group = parser.add_argument_group(
        "DynamoDB", "Options of pytest_dynamo.locust.DynamoUser. Without --host: embedded."
    )
    for flag, settings in OPTIONS.items():
        action = group.add_argument(flag, **settings)
        action.include_in_web_ui = False


LIMIT_BOUNDS = "throttles>0.1%"
"""What ends the search for a limit where nothing else is said."""

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
        "help": "Make no forecast, and with it no advice.",
    },
    "--dynamo-advice": {
        "action": "store_true",
        "default": True,
        "dest": "dynamo_advice",
        "help": "Weigh what would help after the run, for the report, by forecasts of the design with "
        "one fix each. It takes some twenty seconds at most. This is the default.",
    },
    "--dynamo-no-advice": {
        "action": "store_false",
        "dest": "dynamo_advice",
        "help": "Give no advice.",
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
        "help": "Write the population into tables that were there before, empty or not.",
    },
    "--dynamo-write": {
        "action": "store_true",
        "help": "Let the run write to tables that were there before.",
    },
    "--dynamo-production": {
        "action": "append",
        "metavar": "NAME",
        "help": "A table or account that looks like production, named once more to say it is meant.",
    },
    "--dynamo-client": {
        "choices": ["fast", "boto3"],
        "default": "fast",
        "help": "Who sends the requests: fast, ten times as many a second, or boto3, as an application "
        "would. Default: fast.",
    },
    "--dynamo-retries": {
        "type": read_retries,
        "default": "none",
        "metavar": "MODE[:ATTEMPTS]",
        "help": "What the client tries again by itself: none (default), standard; and with boto3 legacy "
        "or adaptive. Each attempt is counted either way.",
    },
    "--dynamo-arrivals": {
        "choices": ["closed", "poisson", "constant"],
        "help": "When tasks are due: closed, in turns of the users, who wait for their requests; or "
        "poisson or constant, at the rate and whether or not earlier ones have ended. Default: closed, "
        "or poisson where the user class has an arrival_rate.",
    },
    "--dynamo-shape": {
        "metavar": "SHAPE",
        "help": "How the rate changes: ramp:60s (from nothing to the rate), spike:5x,30s,10s (so many "
        "times the rate, after so long, for so long), diurnal:10m,0.2 (a wave from 0.2 of the rate to "
        "all of it, of such a period). Default: it does not.",
    },
    "--dynamo-find-limit": {
        "type": read_gate_list,
        "nargs": "?",
        "const": LIMIT_BOUNDS,
        "metavar": "BOUNDS",
        "help": "Find the highest rate that holds: double it until a bound is passed, then bisect. "
        f"Bounds are written as gates. Without any: {LIMIT_BOUNDS}.".replace("%", "%%"),
    },
    "--dynamo-step": {
        "type": read_seconds,
        "default": "10",
        "metavar": "SECONDS",
        "help": "With --dynamo-find-limit, how long each rate is held. Default: 10.",
    },
    "--dynamo-fail-on": {
        "type": read_gate_list,
        "metavar": "GATES",
        "help": 'End with exit code 3 if the run is beyond any of these: "throttles>0.1%%, p99>20ms, '
        'usable_capacity<50%%".',
    },
    "--dynamo-max-cost": {
        "type": read_dollars,
        "metavar": "USD",
        "help": "End the run when what it has consumed costs as much, at list prices.",
    },
    "--dynamo-max-throttle-rate": {
        "type": read_share,
        "metavar": "SHARE",
        "help": "End the run when more than this share of the requests of ten seconds is throttled.",
    },
    "--dynamo-hash-keys": {
        "action": "store_true",
        "help": "Write hashes in place of keys into files and pages, and show no key while it runs.",
    },
}
