"""Asynchronous clients, as aiobotocore has them: a fake of its two classes, with its methods' shapes."""

import asyncio
import sys
from types import ModuleType, SimpleNamespace

import botocore.session
import pytest

from pytest_dynamo.measure.observe import observing, transport

GET = {"TableName": "orders", "Key": {"PK": {"S": "USER#1"}}}
BODY = b'{"TableName": "orders", "Key": {"PK": {"S": "USER#1"}}}'
CONSUMED = {"TableName": "orders", "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}}
SERVICE = SimpleNamespace(service_name="dynamodb")
OPERATION = SimpleNamespace(name="GetItem", service_model=SERVICE)


class AioBaseClient:
    """What aiobotocore's client does, as far as it matters: it prepares a request and sends it."""

    def __init__(self, endpoint):
        self.meta = SimpleNamespace(service_model=SERVICE)
        self.endpoint = endpoint

    async def _make_api_call(self, operation_name, api_params):
        request = {"body": BODY, "context": {}}
        _, answer = await self.endpoint._send_request(request, OPERATION)
        if "Error" in answer:
            raise FailedError(answer)
        return answer


class FailedError(Exception):
    def __init__(self, response):
        super().__init__(response["Error"]["Code"])
        self.response = response


class AioEndpoint:
    """What aiobotocore's endpoint does: it answers from the network, and retries with an await."""

    def __init__(self, retries=0):
        self._response_parser_factory = SimpleNamespace(_defaults={})
        self.retries = retries
        self.bodies = []

    def _update_retries_context(self, context, attempt, response=None):
        context["retries"] = {"attempt": attempt}

    async def _needs_retry(self, attempts, operation, request, response=None, exception=None):
        await asyncio.sleep(0)
        return attempts <= self.retries

    async def _send_request(self, request_dict, operation_model):
        self.bodies.append(request_dict["body"])
        await asyncio.sleep(0)
        return SimpleNamespace(status_code=200), {"Item": {}, "ConsumedCapacity": CONSUMED}


ORIGINALS = (
    AioBaseClient._make_api_call,
    AioEndpoint._send_request,
    AioEndpoint._needs_retry,
)


@pytest.fixture
def install(monkeypatch):
    """Make the fake the aiobotocore that is imported."""

    def put_in_place():
        client, endpoint = ModuleType("aiobotocore.client"), ModuleType("aiobotocore.endpoint")
        client.AioBaseClient, endpoint.AioEndpoint = AioBaseClient, AioEndpoint
        monkeypatch.setitem(sys.modules, "aiobotocore.client", client)
        monkeypatch.setitem(sys.modules, "aiobotocore.endpoint", endpoint)

    return put_in_place


def get(endpoint):
    return asyncio.run(AioBaseClient(endpoint)._make_api_call("GetItem", GET))


def test_a_call_to_the_network_is_observed(install):
    install()
    calls, endpoint = [], AioEndpoint()

    with observing(calls.append, locate=True):
        answer = get(endpoint)

    (call,) = calls
    assert answer == {"Item": {}}
    assert (call.operation, call.table, call.read_units) == ("GetItem", "orders", 0.5)
    assert (call.source, call.attempts, call.error) == ("observed", 1, None)
    assert call.location.startswith(__file__)
    assert b'"ReturnConsumedCapacity": "INDEXES"' in endpoint.bodies[0]
    found = (AioBaseClient._make_api_call, AioEndpoint._send_request, AioEndpoint._needs_retry)
    assert found == ORIGINALS


def test_a_transport_answers_in_place_of_the_network_and_retries_are_awaited(install):
    install()
    calls, endpoint, answers = [], AioEndpoint(retries=1), []

    def send(single, request, operation):
        single._update_retries_context(request["context"], 9)
        assert not single._needs_retry(1)
        answers.append(operation.name)
        return SimpleNamespace(status_code=200), {"Item": {}, "ResponseMetadata": {}}

    with transport(send), observing(calls.append):
        answer = get(endpoint)

    assert answer == {"Item": {}, "ResponseMetadata": {"RetryAttempts": 1}}
    assert (answers, endpoint.bodies) == (["GetItem"] * 2, [])
    (call,) = calls
    assert (call.source, call.attempts, len(call.failed_attempts)) == ("modelled", 2, 1)
    assert call.service_seconds < call.duration_seconds


def test_a_transport_alone_answers_as_well(install):
    install()

    with transport(lambda *_: (SimpleNamespace(status_code=200), {"Item": {}})):
        assert get(AioEndpoint()) == {"Item": {}, "ResponseMetadata": {"RetryAttempts": 0}}


def test_an_error_and_a_cancellation_are_told(install):
    install()
    calls, cut_off = [], []
    error = {"Error": {"Code": "ValidationException"}}

    async def cancelled():
        raise asyncio.CancelledError

    with observing(calls.append, on_cut_off=lambda name, _: cut_off.append(name)):
        with (
            transport(lambda *_: (SimpleNamespace(status_code=400), dict(error))),
            pytest.raises(FailedError),
        ):
            get(AioEndpoint())
        endpoint = SimpleNamespace(_send_request=lambda *_: cancelled())
        with pytest.raises(asyncio.CancelledError):
            get(endpoint)

    assert [call.error for call in calls] == ["ValidationException"]
    assert cut_off == ["GetItem"]


def test_one_that_is_imported_later_is_patched_when_a_session_is_made(install):
    calls = []

    with observing(calls.append):
        get(AioEndpoint())
        install()
        botocore.session.Session()
        get(AioEndpoint())

    assert [call.operation for call in calls] == ["GetItem"]


def test_other_services_and_times_are_left_alone(install, monkeypatch):
    install()
    calls = []

    with observing(calls.append):
        ours = AioBaseClient._make_api_call
        monkeypatch.setattr(SERVICE, "service_name", "sqs")
        assert "ConsumedCapacity" in get(AioEndpoint())

    assert AioBaseClient._make_api_call is not ours
    assert calls == []
