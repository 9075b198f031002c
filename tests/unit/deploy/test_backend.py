import http.server
import socket
import threading
from dataclasses import replace

import pytest

from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.capabilities import AWS as CAPABILITIES_OF_AWS
from pytest_dynamo.deploy.conformity import check_tables, deviations
from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.design.values import KeySchema
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError

NO_TABLES = (200, b'{"TableNames": []}')
AWS = "https://dynamodb.eu-west-1.amazonaws.com"


@pytest.fixture
def serve():
    """Serves answers in turn, the last for ever, on a port of loopback: the URL and the requests."""
    servers = []

    def start(*answers, content_type="application/x-amz-json-1.0"):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                status, body = answers[min(len(asked), len(answers) - 1)]
                asked.append(dict(self.headers))
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}", asked

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def refusal(*arguments, **options):
    with pytest.raises(BackendError) as caught:
        open_backend(*arguments, **options)
    return str(caught.value)


def test_no_host_is_the_embedded_dynamodb_until_it_is_closed(table):
    with open_backend() as backend:
        create_table(backend.make_client(), table)
        assert backend.make_client().list_tables()["TableNames"] == ["orders"]
        assert (backend.kind, backend.endpoint) == ("embedded", None)
    with dynamodb() as other:
        assert other.client().list_tables()["TableNames"] == []


def test_a_client_tries_once_over_many_connections_unless_told_otherwise():
    with open_backend() as backend:
        config = backend.make_client().meta.config
        assert (config.retries["total_max_attempts"], config.max_pool_connections) == (1, 50)
        config = backend.make_client(max_pool_connections=7).meta.config
        assert (config.retries["total_max_attempts"], config.max_pool_connections) == (1, 7)


def test_an_endpoint_gets_dummy_credentials_where_none_are_configured(serve):
    url, asked = serve(NO_TABLES)
    backend = open_backend(url)
    assert (backend.kind, backend.endpoint, backend.region) == ("endpoint", url, "us-east-1")
    assert "Credential=dummy/" in asked[0]["Authorization"]


def test_an_endpoint_gets_the_credentials_and_the_region_that_are_configured(
    serve, credentials, monkeypatch
):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    url, asked = serve(NO_TABLES)
    assert open_backend(url).region == "eu-north-1"
    assert "Credential=mine/" in asked[0]["Authorization"]
    assert open_backend(url, region="eu-south-1").region == "eu-south-1"


def test_an_endpoint_that_is_down_is_one_message(free_port):
    assert refusal(f"http://127.0.0.1:{free_port}") == (
        f"nothing answers at http://127.0.0.1:{free_port}: connection refused.\n"
        "To fix this: start a DynamoDB there, check the address and the port,\n"
        "or use the embedded DynamoDB: name no endpoint, or start it with pytest-dynamo serve."
    )


def test_something_else_that_listens_is_one_message(serve):
    url, _ = serve((200, b"<html>hello</html>"), content_type="text/html")
    first, *_, last = refusal(url).splitlines()
    assert first.startswith(f"what listens at {url} does not answer like a DynamoDB: ")
    assert last == "To fix this: check the address and the port."


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost", "ftp://x", "http://", "http://x:y"]
)
def test_what_is_no_url_says_how_one_looks(host):
    assert refusal(host) == (
        f"{host!r} is not the URL of a DynamoDB.\n"
        "To fix this: write it with scheme and port, for example http://127.0.0.1:8000."
    )


def test_an_endpoint_that_refuses_to_list_tables_is_one_message(serve):
    url, _ = serve((501, b"{}"))
    assert refusal(url).startswith(f"what listens at {url} does not answer like a DynamoDB: ")


def test_aws_without_credentials_says_so():
    assert refusal(AWS, allow_aws=True) == (
        f"no AWS credentials were found for {AWS}. Nothing was sent.\n"
        "To fix this: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY;\n"
        "or use the embedded DynamoDB, which needs none: name no endpoint, or that of pytest-dynamo serve."
    )


def test_aws_with_a_profile_that_is_not_there_says_so(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert refusal(AWS).splitlines()[0] == "The config profile (nobody) could not be found."


def test_a_region_that_aws_does_not_have_is_refused_with_those_near_it(credentials):
    assert refusal("https://dynamodb.eu-wets-1.amazonaws.com").splitlines() == [
        "AWS has no region 'eu-wets-1' with DynamoDB. Nothing was sent.",
        "To fix this: write the region as AWS does; did you mean eu-west-1, us-west-1, eu-west-3?",
    ]


def test_aws_without_a_region_says_so(credentials):
    assert refusal("https://dynamodb.amazonaws.com").splitlines() == [
        "no region is known for https://dynamodb.amazonaws.com. Nothing was sent.",
        "To fix this: set AWS_DEFAULT_REGION, for example AWS_DEFAULT_REGION=eu-west-1.",
    ]


@pytest.fixture
def token_service(serve, monkeypatch):
    identity = b"""<GetCallerIdentityResponse><GetCallerIdentityResult>
        <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
    url, _ = serve((200, identity), content_type="text/xml")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", url)


def test_aws_is_refused_with_what_it_is(client, table, credentials, token_service):
    create_table(client, table)  # the embedded DynamoDB stands in for AWS's
    client.put_item(TableName="orders", Item={"pk": {"S": "a"}})
    assert refusal(AWS, tables=["orders", "sessions"]) == (
        "this is AWS, account 1234…9012, table orders (ACTIVE, 1 items), "
        "table sessions (not there). Nothing was sent.\n"
        "  to run against it:  --dynamo-allow-aws"
    )


def test_aws_is_refused_also_where_it_will_not_say_what_it_is(credentials, monkeypatch, free_port):
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://127.0.0.1:{free_port}")
    assert refusal(AWS) == (
        "this is AWS. Nothing was sent.\n  to run against it:  --dynamo-allow-aws"
    )


def test_aws_is_refused_without_the_tables_it_will_not_describe(
    serve, credentials, token_service, monkeypatch
):
    url, _ = serve((400, b'{"__type": "x#AccessDeniedException"}'))
    monkeypatch.setattr("pytest_dynamo.deploy.backend.is_aws", lambda _host: True)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert refusal(url, tables=["orders"]).splitlines()[0] == (
        "this is AWS, account 1234…9012, table orders. Nothing was sent."
    )


def test_aws_behind_another_name_is_told_by_its_answers(serve, credentials, monkeypatch):
    url, _ = serve(NO_TABLES)
    monkeypatch.setattr("pytest_dynamo.deploy.backend.recognise", lambda *_: CAPABILITIES_OF_AWS)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")

    assert refusal(url, allow_text="say so") == "this is AWS. Nothing was sent.\n  say so"
    assert open_backend(url, allow_aws=True).kind == "aws"


def test_the_account_is_known_on_aws_as_far_as_it_says(
    serve, credentials, token_service, monkeypatch
):
    aliases = b"""<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases>
        <member>acme-live</member></AccountAliases></ListAccountAliasesResult>
        </ListAccountAliasesResponse>"""
    iam, _ = serve((200, aliases), content_type="text/xml")
    monkeypatch.setenv("AWS_ENDPOINT_URL_IAM", iam)
    backend = open_backend(AWS, allow_aws=True)

    assert (backend.account(), backend.account_aliases()) == ("123456789012", ("acme-live",))
    for service in ("IAM", "STS"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", "http://127.0.0.1:9")
    assert (backend.account(), backend.account_aliases()) == (None, ())
    assert not backend.is_on_this_machine


def test_another_endpoint_has_no_account(serve):
    url, _ = serve(NO_TABLES)
    backend = open_backend(url)

    assert (backend.account(), backend.account_aliases()) == (None, ())
    assert backend.is_on_this_machine
    with open_backend() as embedded:
        assert embedded.is_on_this_machine


def test_aws_that_is_allowed_is_in_the_region_of_its_url(credentials):
    backend = open_backend(AWS, allow_aws=True, region="us-east-2")
    assert (backend.kind, backend.endpoint, backend.region) == ("aws", AWS, "eu-west-1")
    assert backend.make_client().meta.endpoint_url == AWS


def test_tables_that_are_there_are_fine(design, table):
    with open_backend() as backend:
        create_table(backend.make_client(), table, "test-orders")
        check_tables(backend, design, {"orders": "test-orders"})


def test_a_missing_table_is_named_with_those_near_it(design, table):
    with open_backend() as backend:
        create_table(backend.make_client(), table, "order")
        with pytest.raises(BackendError) as caught:
            check_tables(backend, design)
    assert str(caught.value) == (
        "1 of 1 tables of shop not found at the embedded DynamoDB:\n"
        "  orders   did you mean order?\n"
        "It has 1 tables, among them order.\n"
        "To fix this: create them, or check the region and the account."
    )


def test_a_table_with_other_keys_or_indexes_is_said(design, table):
    other = replace(
        table,
        key=KeySchema(partition_key=("id",)),
        attribute_types={"id": "S", "day": "N"},
        deletion_protection=False,
    )
    with open_backend() as backend:
        create_table(backend.make_client(), other)
        with pytest.raises(BackendError) as caught:
            check_tables(backend, design)
    assert str(caught.value) == (
        "the embedded DynamoDB has other tables than shop:\n"
        "  table orders has key (id), the design says (pk)\n"
        "  table orders has index by_day with key attribute day of type N, the design says S\n"
        "To fix this: drop what is there, choose another prefix for the names, or correct the design."
    )


def test_an_index_that_is_missing_of_another_kind_or_with_another_key_is_said(table):
    by_day = table.indexes["by_day"]
    key = KeySchema(partition_key=("pk",), sort_key=("day", "hour"))

    def said(indexes):
        return list(deviations(replace(table, indexes=indexes), table))

    assert said({}) == ["has no index by_day, which the design says it has; there: none"]
    assert said({"by_day": replace(by_day, kind="local")}) == [
        "has the local index by_day, the design says it is global"
    ]
    assert said({"by_day": replace(by_day, key=key)}) == [
        "has index by_day with key (pk, day + hour), the design says (day)"
    ]
    assert said({**table.indexes, "more": replace(by_day, name="more")}) == []


def test_credentials_that_are_refused_are_one_message(serve, design):
    expired = b'{"__type": "x#ExpiredTokenException", "message": "The token is expired."}'
    url, _ = serve(NO_TABLES, (400, expired))
    with pytest.raises(BackendError) as caught:
        check_tables(open_backend(url), design)
    assert str(caught.value).splitlines() == [
        f"{url} refused the request: ExpiredTokenException: The token is expired.",
        "To fix this: check which credentials are in use and what they are allowed to do.",
    ]
