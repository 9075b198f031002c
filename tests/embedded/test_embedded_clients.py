"""Which requests are answered in process, and which are left alone."""

import http.server
import os
import subprocess
import sys
import textwrap
import threading

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.embedded.data_plane import OPERATIONS

ITEM = {"pk": {"S": "a"}, "sk": {"S": "1"}}


def put_and_get(client):
    client.put_item(TableName="things", Item=ITEM)
    return client.get_item(TableName="things", Key=ITEM)["Item"]


def test_a_client_of_ours_needs_no_region_and_no_credentials(client, things):
    assert put_and_get(client) == ITEM


def test_a_client_of_another_session_sees_the_same_tables_in_any_region(client, things):
    other = boto3.Session(
        aws_access_key_id="a", aws_secret_access_key="b", region_name="eu-west-1"
    ).client("dynamodb")
    put_and_get(client)
    assert other.get_item(TableName="things", Key=ITEM)["Item"] == ITEM


def test_a_client_with_its_own_endpoint_is_answered(client, things):
    other = boto3.client("dynamodb", endpoint_url="http://127.0.0.1:1")
    assert put_and_get(other) == ITEM


def test_a_client_of_a_bare_botocore_session_is_answered(client, things):
    other = botocore.session.Session().create_client("dynamodb", region_name="us-west-2")
    assert put_and_get(other) == ITEM


def test_the_default_session_finds_a_region_and_credentials(client, things):
    other = boto3.client("dynamodb")
    assert (other.meta.region_name, put_and_get(other)) == ("us-east-1", ITEM)


def test_a_resource_gives_python_values(embedded, things):
    table = embedded.resource().Table("things")
    table.put_item(Item={"pk": "a", "sk": "1", "count": 3, "tags": {"x", "y"}, "raw": b"\x00\xff"})
    item = table.get_item(Key={"pk": "a", "sk": "1"})["Item"]
    assert item == {"pk": "a", "sk": "1", "count": 3, "tags": {"x", "y"}, "raw": b"\x00\xff"}


def test_binary_keys_and_sets_come_back_as_they_went(client, create_table):
    create_table(client, types={"sk": "B"})
    item = {"pk": {"S": "a"}, "sk": {"B": b"\x00\x01"}, "B": {"BS": [b"1", b"2"]}}
    client.put_item(TableName="things", Item=item)
    key = {"pk": item["pk"], "sk": item["sk"]}
    got = client.get_item(TableName="things", Key=key, ProjectionExpression="sk, B")["Item"]
    assert {"B": sorted(got["B"]["BS"]), "sk": got["sk"]} == {"B": [b"1", b"2"], "sk": item["sk"]}


def test_a_client_made_before_without_credentials_is_answered(
    no_network, monkeypatch, create_table
):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    early = boto3.Session(region_name="eu-central-1").client("dynamodb")
    with dynamodb():
        create_table(early)
        assert put_and_get(early) == ITEM


def test_a_client_made_at_import_time_is_answered_with_the_network_unplugged(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
            import socket

            def refuse(*arguments):
                raise AssertionError("the network was asked for")

            socket.socket.connect = socket.getaddrinfo = refuse

            import boto3

            client = boto3.client("dynamodb", region_name="eu-west-1",
                aws_access_key_id="x", aws_secret_access_key="x")

            from pytest_dynamo.embedded import dynamodb

            with dynamodb():
                print(client.list_tables()["TableNames"])
        """)
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_the_environment_is_put_back(no_network):
    before = dict(os.environ)
    with dynamodb():
        assert boto3.Session().region_name == "us-east-1"
    assert dict(os.environ) == before


def test_what_is_configured_stays(no_network, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    with dynamodb():
        session = boto3.Session()
        assert session.region_name == "sa-east-1"
        assert session.get_credentials().access_key == "mine"


def test_an_inner_one_has_tables_of_its_own_and_the_outer_one_comes_back(client, things):
    with dynamodb() as inner:
        assert client.list_tables()["TableNames"] == []
        assert inner.client().list_tables()["TableNames"] == []
    assert client.list_tables()["TableNames"] == ["things"]


def test_reset_forgets_all_tables(embedded, client, things):
    embedded.reset()
    assert client.list_tables()["TableNames"] == []


def test_mock_aws_of_a_user_keeps_its_own_tables_and_its_other_services(create_table):
    with mock_aws():
        theirs = boto3.client("dynamodb", region_name="us-east-1")
        create_table(theirs, "their-table")
        with dynamodb() as embedded:
            create_table(embedded.client(), "our-table")
            assert theirs.list_tables()["TableNames"] == ["our-table"]
            bucket = boto3.client("s3", region_name="us-east-1")
            bucket.create_bucket(Bucket="their-bucket")
        assert theirs.list_tables()["TableNames"] == ["their-table"]
        assert [each["Name"] for each in bucket.list_buckets()["Buckets"]] == ["their-bucket"]


def test_mock_aws_inside_does_not_take_the_tables_away(client, things):
    with mock_aws():
        put_and_get(client)
    assert client.describe_table(TableName="things")["Table"]["ItemCount"] == 1


def test_clients_of_other_services_reach_their_own_endpoint():
    asked = []

    class Bucket(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_arguments):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Bucket) as server, dynamodb():
        threading.Thread(target=server.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        bucket = boto3.client("s3", endpoint_url=url)
        body = bucket.get_object(Bucket="bucket", Key="key")["Body"]
        assert body.read() == b"hello"
        body.close()
    assert asked == ["/bucket/key"]


def test_hooks_after_a_call_can_read_the_body_of_the_answer(client):
    bodies = []
    client.meta.events.register(
        "after-call.dynamodb.ListTables",
        lambda http_response, **_: bodies.append(http_response.content),
    )
    client.list_tables()
    assert bodies == [b'{"TableNames":[]}']


def test_errors_are_the_clients_own_types(client, things):
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_item(TableName="no-such-table", Key=ITEM)
    client.put_item(TableName="things", Item=ITEM)
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as caught:
        client.put_item(
            TableName="things",
            Item=ITEM,
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert caught.value.response["Item"] == ITEM
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_cancelled_transaction_has_its_reasons(client, things):
    check = {"TableName": "things", "Key": ITEM, "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(client.exceptions.TransactionCanceledException) as caught:
        client.transact_write_items(TransactItems=[{"ConditionCheck": check}])
    reasons = caught.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["ConditionalCheckFailed"]


def test_an_operation_that_is_not_there_says_so(client, things):
    with pytest.raises(ClientError, match="does not answer ListBulkOperations"):
        client.list_bulk_operations()


def test_a_fault_of_ours_is_an_error_of_the_service(client, things, monkeypatch, caplog):
    def fail(*_arguments, **_options):
        raise AttributeError

    monkeypatch.setitem(OPERATIONS, "Query", fail)
    with pytest.raises(client.exceptions.InternalServerError, match="AttributeError"):
        client.query(
            TableName="things",
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": "a"}},
        )
    assert "failed to perform Query" in caplog.text
