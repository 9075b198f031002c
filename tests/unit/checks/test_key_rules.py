"""PD1xx: what keys are found for, and what is left in peace."""

import pytest

from pytest_dynamo.checks.capacity.gathering import gather
from pytest_dynamo.checks.examining import needs_evidence
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.errors import DynamoError
from tests.unit.checks.pages import NOW

TABLE = "tables: {shop: {partition_key: PK, sort_key: SK}}\n"


def orders(partition_key, made="", items="50_000", rate="1", write="place_order: {put: Order"):
    """A design of one entity whose partition key is this template."""
    return (
        f"{TABLE}entities:\n  Order:\n    population: {items}\n    item:\n"
        f'      PK: "{partition_key}"\n      SK: "{{order_id}}"\n      order_id: {{ulid: true}}\n'
        f"{made}access_patterns:\n  {write}, rate: {rate}}}\n"
    )


STATUS = "      status: {choice: {open: 1, closed: 4}}\n"
SHARD = "      shard: {random_shard: 10}\n"
PLACED = "      placed_at: {timestamp: {since: -30d}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (orders("ORDERS#{status}", STATUS), ["PD101"]),
        (orders("ORDERS"), ["PD101"]),
        (orders("ORDERS", items="500"), []),
        (orders("ORDERS", items="500", rate="99"), []),
        (orders("ORDERS", items="500", rate="100"), ["PD101"]),
        (orders("ORDERS", items="1", rate="100"), []),
        (orders("ORDERS#{status}#{shard}", STATUS + SHARD), []),
        (orders("ORDERS#{order_id}"), []),
        (orders("{region}", "      region: {faker: postcode}\n"), []),
        (orders("{region}", "      region: {faker: postcode, cardinality: 5}\n"), ["PD101"]),
        (orders("{paid}#{status}", STATUS + "      paid: {faker: boolean}\n"), ["PD101"]),
    ],
)
def test_few_values_for_many_items_or_writes(ids, text, expected):
    assert ids(text, "PD1") == expected


def test_few_values_are_told_with_the_commonest_and_the_writes(examined):
    (finding,) = examined(orders("ORDERS#{status}", STATUS, rate="30"), "PD101").findings
    assert (finding.severity, finding.subject, finding.place.line) == ("warning", "table shop", 7)
    assert finding.found == (
        'table shop has 2 partition keys for 50,000 items of Order: PK "ORDERS#{status}"'
    )
    assert finding.means == (
        "25,000 items share one in the mean, 40,000 the commonest, and more items bring no more keys; "
        "each serves 1,000 write units a second; place_order writes 15 items a second with one, as "
        "declared"
    )
    assert finding.fix == (
        'put an id into it, or a shard at its end, "ORDERS#{status}#{shard}" with `shard: '
        "{random_shard: 10}`, and read each shard by fan_out: shard"
    )


def test_the_items_of_a_sparse_index_are_those_that_are_in_it(ids):
    text = """\
tables:
  shop: {partition_key: id, indexes: {open: {partition_key: open_in, sort_key: id}}}
entities:
  Order:
    population: ITEMS
    item:
      id: {faker: uuid4}
      status: {choice: {open: 1, closed: 9}}
      open_in: {value: OPEN, when: {status: open}}
"""
    assert ids(text.replace("ITEMS", "9_000"), "PD101") == []
    assert ids(text.replace("ITEMS", "10_000"), "PD101") == ["PD101"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (orders("DAY#{placed_at:%Y-%m-%d}", PLACED), ["PD102"]),
        (orders("{status}#{placed_at:%Y-%m-%d}", PLACED + STATUS), ["PD102"]),
        (orders("DAY#{placed_at:%Y-%m-%d}#{shard}", PLACED + SHARD), []),
        (orders("{zip}#{placed_at:%Y-%m-%d}", PLACED + "      zip: {faker: postcode}\n"), []),
        (orders("AT#{placed_at}", PLACED), []),
        (orders("AT#{placed_at}", PLACED, rate="5_000"), []),
        (orders("AT#{placed_at:%Y-%m-%dT%H:%M:%S}", PLACED), []),
        (orders("AT#{placed_at:%Y-%m-%dT%H:%M:%S}", PLACED, rate="100"), ["PD102"]),
        (orders("DAY#{placed_at:%Y-%m-%d}", PLACED, items="300"), []),
    ],
)
def test_keys_that_move_with_time(ids, text, expected):
    assert ids(text, "PD1") == expected


def test_a_moving_key_says_how_long_it_stays(examined):
    text = orders("{status}#{placed_at:%Y-%m-%dT%H}", PLACED + STATUS, items="500_000", rate="300")
    (finding,) = examined(text, "PD102").findings
    assert finding.found == (
        "the partition key of table shop moves with time: all that is written of Order within 1 h has "
        '2 keys, PK "{status}#{placed_at:%Y-%m-%dT%H}"'
    )
    assert finding.means == (
        "347 items share a key in the mean, and each key serves 1,000 write units a second while all "
        "others are idle; place_order writes 150 items a second with one, as declared"
    )


def two_entities(first, second):
    """A design of two entities with keys, each a mapping in YAML's flow form."""
    return f"""\
{TABLE}entities:
  User:
    population: 100
    item: {{PK: "USER#{{user_id}}", SK: PROFILE, user_id: {{faker: uuid4}}, mail: {{faker: email}}}}
  One: {{belongs_to: User, item: {{{first}, at: {{timestamp: {{since: -9d}}}}, one: {{ulid: true}}}}}}
  Two: {{belongs_to: User, item: {{{second}, at: {{timestamp: {{since: -9d}}}}, two: {{ulid: true}}}}}}
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('PK: "USER#{user_id}", SK: "{at}"', 'PK: "USER#{user_id}", SK: "{at}"', ["PD103"]),
        ('PK: "USER#{user_id}", SK: "{at}"', 'PK: "USER#{user_id}", SK: "{two}"', []),
        ('PK: "USER#{user_id}", SK: "{one}"', 'PK: "USER#{user_id}", SK: "{two}"', []),
        ('PK: "A#{user_id}", SK: A', 'PK: "A#{user_id}", SK: A', ["PD103"]),
        ('PK: "A#{user_id}", SK: A', 'PK: "A#{user_id}", SK: B', []),
        ('PK: "A#{one}", SK: A', 'PK: "A#{two}", SK: A', []),
        ('PK: "A#{one}", SK: A', 'PK: "A#{one}#B", SK: A, one: {ulid: true}', []),
        ('PK: "A#{mail}", SK: A', 'PK: "A#{user_id}", SK: A', []),
        ('PK: "USER#{user_id}", SK: "{mail}"', 'PK: "A#{two}", SK: A', []),
        ('PK: "A#{t}", SK: A, t: {text_bytes: 9}', 'PK: "A#B#{at}", SK: A', ["PD103"]),
        ('PK: A, SK: "V#0000"', 'PK: A, SK: "V#{n:04d}", n: {sequence: {start: 1}}', []),
        ('PK: A, SK: "V#0000"', 'PK: A, SK: "V#{n:04d}", n: {sequence: {start: 0}}', ["PD103"]),
        ('PK: A, SK: "V#0900"', 'PK: A, SK: "V#{n:04d}", n: {sequence: {start: 1}}', ["PD103"]),
        ('PK: A, SK: "V#31"', 'PK: A, SK: "V#{n}", n: {int: {min: 7, max: 30}}', []),
        ('PK: A, SK: "V#7"', 'PK: A, SK: "V#{n}", n: {int: {min: 7, max: 30}}', ["PD103"]),
    ],
)
def test_entities_whose_keys_meet(ids, first, second, expected):
    assert ids(two_entities(first, second), "PD103") == expected


def test_a_collision_shows_a_key_of_both(examined):
    text = two_entities('PK: "A#{t}", SK: A, t: {text_bytes: 9}', 'PK: "A#B#{at:%Y}", SK: A')
    (finding,) = examined(text, "PD103").findings
    assert (finding.severity, finding.subject) == ("error", "One and Two")
    assert finding.found == (
        'One and Two can make the same key of table shop, PK "A#{t}", SK "A", and PK "A#B#{at:%Y}", '
        'SK "A"'
    )
    assert finding.means == (
        "an item with PK 'A#B#1111', SK 'A' can be either, and a put of one replaces the other"
    )


@pytest.mark.parametrize(
    ("types", "fix"),
    [
        ("S, S", 'begin SK with a text that only Two has, such as "TWO#…", and the same for One'),
        ("S, N", 'begin PK with a text that only Two has, such as "TWO#…", and the same for One'),
        (
            "N, N",
            (
                'begin SK with a text that only Two has, such as "TWO#…", and the same for One, as a string '
                "(type S)"
            ),
        ),
    ],
)
def test_entities_are_told_apart_by_a_key_attribute_that_takes_a_text(examined, types, fix):
    partition_type, sort_type = types.split(", ")
    owner, at = ('"A{n}"' if partition_type == "S" else '"{n}"'), '"1"' if sort_type == "S" else 1
    item = f"{{PK: {owner}, SK: {at}, n: {{sequence: {{start: 1}}}}}}"
    text = f"""\
tables:
  shop: {{partition_key: {{name: PK, type: {partition_type}}}, sort_key: {{name: SK, type: {sort_type}}}}}
entities:
  One: {{population: 10, item: {item}}}
  Two: {{population: 10, item: {item}}}
"""
    (finding,) = examined(text, "PD103").findings
    assert finding.fix == fix


@pytest.mark.parametrize(
    ("sort_key", "mean", "expected"),
    [
        ("NOTE", 1, []),
        ("NOTE", 2, ["PD107"]),
        ("NOTE#{note_id}", 5, []),
        ("NOTE#{written_at}", 5, []),
        ("NOTE#{written_at:%Y}", 5, ["PD107"]),
        ("NOTE#{kind}", 2, []),
        ("NOTE#{kind}", 3, ["PD107"]),
    ],
)
def test_items_that_overwrite_each_other(ids, sort_key, mean, expected):
    text = f"""\
{TABLE}entities:
  User: {{population: 100, item: {{PK: "USER#{{user_id}}", SK: PROFILE, user_id: {{faker: uuid4}}}}}}
  Note:
    belongs_to: {{User: {{mean: {mean}}}}}
    item:
      PK: "USER#{{user_id}}"
      SK: "{sort_key}"
      note_id: {{ulid: true}}
      kind: {{choice: [private, public]}}
      written_at: {{timestamp: {{since: -9d}}}}
seeds: {{Note: [{{note_id: "1"}}]}}
"""
    assert ids(text, "PD107") == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{a}#{b}", ["PD104"]),
        ("{a}{b}", ["PD104"]),
        ("{a}#{id}", []),
        ("{id}#{a}", []),
        ("{n}{m}", ["PD104"]),
        ("{n:04d}{m:04d}", []),
        ("{n}#{m}", []),
        ("{a}", []),
    ],
)
def test_templates_that_can_be_read_in_two_ways(ids, template, expected):
    text = f"""\
tables: {{shop: {{partition_key: id, indexes: {{named: {{partition_key: name}}}}}}}}
entities:
  Thing:
    population: 900
    item:
      id: {{faker: uuid4}}
      name: "{template}"
      a: {{text_bytes: {{min: 1, max: 9}}}}
      b: {{text_bytes: {{min: 1, max: 9}}}}
      n: {{int: {{min: 1, max: 999}}}}
      m: {{int: {{min: 1, max: 999}}}}
"""
    assert ids(text, "PD104") == expected


def test_two_ways_to_read_name_the_two_values(examined):
    text = f"""\
{TABLE}entities:
  Thing:
    population: 900
    item: {{PK: "T#{{a}}{{b}}", SK: "{{a}}#{{b}}", a: {{int: {{min: 1, max: 99}}}}, b: {{text_bytes: 5}}}}
"""
    (partition,) = examined(text, "PD104").findings
    assert partition.subject == "Thing.PK"
    assert partition.found == (
        "PK of Thing, \"T#{a}{b}\", can be read in two ways: 'T#11a' is {a} '1' with {b} '1a', and "
        "'11' with 'a'"
    )
    assert partition.means == (
        "nothing is between {a} and {b}, and neither has a fixed length, so different values make the "
        "same key"
    )


SORTED = """\
tables: {shop: {partition_key: PK, sort_key: SK, indexes: {by_number: {partition_key: PK, sort_key: {name: n, type: N}}}}}
entities:
  User: {population: 100, item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {faker: uuid4}}}
  Order:
    belongs_to: {User: {mean: 5}}
    item:
      PK: "USER#{user_id}"
      SK: "TEMPLATE"
      n: {sequence: {start: 1}}
      few: {int: {min: 10, max: 99}}
      signed: {int: {min: -9, max: 9}}
      price: {number: {min: 5, max: 900}}
      at: {timestamp: {since: -90d}}
access_patterns:
  orders: {query: {PK: "USER#{user_id}"SORT}, returns: OrderMORE}
"""
BETWEEN = ', SK: {between: ["O#{a}", "O#{b}"]}'


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("O#{n}", ["PD105"]),
        ("O#{n:08d}", []),
        ("O#{n:02d}", ["PD105"]),
        ("O#{few}", []),
        ("O#{signed}", ["PD105"]),
        ("O#{price}", ["PD105"]),
        ("O#{at}", []),
        ("O#{at:%Y-%m-%dT%H:%M}", []),
        ("O#{at:%Y%m%d}", []),
        ("O#{at:%d.%m.%Y}", ["PD105"]),
        ("O#{at:%Y-%b-%d}", ["PD105"]),
        ("O#{at:%Y-%-m}", ["PD105"]),
    ],
)
def test_sort_keys_that_do_not_sort(ids, template, expected):
    text = SORTED.replace("TEMPLATE", template)
    assert (
        ids(text.replace("SORT", "").replace("MORE", ", newest_first: true"), "PD105") == expected
    )
    between = text.replace("SORT", BETWEEN).replace("MORE", ", parameters: {a: a, b: b}")
    assert ids(between, "PD105") == expected


def test_an_order_that_nobody_relies_on_may_be_any(ids):
    text = SORTED.replace("TEMPLATE", "O#{n}")
    assert ids(text.replace("SORT", "").replace("MORE", ""), "PD105") == []
    begins = text.replace("SORT", ', SK: {begins_with: "O#"}').replace("MORE", "")
    assert ids(begins, "PD105") == []
    number = text.replace("  orders: {", "  orders: {index: by_number, ")
    assert ids(number.replace("SORT", "").replace("MORE", ", newest_first: true"), "PD105") == []


def test_what_relies_on_an_order_need_not_say_what_it_returns(ids):
    text = SORTED.replace("TEMPLATE", "O#{n}").replace(
        ", returns: OrderMORE", ", newest_first: true"
    )
    assert ids(text.replace("SORT", ', SK: {begins_with: "O#"}'), "PD105") == ["PD105"]


def test_the_items_of_one_key_are_those_in_the_index(examined):
    text = """\
tables:
  shop: {partition_key: id, indexes: {paid: {partition_key: kind, sort_key: paid_at}}}
entities:
  Order:
    population: 20_000
    item: {id: {faker: uuid4}, kind: ORDER, paid_at: {timestamp: {since: -9d}, present: 0.1}}
"""
    (finding,) = examined(text, "PD101").findings
    assert "1 partition key for 2,000 items of Order" in finding.found
    assert finding.means.startswith("2,000 items share one in the mean, and more items bring no ")


def test_a_number_without_a_width_is_told_with_an_example(examined):
    text = SORTED.replace("TEMPLATE", "O#{n}").replace("SORT", "")
    (finding,) = examined(text.replace("MORE", ", newest_first: true"), "PD105").findings
    assert finding.found == (
        'SK of Order, "O#{n}", does not sort as its values do in table shop: {n} has no fixed width, '
        'and "100" sorts before "99"'
    )
    assert finding.means == "orders relies on that order, and gets other items than asked for"
    assert finding.fix == "write {n:08d}, or make the sort key a number (type N)"


@pytest.mark.parametrize(
    ("nickname", "expected"),
    [
        ("{faker: user_name}", []),
        ("{faker: user_name, present: 0.4}", ["PD106"]),
        ("{faker: user_name, when: {kind: open}}", ["PD106"]),
    ],
)
def test_keys_made_of_what_may_be_absent(ids, nickname, expected):
    text = f"""\
{TABLE}entities:
  User:
    population: 100
    item: {{PK: "U#{{nickname}}", SK: P, nickname: {nickname}, kind: {{choice: [open, shut]}}}}
"""
    assert ids(text, "PD106") == expected


def test_what_has_no_key_cannot_be_forecast():
    design = parse_design(f"""\
version: 1
{TABLE}entities:
  User: {{population: 9, item: {{PK: "U#{{n}}", SK: P, n: {{faker: word, present: 0.4}}}}}}
access_patterns:
  get_user: {{get: {{PK: "U#{{n}}", SK: P}}, returns: User}}
""")
    assert not needs_evidence(design)
    with pytest.raises(DynamoError) as caught:
        gather(design, now=NOW)
    assert str(caught.value) == (
        "some items of User have no PK, a key of table shop, and cannot be written: it is made of what "
        "not every item has.\nTo fix this: leave `present` and `when` out of what PK is made of"
    )
