"""PD501 to PD507: what keeps a table safe and in shape in production."""

import pytest

TABLE = "tables:\n  orders:\n    partition_key: order_id\n"


def found(examination):
    return [(each.rule, each.severity, each.subject) for each in examination.findings]


def test_a_table_that_says_nothing_has_neither_backups_nor_protection(examined):
    assert found(examined(TABLE, "PD5")) == [
        ("PD501", "warning", "table orders"),
        ("PD502", "warning", "table orders"),
    ]


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        ("point_in_time_recovery: true", ["PD502"]),
        ("point_in_time_recovery: {recovery_period_days: 3}", ["PD502"]),
        ("deletion_protection: true", ["PD501"]),
        ("removal_policy: DESTROY", ["PD501", "PD506"]),
        ("removal_policy: SNAPSHOT", ["PD501", "PD502"]),
    ],
)
def test_each_setting_answers_its_own_rule(ids, settings, rules):
    assert ids(f"{TABLE}    {settings}\n", "PD5") == rules


def test_a_protected_table_may_be_disposable(ids):
    text = f"{TABLE}    removal_policy: DESTROY\n    deletion_protection: true\n"
    assert ids(text, "PD5") == ["PD501"]


def test_what_a_deletion_comes_to_depends_on_the_backups(examined):
    (bare,) = examined(TABLE, "PD502").findings
    (backed,) = examined(f"{TABLE}    point_in_time_recovery: true\n", "PD502").findings
    assert bare.means == "one DeleteTable takes it away with all its items"
    assert backed.means.startswith("one DeleteTable takes it away; the backup that is made then")


# ----------------------------------------------------------------------------- auto scaling


def provisioned(table, index=""):
    return (
        f"{TABLE}    billing_mode: {{read_capacity_units: 50, write_capacity_units: 10{table}}}\n"
        "    indexes:\n"
        "      by_day:\n"
        "        partition_key: day\n"
        f"        billing_mode: {{read_capacity_units: 5, write_capacity_units: 20{index}}}\n"
    )


def test_each_table_and_index_that_does_not_scale_is_said_with_what_it_has(examined):
    table, index = examined(provisioned(""), "PD503").findings
    assert (table.subject, table.place.line) == ("table orders", 3)
    assert (index.subject, index.place.line) == ("index by_day of orders", 7)
    assert (
        table.found
        == "table orders has 50 read units and 10 write units a second, without auto scaling"
    )
    assert table.fix == (
        "add read_autoscaling: {min: 50, max: 200}, write_autoscaling: {min: 10, max: 40} to its "
        "billing_mode, with limits of your own, or bill on demand"
    )


def test_only_what_does_not_scale_is_said(examined):
    text = provisioned(", autoscaling: {min: 5, max: 90}", ", read_autoscaling: {min: 5, max: 90}")
    (index,) = examined(text, "PD503").findings
    assert index.found == (
        "index by_day of orders has 20 write units a second, without auto scaling"
    )


def test_on_demand_tables_need_no_scaling(ids):
    assert ids(TABLE, "PD503") == []


# ----------------------------------------------------------------------------- time to live

SESSIONS = """\
tables: {sessions: {partition_key: session_id, time_to_live: ends_at}}
entities:
  Session:
    population: 100
    item: {session_id: {faker: uuid4}, ITEM}
"""


def sessions(item):
    return SESSIONS.replace("ITEM", item)


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        ("ends_at: {epoch_seconds: 1h}", []),
        ("ends_at: {timestamp: {since: -30d}, format: epoch_seconds}", []),
        ("ends_at: {int: {min: 1_700_000_000, max: 1_900_000_000}}", []),
        ("ends_at: 1_900_000_000", []),
        ("ends_at: {faker: unix_time}", []),
        ('ends_at: "{x}", x: {epoch_seconds: 1h}', []),
        ("ends_at: {epoch_milliseconds: 5}", ["PD504"]),
        ('ends_at: "{x}", x: {epoch_milliseconds: 5}', ["PD504"]),
        ("ends_at: {int: {min: 1_700_000_000_000, max: 1_900_000_000_000}}", ["PD504"]),
        ("ends_at: 1_900_000_000_000", ["PD504"]),
        ("ends_at: {sequence: {start: 1_700_000_000_000}}", ["PD504"]),
        ("ends_at: {timestamp: {since: -30d}}", ["PD505"]),
        ("ends_at: {timestamp: {since: -30d}, format: date}", ["PD505"]),
        ('ends_at: "{x}", x: {timestamp: {since: -30d}}', ["PD505"]),
        ('ends_at: "T{x}", x: {epoch_seconds: 1h}', ["PD505"]),
        ("ends_at: {faker: date}", ["PD505"]),
        ("ends_at: tomorrow", ["PD505"]),
        ("ends_at: true", ["PD505"]),
        ("ends_at: {int: {min: 60, max: 3_600}}", ["PD505"]),
        ("ends_at: {choice: [3_600, 86_400]}", ["PD505"]),
        ("expires: {epoch_seconds: 1h}", ["PD507"]),
    ],
)
def test_a_time_to_live_is_a_number_in_seconds_that_some_item_has(ids, item, rules):
    assert ids(sessions(item), "PD504", "PD505", "PD507") == rules


def test_one_entity_of_several_is_enough_to_have_it(ids):
    text = sessions("ends_at: {epoch_seconds: 1h}")
    text += "  User: {population: 5, item: {session_id: {faker: uuid4}}}\n"
    assert ids(text, "PD507") == []


def test_a_table_without_entities_or_without_time_to_live_says_nothing(ids):
    assert ids(TABLE + "    time_to_live: ends_at\n", "PD507") == []
    assert ids(sessions("a: b").replace(", time_to_live: ends_at", ""), "PD507") == []


def test_milliseconds_are_said_with_the_same_in_seconds(examined):
    (finding,) = examined(sessions("ends_at: {epoch_milliseconds: 7_200_000}"), "PD504").findings
    assert (finding.severity, finding.subject, finding.place.line) == ("error", "Session", 6)
    assert finding.found == "Session sets ends_at, the time to live of sessions, in milliseconds"
    assert finding.fix == "write ends_at: {epoch_seconds: 7200}, 2 h from now"


def test_a_duration_is_taken_for_one(examined):
    (finding,) = examined(sessions("ends_at: {int: {min: 60, max: 3_600}}"), "PD505").findings
    assert finding.found == (
        "ends_at, the time to live of sessions, is a number of that size: 60, 3,600 as Session sets it"
    )
    assert finding.fix == "write ends_at: {epoch_seconds: 3600}, that long after now"


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("{epoch_seconds: 1h}", []),
        ("{epoch_milliseconds: 1h}", ["PD504"]),
        ("{timestamp: {since: -1d}}", ["PD505"]),
        ("{timestamp: {since: -1d}, format: epoch_seconds}", []),
        ("never", ["PD505"]),
        ('"{ends_at}"', []),
    ],
)
def test_what_an_update_sets_is_looked_at_too(examined, value, rules):
    text = sessions("ends_at: {epoch_seconds: 1h}") + (
        "access_patterns:\n"
        '  prolong: {update: {key: {session_id: "{session_id}"}, set: {ends_at: VALUE}}}\n'
    ).replace("VALUE", value)
    findings = examined(text, "PD504", "PD505").findings
    assert [(each.rule, each.subject) for each in findings] == [(one, "prolong") for one in rules]
