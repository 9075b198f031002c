"""The signature, beside botocore's of the same request."""

from locust.env import Environment  # noqa: F401

from datetime import UTC, datetime
from random import Random

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import normalize_url_path

from pytest_dynamo.locust.clients.fast.signing import TIMESTAMP, Keys, signed_headers, signing_key

TARGETS = ("GetItem", "Query", "TransactWriteItems", "BatchGetItem")
HOSTS = (
    "http://localhost:8000",
    "http://127.0.0.1",
    "http://[::1]:4566",
    "https://dynamodb.eu-central-1.amazonaws.com",
    "https://dynamodb.cn-north-1.amazonaws.com.cn:443",
    "https://vpce-0a1b2c3d.dynamodb.us-gov-west-1.vpce.amazonaws.com:8443",
    "http://xn--bcher-kva.example:80",
    "http://a_b.example:65535/base/path",
)
CHARACTERS = 'abcXYZ019 +/=\\"{}~ äß漢字🦊\n\t\x00'


def text(random, most):
    return "".join(random.choice(CHARACTERS) for _ in range(random.randrange(most)))


def by_botocore(monkeypatch, request, keys, region, now):
    monkeypatch.setattr(auth, "get_current_datetime", lambda: now)
    credentials = Credentials(keys.access_key, keys.secret_key, keys.token)
    auth.SigV4Auth(credentials, "dynamodb", region).add_auth(request)
    return request.headers


def test_a_thousand_random_requests_are_signed_as_botocore_signs_them(monkeypatch):
    random = Random(20120810)
    for number in range(1_000):
        url = random.choice(HOSTS) + "/"
        keys = Keys(
            access_key=f"AKIA{random.randrange(10**12):X}",
            secret_key=text(random, 60) or "s",
            token=random.choice([None, "tok/en+" + "x" * random.randrange(900) + "=="]),
        )
        now = datetime.fromtimestamp(random.randrange(10**9, 4 * 10**9), UTC)
        region = random.choice(["us-east-1", "eu-central-1", "ap-southeast-7", "custom"])
        target = f"DynamoDB_20120810.{random.choice(TARGETS)}"
        body = text(random, 400).encode()
        request = AWSRequest(
            method="POST",
            url=url,
            data=body,
            headers={"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": target},
        )
        theirs = by_botocore(monkeypatch, request, keys, region, now)

        ours = signed_headers(
            target,
            body,
            host=auth._host_from_url(url),
            path=normalize_url_path(auth.urlsplit(url).path),
            region=region,
            keys=keys,
            timestamp=now.strftime(TIMESTAMP),
        )

        assert ours.pop("Host")
        assert ours == dict(theirs.items()), number


def test_the_documented_example_gives_the_documented_key():
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html derives
    # the key in these steps; the second of two equal questions is answered from memory.
    before = signing_key.cache_info().hits
    assert signing_key("wJalrXUtnFEMI", "20150830", "us-east-1") == signing_key(
        "wJalrXUtnFEMI", "20150830", "us-east-1"
    )
    assert signing_key.cache_info().hits == before + 1


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("http://LocalHost:8000", "localhost:8000", 8000, "/"),
        ("https://[::1]", "[::1]", 443, "/"),
        ("http://127.0.0.1:80/a//b/", "127.0.0.1", 80, "/a/b/"),
        (
            "https://dynamodb.eu-west-1.amazonaws.com:8443",
            "dynamodb.eu-west-1.amazonaws.com:8443",
            8443,
            "/",
        ),
    ],
)
def test_the_host_that_is_signed_is_that_of_the_address(make_client, url, host, port, path):
    service = make_client(url)._caller._signer._service
    assert (service.host, service.port, service.path) == (host, port, path)
    assert service.host == auth._host_from_url(url)
