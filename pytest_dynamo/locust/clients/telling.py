"""Calls of the data plane made for a load test, and told to a sink with all they consumed."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.deploy.sending import renamed
from pytest_dynamo.locust.clients.sink import Sink
from pytest_dynamo.measure.call import CapacitySource
from pytest_dynamo.measure.flight import NOT_BY_INDEX, failure, show_as_asked
from pytest_dynamo.measure.reading import Exchange, read_call
from pytest_dynamo.measure.touched_keys import Schemas


class Telling:
    """Makes calls through whoever sends them, and tells a sink of each.

    Requests name the tables as the design does; `names` says what they are called where they are sent,
    and `schemas` gives their definitions by that name. `source` says whether the capacity there is
    modelled or observed.
    """

    def __init__(
        self, sink: Sink, *, names: Mapping[str, str], schemas: Schemas, source: CapacitySource
    ) -> None:
        self._sink = sink
        self._names = {ours: theirs for ours, theirs in names.items() if ours != theirs}
        self._schemas = schemas
        self._source: CapacitySource = source

    def call(
        self,
        send: Callable[[dict[str, Any], Exchange], dict[str, Any]],
        operation: str,
        parameters: dict[str, Any],
        name: str | None,
    ) -> dict[str, Any]:
        """Make a call, and tell of it.

        It asks for consumed capacity by index, whatever the caller asked for; the answer has what he did.
        `send` may note in the exchange what only it knows: attempts, and the request in another form.
        """
        if self._names:
            parameters = renamed(parameters, self._names)
        asked = parameters.get("ReturnConsumedCapacity", "NONE")
        if asked in NOT_BY_INDEX:
            parameters["ReturnConsumedCapacity"] = "INDEXES"
        exchange = Exchange(
            operation=operation,
            request=parameters,
            started=time.time(),
            duration_seconds=0.0,
            source=self._source,
            pattern=name,
        )
        self._sink.begin()
        clock = time.perf_counter()
        try:
            exchange.answer = answer = send(parameters, exchange)
        except Exception as error:
            exchange.duration_seconds = time.perf_counter() - clock
            self._tell_of_failure(exchange, error)
            raise
        except BaseException:  # whoever makes the call is ended himself
            self._sink.cut_off(name or operation, exchange.started)
            raise
        exchange.duration_seconds = time.perf_counter() - clock
        self._sink.record(read_call(exchange, self._schemas))
        if asked in NOT_BY_INDEX:
            show_as_asked(answer, asked)
        return answer

    def _tell_of_failure(self, exchange: Exchange, error: Exception) -> None:
        """Tell of a call that has failed, perhaps since its request is none: nobody has checked it."""
        exchange.answer, exchange.error = failure(error)
        try:
            call = read_call(exchange, self._schemas)
        except (AttributeError, KeyError, TypeError):
            exchange.request = {}
            call = read_call(exchange, self._schemas)
        self._sink.record(call)
