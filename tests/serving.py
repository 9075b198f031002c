"""`pytest-dynamo serve` as a process, for tests of what uses it."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.config import Config


class Process:
    """A `pytest-dynamo serve` that is running."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytest_dynamo.cli", "serve", "--port", "0", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        found = None
        while found is None:
            line = self.process.stdout.readline()
            if not line:
                pytest.fail(self.end()[2])
            self.said.append(line.rstrip())
            found = re.match(r"DynamoDB at (http://127\.0\.0\.1:(\d+))", line)
        self.url, self.port = found[1], int(found[2])

    def client(self):
        return boto3.client(
            "dynamodb",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="x",
            aws_secret_access_key="x",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
        )

    def refuses(self) -> bool:
        """Whether nothing listens any more."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except OSError:
            return True
        return False

    def end(self, number: int | None = None) -> tuple[int, list[str], str]:
        """Send a signal, if any; the exit code, what it said since the start, and its errors."""
        if number is not None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out.splitlines(), err
