"""A table that a request names once by its name and once by its ARN is one table."""

import pytest

from tests.embedded.properties.requests import arn

ITEM = {"pk": {"S": "a"}, "sk": {"S": "0"}, "grp": {"S": "g"}}
PUT = {"PutRequest": {"Item": ITEM}}
REQUESTS = {
    "batch_write_item": {"RequestItems": {"things": [PUT], arn("things"): [PUT]}},
    "transact_write_items": {
        "TransactItems": [
            {"Put": {"TableName": name, "Item": ITEM}} for name in ("things", arn("things"))
        ]
    },
    "execute_transaction": {
        "TransactStatements": [
            {"Statement": f"""INSERT INTO "{name}" VALUE {{'pk': 'a', 'sk': '0', 'grp': 'g'}}"""}
            for name in ("things", arn("things"))
        ]
    },
    "batch_execute_statement": {
        "Statements": [
            {"Statement": f"""DELETE FROM "{name}" WHERE pk = 'a' AND sk = '0'"""}
            for name in ("things", arn("things"))
        ]
    },
}


@pytest.mark.parametrize("operation", REQUESTS)
def test_an_item_cannot_be_written_twice(client, things, operation):
    with pytest.raises(client.exceptions.ClientError, match="duplicates|multiple operations"):
        getattr(client, operation)(**REQUESTS[operation])
    assert client.scan(TableName="things")["Count"] == 0
    assert client.scan(TableName="things", IndexName="by_group")["Count"] == 0


def test_other_items_can_be_written_by_either_name(client, things):
    other = {"PutRequest": {"Item": {**ITEM, "sk": {"S": "1"}}}}
    requests = {"things": [PUT], arn("things"): [other]}
    client.batch_write_item(RequestItems=requests)
    assert client.scan(TableName="things", IndexName="by_group")["Count"] == 2
