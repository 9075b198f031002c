"""Each fix: its change is that of the file, and its gain the difference of two forecasts."""

import pytest

from pytest_dynamo.assessment.advising import advice_of
from pytest_dynamo.assessment.weighing import weighed
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.errors import DynamoError
from tests.unit.assessment import cases
from tests.unit.assessment.cases import PATH, case, patched

FIXES = [
    ("DATE_AS_KEY", "Spread", "PD401", "hot partition", "requests a second"),
    ("SHARED_COLLECTION", "Spread", "PD401", "hot partition", "requests a second"),
    ("HOT_INDEX", "Spread", "PD403", "index lag", "requests a second"),
    ("READ_HOT", "Read eventually", "", "cost", "requests a second"),
    ("LAGGING_INDEX", "Raise", "PD402", "index lag", "requests a second"),
    ("LIMITING_INDEX", "Raise", "PD404", "index lag", "requests a second"),
    ("SLOW_SCALING", "Raise", "PD403", "hot partition", "requests a second"),
    ("LOW_MAXIMUM", "Raise", "PD402", "hot partition", "requests a second"),
    ("COLD_TABLE", "Warm", "PD403", "hot partition", "requests a second"),
    ("SCAN", "Add an index for of_city", "PD303", "scans", "US dollars a month"),
    ("SCAN", "Query index by_email", "PD303", "scans", "US dollars a month"),
    ("FILTER", "Add an index for placed", "PD304", "too many items", "US dollars a month"),
    ("UNBOUNDED", "Give lines a limit", "PD306", "too many items", "US dollars a month"),
    ("WIDE_AND_UNREAD", "Project fewer", "PD203", "cost", "US dollars a month"),
    ("WIDE_AND_UNREAD", "Remove index by_city", "PD202", "cost", "US dollars a month"),
    ("LARGE_ITEM", "Keep picture", "PD407", "item size", "US dollars a month"),
    ("DEAR", "Bill orders provisioned", "", "cost", "US dollars a month"),
    ("DEAR", "Bill idle on demand", "", "cost", "US dollars a month"),
    ("DEAR", "Read eventually", "", "cost", "US dollars a month"),
]


@pytest.mark.parametrize(("name", "title", "rule", "trouble", "metric"), FIXES)
def test_a_fix_is_a_change_of_the_file_and_gains_what_two_forecasts_differ_by(
    name, title, rule, trouble, metric
):
    found = case(getattr(cases, name))
    advice = found.titled(title)
    assert (advice.rule, advice.trouble) == (rule, trouble)
    changed = parse_design(patched(found.text, advice.change), PATH)
    before, after = weighed(found.made), weighed(found.forecast_of(changed))
    assert (advice.before, advice.after) == (before, after)
    figure = {"requests a second": "holds_until", "US dollars a month": "usd_per_month"}[metric]
    assert advice.gain is not None
    assert advice.gain.metric == metric
    assert advice.gain.difference == getattr(after, figure) - getattr(before, figure)
    assert advice.gain.difference * (1 if figure == "holds_until" else -1) > 0


def test_a_shard_goes_into_the_item_its_gets_and_its_queries():
    found = case(cases.DATE_AS_KEY)
    advice = found.titled("Spread")
    assert advice.title == (
        "Spread `DAY#2026-11-23` and keys like it over 2 shards in table readings"
    )
    assert advice.evidence == (
        'All writes of table readings go to one key of PK "DAY#{taken_at:%Y-%m-%d}": DAY#2026-11-23. '
        "record_reading needs 1,300 write units a second there, and a partition serves 1,000; "
        "no split helps where sort keys only ever grow."
    )
    assert patched(found.text, advice.change) == found.text.replace(
        '{taken_at:%Y-%m-%d}" # all of today\n',
        '{taken_at:%Y-%m-%d}#{shard}" # all of today\n'
        "      shard: {shard_of: reading_id, count: 2}\n",
    ).replace('"DAY#{day}"', '"DAY#{day}#{shard}"').replace(
        '#{shard}"}\n    returns', '#{shard}"}\n    fan_out: shard\n    returns'
    ).replace("{read_units: 0.5, pages: 1}", "{read_units: 1, pages: 2}")


def test_keys_made_alike_are_spread_together_under_a_name_that_is_free():
    found = case(cases.SHARED_COLLECTION)
    advice = found.titled("Spread")  # the table; its index is not named a second time
    changed = parse_design(patched(found.text, advice.change), PATH)
    note = changed.entities["Note"].attributes
    assert str(note["PK"].value) == "TENANT#{tenant_id}#{note_shard}"
    assert str(note["tenant"].value) == "TENANT#{tenant_id}#{note_shard}"
    assert changed.entities["Tenant"] == found.design.entities["Tenant"]
    move = changed.access_patterns["move_note"].actions[0]
    assert str(move.key["PK"]) == "TENANT#{tenant_id}#{note_shard}"
    assert changed.access_patterns["get_tenant"].fan_out is None
    assert changed.access_patterns["notes_elsewhere"].fan_out == "note_shard"


def test_more_shards_are_tried_where_those_that_do_lie_on_one_partition():
    text = cases.DATE_AS_KEY.replace("1_300", "2_500")  # 4 shards; two of them on one partition
    advice = case(text).titled("Spread")
    assert advice.title.startswith("Spread `DAY#2026-11-23` and keys like it over 8 shards")
    assert advice.after is not None
    assert (
        advice.after.holds_until
        > 2_502
        > case(text).weighed[0][0].access_patterns["record_reading"].rate
    )


def test_a_key_that_cannot_be_spread_is_advised_without_a_gain():
    text = (
        cases.SHARED_COLLECTION.replace("returns: Note\n    limit: 5", "limit: 5")
        .replace(', SK: {begins_with: "NOTE#"}', "")
        .replace("    limit: 5\n", "    returns: [Tenant, Note]\n    limit: 5\n")
    )
    advice = case(text).titled("Spread `TENANT#1` and keys like it over 2 shards in table")
    assert (advice.gain, advice.after, advice.change) == (None, None, "")
    assert advice.fix.endswith("It is not weighed, as notes reads Tenant by the same key.")


def test_a_key_that_is_read_too_often_is_to_be_copied_which_no_forecast_weighs():
    advice = case(cases.READ_HOT).titled("Keep")
    assert advice.title == "Keep `SETTING#1` and keys like it in 2 copies, or in a cache"
    assert (advice.rule, advice.severity, advice.gain) == ("PD401", "error", None)
    assert advice.not_weighed == "no setting"


def test_what_is_left_of_a_filter_stays_and_an_index_is_as_wide_as_its_reader():
    found = case(
        cases.SCAN.replace(
            'filter: {email: "{email}"}',
            'filter: {city: "{city}", note: {begins_with: a}, floor: 3}',
        )
    )
    changed = parse_design(
        patched(found.text, found.titled("Add an index for of_email").change), PATH
    )
    index = changed.tables["shop"].indexes["by_city"]
    assert (index.key.partition_key, index.key.sort_key) == (("city",), ("floor", "note"))
    assert index.projection.kind == "KEYS_ONLY"
    assert changed.tables["shop"].attribute_types["floor"] == "N"
    assert changed.access_patterns["of_email"].filter == ()


def test_a_scan_of_which_nothing_is_asked_is_advised_in_the_words_of_its_rule():
    advice = case(cases.SCAN).titled("Ask for what unsaid needs")
    assert (advice.rule, advice.gain, advice.not_weighed) == ("PD302", None, "no setting")
    assert advice.fix.startswith("Ask for what it needs: `query:")


def test_without_the_text_of_the_file_the_settings_are_shown():
    advice = case(cases.DATE_AS_KEY, is_written=False).titled("Spread")
    assert advice.change.splitlines()[:5] == [
        " entities:",
        "   Reading:",
        "     item:",
        '+      PK: "DAY#{taken_at:%Y-%m-%d}#{shard}"',
        "+      shard: {shard_of: reading_id, count: 2}",
    ]


def test_a_design_that_cannot_be_forecast_again_is_not_weighed():
    found = case(cases.DATE_AS_KEY)

    def refuse(_):
        message = "out of luck"
        raise DynamoError(message)

    advice, notes = advice_of(found.design, found.made, refuse, found.examination)
    assert [(each.rule, each.gain) for each in advice] == [("PD401", None)]
    assert [each.not_weighed for each in advice] == ["no forecast"]
    assert notes == ("2 fixes are not weighed: out of luck",)


def test_no_more_fixes_are_weighed_than_was_said():
    found = case(cases.WIDE_AND_UNREAD, most=1)
    assert len(found.weighed) == 1
    assert [bool(each.gain) for each in found.advice] == [True, False]
    assert [each.not_weighed for each in found.advice] == [None, "left out"]
    assert found.notes == ("2 fixes are not weighed: forecasts for that are at most 1",)


def test_what_is_not_served_has_no_forecast_to_compare_with():
    text = cases.SCAN.replace(
        "unsaid: {scan: true, returns: Order",
        'unsaid: {scan: true, filter: {email: "{email}"}, returns: Order, attributes: [order_id]',
    )
    advice = case(text, most=1).titled("Query index by_email in unsaid")
    assert (advice.rule, advice.gain, advice.not_weighed) == ("PD302", None, "not served")
    assert "{query: {email: " in advice.change
