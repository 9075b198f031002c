"""The catalogue of rules, choosing among them, and what a design says of them."""

import re

import pytest

from pytest_dynamo.checks.capacity.key_sources import MONOTONIC
from pytest_dynamo.checks.catalogue import OF_DESIGN, OF_EVIDENCE, RULES, chosen_rules, rule_of
from pytest_dynamo.checks.examining import examine, needs_evidence
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.population_demand.parts import RISING

EMPTY = "version: 1\ntables: {shop: {partition_key: id}}\n"


def test_rules_stand_in_the_order_of_their_ids():
    assert list(RULES) == sorted(RULES)


def test_each_rule_has_an_id_of_its_own_and_says_all_that_there_is_to_say():
    assert len(RULES) == len(OF_DESIGN) + len(OF_EVIDENCE)
    for rule in RULES.values():
        assert re.fullmatch(r"PD[0-6]\d\d", rule.id)
        assert rule.title.endswith(".")
        assert rule.why.endswith(".")
        assert rule.fix.endswith(".")
        assert rule.link.startswith("https://docs.aws.amazon.com/") or not rule.link


def test_what_grows_is_what_the_forecast_takes_for_growing():
    assert MONOTONIC == RISING


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ([], [], sorted(RULES)),
        (["PD401", "pd404"], [], ["PD401", "PD404"]),
        (["PD40"], ["PD407", "PD408", "PD405"], ["PD401", "PD402", "PD403", "PD404", "PD406"]),
        (["PD0"], [], ["PD001"]),
        (["PD401"], ["PD4"], []),
    ],
)
def test_rules_are_chosen_by_ids_or_their_beginnings(select, ignore, expected):
    assert sorted(chosen_rules(select, ignore)) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("PD4O1", "no rule 'PD4O1'; did you mean 'PD401'?"),
        ("E501", f"no rule 'E501'; rules: {', '.join(RULES)}"),
        ("", f"no rule ''; rules: {', '.join(RULES)}"),
    ],
)
def test_an_id_that_no_rule_has_is_told_with_the_nearest(given, message):
    for choose in (lambda: chosen_rules([given]), lambda: chosen_rules([], [given])):
        with pytest.raises(DynamoError) as caught:
            choose()
        assert str(caught.value) == message
    with pytest.raises(DynamoError):
        rule_of(given)


def test_a_rule_is_found_by_its_id_in_lower_case():
    assert rule_of("pd401") is RULES["PD401"]


def test_an_unknown_rule_under_ignore_is_a_warning_with_the_nearest():
    design = parse_design(EMPTY + "ignore: {PD4O1: one tenant only, X1: no}")
    first, second = examine(design, None, chosen_rules(["PD0"])).findings
    assert (first.rule, first.severity, first.subject) == ("PD001", "warning", "ignore.PD4O1")
    assert (first.found, first.fix) == ("no rule 'PD4O1'", "write PD401 under ignore")
    assert second.fix == "leave it out of ignore"


def test_a_finding_that_is_ignored_is_kept_with_the_reason(examined):
    text = """\
tables: {counters: {partition_key: name}}
entities: {Counter: {population: 1, item: {name: ALL, count: {int: {min: 1, max: 9}}}}}
access_patterns:
  count_up: {update: {key: {name: ALL}, add: {count: 1}}, returns: Counter, rate: 1_500}
ignore: {PD401: a test of the limit itself}
"""
    examination = examined(text)
    assert examination.findings == ()
    (ignored,) = examination.ignored
    assert (ignored.finding.rule, ignored.reason) == ("PD401", "a test of the limit itself")


def test_a_design_without_access_patterns_is_said():
    design = parse_design(EMPTY)
    assert not needs_evidence(design)
    examination = examine(design, None, chosen_rules(["PD4"]))
    assert examination.findings == ()
    assert examination.notes == (
        "no access patterns, so nothing is known of its load: capacity is not checked",
    )


def test_rules_that_look_at_the_design_alone_need_no_evidence():
    design = parse_design(
        EMPTY + "entities: {A: {population: 1, item: {id: a}}}\n"
        "access_patterns: {get_a: {get: {id: a}, returns: A}}"
    )
    assert needs_evidence(design)
    assert not needs_evidence(design, chosen_rules(["PD0"]))


def test_items_without_keys_leave_nothing_to_forecast(examined):
    examination = examined(
        """\
tables: {shop: {partition_key: id}}
entities: {A: {population: 9, item: {id: "A#{b}", b: {faker: word, present: 0.5}}}}
access_patterns: {put_a: {put: A}}
""",
        "PD106",
        "PD4",
    )
    assert [finding.rule for finding in examination.findings] == ["PD106"]
    assert examination.notes == ("some items have no key, so capacity is not checked",)


def test_patterns_that_are_not_served_are_left_out_and_named(examined):
    examination = examined("""\
tables: {shop: {partition_key: id}}
entities: {A: {population: 1, item: {id: a, b: {faker: word}}}}
access_patterns:
  get_a: {get: {id: a}, returns: A}
  find_a: {query: {b: "{b}"}, returns: A}
""")
    assert examination.findings == ()
    assert examination.notes == (
        "not served, and so left out: find_a; pytest-dynamo plan says why",
    )


def test_a_design_that_serves_nothing_is_examined_without_its_capacity(examined):
    examination = examined("""\
tables: {shop: {partition_key: id}}
entities: {A: {population: 1, item: {id: a, b: {faker: word}}}}
access_patterns: {find_a: {query: {b: "{b}"}, returns: A}}
""")
    assert examination.findings == ()
    assert examination.declared_requests_per_second is None
    assert examination.notes == (
        "no access pattern is served, so capacity is not checked; pytest-dynamo plan says why",
    )
