"""`pytest-dynamo forecast`: its options, what it prints, and how it fails."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.forecast.values import forecast_from_json

SHOP = """\
version: 1
name: shop
tables: {shop: {partition_key: PK}}
entities:
  User:
    population: 400
    item: {PK: "USER#{user_id}", user_id: {sequence: {start: 1}}}
access_patterns:
  get_user: {get: {PK: "USER#{user_id}"}, returns: User, rate: 300}
  put_user: {put: User, keys: {User: {zipf: 1.0}}, rate: 100}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SHOP, encoding="utf-8")
    return "shop.yaml"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]):
    """What the command prints to standard output, and that it ends well."""

    def run(*arguments: str) -> list[str]:
        with pytest.raises(SystemExit) as ended:
            main(["forecast", *arguments])
        printed = capsys.readouterr()
        assert (ended.value.code, printed.err) == (0, "")
        return printed.out.splitlines()

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]):
    """What the command says to standard error, and that it was used wrongly."""

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["forecast", *arguments])
        assert ended.value.code == 2
        return capsys.readouterr().err

    return run


def test_a_design_is_forecast(said, shop: str) -> None:
    lines = said(shop, "--duration", "2m", "--peak", "5x")

    assert lines[0] == "shop at 2,000 requests/s (5 × declared), 2 min, modelled"
    assert lines[1] == "  throttled      nothing"
    assert lines[-1] == "next: pytest-dynamo check shop.yaml"


def test_the_load_test_of_a_design_comes_next_if_there_is_one(said, shop: str) -> None:
    Path("loadtests").mkdir()
    Path("loadtests/shop.py").touch()

    lines = said(shop, "--duration", "60", "--peak", "2.5")

    assert lines[-1] == "next: locust -f loadtests/shop.py --headless -t 2m --dynamo-rate 2.5x"


def test_several_designs_stand_apart(said, shop: str) -> None:
    lines = said(shop, shop, "--duration", "60s")

    assert lines.count("") == 1
    assert [line.split()[0] for line in lines if line[:1].strip()] == ["shop", "next:"] * 2


def test_patterns_are_shown_on_request(said, shop: str) -> None:
    lines = said(shop, "--duration", "60s", "--patterns")

    assert "  get_user        300         150 RCU" in lines


def test_json_has_everything(said, shop: str) -> None:
    text = "\n".join(said(shop, "--duration", "60s", "--shape", "ramp", "--json"))

    found = forecast_from_json(text)

    assert (found.design, found.load.shape, found.load.duration_seconds) == ("shop", "ramp", 60)


def test_the_json_of_several_designs_is_a_list(said, shop: str) -> None:
    found = json.loads("\n".join(said(shop, shop, "--duration", "60s", "--json")))

    assert [one["design"] for one in found] == ["shop", "shop"]


@pytest.mark.parametrize(
    ("population", "users"), [("100%", 400), ("50%", 200), ("1000%", 4_000), ("1_200", 1_200)]
)
def test_the_population_is_a_share_or_a_number_of_items(
    population: str, users: int, said, shop: str
) -> None:
    text = "\n".join(said(shop, "--duration", "60s", "--population", population, "--json"))

    assert forecast_from_json(text).population == {"User": users}


def test_parameters_of_the_model_are_overridden(said, shop: str) -> None:
    model = ("--model", "partition_write_units=100", "--model", "heat_minutes=2")

    text = "\n".join(said(shop, "--duration", "60s", "--json", *model, "--seed", "7"))

    assert forecast_from_json(text).parameters_changed == {
        "partition_write_units": "100.0",
        "heat_minutes": "2",
        "seed": "7",
    }


def test_a_seed_of_the_model_stands_before_that_of_the_population(said, shop: str) -> None:
    arguments = ("--duration", "60s", "--json", "--seed", "7", "--model", "seed=5")

    found = forecast_from_json("\n".join(said(shop, *arguments)))

    assert (found.seed, found.parameters_changed) == (7, {"seed": "5"})


def test_a_band_is_shown_on_request(said, shop: str) -> None:
    lines = said(shop, "--duration", "60s", "--seeds", "3")

    assert "  band           0 % throttled, over 3 seeds of how long splits take" in lines


def test_prices_come_from_a_file(said, shop: str) -> None:
    Path("prices.yaml").write_text("region: eu-west-1\nas_of: 2026-11-01\n", encoding="utf-8")

    lines = said(shop, "--duration", "60s", "--prices", "prices.yaml")

    assert any(line.endswith("eu-west-1, 2026-11-01") for line in lines)


def test_what_a_workload_asks_for_and_does_not_get_is_said(said, shop: str) -> None:
    text = f"{SHOP}workload: {{duration: 60s, holds_until: 1e6, throttled: 0}}\n"
    Path(shop).write_text(text, encoding="utf-8")

    lines = said(shop)

    (line,) = [line for line in lines if line.startswith("  workload")]
    assert line.startswith("  workload: holds_until is to be at least 1,000,000 requests/s and is ")


def test_another_load_than_the_workload_s_is_not_held_to_its_price(said, shop: str) -> None:
    Path(shop).write_text(f"{SHOP}workload: {{monthly_price: 1}}\n", encoding="utf-8")

    assert any("monthly_price" in line for line in said(shop))
    assert not any("monthly_price" in line for line in said(shop, "--duration", "60s"))


def test_progress_is_shown_on_a_terminal(
    shop: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    with pytest.raises(SystemExit):
        main(["forecast", shop, "--duration", "60s"])

    shown = capsys.readouterr().err
    assert "running 60 seconds …" in shown
    assert shown.endswith("\r\x1b[2K")


def test_the_parameters_of_the_model_are_listed(said) -> None:
    lines = said("--parameters")

    assert {"partition_bytes = 10737418240", "table_read_quota = 40000"} <= set(lines)
    at = lines.index("heat_minutes = 3")
    assert lines[at : at + 3] == [
        "heat_minutes = 3",
        "    hot minutes in a row after which a split is begun",
        "    fitted; plausible: 2 to 6; about 8 minutes until a hot key had been split",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--peak", "five"), "--peak takes a multiple of the declared rates, such as 5x, and not"),
        (("--peak", "0x"), "a peak of 0x the declared rates cannot be forecast"),
        (("--peak", "-3"), "--peak takes a multiple"),
        (("--duration", "1 hour"), "--duration: wanted seconds, or a span of time such as 90s"),
        (("--duration", "0"), "a duration of 0 cannot be forecast"),
        (("--duration", "30d"), "a duration of 30d cannot be forecast"),
        (("--duration", "999999999w"), "--duration: '999999999w' is longer than a century"),
        (("--population", "half"), "--population takes a share of the design's population"),
        (("--population", "0%"), "a population of 0.0 times the design's cannot be forecast"),
        (("--model", "heat"), "'heat' is no name with a value"),
        (("--model", "heat_treshold=1"), "did you mean 'heat_threshold'?"),
        (("--model", "heat_minutes=nan"), "heat_minutes takes a whole number, and not 'nan'"),
        (("--prices", "none.yaml"), "none.yaml: the prices cannot be read"),
        (("--seeds", "0"), "0 seeds were asked for"),
        (("--shape", "wave"), "'wave' is not one of"),
    ],
)
def test_a_wrong_option_is_one_message(arguments, expected: str, refused, shop: str) -> None:
    assert expected in refused(shop, *arguments)


def test_a_design_that_does_not_load_is_one_message(refused) -> None:
    assert "none.yaml" in refused("none.yaml")


def test_no_design_is_wrong_use(refused) -> None:
    assert "no design was named" in refused()


def test_the_command_imports_numpy_only_when_it_runs() -> None:
    script = "import sys, pytest_dynamo.cli.commands; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
