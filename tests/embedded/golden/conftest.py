"""Tables on which figures were published or measured, and what a request on them consumed."""

import pytest

INCLUDE_PROJ = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["proj"]}
ALL = {"ProjectionType": "ALL"}


def wire(attributes):
    """An item in wire form, of texts and of values that are in wire form already."""
    return {
        name: {"S": value} if isinstance(value, str) else value
        for name, value in attributes.items()
    }


def arms_of(consumed):
    """Total, table, global index, local index; None for an arm that is not in the answer."""
    indexes = [
        next(iter(consumed.get(kind, {"": {}}).values())).get("CapacityUnits")
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    ]
    return consumed["CapacityUnits"], consumed.get("Table", {}).get("CapacityUnits"), *indexes


@pytest.fixture
def plain(client, create_table):
    """A table with a partition key alone."""
    create_table(client, "plain", sort_key=None)


@pytest.fixture
def table_r(client, create_table):
    """Keys pk and sk, a global index that projects proj, a local index that projects everything."""
    create_table(
        client,
        "things",
        global_=[("gsi-inc", ["gsiPk"], [], INCLUDE_PROJ)],
        local=[("lsi1", "lsiSk", ALL)],
    )


@pytest.fixture
def table_s(client, create_table):
    """Table R, but that the local index, too, projects proj alone."""
    create_table(
        client,
        "things",
        global_=[("gsi-inc", ["gsiPk"], [], INCLUDE_PROJ)],
        local=[("lsi-inc", "lsiSk", INCLUDE_PROJ)],
    )


@pytest.fixture
def consumed(client):
    """Performs an operation and answers its consumed capacity, index by index if not said otherwise."""

    def consumed(operation, *, mode="INDEXES", **arguments):
        answer = getattr(client, operation)(**arguments, ReturnConsumedCapacity=mode)
        return answer["ConsumedCapacity"]

    return consumed


@pytest.fixture
def arms(consumed):
    """Performs an operation on one table and answers the arms."""

    def arms(operation, **arguments):
        answer = consumed(operation, **arguments)
        (entry,) = answer if isinstance(answer, list) else [answer]
        return arms_of(entry)

    return arms


@pytest.fixture
def put(arms):
    """Puts an item into `things`; answers the arms."""

    def put(**attributes):
        return arms("put_item", TableName="things", Item=wire(attributes))

    return put


@pytest.fixture
def update(arms):
    """Updates an item of `things` by its pk, with sk 1; answers the arms."""

    def update(pk, expression, **values):
        given = {f":{name}": {"S": value} for name, value in values.items()}
        names = {"#other": "other"} if "#other" in expression else {}
        return arms(
            "update_item",
            TableName="things",
            Key=wire({"pk": pk, "sk": "1"}),
            UpdateExpression=expression,
            **({"ExpressionAttributeValues": given} if given else {}),
            **({"ExpressionAttributeNames": names} if names else {}),
        )

    return update


@pytest.fixture
def delete(arms):
    """Deletes an item of `things` by its pk, with sk 1; answers the arms."""

    def delete(pk):
        return arms("delete_item", TableName="things", Key=wire({"pk": pk, "sk": "1"}))

    return delete
