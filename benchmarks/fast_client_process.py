"""The process in which the fast client is measured: `python -m benchmarks.fast_client_process 7 1.0 get_item`."""

import locust  # noqa: F401 - it patches the sockets, and has to be first
from locust.env import Environment

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any, cast

import boto3
import gevent
from botocore.config import Config

from benchmarks.data import TABLE, key, partition_key
from benchmarks.fast_client import SIGNING
from pytest_dynamo.design.values import KeySchema, Table
from pytest_dynamo.locust.clients.fast.retrying import retry_config
from pytest_dynamo.locust.clients.fast.signing import Keys, signed_headers
from pytest_dynamo.locust.clients.fast.telling import TellingClient
from pytest_dynamo.locust.clients.telling import Telling
from pytest_dynamo.locust.performing.performer import Performer
from pytest_dynamo.locust.recording.recorder import Recorder
from pytest_dynamo.measure.flow import partitions_of

_GREENLETS = 16
_CALLS: Mapping[str, tuple[int, int]] = {"get_item": (480, 4_800), "query": (64, 960)}
"""So many calls of boto3 and of the fast client in a round, of each kind of request."""

_SIGNATURES = 5_000
_BODY = b'{"TableName":"bench","Key":{"PK":{"S":"USER#00000001"},"SK":{"S":"ORDER#000001"}}}'
_TABLE = Table(
    name=TABLE,
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S"},
)


class _NoPatterns:
    """Stands for the performer of a load test whose calls perform no access pattern."""

    def allows(self, *_of_call: object) -> bool:
        return False


def main(rounds: int, share: float, requests: list[str]) -> None:
    """Print the seconds of each round, of so many of its calls, as JSON."""
    samples: dict[str, list[tuple[float, float]]] = {request: [] for request in requests}
    with _responder() as url:
        options: Any = {
            "endpoint_url": url,
            "region_name": "us-east-1",
            "aws_access_key_id": "AKIDEXAMPLE",
            "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "config": Config(max_pool_connections=_GREENLETS),
        }
        plain = boto3.client("dynamodb", **options)
        fast = TellingClient(
            boto3.client("dynamodb", **options | {"config": _once()}),
            Telling(_sink(), names={}, schemas={TABLE: _TABLE}.get, source="observed"),
            names={},
        )
        for number in range(rounds + 1):
            if number == 1:  # as a load test does before it starts
                gc.collect()
                gc.freeze()
            for request in requests:
                samples[request].append(_round(request, share, plain, fast))
    sys.stdout.write(json.dumps({name: pairs[1:] for name, pairs in samples.items()}))


def _round(request: str, share: float, plain: Any, fast: Any) -> tuple[float, float]:  # noqa: ANN401 - clients
    if request == SIGNING:
        return _seconds_signing(), 0.0
    of_boto3, of_fast = (int(share * calls) for calls in _CALLS[request])
    seconds = _seconds(getattr(plain, request), request, of_boto3)
    return seconds, _seconds(getattr(fast, request), request, of_fast)


def _seconds(method: Callable[..., object], request: str, calls: int) -> float:
    numbers = count()

    def some() -> None:
        for _ in range(calls // _GREENLETS):
            method(**_arguments(request, next(numbers)))

    start = time.process_time()
    gevent.joinall([gevent.spawn(some) for _ in range(_GREENLETS)], raise_error=True)
    return (time.process_time() - start) / calls


def _arguments(request: str, number: int) -> dict[str, Any]:
    if request == "get_item":
        return {"TableName": TABLE, "Key": key(number)}
    return {
        "TableName": TABLE,
        "KeyConditionExpression": "PK = :pk",
        "ExpressionAttributeValues": {":pk": {"S": partition_key(number)}},
    }


def _seconds_signing() -> float:
    keys = Keys(access_key="AKIDEXAMPLE", secret_key="wJalrXUtnFEMI/K7MDENG", token="T" * 400)
    start = time.process_time()
    for _ in range(_SIGNATURES):
        signed_headers(
            "DynamoDB_20120810.GetItem",
            _BODY,
            host="dynamodb.us-east-1.amazonaws.com",
            path="/",
            region="us-east-1",
            keys=keys,
            timestamp="20261123T120000Z",
        )
    return (time.process_time() - start) / _SIGNATURES


class _Sink(Recorder):
    """A recorder that counts no calls under way, as nothing waits for them."""

    def begin(self) -> None:
        pass


def _sink() -> _Sink:
    return _Sink(
        environment=Environment(),
        performer=cast("Performer", _NoPatterns()),
        partitions=partitions_of([_TABLE]),
        from_time=0.0,
    )


def _once() -> Config:
    """A load test's client tries once."""
    retries: Any = retry_config("none")
    return Config(max_pool_connections=_GREENLETS, retries=retries)


@contextmanager
def _responder() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.responder"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None  # it was asked for
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
