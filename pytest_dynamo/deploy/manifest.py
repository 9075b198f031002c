"""What load tests have created and not dropped yet: a file that is written before anything is created.

There is one for each design and each DynamoDB, in the folder of the design's runs. It outlives a process
that is killed, so that what it has left behind can be told from tables that were there before.
"""

import json
import os
import re
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pytest_dynamo.errors import BackendError
from pytest_dynamo.measure.json_form import MisfitError, from_json_form, to_json_form
from pytest_dynamo.whole_files import write_whole

if sys.platform != "win32":
    import fcntl

VERSION = 1
CLOCKS_DIFFER_SECONDS = 300.0
"""How far a table's time of creation may be from that of its request: AWS refuses clocks further off."""

_FILES = "tables-*.json"
_SAME_SECONDS = 1.0
_START_TIME_FIELD = 19  # of /proc/<pid>/stat, counted after the name of the command


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A process that creates tables; `started` tells it from a later one with its number."""

    pid: int
    host: str
    started: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeTable:
    """A table that a run has created, or was about to.

    `requested_at` is in seconds since the epoch. The members that DynamoDB chose (`arn`, `table_id`,
    `created_at`) are None until it has answered. `is_kept`: --dynamo-keep was given. `is_seeded`: all
    items are in it.
    """

    name: str
    requested_at: float
    maker: Maker
    arn: str | None = None
    table_id: str | None = None
    created_at: float | None = None
    is_kept: bool = False
    is_seeded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The tables that were created at one DynamoDB; `account` is known only of AWS."""

    version: int = VERSION
    endpoint: str
    region: str
    account: str | None = None
    tables: tuple[MadeTable, ...] = ()


class ManifestFile:
    """A manifest on disk, read anew before each change, as several runs may share it."""

    def __init__(self, path: Path, *, endpoint: str, region: str, account: str | None) -> None:
        self.path = path
        self._empty = Manifest(endpoint=endpoint, region=region, account=account)

    def read(self) -> Manifest:
        """What it says; without a file, no table."""
        return read_manifest(self.path) if self.path.exists() else self._empty

    def note(self, table: MadeTable) -> None:
        """Note a table, in place of what was noted of it.

        Raises:
            BackendError: The file cannot be written; nothing may be created then.
        """
        with self._held():
            manifest = self.read()
            others = tuple(each for each in manifest.tables if each.name != table.name)
            self._write(replace(manifest, tables=(*others, table)))

    def forget(self, name: str) -> None:
        """Note that a table is gone; the last one takes the file with it."""
        with self._held():
            manifest = self.read()
            left = tuple(each for each in manifest.tables if each.name != name)
            if left:
                self._write(replace(manifest, tables=left))
            else:
                self.path.unlink(missing_ok=True)

    def _write(self, manifest: Manifest) -> None:
        write_whole(self.path, json.dumps(to_json_form(manifest), indent=1) + "\n")

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep other processes from changing it meanwhile: what one of them notes would be lost."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _locked(self.path.parent):
                yield
        except OSError as error:
            message = (
                f"{self.path} cannot be written: {(error.strerror or str(error)).lower()}. It says which "
                "tables a run has created, and without it none is.\n"
                "To fix this: another --dynamo-reports, or make room"
            )
            raise BackendError(message) from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)  # which lets go of it


def manifest_name(endpoint: str, region: str, account: str | None) -> str:
    """The name of the file for a DynamoDB.

    >>> manifest_name("http://127.0.0.1:8000", "us-east-1", None)
    'tables-127.0.0.1-8000.json'
    >>> manifest_name("https://dynamodb.eu-west-1.amazonaws.com", "eu-west-1", "123456789012")
    'tables-123456789012-eu-west-1.json'
    """
    place = f"{account}-{region}" if account else urlsplit(endpoint).netloc.rpartition("@")[2]
    return f"tables-{re.sub(r'[^A-Za-z0-9.]+', '-', place).strip('-')}.json"


def manifests_in(folder: Path) -> list[Path]:
    """The manifests in a folder and below it."""
    return sorted(path for path in folder.rglob(_FILES) if path.is_file())


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        BackendError: It cannot be read, or is none.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        manifest: Manifest = from_json_form(Manifest, data)
    except (OSError, ValueError) as error:  # of JSON, of UTF-8, and MisfitError
        what = "is no list of tables" if isinstance(error, MisfitError) else "cannot be read"
        message = (
            f"{path} {what}: {error}.\nTo fix this: look into it for tables that a load test has left, "
            "drop them, and remove the file"
        )
        raise BackendError(message) from None
    if manifest.version != VERSION:
        message = (
            f"{path} has version {manifest.version}, and this pytest-dynamo reads version {VERSION}"
        )
        raise BackendError(message)
    return manifest


def is_what_was_made(made: MadeTable, description: Mapping[str, Any]) -> bool:
    """Whether a table, as DescribeTable has it, is the one that was noted, and no later one of its name.

    A run that was killed while it waited for CreateTable's answer has noted when it asked, and that
    there was no such table then.
    """
    created_at = created(description)
    if made.created_at is None:
        return abs(created_at - made.requested_at) <= CLOCKS_DIFFER_SECONDS
    return (
        made.arn == description.get("TableArn")
        and made.table_id == description.get("TableId")
        and abs(created_at - made.created_at) < _SAME_SECONDS
    )


def as_created(made: MadeTable, description: Mapping[str, Any]) -> MadeTable:
    """The note on a table with what DynamoDB says of it."""
    return replace(
        made,
        arn=description.get("TableArn"),
        table_id=description.get("TableId"),
        created_at=created(description),
    )


def created(description: Mapping[str, Any]) -> float:
    """When a table was created, in seconds since the epoch."""
    moment = description["CreationDateTime"]
    return moment.timestamp() if isinstance(moment, datetime) else float(moment)


def this_process() -> Maker:
    """The process that asks."""
    pid = os.getpid()
    return Maker(pid=pid, host=socket.gethostname(), started=_start_of(pid))


def is_running(maker: Maker) -> bool:
    """Whether a process still runs; that of another machine, which cannot be asked, does not count."""
    if maker.host != socket.gethostname():
        return False
    try:
        os.kill(maker.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, who has its number now or then
        pass
    return _start_of(maker.pid) == maker.started


def age_text(made: MadeTable) -> str:
    """When a table was asked for, for people."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(made.requested_at))


def _start_of(pid: int) -> str:
    """When a process began, in the kernel's own count; empty where it does not tell, or has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *fields = text.rpartition(")")[2].split()
    return "" if state == "Z" else fields[_START_TIME_FIELD - 1]
