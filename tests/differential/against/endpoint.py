"""A DynamoDB somewhere else, asked over HTTP.

boto3 is not used: while the embedded DynamoDB is open, every client of boto3 belongs to it; and a
client checks parameters before the service can.
"""

import base64
import http.client
import json
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.session import Session

REGION = "us-east-1"
THROTTLED = (
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
)
ATTEMPTS = 8


class NotAllowedError(Exception):
    """The operations would have run against AWS, and nobody said that they may, or as whom."""


@dataclass(frozen=True)
class Refusal:
    """An error that the service answered."""

    code: str
    message: str
    reasons: tuple = ()

    def __str__(self):
        return f"{self.code}{list(self.reasons) or ''}: {self.message}"

    @classmethod
    def of(cls, body):
        """The refusal that the body of a response says; cancellation reasons by their codes."""
        reasons = tuple(reason.get("Code", "") for reason in body.get("CancellationReasons") or ())
        message = body.get("message") or body.get("Message") or ""
        return cls(body.get("__type", "no type").rpartition("#")[2], message, reasons)


@dataclass
class Endpoint:
    """Another DynamoDB. `kind` says which: aws, moto, dynalite, dynamodb-local or unknown."""

    url: str
    region: str
    credentials: Credentials
    kind: str = "unknown"
    _connection: http.client.HTTPConnection | None = None

    @classmethod
    def at(cls, url, environment):
        """The endpoint at a URL, with region and credentials from the environment."""
        is_aws = is_of_aws(url)
        if is_aws and environment.get("DYNAMO_ALLOW_AWS") != "1":
            message = (
                f"{url} is an endpoint of AWS, and no run against AWS was allowed: set "
                "DYNAMO_ALLOW_AWS=1 to create tables there, to write and read some megabytes, and to "
                "delete the tables again"
            )
            raise NotAllowedError(message)
        found = Session().get_credentials() if is_aws else None
        if is_aws and found is None:
            message = (
                f"no AWS credentials were found for {url}, neither in the environment nor in a file"
            )
            raise NotAllowedError(message)
        region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or REGION
        credentials = found.get_frozen_credentials() if found else Credentials("local", "local")
        endpoint = cls(url=url, region=region, credentials=credentials)
        endpoint.kind = environment.get("DYNAMO_KIND") or ("aws" if is_aws else endpoint._kind())
        return endpoint

    def perform(self, operation, parameters):
        """The answer to a request, or a `Refusal`."""
        for attempt in range(ATTEMPTS):
            status, _, body = self._post(operation, parameters)
            outcome = answer_of(status, body)
            if not (isinstance(outcome, Refusal) and outcome.code in THROTTLED):
                break
            time.sleep(0.05 * 2**attempt)
        return outcome

    def _kind(self):
        """Which emulator answers, by what only it says of itself."""
        _, headers, _ = self._post("ListTables", {})
        server = headers.get("Server", "")
        if server.startswith("Jetty"):
            return "dynamodb-local"
        if server.startswith("Werkzeug"):
            return "moto"
        return "dynalite" if not server and "x-amz-crc32" in headers else "unknown"

    def _post(self, operation, parameters):
        request = AWSRequest(
            method="POST",
            url=self.url,
            data=json.dumps(parameters, default=as_base64).encode(),
            headers={
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            },
        )
        SigV4Auth(self.credentials, "dynamodb", self.region).add_auth(request)
        prepared = request.prepare()
        headers = {name: _text(value) for name, value in prepared.headers.items()}
        for attempt in (1, 2):
            try:
                connection = self._connected()
                connection.request("POST", urlsplit(self.url).path or "/", prepared.body, headers)
                answer = connection.getresponse()
                return answer.status, answer.headers, answer.read()
            except (http.client.HTTPException, ConnectionError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def _connected(self):
        if self._connection is None:
            parts = urlsplit(self.url)
            secure = parts.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            self._connection = kind(parts.hostname, parts.port, timeout=60)
        return self._connection

    def close(self):
        """Hang up; the next request connects anew."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def is_of_aws(url):
    """Whether a URL leads to AWS."""
    host = urlsplit(url).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws"))


def answer_of(status, body):
    """What a response says: an answer with binary as bytes, or a `Refusal`."""
    try:
        answer = json.loads(body)
    except ValueError:  # an emulator broke
        return Refusal(f"HTTP {status}", body[:200].decode(errors="replace"))
    if status == 200:
        return {name: from_json(value) for name, value in answer.items()}
    return Refusal.of(answer)


def from_json(value):
    """JSON with the base64 texts of attribute values as bytes."""
    if isinstance(value, list):
        return [from_json(element) for element in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, content),) = value.items()
        if name == "B" and isinstance(content, str):
            return {"B": base64.b64decode(content)}
        if name == "BS" and isinstance(content, list):
            return {"BS": [base64.b64decode(element) for element in content]}
    return {name: from_json(member) for name, member in value.items()}


def as_base64(content):
    """Bytes as JSON has them."""
    return base64.b64encode(content).decode()


def _text(value):
    return value.decode() if isinstance(value, bytes) else value
