"""DynamoDBs that are started by their names, from what is installed on this machine."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from pytest_dynamo.deploy.capabilities import PROFILES
from pytest_dynamo.errors import BackendError

JAR = "DynamoDBLocal.jar"
JAR_VARIABLE = "DYNAMODB_LOCAL"
"""The environment variable that says where `DynamoDBLocal.jar` is, or the folder it is in."""

PORT = "{port}"
"""Stands in a command line for the number of the port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Startable:
    """A DynamoDB that can be started: its command with its arguments, and how one gets it."""

    name: str
    command: str
    arguments: tuple[str, ...]
    to_get_it: str


_LOCAL_ARGUMENTS = ("-inMemory", "-sharedDb", "-disableTelemetry", "-port", PORT)

STARTABLE: Mapping[str, Startable] = MappingProxyType(
    {
        one.name: one
        for one in (
            # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
            Startable(
                name="dynamodb-local",
                command="dynamodb-local",
                arguments=_LOCAL_ARGUMENTS,
                to_get_it=f"download it from AWS, unpack it, set {JAR_VARIABLE} to its folder, and have java "
                "on PATH",
            ),
            # https://github.com/architect/dynalite
            Startable(
                name="dynalite",
                command="dynalite",
                arguments=(
                    *("--host", "127.0.0.1", "--port", PORT),
                    *("--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"),
                ),
                to_get_it="npm install --global dynalite",
            ),
            # https://github.com/nubo-db/dynoxide
            Startable(
                name="dynoxide",
                command="dynoxide",
                arguments=("--port", PORT),
                to_get_it="put its executable on PATH",
            ),
            # https://docs.getmoto.org/en/latest/docs/server_mode.html
            Startable(
                name="moto",
                command="moto_server",
                arguments=("-H", "127.0.0.1", "-p", PORT),
                to_get_it="pip install 'moto[server]'",
            ),
        )
    }
)
"""What is started, by its name in settings."""

LISTENING: Mapping[str, str] = MappingProxyType({"localstack": "http://127.0.0.1:4566"})
"""What is not started by us, and where it usually listens."""

NAMES = tuple(profile.name for profile in PROFILES)
"""All names that a setting may have in place of a URL."""


def check_name(name: str) -> None:
    """Make sure that a name is one of `NAMES`.

    Raises:
        BackendError: it is none; the message has those near it.
    """
    if name in NAMES:
        return
    near = get_close_matches(name.lower(), NAMES, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    message = (
        f"'{name}' is not the name of a DynamoDB{hint}\n"
        f"To fix this: name one of {', '.join(NAMES)}, or a URL such as http://127.0.0.1:8000"
    )
    raise BackendError(message)


def command_of(server: Startable) -> tuple[str, ...] | str:
    """The command line that starts a server on this machine; or, as a sentence, why there is none."""
    if server.name == "dynamodb-local" and (place := os.environ.get(JAR_VARIABLE)):
        return _java_command(Path(place).expanduser())
    found = shutil.which(server.command, path=_path())
    if found:
        return (found, *server.arguments)
    also = f", and {JAR_VARIABLE} is not set" if server.name == "dynamodb-local" else ""
    return f"there is no command {server.command} on PATH{also}"


def _path() -> str:
    """PATH, and where this Python's own commands are: its environment may not be activated."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])


def _java_command(place: Path) -> tuple[str, ...] | str:
    jar = place / JAR if place.is_dir() else place
    if not jar.is_file():
        return f"{JAR_VARIABLE} is {place}, and there is no {JAR}"
    java = shutil.which("java")
    if java is None:
        return "there is no command java on PATH"
    library = jar.parent / "DynamoDBLocal_lib"
    return (java, f"-Djava.library.path={library}", "-jar", str(jar), *_LOCAL_ARGUMENTS)


def availability() -> dict[str, str]:
    """What can be used by its name on this machine: for each name an empty text, or why not."""
    result = {}
    for name in NAMES:
        server = STARTABLE.get(name)
        found = command_of(server) if server else ()
        result[name] = found if isinstance(found, str) else ""
    return result


def not_there(server: Startable, reason: str) -> str:
    """The message about a server that is not on this machine, with those that are."""
    there = availability()
    width = max(map(len, there))
    return (
        f"{server.name} cannot be started: {reason}.\n"
        "On this machine:\n"
        + "".join(f"  {name:{width}}   {_situation(name, why)}\n" for name, why in there.items())
        + f"To fix this: {server.to_get_it}; or name one that is there, or a URL."
    )


def _situation(name: str, why: str) -> str:
    if why:
        return why
    if name == "embedded":
        return "there, nothing is started"
    if name == "aws":
        return "with --dynamo-allow-aws and a region"
    if name in LISTENING:
        return f"if it listens at {LISTENING[name]}; it is not started"
    return "there"
