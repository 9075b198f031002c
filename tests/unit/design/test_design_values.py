"""What the settings of a design file become."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.templates import Placeholder, Template, parse_template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Attribute,
    AutoScaling,
    Budget,
    Condition,
    Constant,
    Design,
    Distribution,
    Encryption,
    Generated,
    Index,
    KeySchema,
    KinesisStream,
    Parent,
    Place,
    PointInTimeRecovery,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
    Workload,
)

ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"
TABLE = f"""
version: 1
name: everything
tables:
  events:
    partition_key: {{name: id, type: B}}
    sort_key: {{name: at, type: N}}
    indexes:
      by_tenant:
        partition_key: [tenant, region]
        sort_key: [{{name: day, type: S}}, at]
        projection: [title]
        billing_mode: {{read_capacity_units: 1, write_capacity_units: 2}}
        warm_throughput: {{read_units_per_second: 13_000}}
        contributor_insights: THROTTLED_KEYS
      by_size: {{type: local, sort_key: {{name: size, type: N}}, projection: KEYS_ONLY}}
    billing_mode:
      read_capacity_units: 100
      write_capacity_units: 50
      autoscaling: {{min: 10, max: 200}}
      write_autoscaling: {{min: 5, max: 90, target_utilization: 50}}
    warm_throughput: {{read_units_per_second: 20_000, write_units_per_second: 5_000}}
    stream: KEYS_ONLY
    time_to_live: ends
    point_in_time_recovery: {{recovery_period_days: 7}}
    encryption: {{kms_key: alias/shop}}
    deletion_protection: true
    removal_policy: SNAPSHOT
    table_class: STANDARD_INFREQUENT_ACCESS
    contributor_insights: true
    resource_policy: {{Statement: []}}
    kinesis_stream: {{arn: "{ARN}", precision: MILLISECOND}}
    tags: {{team: shop}}
    replicas: [eu-west-1, us-east-2]
    multi_region_consistency: STRONG
    vector_indexes: {{by_meaning: {{Dimensions: 3}}}}
workload:
  peak: 5x
  duration: 30m
  shape: ramp
  holds_until: 2000
  ceiling: 10_000
  usable_capacity: 50%
  throttled: 0.001
  monthly_price: 900
ignore: {{PD104: one tenant only}}
"""


def test_every_setting_of_a_table_is_read() -> None:
    design = parse_design(TABLE, "designs/everything.yaml")

    assert design.tables["events"] == Table(
        name="events",
        key=KeySchema(partition_key=("id",), sort_key=("at",)),
        attribute_types={
            "id": "B",
            "at": "N",
            "tenant": "S",
            "region": "S",
            "day": "S",
            "size": "N",
        },
        indexes={
            "by_tenant": Index(
                name="by_tenant",
                kind="global",
                key=KeySchema(partition_key=("tenant", "region"), sort_key=("day", "at")),
                projection=Projection(kind="INCLUDE", attributes=("title",)),
                provisioned=Provisioned(read_capacity_units=1, write_capacity_units=2),
                warm_throughput=UnitsPerSecond(read_units_per_second=13_000),
                contributor_insights="THROTTLED_KEYS",
                place=Place(line=9, column=7),
            ),
            "by_size": Index(
                name="by_size",
                kind="local",
                key=KeySchema(partition_key=("id",), sort_key=("size",)),
                projection=Projection(kind="KEYS_ONLY"),
                place=Place(line=16, column=7),
            ),
        },
        billing_mode="PROVISIONED",
        provisioned=Provisioned(
            read_capacity_units=100,
            write_capacity_units=50,
            read_autoscaling=AutoScaling(minimum=10, maximum=200, target_utilization=70),
            write_autoscaling=AutoScaling(minimum=5, maximum=90, target_utilization=50),
        ),
        warm_throughput=UnitsPerSecond(read_units_per_second=20_000, write_units_per_second=5_000),
        stream="KEYS_ONLY",
        time_to_live="ends",
        point_in_time_recovery=PointInTimeRecovery(recovery_period_days=7),
        encryption=Encryption(kind="CUSTOMER_MANAGED", kms_key="alias/shop"),
        deletion_protection=True,
        removal_policy="SNAPSHOT",
        table_class="STANDARD_INFREQUENT_ACCESS",
        contributor_insights="ACCESSED_AND_THROTTLED_KEYS",
        resource_policy={"Statement": []},
        kinesis_stream=KinesisStream(arn=ARN, precision="MILLISECOND"),
        tags={"team": "shop"},
        replicas=("eu-west-1", "us-east-2"),
        multi_region_consistency="STRONG",
        vector_indexes={"by_meaning": {"Dimensions": 3}},
        place=Place(line=5, column=3),
    )


def test_a_design_without_entities_or_access_patterns_loads() -> None:
    design = parse_design(TABLE, "designs/everything.yaml")

    assert (design.name, design.path, design.entities, design.access_patterns) == (
        "everything",
        "designs/everything.yaml",
        {},
        {},
    )
    assert design.workload == Workload(
        peak=5,
        duration_seconds=1_800,
        shape="ramp",
        holds_until=2_000,
        ceiling=10_000,
        usable_capacity=0.5,
        throttled=0.001,
        monthly_price=900,
        place=Place(line=37, column=1),
    )
    assert design.ignore == {"PD104": "one tenant only"}


def test_a_design_is_called_as_its_file_unless_it_says_otherwise(shop: Design) -> None:
    assert shop.name == "shop"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"ORDER#{code!u}#{total:08.2f}"', "TEMPLATE"),
        ("PROFILE", Template(("PROFILE",))),
        ('"{{x}}"', Template(("{x}",))),
        ('""', Template(())),
        ("10_000", Constant(value=10_000)),
        ("1.50", Constant(value=1.5)),
        ("true", Constant(value=True)),
        ("null", Constant(value=None)),
        ("!!binary aGk=", Constant(value=b"hi")),
        ("2026-11-22", Template(("2026-11-22",))),
        ("yes", Template(("yes",))),
        ("{value: 5}", Constant(value=5)),
        (
            "{faker: pystr, args: {max_chars: 5}, unique: true}",
            Generated(
                maker="faker",
                options={"provider": "pystr", "args": {"max_chars": 5}, "unique": True},
            ),
        ),
        (
            "{choice: {true: 4, false: 1}}",
            Generated(maker="choice", options={"weights": {True: 4.0, False: 1.0}}),
        ),
        ("{choice: [a, b]}", Generated(maker="choice", options={"weights": {"a": 1.0, "b": 1.0}})),
        ("{int: {min: 1, max: 5}}", Generated(maker="int", options={"min": 1, "max": 5})),
        (
            "{number: {min: 0.1, max: 5}}",
            Generated(
                maker="number", options={"min": Decimal("0.1"), "max": Decimal(5), "places": 2}
            ),
        ),
        ("{text_bytes: 20}", Generated(maker="text_bytes", options={"min": 20, "max": 20})),
        (
            "{binary_bytes: {min: 1, max: 2}}",
            Generated(maker="binary_bytes", options={"min": 1, "max": 2}),
        ),
        ("{ulid: true}", Generated(maker="ulid")),
        ("{ksuid: true}", Generated(maker="ksuid")),
        ("{sequence: {start: 7}}", Generated(maker="sequence", options={"start": 7})),
        ("{sequence: {}}", Generated(maker="sequence", options={"start": 1})),
        (
            "{timestamp: {since: -365d}}",
            Generated(
                maker="timestamp", options={"since_seconds": 31_536_000.0, "format": "iso8601"}
            ),
        ),
        (
            "{timestamp: {since: -90}, format: date}",
            Generated(maker="timestamp", options={"since_seconds": 90.0, "format": "date"}),
        ),
        (
            "{epoch_seconds: 12h}",
            Generated(maker="epoch_seconds", options={"offset_seconds": 43_200.0}),
        ),
        (
            "{epoch_seconds: -10}",
            Generated(maker="epoch_seconds", options={"offset_seconds": -10.0}),
        ),
        (
            "{epoch_milliseconds: 30m}",
            Generated(maker="epoch_milliseconds", options={"offset_milliseconds": 1_800_000.0}),
        ),
        (
            "{epoch_milliseconds: 1500}",
            Generated(maker="epoch_milliseconds", options={"offset_milliseconds": 1_500.0}),
        ),
        (
            "{list: {of: {ulid: true}, length: {min: 0, max: 3}}}",
            Generated(maker="list", options={"of": Generated(maker="ulid"), "min": 0, "max": 3}),
        ),
        (
            '{set: {of: "{code}", length: 2}}',
            Generated(
                maker="set",
                options={"of": Template((Placeholder(name="code"),)), "min": 2, "max": 2},
            ),
        ),
        (
            "{shard_of: code, count: 10}",
            Generated(maker="shard_of", options={"attribute": "code", "count": 10}),
        ),
        ("{random_shard: 10}", Generated(maker="random_shard", options={"count": 10})),
    ],
)
def test_every_way_to_write_a_value_is_read(written: str, value: object) -> None:
    design = parse_design(
        "version: 1\n"
        "tables: {things: {partition_key: id}}\n"
        "entities:\n"
        "  Thing:\n"
        "    population: 1\n"
        "    item:\n"
        "      id: {ulid: true}\n"
        "      code: x\n"
        "      total: 5\n"
        f"      value: {written}\n"
    )

    expected = parse_template("ORDER#{code!u}#{total:08.2f}") if value == "TEMPLATE" else value
    assert design.entities["Thing"].attributes["value"].value == expected


def test_a_map_has_attributes_of_its_own() -> None:
    design = parse_design(
        "version: 1\n"
        "tables: {things: {partition_key: id}}\n"
        "entities:\n"
        "  Thing:\n"
        "    population: 1\n"
        "    item:\n"
        "      id: {ulid: true}\n"
        "      address: {map: {town: Ulm, flat: {value: 5, present: 0.2, when: {town: Ulm}}}}\n"
    )

    assert design.entities["Thing"].attributes["address"].value == Generated(
        maker="map",
        options={
            "attributes": {
                "town": Attribute(
                    name="town", value=Template(("Ulm",)), place=Place(line=8, column=23)
                ),
                "flat": Attribute(
                    name="flat",
                    value=Constant(value=5),
                    present=0.2,
                    when={"town": "Ulm"},
                    place=Place(line=8, column=34),
                ),
            }
        },
    )


def test_an_attribute_may_be_sparse_and_say_its_cardinality(
    changed: Callable[[str, str], str],
) -> None:
    text = changed(
        "{faker: uuid4}",
        "{faker: uuid4, present: 0.5, when: {status: active}, cardinality: 40}",
    )

    assert parse_design(text).entities["User"].attributes["user_id"] == Attribute(
        name="user_id",
        value=Generated(maker="faker", options={"provider": "uuid4", "args": {}, "unique": False}),
        present=0.5,
        when={"status": "active"},
        cardinality=40,
        place=Place(line=15, column=7),
    )


@pytest.mark.parametrize(
    ("written", "parents"),
    [
        ("User", (Parent(entity="User"),)),
        ("[User]", (Parent(entity="User"),)),
        ("{User: {}}", (Parent(entity="User"),)),
        (
            "{User: {mean: 0.5, max: 2, distribution: {zipf: 1.2, shuffle: true}}}",
            (
                Parent(
                    entity="User",
                    mean=0.5,
                    maximum=2,
                    distribution=Distribution(kind="zipf", exponent=1.2, shuffle=True),
                ),
            ),
        ),
    ],
)
def test_every_way_to_write_parents_is_read(
    written: str, parents: tuple[Parent, ...], changed: Callable[[str, str], str]
) -> None:
    text = changed("{User: {mean: 5, max: 50}}", written)

    assert parse_design(text).entities["Order"].parents == parents


def test_children_are_listed_in_snake_case_unless_a_plural_is_given(shop_text: str) -> None:
    text = shop_text.replace("Order", "OrderLine", 1).replace(": Order\n", ": OrderLine\n")
    with_plural = text.replace("population: 100", "population: 100\n    plural: people")

    assert parse_design(text).entities["OrderLine"].plural == "order_lines"
    assert parse_design(with_plural).entities["User"].plural == "people"


@pytest.mark.parametrize(
    ("written", "distribution"),
    [
        ("uniform", Distribution()),
        ("latest", Distribution(kind="latest")),
        ("sequential", Distribution(kind="sequential")),
        (
            "{weighted: [70, 20, 10], shuffle: true}",
            Distribution(kind="weighted", parts=(70, 20, 10), shuffle=True),
        ),
        (
            "{hotset: {keys: 0.01, requests: 0.9}}",
            Distribution(kind="hotset", hot_keys=0.01, hot_requests=0.9),
        ),
    ],
)
def test_every_way_to_choose_keys_is_read(
    written: str, distribution: Distribution, changed: Callable[[str, str], str]
) -> None:
    text = changed("{zipf: 0.9}", written)

    assert parse_design(text).access_patterns["place_order"].keys == {"User": distribution}


def test_seeds_are_literal_items(changed: Callable[[str, str], str]) -> None:
    text = changed("access_patterns:", "seeds: {User: [{user_id: ada}]}\naccess_patterns:")

    assert parse_design(text).seeds == {"User": ({"user_id": "ada"},)}


def test_a_query_is_read_with_all_its_settings(changed: Callable[[str, str], str]) -> None:
    text = changed(
        "    limit: 10\n",
        "    description: Orders of some days\n"
        '    filter: {total: {">=": 5}, GSI1PK: "ORDER#1"}\n'
        "    attributes: [total]\n"
        "    newest_first: true\n"
        "    consistent_read: true\n"
        "    limit: 10\n"
        "    parameters: {to: {timestamp: {since: -1d}}}\n"
        "    max_waste: 2\n"
        "    budget: {read_units: 0.5, items_examined: 10, pages: 1, calls: 1}\n",
    )

    assert parse_design(text).access_patterns["list_orders"] == AccessPattern(
        name="list_orders",
        kind="query",
        table="shop",
        description="Orders of some days",
        conditions=(
            Condition(attribute="PK", operator="=", operands=(parse_template("USER#{user_id}"),)),
            Condition(
                attribute="SK",
                operator="between",
                operands=(parse_template("ORDER#{from}"), parse_template("ORDER#{to}")),
            ),
        ),
        returns=("Order",),
        filter=(
            Condition(attribute="total", operator=">=", operands=(Constant(value=5),)),
            Condition(attribute="GSI1PK", operator="=", operands=(Template(("ORDER#1",)),)),
        ),
        attributes=("total",),
        limit=10,
        newest_first=True,
        consistent_read=True,
        parameters={
            "to": Generated(
                maker="timestamp", options={"since_seconds": 86_400.0, "format": "iso8601"}
            )
        },
        max_waste=2.0,
        budget=Budget(read_units=0.5, items_examined=10, pages=1, calls=1),
        place=Place(line=31, column=3),
    )


KEY = {"PK": parse_template("USER#{user_id}"), "SK": parse_template("ORDER#{created_at}")}
WRITTEN_KEY = '{PK: "USER#{user_id}", SK: "ORDER#{created_at}"}'
UPDATE = (
    f"update: {{key: {WRITTEN_KEY}, set: {{total: 5}}, add: {{status: 1}},"
    " remove: [GSI1PK], delete: {order_id: {set: {of: x}}}}"
)
TRANSACTION = f"""transact_write:
      - {{put: Order, condition: attribute_not_exists(PK)}}
      - {{check: {WRITTEN_KEY}, condition: 'total > {{total}}'}}"""


@pytest.mark.parametrize(
    ("written", "kind", "actions", "count"),
    [
        ("put: Order", "put", (Action(kind="put", table="shop", entity="Order"),), 1),
        (f"get: {WRITTEN_KEY}", "get", (Action(kind="get", table="shop", key=KEY),), 1),
        (f"delete: {WRITTEN_KEY}", "delete", (Action(kind="delete", table="shop", key=KEY),), 1),
        (
            UPDATE,
            "update",
            (
                Action(
                    kind="update",
                    table="shop",
                    key=KEY,
                    assign={"total": Constant(value=5)},
                    add={"status": Constant(value=1)},
                    remove=("GSI1PK",),
                    delete={
                        "order_id": Generated(
                            maker="set", options={"of": Template(("x",)), "min": 1, "max": 1}
                        )
                    },
                ),
            ),
            1,
        ),
        (
            "batch_get: {of: Order, count: 20}",
            "batch_get",
            (Action(kind="get", table="shop", entity="Order", key=KEY),),
            20,
        ),
        (
            "batch_write: {put: Order, count: 25}",
            "batch_write",
            (Action(kind="put", table="shop", entity="Order"),),
            25,
        ),
        (
            "batch_write: {delete: Order, count: 5}",
            "batch_write",
            (Action(kind="delete", table="shop", entity="Order", key=KEY),),
            5,
        ),
        (
            f"transact_get: [{{get: {WRITTEN_KEY}}}]",
            "transact_get",
            (Action(kind="get", table="shop", key=KEY),),
            1,
        ),
        (
            TRANSACTION,
            "transact_write",
            (
                Action(
                    kind="put", table="shop", entity="Order", condition="attribute_not_exists(PK)"
                ),
                Action(kind="check", table="shop", key=KEY, condition="total > {total}"),
            ),
            1,
        ),
        ("scan: true", "scan", (), 1),
    ],
)
def test_every_operation_is_read(
    written: str,
    kind: str,
    actions: tuple[Action, ...],
    count: int,
    changed: Callable[[str, str], str],
) -> None:
    pattern = parse_design(changed("put: Order", written)).access_patterns["place_order"]

    assert (pattern.kind, pattern.table, pattern.actions, pattern.count) == (
        kind,
        "shop",
        actions,
        count,
    )


def test_a_batch_names_the_key_attribute_where_the_entity_has_no_template_for_it() -> None:
    design = parse_design(
        "version: 1\n"
        "tables: {things: {partition_key: id}}\n"
        "entities: {Thing: {population: 1, item: {id: {ulid: true}}}}\n"
        "access_patterns: {get_some: {batch_get: {of: Thing, count: 2}}}\n"
    )

    (action,) = design.access_patterns["get_some"].actions
    assert action.key == {"id": Template((Placeholder(name="id"),))}


def test_a_pattern_is_about_the_table_of_the_entity_it_puts() -> None:
    design = parse_design(
        "version: 1\n"
        "tables: {things: {partition_key: id}, names: {partition_key: name}}\n"
        "entities:\n"
        "  Thing: {population: 1, table: things, item: {id: {ulid: true}}}\n"
        "  Name: {population: 1, table: names, item: {name: {faker: name}}}\n"
        "access_patterns:\n"
        "  claim: {transact_write: [{put: Name}, {delete: {id: '{id}'}, table: things}]}\n"
    )

    pattern = design.access_patterns["claim"]
    assert [action.table for action in pattern.actions] == ["names", "things"]
    assert pattern.table == "names"
