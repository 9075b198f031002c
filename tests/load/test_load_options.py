"""The options of the load test, read as Locust reads them."""

from locust.argument_parser import get_empty_argument_parser, setup_parser_arguments

import math
from pathlib import Path

import pytest

from pytest_dynamo.locust.options import add_options, settings_of


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
    ("arguments", "seconds"),
    [
        (("-t", "30s"), 3.0),
        (("-t", "1h"), 10.0),
        ((), 3.0),
        (("-t", "30s", "--dynamo-warm-up", "7"), 7.0),
        (("-t", "30s", "--dynamo-warm-up", "0s"), 0.0),
    ],
)
def test_the_warm_up_is_a_tenth_of_the_run_unless_it_is_given(read, arguments, seconds):
    assert read(*arguments).warm_up == seconds


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
