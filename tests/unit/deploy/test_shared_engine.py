"""An embedded DynamoDB that several processes share."""

import http.server
import threading

import psutil
import pytest

from pytest_dynamo.deploy.backend import join_backend, share_backend
from pytest_dynamo.embedded import Throttling, ThrottlingHistory
from pytest_dynamo.errors import BackendError

TABLE = {
    "TableName": "things",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def test_who_joins_sees_the_tables_and_only_who_shares_them_throttles():
    before = set(psutil.Process().children(recursive=True))  # those of other tests
    with share_backend() as shared:
        url = shared.endpoint
        shared.make_setup_client().create_table(**TABLE)
        with join_backend(url) as joined:
            assert (joined.kind, joined.endpoint, joined.engine) == ("embedded", url, None)
            assert joined.place == f"the embedded DynamoDB (shared, {url})"
            client = joined.make_client()
            assert client.list_tables()["TableNames"] == ["things"]
            shared.throttle(Throttling(speed=60.0))
            joined.throttle(None)
            assert joined.throttling_history() == ThrottlingHistory()
            assert list(shared.throttling_history().partitions) == [("things", None)]
            client.close()
        keeper, engine = set(psutil.Process().children(recursive=True)) - before
    assert psutil.wait_procs([keeper, engine], timeout=10)[1] == []
    with pytest.raises(BackendError, match="from here they cannot be reached: .*refused"):
        join_backend(url)


def test_another_server_is_not_taken_for_it():
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_: None
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    try:
        with pytest.raises(BackendError, match="something else listens there") as caught:
            join_backend(f"http://127.0.0.1:{server.server_port}")
    finally:
        thread.join()
        server.server_close()
    assert "start workers on the machine of the master" in str(caught.value)
