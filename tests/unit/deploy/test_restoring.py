"""Items of tables at an endpoint, made what they were."""

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.restoring import RemoteItems, restoration
from pytest_dynamo.design.values import KeySchema, Table
from pytest_dynamo.embedded import dynamodb

KEY = KeySchema(partition_key=("id",), sort_key=("n",))
TABLE = Table(name="notes", key=KEY, attribute_types={"id": "S", "n": "N"})


def item(number, text="x"):
    return {"id": {"S": "a"}, "n": {"N": str(number)}, "text": {"S": text}}


def test_only_what_differs_is_written():
    needed = restoration(KEY, [item(1), item(2), item(3)], [item(1), item(2, "y"), item(4)])
    assert needed.deletes == ({"id": {"S": "a"}, "n": {"N": "4"}},)
    assert needed.puts == (item(2), item(3))
    assert len(needed) == 3


def test_sets_in_another_order_are_the_same():
    one, other = ({**item(1), "tags": {"SS": tags}} for tags in (["a", "b"], ["b", "a"]))
    assert len(restoration(KEY, [one], [other])) == 0


def test_tables_get_the_items_they_had():
    with dynamodb() as embedded:
        client = embedded.client()
        create_table(client, TABLE)
        for number in range(60):
            client.put_item(TableName="notes", Item=item(number))
        before = client.scan(TableName="notes")["Items"]
        items = RemoteItems(client, {"notes": TABLE})
        assert items.changed() == {}
        for number in range(30, 90):
            client.put_item(TableName="notes", Item=item(number, "y"))
        client.delete_item(TableName="notes", Key={"id": {"S": "a"}, "n": {"N": "0"}})
        assert items.changed() == {"notes": 61}
        items.restore()
        assert client.scan(TableName="notes")["Items"] == before
        assert items.changed() == {}
