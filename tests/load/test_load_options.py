"""The options of the load test, read as Locust reads them."""

from locust.argument_parser import get_empty_argument_parser, setup_parser_arguments
from locust.env import Environment

import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from pytest_dynamo.locust.options import add_options, settings_of
from pytest_dynamo.locust.processes import ramp_up_seconds


@pytest.fixture
def read():
    parser = get_empty_argument_parser(default_config_files=[])
    setup_parser_arguments(parser)
    add_options(parser)
    return lambda *arguments, host=None: settings_of(parser.parse_args(list(arguments)), host)


def test_without_options_the_rates_are_those_of_the_design(read):
    settings = read()

    assert (settings.rate, settings.rate_text, settings.host) == (1.0, "1x", None)
    assert (settings.population, settings.reports) == (None, Path("reports"))


@pytest.mark.parametrize(
    ("text", "rate", "shown"),
    [("5x", 5.0, "5x"), ("0.5", 0.5, "0.5x"), ("max", math.inf, "max"), (".25x", 0.25, "0.25x")],
)
def test_a_rate_is_a_multiple_or_max(read, text, rate, shown):
    settings = read("--dynamo-rate", text)

    assert (settings.rate, settings.rate_text) == (rate, shown)


@pytest.mark.parametrize(
    ("arguments", "ramp_up", "seconds"),
    [
        (("-t", "30s"), 1.0, 3.0),
        (("-t", "1h"), 1.0, 10.0),
        ((), 1.0, 3.0),
        (("-t", "30s"), 10.0, 10.0),
        (("-t", "1h"), 50.0, 50.0),
        ((), 10.0, 10.0),
        (("-t", "30s", "--dynamo-warm-up", "7"), 10.0, 7.0),
        (("-t", "30s", "--dynamo-warm-up", "0s"), 10.0, 0.0),
    ],
)
def test_the_warm_up_is_a_tenth_of_the_run_and_no_less_than_the_ramp_up_unless_it_is_given(
    read, arguments, ramp_up, seconds
):
    assert read(*arguments).warm_up(ramp_up) == seconds


@pytest.mark.parametrize(
    ("spawn_rate", "shape", "seconds"), [(2.0, None, 5.0), (None, None, 10.0), (2.0, object(), 0.0)]
)
def test_the_ramp_up_lasts_until_all_users_are_there(spawn_rate, shape, seconds):
    environment = Environment()
    environment.shape_class = shape
    environment.parsed_options = SimpleNamespace(dynamo_rate=1.0, spawn_rate=spawn_rate)

    assert ramp_up_seconds(environment, 10) == seconds


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--dynamo-rate", "0x"),
        ("--dynamo-rate", "-1"),
        ("--dynamo-rate", "inf"),
        ("--dynamo-population", "0%"),
        ("--dynamo-population", "-5"),
        ("--dynamo-warm-up", "-1"),
        ("--dynamo-prefix", "a b"),
        ("--dynamo-rng-seed", "x"),
    ],
)
def test_nonsense_ends_with_a_message_and_exit_code_2(read, capsys, option, value):
    with pytest.raises(SystemExit) as ended:
        read(f"{option}={value}")

    assert ended.value.code == 2
    assert f"argument {option}: " in capsys.readouterr().err
