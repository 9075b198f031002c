"""Credentials of botocore's chain: a session's token, and those that expire in mid-run."""

from datetime import UTC, datetime, timedelta

import boto3
import botocore.session
import gevent
import pytest
from botocore.credentials import RefreshableCredentials
from gevent.event import Event

from pytest_dynamo.locust.clients.fast.client import FastClient
from tests.load.fast.conftest import KEY


def access_keys(server):
    return [
        request.partition(b"Credential=")[2].partition(b"/")[0].decode()
        for request in server.requests
    ]


class Issuer:
    """Issues credentials that live for so long, one set after the other."""

    def __init__(self, lifetime):
        self.lifetime = lifetime
        self.issued = 0
        self.fails = False
        self.is_there = Event()
        self.is_there.set()

    def __call__(self):
        if self.fails:
            message = "the issuer is away"
            raise OSError(message)
        self.is_there.wait()
        self.issued += 1
        expiry = datetime.now(UTC) + self.lifetime
        return {
            "access_key": f"KEY{self.issued}",
            "secret_key": "secret",
            "token": f"token{self.issued}",
            "expiry_time": expiry.isoformat(),
        }


@pytest.fixture
def make_refreshing(server):
    made = []

    def make(issuer, advisory_timeout=2):
        session = botocore.session.Session()
        session._credentials = RefreshableCredentials.create_from_metadata(
            issuer(), issuer, "test", advisory_timeout=advisory_timeout, mandatory_timeout=1
        )
        client = boto3.Session(botocore_session=session).client(
            "dynamodb", endpoint_url=server.url, region_name="us-east-1"
        )
        made.append(FastClient(client))
        return made[-1]

    yield make
    for client in made:
        client.close()


def test_the_token_of_a_session_is_sent_and_signed(server, make_client):
    make_client(aws_session_token="tok/en==").get_item(**KEY)
    (request,) = server.requests
    assert b"X-Amz-Security-Token: tok/en==\r\n" in request
    assert b"host;x-amz-date;x-amz-security-token;x-amz-target" in request


def test_credentials_come_from_the_chain(server, make_client, monkeypatch, new_session):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "FROMENV")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    client = make_client(aws_access_key_id=None, aws_secret_access_key=None)
    client.get_item(**KEY)
    assert access_keys(server) == ["FROMENV"]


def test_credentials_that_expire_are_replaced_while_calls_go_on(server, make_refreshing):
    issuer = Issuer(timedelta(seconds=1.5))  # which are about to expire whenever they are looked at
    client = make_refreshing(issuer)
    for _ in range(12):
        client.get_item(**KEY)
        gevent.sleep(0.1)
    keys = access_keys(server)
    assert keys == sorted(keys)
    assert 2 <= len(set(keys)) <= 4
    tokens = {
        request.partition(b"Security-Token: ")[2].partition(b"\r")[0] for request in server.requests
    }
    assert len(tokens) == len(set(keys))


def test_one_call_sees_to_new_ones_and_the_others_go_on_with_those_they_have(
    server, make_refreshing
):
    issuer = Issuer(timedelta(hours=1))
    client = make_refreshing(issuer, advisory_timeout=7_200)
    issuer.is_there.clear()

    calls = [gevent.spawn(client.get_item, **KEY) for _ in range(20)]
    gevent.joinall(calls[1:], raise_error=True)
    issuer.is_there.set()
    calls[0].get()

    assert access_keys(server) == ["KEY1"] * 19 + ["KEY2"]
    assert issuer.issued == 2


def test_they_are_asked_for_once_in_a_second(server, make_client):
    client = make_client()
    signer = client._caller._signer
    asked = []
    frozen = signer._credentials.get_frozen_credentials
    signer._credentials.get_frozen_credentials = lambda: asked.append(1) or frozen()
    signer._now = lambda: 1_800_000_000.2
    for _ in range(5):
        client.get_item(**KEY)
    signer._now = lambda: 1_800_000_001.0
    client.get_item(**KEY)
    assert len(asked) == 2
    assert b"X-Amz-Date: 20270115T080001Z" in server.requests[-1]


def test_none_to_be_had_any_more_is_told_as_boto3_tells_it(make_refreshing):
    issuer = Issuer(timedelta(seconds=-1))
    client = make_refreshing(issuer)
    issuer.fails = True
    with pytest.raises(OSError, match="the issuer is away"):
        client.get_item(**KEY)
    with pytest.raises(OSError, match="the issuer is away"):
        client._rest.get_item(**KEY)
