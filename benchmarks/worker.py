"""A backend in a process of its own, so that its heap and its patches are no burden to another's."""

import gc
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from benchmarks.backends import BACKENDS
from benchmarks.data import item
from benchmarks.servers import NotAvailableError
from benchmarks.work import WORKS, Place

_MOST_CALLS = 20_000
# So few requests are made ready at a time that they are still in the processor's caches when they are
# sent, as those of a program are that makes one after the other.
_PREPARED = 50
_UNKNOWN = "UnknownOperationException"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One round: *calls* requests and the processor time they took."""

    calls: int
    seconds: float

    @property
    def seconds_each(self) -> float:
        """Seconds a request."""
        return self.seconds / self.calls


class Worker:
    """Stands for a backend in another process."""

    def __init__(self, backend: str, items: int) -> None:
        self._title = BACKENDS[backend].title
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, backend, items), daemon=False)
        self._process.start()
        other.close()

    def wait_until_ready(self) -> None:
        """Return when its table is filled.

        Raises:
            NotAvailableError: the backend cannot be measured here.
        """
        self._answer()

    def calls_for(self, work: str, seconds: float) -> int:
        """How many requests take about so many seconds.

        Raises:
            NotAvailableError: the backend does not know the operation.
        """
        sample: Sample = self._ask(work, 1)  # the first one finds the caches empty
        calls = 1
        while (taken := sample.seconds) < seconds / 20 and calls < _MOST_CALLS:
            calls *= 4
            sample = self._ask(work, calls)
            taken = sample.seconds
        return max(1, min(_MOST_CALLS, round(calls * seconds / max(taken, 1e-9))))

    def measure(self, work: str, calls: int) -> Sample:
        """Make so many requests and time them."""
        return self._ask(work, calls)

    def stop(self) -> None:
        """End the process; the backend closes itself."""
        self._connection.close()
        self._process.join()

    def _ask(self, work: str, calls: int) -> Sample:
        self._connection.send((work, calls))
        answer: Sample = self._answer()
        return answer

    def _answer(self) -> Any:  # noqa: ANN401 - what the other process sent
        try:
            answer = self._connection.recv()
        except EOFError:
            message = f"the process that measures {self._title} has ended; its error stands above"
            raise RuntimeError(message) from None
        if isinstance(answer, NotAvailableError):
            raise answer
        return answer


def _work(connection: Connection, backend: str, items: int) -> None:
    """What the other process does: open the backend, then time what it is asked to."""
    try:
        with _place(backend, items) as place:
            connection.send("ready")
            while True:
                work, calls = connection.recv()
                try:
                    connection.send(_timed(place, work, calls))
                except ClientError as error:
                    if error.response["Error"]["Code"] != _UNKNOWN:
                        raise
                    connection.send(NotAvailableError("it has no such operation"))
    except (EOFError, KeyboardInterrupt):
        pass
    except NotAvailableError as error:
        connection.send(error)
    finally:
        connection.close()


@contextmanager
def _place(backend: str, items: int) -> Iterator[Place]:
    with BACKENDS[backend].open() as opened:
        opened.fill(item(number) for number in range(items))
        yield Place(
            client=opened.client,
            items=items,
            new_numbers=count(items),
            random=Random(items),
            server_cpu_seconds=opened.server_cpu_seconds,
        )


def _timed(place: Place, work: str, calls: int) -> Sample:
    prepare = WORKS[work]
    gc.collect()  # so that the garbage of one kind of request is no burden to the next
    seconds = -place.server_cpu_seconds()
    for first in range(0, calls, _PREPARED):
        prepared = [prepare(place) for _ in range(min(_PREPARED, calls - first))]
        start = time.process_time()
        for call in prepared:
            call()
        seconds += time.process_time() - start
    return Sample(calls=calls, seconds=seconds + place.server_cpu_seconds())
