"""Which region and credentials clients get, and from where."""

import os
import subprocess
import sys

import botocore.session
import pytest

import pytest_dynamo.embedded
from pytest_dynamo.embedded.environment import (
    credentials_are_configured,
    dummy_environment,
    missing_variables,
)

REGION = {"AWS_DEFAULT_REGION": "us-east-1"}
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "embedded", "AWS_SECRET_ACCESS_KEY": "embedded"}
KEYS = "aws_access_key_id = a\naws_secret_access_key = b\n"


@pytest.fixture
def write(tmp_path):
    """Writes `config` or `credentials`, which the environment names."""

    def written(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")

    return written


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_CONFIG_FILE")
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    return tmp_path / ".aws"


def test_what_nothing_configures_is_missing():
    assert missing_variables() == REGION | CREDENTIALS


@pytest.mark.parametrize(
    ("variable", "missing"),
    [
        ("AWS_DEFAULT_REGION", CREDENTIALS),
        ("AWS_REGION", REGION | CREDENTIALS),  # boto3 does not look at it
        ("AWS_ACCESS_KEY_ID", REGION),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", REGION),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", REGION),
        ("AWS_PROFILE", {}),
        ("AWS_DEFAULT_PROFILE", {}),
    ],
)
def test_a_variable_configures(monkeypatch, variable, missing):
    monkeypatch.setenv(variable, "")
    assert missing_variables() == REGION | CREDENTIALS
    monkeypatch.setenv(variable, "mine")
    assert missing_variables() == missing


@pytest.mark.parametrize(
    ("name", "text", "missing"),
    [
        ("config", "[default]\nregion = eu-west-1\n", CREDENTIALS),
        ("config", "[profile default]\nregion=eu-west-1\n", CREDENTIALS),
        ("config", "[default]\noutput = json\ns3 =\n  region = eu-west-1\n", REGION | CREDENTIALS),
        ("config", "[profile other]\nregion = eu-west-1\n" + KEYS, REGION | CREDENTIALS),
        ("config", "[default]\nregion = eu-west-1\ncredential_process = /bin/keys\n", {}),
        ("config", "[default]\nsso_session = mine\n[sso-session mine]\nsso_region = x\n", REGION),
        ("config", "[default]\n" + KEYS, REGION),
        ("credentials", "[default]\n" + KEYS, REGION),
        ("credentials", "[default]\nregion = eu-west-1\n" + KEYS, {}),
        ("credentials", "[other]\n" + KEYS, REGION | CREDENTIALS),
        ("config", "no such file is read", REGION | CREDENTIALS),
        ("config", "", REGION | CREDENTIALS),
    ],
)
def test_a_file_configures(write, name, text, missing):
    write(name, text)
    assert missing_variables() == missing


@pytest.mark.parametrize(
    "text",
    [
        "[default]\nregion = eu-west-1\n",
        "[profile default]\nregion = eu-west-1\n",
        "[profile other]\nregion = eu-west-1\n",
        "[default]\ns3 =\n  region = eu-west-1\n",
    ],
)
def test_a_region_is_seen_where_botocore_sees_one(write, text):
    write("config", text)
    theirs = botocore.session.Session().get_config_variable("region")
    assert ("AWS_DEFAULT_REGION" in missing_variables()) is (theirs is None)


def test_files_are_looked_for_at_home(home):
    (home / "config").write_text("[default]\nregion = eu-west-1\n")
    (home / "credentials").write_text("[default]\n" + KEYS)
    assert (missing_variables(), credentials_are_configured()) == ({}, True)


def test_what_a_test_sets_meanwhile_stays(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "before")  # so that in the end there is none, as now
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with dummy_environment():
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    assert os.environ["AWS_ACCESS_KEY_ID"] == "mine"
    assert "AWS_SECRET_ACCESS_KEY" not in os.environ


def test_the_environment_can_be_had_without_moto_and_boto3():
    script = (
        "import sys, pytest_dynamo.embedded.environment\n"
        "print(sorted({'boto3', 'botocore', 'moto'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_the_package_has_what_it_promises_and_nothing_else():
    assert pytest_dynamo.embedded.dynamodb.__module__ == "pytest_dynamo.embedded.world"
    with pytest.raises(
        AttributeError, match=r"^module 'pytest_dynamo.embedded' has no .* 'dynamo'$"
    ):
        pytest_dynamo.embedded.dynamo  # noqa: B018 - reading it is the test
