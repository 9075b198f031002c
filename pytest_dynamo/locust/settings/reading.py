"""How the value of each command-line option is read."""

import argparse
import math
import re

from pytest_dynamo.design.written import multiple_of, named_values
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.settings.chosen_keys import read_choice
from pytest_dynamo.measure.gates import read_gates
from pytest_dynamo.population.scale import is_size

FASTEST_CLOCK = 3_600
RETRY_MODES = ("none", "standard", "legacy", "adaptive")


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


def read_gate_list(text: str) -> str:
    """Gates, `throttles>0.1%, p99>20ms`, as they were written."""
    try:
        read_gates(text)
    except DynamoError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def read_retries(text: str) -> str:
    """A mode of retries, and how many attempts in all if not the mode's own: `standard`, `legacy:5`."""
    mode, sign, attempts = text.partition(":")
    is_count = attempts.isdecimal() and int(attempts) > 0
    if mode not in RETRY_MODES or bool(sign) != is_count or (mode == "none" and sign):
        message = (
            f"{text!r} is no way to try again; write {', '.join(RETRY_MODES)}, and how many attempts "
            "in all if you like: standard:5"
        )
        raise argparse.ArgumentTypeError(message)
    return text


def check_fast_retries(text: str) -> None:
    """Refuse the modes of retries that only boto3 has.

    Raises:
        DynamoError: the mode is another than none or standard.
    """
    mode = text.partition(":")[0]
    if mode not in ("none", "standard"):
        message = (
            f"the fast client has the modes of retries none and standard, and not {mode}.\n"
            "To fix this: --dynamo-retries standard, or --dynamo-client boto3 with this mode"
        )
        raise DynamoError(message)


def read_share(text: str) -> float:
    """A share of the requests, `5%` or `0.05`, above 0 and up to 1."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(%?)", text)
    share = float(found[1]) / (100 if found[2] else 1) if found else 0.0
    if not 0 < share <= 1:
        message = f"{text!r} is no share of the requests; write 5% or 0.05, above 0 and up to 100%"
        raise argparse.ArgumentTypeError(message)
    return share


def read_dollars(text: str) -> float:
    """An amount of US dollars above 0: `1.00`, `$5`."""
    found = re.fullmatch(r"\$?(\d+(?:\.\d+)?)", text)
    if not found or not float(found[1]):
        message = f"{text!r} is no amount of US dollars; write 1.00, more than 0"
        raise argparse.ArgumentTypeError(message)
    return float(found[1])
