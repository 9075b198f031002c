"""The fast client with all that a load test does to a call, beside boto3 with nothing of that.

Both ask one local responder, from sixteen greenlets of a process that Locust has patched. What counts is
the processor time of that process; the responder has its own.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from benchmarks.cases import Case, Figure, ratio, shortest

Pairs: TypeAlias = tuple[tuple[float, float], ...]
"""Seconds a call, of boto3 and of the fast client, of each round."""

SIGNING = "signing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outpaced:
    """The fast client, with Locust's event and our tally, has to be so many times faster than boto3 alone."""

    name: str
    work: str
    bound: float
    request: str
    cases: tuple[Case, ...] = ()

    def measured(self, samples: Mapping[str, Pairs]) -> Figure:
        """How many times less processor time it takes."""
        boto3, fast = zip(*samples[self.request], strict=True)
        return ratio(boto3, fast)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signature of one request may take no more than so many seconds of processor time."""

    name: str
    work: str
    bound: float
    request: str = SIGNING
    cases: tuple[Case, ...] = ()

    def measured(self, samples: Mapping[str, Pairs]) -> Figure:
        """The seconds that it takes."""
        return shortest(tuple(seconds for seconds, _ in samples[SIGNING]))


def outpaced() -> tuple[Outpaced | Signed, ...]:
    """The bars of the fast client."""
    return (
        Outpaced(
            name="fast-get",
            work="GetItem: the fast client with Locust's event and our tally, against boto3 with neither",
            bound=8,
            request="get_item",
        ),
        Outpaced(
            name="fast-query",
            work="Query of 100 items in 50 kB, the same",
            bound=10,
            request="query",
        ),
        Signed(name="fast-signing", work="signing of one request", bound=10e-6),
    )


def measured_apart(requests: Iterable[str], rounds: int, *, share: float = 1.0) -> dict[str, Pairs]:
    """The seconds of each kind of request and round, in a new process that imports Locust first.

    `share` is how many of the calls of a round are made.
    """
    process = [sys.executable, "-m", "benchmarks.fast_client_process"]
    command = [*process, str(rounds), str(share), *requests]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    samples: Mapping[str, Sequence[Any]] = json.loads(found.stdout)
    return {
        request: tuple((one, other) for one, other in pairs) for request, pairs in samples.items()
    }
