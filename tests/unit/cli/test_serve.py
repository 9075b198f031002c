"""`pytest-dynamo serve`, as a process: other processes use it, and Ctrl-C loses nothing."""

import signal
import socket
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.cli import main
from tests.serving import Process

DESIGN = """\
version: 1
name: shop
tables:
  shop:
    partition_key: pk
    sort_key: sk
"""
TABLE = {
    "TableName": "things",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


@pytest.fixture
def start(tmp_path):
    started = []

    def start(*arguments):
        started.append(Process(tmp_path, *arguments))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()


@pytest.fixture
def design(tmp_path):
    path = tmp_path / "shop.yaml"
    path.write_text(DESIGN)
    return path


def test_another_process_uses_the_tables_of_a_design(start, design):
    served = start("--design", str(design))
    assert served.said[0] == "table shop of shop created"
    assert served.process.stdout.readline() == (
        f"  try: AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws dynamodb list-tables "
        f"--endpoint-url {served.url} --region us-east-1\n"
    )
    key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    client = served.client()
    client.put_item(TableName="shop", Item={**key, "raw": {"B": b"\x00"}})
    assert client.get_item(TableName="shop", Key=key)["Item"]["raw"] == {"B": b"\x00"}
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_item(TableName="nowhere", Key=key)
    client.close()
    code, out, err = served.end(signal.SIGINT)
    assert (code, out) == (0, ["stopped: 3 requests served"])
    assert err == "stopping: what is under way is answered; Ctrl-C again stops at once\n"


def test_a_polite_end_is_an_end_as_well(start):
    code, out, _ = start().end(signal.SIGTERM)
    assert (code, out[-1]) == (0, "stopped: 0 requests served")


def test_a_second_ctrl_c_stops_at_once(start, tmp_path):
    served = start("--data", "tables.jsonl")
    with socket.create_connection(("127.0.0.1", served.port)) as stuck:
        stuck.sendall(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{")
        client = served.client()
        client.create_table(**TABLE)  # by then the half request is there
        served.process.send_signal(signal.SIGINT)
        while not served.refuses():
            time.sleep(0.01)
        code, _, err = served.end(signal.SIGINT)
        client.close()
    assert (code, err.splitlines()[-1]) == (130, "stopped at once; tables.jsonl is as it was")
    assert (tmp_path / "tables.jsonl").read_text() == '{"requests":0}\n'


def test_tables_and_items_outlast_the_process(start, design):
    first = start("--design", "shop.yaml", "--data", "tables.jsonl")
    client = first.client()
    client.put_item(TableName="shop", Item={"pk": {"S": "a"}, "sk": {"S": "b"}})
    client.close()
    code, out, _ = first.end(signal.SIGINT)
    kept = "stopped: 1 request served, 1 item written to tables.jsonl"
    assert (code, out[-1]) == (0, kept)
    second = start("--design", "shop.yaml", "--data", "tables.jsonl")
    assert second.said[:2] == ["1 items read from tables.jsonl", "table shop of shop is there"]
    client = second.client()
    assert client.scan(TableName="shop")["Count"] == 1
    client.close()
    assert second.end(signal.SIGINT)[1][-1].endswith("1 item written to tables.jsonl")


class Writer(threading.Thread):
    """Puts items and counts, until it is told no; what was acknowledged it keeps."""

    def __init__(self, name, client):
        super().__init__()
        self.writer, self.client = name, client
        self.acknowledged, self.counted, self.error = [], 0, None

    def run(self):
        try:
            for number in range(1_000_000):
                key = f"{self.writer}-{number}"
                item = {"pk": {"S": key}, "text": {"S": "x" * 200}}
                self.client.put_item(TableName="things", Item=item)
                self.acknowledged.append(key)
                self.client.update_item(
                    TableName="things",
                    Key={"pk": {"S": "counter"}},
                    UpdateExpression="ADD n :one",
                    ExpressionAttributeValues={":one": {"N": "1"}},
                )
                self.counted += 1
        except (BotoCoreError, ClientError) as error:
            self.error = str(error)


def test_no_acknowledged_write_is_missing_after_ctrl_c_while_eight_clients_write(start):
    served = start("--data", "tables.jsonl")
    maker = served.client()
    maker.create_table(**TABLE)
    writers = [Writer(f"writer{number}", served.client()) for number in range(8)]
    for writer in writers:
        writer.start()
    while sum(writer.counted for writer in writers) < 400:
        assert [writer.error for writer in writers if writer.error] == []
        time.sleep(0.01)
    code, _, _ = served.end(signal.SIGINT)
    for writer in writers:
        writer.join()
    assert code == 0
    again = start("--data", "tables.jsonl")
    reader = again.client()
    found = set()
    for page in reader.get_paginator("scan").paginate(TableName="things"):
        found |= {item["pk"]["S"] for item in page["Items"]}
    key = {"pk": {"S": "counter"}}
    counter = int(reader.get_item(TableName="things", Key=key)["Item"]["n"]["N"])
    for client in (maker, reader, *(writer.client for writer in writers)):
        client.close()
    acknowledged = {key for writer in writers for key in writer.acknowledged}
    assert acknowledged - found == set()
    assert len(found - acknowledged - {"counter"}) <= 8  # written, and the answer was not heard
    assert 0 <= counter - sum(writer.counted for writer in writers) <= 8


def refusal(capsys, *arguments):
    """The message and the exit code of a `serve` that does not begin."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", *arguments])
    return ended.value.code, capsys.readouterr().err


def test_a_port_that_is_taken_is_a_mistake(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, message = refusal(capsys, "--port", str(port))
    assert code == 2
    assert message == (
        f"127.0.0.1:{port} cannot be listened at: address already in use.\n"
        f"To fix this: stop what listens there, or choose another --port; 0 picks a free one.\n"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_an_address_that_others_reach_has_to_be_allowed(capsys, host):
    assert refusal(capsys, "--host", host) == (
        2,
        (
            f"{host} can be reached from other machines, and no request is asked for credentials.\n"
            f"To fix this: leave --host out, or add --allow-remote.\n"
        ),
    )


def test_an_address_that_is_allowed_is_warned_of(capsys):
    code, message = refusal(capsys, "--host", "192.0.2.1", "--allow-remote", "--port", "0")
    first, second, *_ = message.splitlines()
    assert code == 2
    assert first == "warning: whoever reaches 192.0.2.1 may read and write all tables"
    assert second.startswith("192.0.2.1:0 cannot be listened at: ")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_an_address_that_only_this_machine_reaches_needs_no_leave(capsys, host, design):
    code, message = refusal(capsys, "--host", host, "--design", str(design.with_name("no.yaml")))
    assert (code, "--allow-remote" in message) == (2, False)


def test_a_design_with_mistakes_is_refused_as_everywhere(capsys, design):
    design.write_text(DESIGN.replace("sort_key:", "sort_keys:"))
    code, message = refusal(capsys, "--design", str(design))
    assert (code, message.splitlines()[0]) == (2, f"{design}: 1 mistake")


def test_two_designs_may_not_mean_two_tables_by_one_name(capsys, design):
    other = design.with_name("other.yaml")
    other.write_text(DESIGN.replace("name: shop", "name: other").replace("pk", "id"))
    code, message = refusal(capsys, "--design", str(design), "--design", str(other))
    assert code == 2
    assert message.splitlines()[:2] == [
        "a table of other is there already and is another one:",
        "  table shop has key (pk, sk), the design says (id, sk)",
    ]


def test_a_data_file_that_could_not_be_written_is_a_mistake_at_the_start(capsys, tmp_path):
    code, message = refusal(capsys, "--data", str(tmp_path / "no-such-folder" / "tables.jsonl"))
    assert (code, "cannot be written: no such file or directory" in message) == (2, True)


def throttled_at(client, puts):
    """After how many puts of one item the first is throttled, and by what."""
    for number in range(puts):
        try:
            client.put_item(TableName="things", Item={"pk": {"S": "a"}})
        except client.exceptions.ThrottlingException as error:
            return number, error.response["throttlingReasons"][0]["reason"]
    return puts, None


def test_requests_are_throttled_on_request_and_what_is_kept_is_not(start, tmp_path):
    data = str(tmp_path / "tables.jsonl")
    first = start("--data", data)
    client = first.client()
    client.create_table(**TABLE)
    for number in range(200):
        client.put_item(TableName="things", Item={"pk": {"S": f"{number}"}})
    assert throttled_at(client, 20) == (20, None)
    client.close()
    assert first.end(signal.SIGINT)[0] == 0

    slow = ("--model", "partition_write_units=10", "--model", "partition_read_units=1")
    second = start("--data", data, "--throttle", *slow)
    assert second.said[0] == "201 items read from " + data
    client = second.client()
    number, reason = throttled_at(client, 20)
    assert 3 <= number < 20
    assert reason == "TableWriteKeyRangeThroughputExceeded"
    client.close()
    code, out, _ = second.end(signal.SIGINT)
    assert code == 0
    assert out[-1].endswith(f"201 items written to {data}")


def test_a_compressed_clock_makes_each_request_stand_for_more(start):
    small = ("--model", "partition_write_units=10", "--model", "partition_burst_seconds=0.001")
    served = start("--throttle", "--clock", "300x", *small)
    client = served.client()
    client.create_table(**TABLE)
    assert throttled_at(client, 20)[0] == 1
    client.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--clock", "60x"], "--clock is about throttling, which is off"),
        (["--model", "seed=1"], "--model is about throttling, which is off"),
        (["--throttle", "--model", "seed"], "'seed' is no name with a value"),
        (["--throttle", "--model", "seeds=1"], "did you mean 'seed'?"),
        (["--throttle", "--clock", "fast"], "'fast' is no speed of a clock"),
    ],
)
def test_options_of_throttling_that_make_no_sense_are_refused(capsys, arguments, message):
    code, said = refusal(capsys, *arguments)
    assert (code, message in said) == (2, True)
