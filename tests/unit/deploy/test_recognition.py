import http.server
import json
import threading

import pytest

from pytest_dynamo.deploy.aws import aws_url
from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.capabilities import AWS, EMBEDDED, LOCALSTACK, UNKNOWN
from pytest_dynamo.deploy.recognition import check_listens
from pytest_dynamo.errors import BackendError


@pytest.fixture
def endpoint():
    """Serves an empty list of tables, and an answer to GET at the path of LocalStack's health."""
    servers = []

    def start(health):
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, value):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(value).encode())

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(200, {"TableNames": []})

            def do_GET(self):
                found = self.path == "/_localstack/health" and health is not None
                self.answer(200 if found else 404, health)

            def log_message(self, *_arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("health", "profile"),
    [
        ({"services": {"dynamodb": "available"}, "version": "4.0"}, LOCALSTACK),
        ({"status": "fine"}, UNKNOWN),
        (None, UNKNOWN),
    ],
    ids=["as LocalStack", "otherwise", "not at all"],
)
def test_localstack_is_told_by_how_it_tells_of_its_health(endpoint, health, profile):
    assert open_backend(endpoint(health)).profile is profile


def test_the_embedded_dynamodb_and_aws_are_known_for_what_they_are(credentials):
    with open_backend() as backend:
        assert backend.profile is EMBEDDED
    assert open_backend("https://dynamodb.eu-west-1.amazonaws.com", allow_aws=True).profile is AWS


def test_nothing_listens_any_more():
    with pytest.raises(BackendError) as caught:
        check_listens("http://127.0.0.1:1")
    assert str(caught.value).splitlines()[0] == (
        "nothing answers at http://127.0.0.1:1: connection refused."
    )


@pytest.mark.parametrize(
    ("region", "url"),
    [
        ("eu-west-1", "https://dynamodb.eu-west-1.amazonaws.com"),
        ("cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_aws_is_where_the_configured_region_is(monkeypatch, region, url):
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000")
    assert aws_url() == url


def test_aws_without_a_region_is_nowhere():
    with pytest.raises(BackendError) as caught:
        aws_url()
    assert str(caught.value) == (
        "no region is known for AWS. Nothing was sent.\n"
        "To fix this: set AWS_DEFAULT_REGION, for example AWS_DEFAULT_REGION=eu-west-1."
    )
