"""Work that many clients do at once on one set of tables, and what must be so in the end.

Run by hand, for as long as is said, under gevent: `python -m tests.embedded.properties.at_once gevent 60`.
"""

import http.client
import itertools
import json
import random
import sys
from collections import Counter
from time import monotonic

from botocore import xform_name
from botocore.exceptions import ClientError

ACCOUNTS = [f"account-{number}" for number in range(6)]
BALANCE = 100
COUNTERS = [f"counter-{number}" for number in range(3)]


class RawHttp:
    """A client that speaks HTTP to a server, because boto3's would be answered in this process."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, operation, request):
        headers = {
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "Content-Type": "application/x-amz-json-1.0",
        }
        self.connection.request("POST", "/", json.dumps(request), headers)
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        if response.status == 200:
            return answer
        error = {"Code": answer["__type"].partition("#")[2], "Message": ""}
        raise ClientError({"Error": error}, operation)


def _methods():
    for operation in (
        *("PutItem", "UpdateItem", "Query", "Scan", "BatchWriteItem"),
        *("TransactWriteItems", "TransactGetItems"),
    ):

        def method(self, operation=operation, **request):
            return self.call(operation, request)

        setattr(RawHttp, xform_name(operation), method)


_methods()


def create(client):
    for name in ("bank", "things"):
        client.create_table(
            TableName=name,
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": each, "AttributeType": "S"} for each in ("pk", "sk")
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by_sk",
                    "KeySchema": [{"AttributeName": "sk", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            BillingMode="PAY_PER_REQUEST",
        )
    for account in ACCOUNTS:
        item = {**key(account), "balance": {"N": str(BALANCE)}}
        client.put_item(TableName="bank", Item=item)


def key(name, sort="0"):
    return {"pk": {"S": name}, "sk": {"S": sort}}


def require(error, code):
    if error.response["Error"]["Code"] != code:
        raise error


class Worker:
    """One client's share of the work; `done` counts what the service acknowledged."""

    def __init__(self, number, client):
        self.number = number
        self.client = client
        self.random = random.Random(number)
        self.rounds = itertools.count()
        self.done = Counter()
        self.failure = None

    def run(self, rounds=None, until=None, pause=None):
        try:
            for number in self.rounds:
                if number == rounds or (until and monotonic() > until):
                    return
                self.count()
                self.claim(number)
                self.move()
                self.audit()
                self.batch(number)
                self.page()
                if pause:
                    pause(0)
        except BaseException as failure:
            self.failure = failure
            raise

    def count(self):
        name = self.random.choice(COUNTERS)
        self.client.update_item(
            TableName="things",
            Key=key(name),
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
        self.done[name] += 1

    def claim(self, number):
        try:
            self.client.put_item(
                TableName="things",
                Item=key(f"claim-{number}"),
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ClientError as error:
            require(error, "ConditionalCheckFailedException")
        else:
            self.done[f"claim-{number}"] += 1

    def move(self):
        source, target = self.random.sample(ACCOUNTS, 2)
        amount = {":amount": {"N": str(self.random.randint(1, 60))}}
        changes = [(source, "-", {"ConditionExpression": "balance >= :amount"}), (target, "+", {})]
        try:
            self.client.transact_write_items(
                TransactItems=[
                    {
                        "Update": {
                            "TableName": "bank",
                            "Key": key(account),
                            "UpdateExpression": f"SET balance = balance {sign} :amount",
                            "ExpressionAttributeValues": amount,
                            **condition,
                        }
                    }
                    for account, sign, condition in changes
                ]
            )
        except ClientError as error:
            require(error, "TransactionCanceledException")
        else:
            self.done["moves"] += 1

    def audit(self):
        gets = [{"Get": {"TableName": "bank", "Key": key(account)}} for account in ACCOUNTS]
        found = self.client.transact_get_items(TransactItems=gets)["Responses"]
        balances = [int(each["Item"]["balance"]["N"]) for each in found]
        assert sum(balances) == BALANCE * len(ACCOUNTS)
        assert min(balances) >= 0

    def batch(self, number):
        puts = [
            {"PutRequest": {"Item": key(f"worker-{self.number}", f"{number:06}-{each}")}}
            for each in range(5)
        ]
        self.client.batch_write_item(RequestItems={"things": puts})
        self.done["batched"] += len(puts)

    def page(self):
        """The newest items of another worker, which is writing them."""
        found = self.client.query(
            TableName="things",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"worker-{self.number - 1}"}},
            ScanIndexForward=False,
            Limit=10,
        )["Items"]
        sorts = [item["sk"]["S"] for item in found]
        assert sorts == sorted(sorts, reverse=True)


def check(client, workers):
    """Nothing that was acknowledged is missing, nothing happened twice."""
    for worker in workers:
        assert worker.failure is None
    done = sum((worker.done for worker in workers), Counter())
    scans = client.get_paginator("scan").paginate(TableName="things")
    items = {(each["pk"]["S"], each["sk"]["S"]): each for page in scans for each in page["Items"]}
    for name in COUNTERS:
        assert int(items[name, "0"]["n"]["N"]) == done[name]
    claims = {name for name, _ in items if name.startswith("claim")}
    assert {name: done[name] for name in claims} == dict.fromkeys(claims, 1)
    assert sum(name.startswith("worker") for name, _ in items) == done["batched"]
    by_index = client.get_paginator("scan").paginate(TableName="things", IndexName="by_sk")
    assert sum(page["Count"] for page in by_index) == len(items)
    workers[0].audit()
    assert done["moves"] > 0
    return done


def under_gevent(seconds):
    import gevent

    from pytest_dynamo.embedded import dynamodb

    with dynamodb() as embedded:
        create(embedded.direct_client())
        clients = [
            embedded.client() if number % 2 else embedded.direct_client() for number in range(8)
        ]
        workers = [Worker(number, client) for number, client in enumerate(clients)]
        until = monotonic() + seconds
        greenlets = [gevent.spawn(each.run, until=until, pause=gevent.sleep) for each in workers]
        gevent.joinall(greenlets, raise_error=True)
        done = check(embedded.direct_client(), workers)
        assert all(worker.done["batched"] for worker in workers)
        print(sum(done.values()), "acknowledged")


if __name__ == "__main__":
    if sys.argv[1] == "gevent":
        from gevent import monkey

        monkey.patch_all()
        under_gevent(float(sys.argv[2]))
