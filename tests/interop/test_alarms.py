"""Which alarms a table has."""

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.interop.alarms import Alarm, alarms_of, operations_on, unwatched_capacity

HEAD = "version: 1\nname: shop\ntables:\n  orders:\n    partition_key: id\n"


def table_with(settings):
    return parse_design(HEAD + settings).tables["orders"]


def thresholds(table):
    return {alarm.name: alarm.threshold for alarm in alarms_of(table) if "Consumed" in alarm.metric}


def test_throttling_is_watched_for_the_table_and_each_global_index():
    table = table_with(
        "    sort_key: at\n    indexes:\n      by_name: {partition_key: name}\n"
        "      by_day: {type: local, sort_key: day}\n"
    )
    first, *_, last = alarms_of(table)
    assert [alarm.name for alarm in alarms_of(table)] == [
        "ReadThrottleEvents",
        "WriteThrottleEvents",
        "by_name-ReadThrottleEvents",
        "by_name-WriteThrottleEvents",
    ]
    assert first == Alarm(
        name="ReadThrottleEvents",
        description="Reads of table orders are throttled.",
        metric="ReadThrottleEvents",
        dimensions=(("TableName", "orders"),),
        threshold=0,
        comparison="GreaterThanThreshold",
        evaluation_periods=5,
        datapoints_to_alarm=3,
    )
    assert last.dimensions == (("GlobalSecondaryIndexName", "by_name"), ("TableName", "orders"))
    assert last.index == "by_name"


def test_provisioned_capacity_is_watched_at_eighty_percent_of_a_minute():
    table = table_with(
        "    billing_mode: {read_capacity_units: 10, write_capacity_units: 1}\n"
        "    indexes:\n      by_name:\n        partition_key: name\n"
        "        billing_mode: {read_capacity_units: 2, write_capacity_units: 3}\n"
    )
    assert thresholds(table) == {
        "ConsumedReadCapacityUnits": 480,
        "ConsumedWriteCapacityUnits": 48,
        "by_name-ConsumedReadCapacityUnits": 96,
        "by_name-ConsumedWriteCapacityUnits": 144,
    }
    assert unwatched_capacity(table) == ""


def test_with_auto_scaling_the_limit_is_its_maximum():
    table = table_with(
        "    billing_mode: {read_capacity_units: 10, write_capacity_units: 5, "
        "read_autoscaling: {min: 5, max: 100}}\n"
    )
    assert thresholds(table) == {
        "ConsumedReadCapacityUnits": 4_800,
        "ConsumedWriteCapacityUnits": 240,
    }
    descriptions = [alarm.description for alarm in alarms_of(table)][2:]
    assert descriptions == [
        "Reads of table orders consume 80 % or more of the maximum of auto scaling, 100 units a second.",
        "Writes of table orders consume 80 % or more of the provisioned capacity, 5 units a second.",
    ]


def test_on_demand_a_maximum_counts_before_warm_throughput():
    table = table_with(
        "    max_throughput: {read_units_per_second: 100}\n"
        "    warm_throughput: {read_units_per_second: 13_000, write_units_per_second: 5_000}\n"
    )
    assert thresholds(table) == {
        "ConsumedReadCapacityUnits": 4_800,
        "ConsumedWriteCapacityUnits": 240_000,
    }


def test_what_has_no_limit_has_no_alarm_and_that_is_said():
    table = table_with(
        "    max_throughput: {read_units_per_second: 100}\n"
        "    indexes: {by_name: {partition_key: name}}\n"
    )
    assert thresholds(table) == {"ConsumedReadCapacityUnits": 4_800}
    assert unwatched_capacity(table) == (
        "Table orders has no alarm on the consumed write capacity of the table itself; or read and write "
        "capacity of by_name: on demand, there is neither a maximum nor a warm throughput to compare with."
    )


def test_errors_of_dynamodb_are_watched_for_the_operations_that_are_performed():
    design = parse_design(
        HEAD
        + "entities:\n  Order:\n    population: 1\n    item: {id: '{order_id}', order_id: {faker: uuid4}}\n"
        "access_patterns:\n"
        "  get_order: {get: {id: '{order_id}'}, returns: Order}\n"
        "  take_order: {transact_write: [{put: Order, condition: attribute_not_exists(id)}]}\n"
    )
    operations = operations_on(design, "orders")
    assert operations == ("GetItem", "TransactWriteItems")
    last = alarms_of(design.tables["orders"], operations)[-1]
    assert (last.name, last.dimensions) == (
        "TransactWriteItems-SystemErrors",
        (("Operation", "TransactWriteItems"), ("TableName", "orders")),
    )
