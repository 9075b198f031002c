"""Which table or index serves a query, and why none does."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.values import Generated, KeySchema
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan, plan_all
from pytest_dynamo.planner.wording import conditions_text


def reasons(outcome):
    assert isinstance(outcome, NotServed)
    return {candidate.resource: candidate.reason for candidate in outcome.candidates}


def test_the_table_serves_its_partition_key(shop, query):
    asked = query({"PK": "USER#{user_id}", "SK": ("begins_with", "ORDER#")})

    found = plan(shop, asked)

    assert (found.operation, found.on, found.shards) == ("Query", "shop", 1)
    assert found.partition + found.sort == asked.conditions


def test_the_table_comes_before_its_local_index(shop, query):
    assert plan(shop, query({"PK": "USER#{user_id}"})).on == "shop"


def test_a_local_index_serves_its_sort_key(shop, query):
    found = plan(shop, query({"PK": "USER#{user_id}", "total": (">", 5)}))

    assert found.on == "by_total"
    assert conditions_text(found.sort) == "total > 5"


def test_a_global_index_serves_its_partition_key_without_being_named(shop, query):
    assert plan(shop, query({"GSI1PK": "USER#{user_id}"}, returns=("Order",))).on == "GSI1"


def test_of_two_indexes_with_one_key_the_one_that_projects_what_is_needed_serves(shop, query):
    table = shop.tables["shop"]
    keys_like_gsi2 = replace(table.indexes["GSI1"], key=table.indexes["GSI2"].key)
    indexes = {"GSI2": table.indexes["GSI2"], "GSI1": keys_like_gsi2}
    design = replace(shop, tables={"shop": replace(table, indexes=indexes)})

    assert plan(design, query({"GSI2PK": "ORDER#{id}"}, returns=("Order",))).on == "GSI1"
    assert plan(design, query({"GSI2PK": "ORDER#{id}"}, attributes=("status",))).on == "GSI2"
    assert plan(design, query({"GSI2PK": "ORDER#{id}"}, attributes=("total",))).on == "GSI1"


def test_a_named_index_that_does_not_project_everything_serves_who_lists_no_attributes(shop, query):
    asked = query({"GSI2PK": "ORDER#{id}"}, index="GSI2", returns=("Order",))

    assert plan(shop, asked).on == "GSI2"


def test_a_query_without_the_partition_key_is_told_the_template_of_the_returned_entity(shop, query):
    asked = query({"SK": ("begins_with", "ORDER#")}, returns=("Order",))

    assert str(plan(shop, asked)).splitlines() == [
        "access pattern 'asked' is not served",
        "  needs      begins_with(SK, 'ORDER#')",
        "  candidate  table shop (PK, SK)                                   partition key 'PK' is not given",
        "  candidate  index GSI1 (GSI1PK, GSI1SK)                           partition key 'GSI1PK' is not given",
        "  candidate  index GSI2 (GSI2PK, GSI2SK)                           partition key 'GSI2PK' is not given",
        "  candidate  index places (country + city, year + month + score)   partition keys 'country' and 'city' are not given",
        "  candidate  index by_total (PK, total)                            partition key 'PK' is not given",
        "To fix this:",
        '  - add `PK: "USER#{user_id}"` to the query',
        "  at designs/shop.yaml:1",
    ]


def test_the_fix_names_the_index_whose_key_it_completes(shop, query):
    asked = query({"GSI1SK": ("between", "ORDER#{a}", "ORDER#{b}")}, returns=("Order",))

    assert plan(shop, asked).fixes == (
        'add `GSI1PK: "USER#{user_id}"` to the query, with `index: GSI1`',
    )


def test_the_fix_goes_by_the_entity_whose_template_agrees_when_none_is_returned(shop, query):
    asked = query({"SK": "PROFILE"})

    assert plan(shop, asked).fixes == ('add `PK: "USER#{user_id}"` to the query',)


@pytest.mark.parametrize(
    ("given", "resource", "reason"),
    [
        (
            {"PK": ("begins_with", "USER#")},
            "table shop",
            "partition key 'PK' is given by begins_with, and must be by =",
        ),
        (
            {"PK": "USER#{u}", "status": "open"},
            "table shop",
            "'status' would be a filter: it is no key attribute here",
        ),
        (
            {"PK": "USER#{u}", "total": ("begins_with", "1")},
            "index by_total",
            "'total' is a number, and begins_with takes strings and binary values only",
        ),
        (
            {"country": "NL", "city": "Delft", "month": "05"},
            "index places",
            "sort key 'month' is given without 'year', which stands before it",
        ),
        (
            {"country": "NL", "city": "Delft", "year": (">", "2020"), "month": "05"},
            "index places",
            "sort key 'month' would be a filter: 'year' before it is not given by =",
        ),
        (
            {"country": "NL"},
            "index places",
            "partition key 'city' is not given",
        ),
    ],
)
def test_a_candidate_says_why_it_fails(shop, query, given, resource, reason):
    assert reasons(plan(shop, query(given)))[resource] == reason


def test_a_key_of_several_attributes_is_served_from_the_left(shop, query):
    given = {"city": "Delft", "country": "NL", "month": (">=", "05"), "year": "2026"}

    found = plan(shop, query(given))

    assert found.on == "places"
    assert conditions_text(found.partition) == "country = 'NL' and city = 'Delft'"
    assert conditions_text(found.sort) == "year = '2026' and month >= '05'"


def test_consistent_reads_need_the_table(shop, query):
    outcome = plan(shop, query({"GSI1PK": "USER#{u}"}, index="GSI1", consistent_read=True))

    assert reasons(outcome)["index GSI1"] == "consistent reads are not possible on a global index"
    assert "leave out `consistent_read: true`" in outcome.fixes


def test_an_index_that_does_not_project_what_is_needed_does_not_serve(shop, query):
    asked = query({"GSI2PK": "ORDER#{id}"}, index="GSI2", attributes=("status", "total"))

    outcome = plan(shop, asked)

    assert (
        reasons(outcome)["index GSI2"]
        == "the index does not project 'total', which the caller needs"
    )
    assert outcome.fixes[0] == "add 'total' to the projection of GSI2"


def test_a_local_index_fetches_what_it_does_not_project(shop, query):
    asked = query({"PK": "USER#{u}", "total": 5}, attributes=("status",))

    assert plan(shop, asked).on == "by_total"


def test_a_query_that_another_index_serves_is_told_its_name(shop, query):
    outcome = plan(shop, query({"PK": "USER#{u}"}, index="GSI1"))

    assert reasons(outcome)["table shop"] == "would serve it, but the pattern names GSI1"
    assert "leave out `index: GSI1`: the table serves it" in outcome.fixes


def test_a_filter_needs_a_declared_waste(shop, query):
    given, status = {"PK": "USER#{u}"}, {"status": "open"}

    outcome = plan(shop, query(given, filter=status))

    assert reasons(outcome)["table shop"] == (
        "'status' would be a filter: it reads items to throw them away, and max_waste is 1"
    )
    assert outcome.needs == "PK = 'USER#{u}', filtered by status = 'open'"
    assert (
        "accept the filter: `max_waste: 5` lets it read 5 items for each one it returns"
        in outcome.fixes
    )
    assert "add an index with partition key 'PK' and sort key 'status'" in outcome.fixes
    assert isinstance(plan(shop, query(given, filter=status, max_waste=2)), Plan)


@pytest.mark.parametrize("index", [None, "by_total", "GSI1"])
def test_a_filter_on_a_key_attribute_fails_whatever_waste_is_declared(shop, query, index):
    key = "GSI1PK" if index == "GSI1" else "PK"
    asked = query({key: "USER#{u}"}, filter={"SK": "PROFILE"}, index=index, max_waste=9)

    assert reasons(plan(shop, asked))[f"index {index}" if index else "table shop"] == (
        "the filter SK = 'PROFILE' is on a key attribute; state it in the query"
    )


def test_a_filter_that_stands_in_for_the_partition_key_fails(shop, query):
    outcome = plan(shop, query({}, filter={"PK": "USER#{u}"}, max_waste=9))

    assert reasons(outcome)["table shop"] == "partition key 'PK' is not given"
    assert outcome.needs == "no key at all, filtered by PK = 'USER#{u}'"


def test_a_filter_that_the_index_cannot_see_fails(shop, query):
    asked = query({"GSI2PK": "ORDER#{id}"}, filter={"total": (">", 5)}, index="GSI2", max_waste=9)

    assert reasons(plan(shop, asked))["index GSI2"] == (
        "the index does not project 'total', which the filter reads"
    )


def test_two_conditions_on_one_attribute_are_one_too_many(shop, query, condition):
    twice = condition.all({"PK": "USER#{u}", "SK": (">", "a")}) + condition.all({"SK": ("<", "b")})

    outcome = plan(shop, replace(query({}), conditions=twice))

    assert reasons(outcome)["table shop"] == "'SK' has two conditions; write one, with between"


def test_a_fan_out_is_as_many_queries_as_there_are_shards(shop, query):
    order = shop.entities["Order"]
    shard = replace(
        order.attributes["status"],
        name="shard",
        value=Generated(maker="random_shard", options={"count": 4}),
    )
    key = replace(
        order.attributes["GSI1PK"], value=query({"x": "DAY#{shard}"}).conditions[0].operands[0]
    )
    sharded = replace(order, attributes={**order.attributes, "shard": shard, "GSI1PK": key})
    design = replace(shop, entities={**shop.entities, "Order": sharded})

    asked = query({"GSI1PK": "DAY#{shard}"}, returns=("Order",), fan_out="shard")

    assert plan(design, asked).shards == 4
    assert reasons(plan(design, replace(asked, fan_out="shart")))["index GSI1"] == (
        "fan_out names 'shart', which is no placeholder of the partition key"
    )


def test_a_fan_out_over_something_that_is_no_shard_is_not_served(shop, query):
    asked = query({"GSI1PK": "USER#{user_id}"}, returns=("Order",), fan_out="user_id")

    outcome = plan(shop, asked)

    assert outcome.fixes == (
        "name a shard in fan_out: fan_out names 'user_id', which is neither a shard_of nor a random_shard",
    )


def test_a_partition_key_alone_is_a_key_too(shop, query):
    table = replace(shop.tables["shop"], key=KeySchema(partition_key=("PK",)), indexes={})
    design = replace(shop, tables={"shop": table})

    assert plan(design, query({"PK": "USER#{u}"})).on == "shop"
    assert reasons(plan(design, query({"PK": "USER#{u}", "SK": "PROFILE"}))) == {
        "table shop": "'SK' would be a filter: it is no key attribute here"
    }


def test_all_patterns_of_a_design_are_planned_by_name(shop, query):
    design = replace(
        shop,
        access_patterns={"good": query({"PK": "USER#{u}"}), "bad": query({"SK": "PROFILE"})},
    )

    outcomes = plan_all(design)

    assert {name: type(outcome) for name, outcome in outcomes.items()} == {
        "good": Plan,
        "bad": NotServed,
    }


def test_the_fix_says_to_drop_an_index_whose_key_is_not_the_one_to_complete(shop, query):
    asked = query({"SK": ("begins_with", "ORDER#")}, index="GSI1", returns=("Order",))

    assert plan(shop, asked).fixes == (
        'add `PK: "USER#{user_id}"` to the query, without `index: GSI1`',
    )


def test_no_template_is_proposed_that_the_conditions_contradict(shop, query):
    asked = query({"SK": ("begins_with", "INVOICE#")})

    assert plan(shop, asked).fixes == ("state a partition key in the query",)
