import signal
import subprocess
import sys

import pytest

from pytest_dynamo.deploy import server_process
from pytest_dynamo.deploy.server_keeper import keep
from pytest_dynamo.deploy.server_process import start_server
from pytest_dynamo.deploy.servers import STARTABLE, availability, check_name, command_of
from pytest_dynamo.errors import BackendError


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No command on PATH, nor beside this Python."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.delenv("DYNAMODB_LOCAL", raising=False)


def put(folder, name, text="#!/bin/sh\n"):
    command = folder / name
    command.write_text(text)
    command.chmod(0o755)
    return str(command)


def test_what_is_installed_is_found_with_how_it_is_started(bare, tmp_path):
    dynalite, moto = put(tmp_path, "dynalite"), put(tmp_path, "moto_server")
    assert command_of(STARTABLE["dynalite"]) == (
        *(dynalite, "--host", "127.0.0.1", "--port", "{port}"),
        *("--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"),
    )
    assert command_of(STARTABLE["moto"]) == (moto, "-H", "127.0.0.1", "-p", "{port}")
    assert command_of(STARTABLE["dynoxide"]) == "there is no command dynoxide on PATH"


def test_each_name_is_there_or_it_is_said_why_not(bare, tmp_path):
    put(tmp_path, "dynoxide")
    assert availability() == {
        "embedded": "",
        "dynamodb-local": "there is no command dynamodb-local on PATH, and DYNAMODB_LOCAL is not set",
        "dynalite": "there is no command dynalite on PATH",
        "dynoxide": "",
        "localstack": "",
        "moto": "there is no command moto_server on PATH",
        "aws": "",
    }


def test_dynamodb_local_is_a_command_or_a_jar_for_java(bare, tmp_path, monkeypatch):
    arguments = ("-inMemory", "-sharedDb", "-disableTelemetry", "-port", "{port}")
    command = put(tmp_path, "dynamodb-local")
    assert command_of(STARTABLE["dynamodb-local"]) == (command, *arguments)
    folder = tmp_path / "local"
    folder.mkdir()
    jar = folder / "DynamoDBLocal.jar"
    monkeypatch.setenv("DYNAMODB_LOCAL", str(folder))
    assert command_of(STARTABLE["dynamodb-local"]) == (
        f"DYNAMODB_LOCAL is {folder}, and there is no DynamoDBLocal.jar"
    )
    jar.touch()
    assert command_of(STARTABLE["dynamodb-local"]) == "there is no command java on PATH"
    java = put(tmp_path, "java")
    expected = (
        java,
        f"-Djava.library.path={folder}/DynamoDBLocal_lib",
        "-jar",
        str(jar),
        *arguments,
    )
    assert command_of(STARTABLE["dynamodb-local"]) == expected
    monkeypatch.setenv("DYNAMODB_LOCAL", str(jar))
    assert command_of(STARTABLE["dynamodb-local"]) == expected


def test_a_name_that_is_none_is_told():
    check_name("moto")
    with pytest.raises(BackendError) as caught:
        check_name("motto")
    assert str(caught.value) == (
        "'motto' is not the name of a DynamoDB; did you mean 'moto'?\n"
        "To fix this: name one of embedded, dynamodb-local, dynalite, dynoxide, localstack, moto, aws, "
        "or a URL such as http://127.0.0.1:8000"
    )


def test_a_server_that_does_not_answer_is_ended(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    code = "import time; print('waiting', flush=True); time.sleep(600)"
    command = put(tmp_path, "dynoxide", f'#!/bin/sh\nexec {sys.executable} -c "{code}"\n')
    with pytest.raises(BackendError) as caught:
        start_server("dynoxide", seconds=2)
    first, second, *_, last = str(caught.value).splitlines()
    assert first == "dynoxide was started and did not answer in time."
    assert second.startswith(f"  command   {command} --port ")
    assert last == (
        "To fix this: see why that command does not do; or name a URL, or no endpoint at all."
    )


def test_a_server_that_finds_its_port_taken_is_started_on_another(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    count = tmp_path / "count"
    put(
        tmp_path,
        "dynoxide",
        f"""#!{sys.executable}
import http.server, pathlib, sys
count = pathlib.Path({str(count)!r})
tries = int(count.read_text()) + 1 if count.exists() else 1
count.write_text(str(tries))
if tries == 1:
    sys.exit("address already in use")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), http.server.BaseHTTPRequestHandler).handle_request()
""",
    )
    monkeypatch.setattr(
        server_process, "_answers", lambda _url: count.exists() and count.read_text() == "2"
    )
    server = start_server("dynoxide")
    assert (server.name, server.is_running, count.read_text()) == ("dynoxide", True, "2")
    server.close()
    assert not server.is_running


def test_a_command_is_kept_until_it_ends_by_itself():
    with subprocess.Popen(["sleep", "600"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert keep([sys.executable, "-c", "raise SystemExit(7)"], other.stdout.fileno()) == 7
        other.kill()


@pytest.mark.parametrize(
    ("habit", "expected"),
    [("", -signal.SIGTERM), ("signal.signal(signal.SIGTERM, signal.SIG_IGN)", -signal.SIGKILL)],
    ids=["that obeys", "that does not"],
)
def test_a_command_is_ended_when_nobody_holds_the_other_end(habit, expected, tmp_path, monkeypatch):
    monkeypatch.setattr("pytest_dynamo.deploy.server_keeper._PATIENCE_SECONDS", 0.5)
    ready = tmp_path / "ready"
    code = f"import pathlib, signal, time; {habit}\npathlib.Path({str(ready)!r}).touch(); time.sleep(600)"
    until_ready = f"while [ ! -e {ready} ]; do :; done"
    with subprocess.Popen(["sh", "-c", until_ready], stdout=subprocess.PIPE) as holder:
        assert keep([sys.executable, "-c", code], holder.stdout.fileno()) == expected
