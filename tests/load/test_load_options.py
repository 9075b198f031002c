"""The options of the load test, read as Locust reads them."""

from locust.argument_parser import get_empty_argument_parser, setup_parser_arguments
from locust.env import Environment

import math
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.conducting.pacing import ramp_up_seconds
from pytest_dynamo.locust.settings.options import add_options
from pytest_dynamo.locust.settings.values import settings_of


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
        ("--dynamo-clock", "0x"),
        ("--dynamo-clock", "-5"),
        ("--dynamo-clock", "nan"),
        ("--dynamo-clock", "1e9x"),
        ("--dynamo-model", "heat_minutes"),
        ("--dynamo-model", "=5"),
        ("--dynamo-keys", "User"),
        ("--dynamo-keys", "User=zipf"),
        ("--dynamo-keys", "User=zipf:-1"),
        ("--dynamo-keys", "User=zipf:nan"),
        ("--dynamo-keys", "User=hotset:0.1"),
        ("--dynamo-keys", "User=hotset:0,0.9"),
        ("--dynamo-keys", "User=one:3"),
        ("--dynamo-keys", "User=unifrom"),
    ],
)
def test_nonsense_ends_with_a_message_and_exit_code_2(read, capsys, option, value):
    with pytest.raises(SystemExit) as ended:
        read(f"{option}={value}")

    assert ended.value.code == 2
    assert f"argument {option}: " in capsys.readouterr().err


def test_without_options_the_embedded_backend_throttles_and_a_forecast_is_made(read):
    settings = read()

    assert (settings.throttles, settings.forecasts, settings.clock) == (True, True, 1.0)
    assert settings.advises
    assert (settings.parameters, settings.keys) == (Parameters(), {})


def test_throttling_and_the_forecast_can_be_turned_off_and_on_again(read):
    off = ("--dynamo-no-throttle", "--dynamo-no-forecast")

    assert (read(*off).throttles, read(*off).forecasts) == (False, False)
    on = read(*off, "--dynamo-throttle", "--dynamo-forecast")
    assert (on.throttles, on.forecasts) == (True, True)


def test_advice_can_be_turned_off_and_on_again(read):
    assert not read("--dynamo-no-advice").advises
    assert read("--dynamo-no-advice", "--dynamo-advice").advises


def test_the_clock_is_how_many_times_as_fast_time_runs(read):
    assert read("--dynamo-clock", "60x").clock == read("--dynamo-clock", "60").clock == 60.0


def test_parameters_of_the_model_are_read_in_their_type(read):
    settings = read("--dynamo-model", "heat_minutes=5", "--dynamo-model", "heat_threshold=0.9")

    assert settings.parameters == Parameters(heat_minutes=5, heat_threshold=0.9)


def test_two_parameters_that_only_go_together_are_read_together(read):
    late = ("--dynamo-model", "split_least_seconds=700")

    with pytest.raises(DynamoError, match="To fix this: give both, the least first"):
        read(*late)
    assert (
        read(*late, "--dynamo-model", "split_most_seconds=700").parameters.split_most_seconds == 700
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--dynamo-model", "heat_minute=5"), "did you mean 'heat_minutes'"),
        (("--dynamo-model", "heat_minutes=0"), "cannot be 0"),
        (
            ("--dynamo-model", "heat_minutes=5", "--dynamo-model", "heat_minutes=6"),
            "heat_minutes is given twice: 5 and 6",
        ),
        (("--dynamo-keys", "User=one", "--dynamo-keys", "User=latest"), "User is given twice"),
        (("--dynamo-clock", "60x", "--host", "http://127.0.0.1:8000"), "leave out --dynamo-clock"),
        (("--dynamo-clock", "60x", "--dynamo-no-throttle"), "leave out one of them"),
        (("--dynamo-retries", "legacy:3"), "or --dynamo-client boto3 with this mode"),
    ],
)
def test_what_makes_no_sense_together_is_said(read, arguments, message):
    with pytest.raises(DynamoError, match=re.escape(message)):
        read(*arguments)


@pytest.mark.parametrize("option", ["--dynamo-fail-on", "--dynamo-find-limit"])
def test_gates_are_refused_before_anything_is_made(read, option, capsys):
    assert (
        read("--dynamo-fail-on", "throttles>0.1%, p99>20ms").fail_on == "throttles>0.1%, p99>20ms"
    )

    with pytest.raises(SystemExit) as ended:
        read(option, "throttle>1%")

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "there is no metric 'throttle'; did you mean 'throttles'?" in said
    assert "To fix this: write what is to fail" in said


def test_choices_of_keys_are_read_by_entity(read):
    settings = read("--dynamo-keys", "User=zipf:1.1", "--dynamo-keys", "Order=hotset:0.01,0.9")

    assert settings.keys == {
        "User": Distribution(kind="zipf", exponent=1.1),
        "Order": Distribution(kind="hotset", hot_keys=0.01, hot_requests=0.9),
    }
    assert settings.key_texts == {"User": "zipf:1.1", "Order": "hotset:0.01,0.9"}


def test_what_workers_are_sent_of_the_options_is_text_and_numbers():
    """Locust sends its options as msgpack, which knows nothing of our values."""
    parser = get_empty_argument_parser(default_config_files=[])
    add_options(parser)
    arguments = ["--dynamo-keys", "User=one", "--dynamo-model", "heat_minutes=5"]
    options = vars(parser.parse_args([*arguments, "--dynamo-clock", "60x"]))

    plain = (str, int, float, bool, type(None))
    values = [each for v in options.values() for each in (v if isinstance(v, list) else [v])]
    assert [value for value in values if not isinstance(value, plain)] == []
