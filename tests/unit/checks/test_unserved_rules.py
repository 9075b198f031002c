"""PD301, PD302, PD307, PD308, PD309 and PD311: access patterns that nothing serves."""

import pytest

SHOP = """\
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      by_time: {partition_key: day, sort_key: {name: at, type: N}}
      by_round: {partition_key: [cup, year], sort_key: [round, bracket]}
entities:
  Match:
    population: 100
    item:
      PK: "MATCH#{match_id}"
      SK: RESULT
      match_id: {ulid: true}
      played_at: {timestamp: {since: -30d}}
      day: "{played_at:%Y-%m-%d}"
      at: {timestamp: {since: -30d}, format: epoch_seconds}
      cup: {choice: [spring, summer]}
      year: "{played_at:%Y}"
      round: {choice: [group, final]}
      bracket: {choice: [upper, lower]}
      state: {choice: {open: 1, over: 9}}
access_patterns:
  get_match: {get: {PK: "MATCH#{match_id}", SK: RESULT}, returns: Match}
"""

ROUND = "index: by_round, returns: Match, "


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ('query: {state: "{state}"}, returns: Match', "PD301"),
        ("get: {SK: RESULT}, returns: Match", "PD301"),
        ("update: {key: {SK: RESULT}, set: {state: over}}, returns: Match", "PD301"),
        ("scan: true, returns: Match", "PD302"),
        ("scan: true, index: by_time, filter: {state: open}, returns: Match", "PD302"),
        ('query: {day: "{day}", at: {begins_with: "17"}}, returns: Match', "PD307"),
        (ROUND + 'query: {cup: "{cup}", year: "{year}", bracket: upper}', "PD308"),
        (ROUND + 'query: {cup: "{cup}", round: final}', "PD308"),
        (ROUND + 'query: {cup: "{cup}"}', "PD308"),
        (
            ROUND
            + 'query: {cup: "{cup}", year: "{year}", round: {begins_with: f}, bracket: upper}',
            "PD308",
        ),
        (ROUND + 'query: {cup: "{cup}", year: "{year}"}, consistent_read: true', "PD309"),
        (
            'query: {PK: "MATCH#{match_id}"}, filter: {state: open}, returns: Match',
            "PD311",
        ),
        (
            'query: {PK: "MATCH#{match_id}"}, filter: {SK: RESULT}, returns: Match, max_waste: 9',
            "PD311",
        ),
    ],
)
def test_each_pattern_that_is_not_served_has_one_finding_for_its_cause(examined, pattern, rule):
    examination = examined(f"{SHOP}  asked: {{{pattern}}}\n", "PD3")
    (finding,) = examination.findings
    assert (finding.rule, finding.severity, finding.subject) == (rule, "error", "asked")
    assert (finding.place.line, finding.place.column) == (26, 3)


@pytest.mark.parametrize(
    "pattern",
    [
        'query: {PK: "MATCH#{match_id}"}, returns: Match, consistent_read: true',
        'query: {day: "{day}", at: {">=": "{at}"}}, returns: Match',
        ROUND + 'query: {cup: "{cup}", year: "{year}", round: final, bracket: {begins_with: u}}',
        "put: Match",
    ],
)
def test_what_is_served_breaks_none_of_these_rules(ids, pattern):
    assert ids(f"{SHOP}  asked: {{{pattern}}}\n", "PD3") == []


def test_what_serves_a_pattern_nearly_is_said_with_the_reason_and_a_fix(examined):
    text = SHOP + '  asked: {query: {state: "{state}"}, returns: Match}\n'
    (finding,) = examined(text, "PD301").findings
    assert finding.found == "asked is not served: it needs state = '{state}'"
    assert finding.means == (
        "table shop (PK, SK): partition key 'PK' is not given; "
        "index by_time (day, at): partition key 'day' is not given; "
        "index by_round (cup + year, round + bracket): partition keys 'cup' and 'year' are not given"
    )
    assert finding.fix == "add an index with partition key 'state'"


def test_a_scan_is_said_with_what_it_comes_to(examined):
    (finding,) = examined(SHOP + "  asked: {scan: true, rate: 2}\n", "PD302").findings
    assert finding.found == "asked scans table shop, and does not say why"
    assert finding.means == "it reads every item there is, at a rate of 2 a second"
    assert finding.fix == (
        'ask for what it needs: `query: {PK: "MATCH#{match_id}"}`, '
        'or allow it: `allow_scan: "the reason"`'
    )


@pytest.mark.parametrize(
    ("query", "fix"),
    [
        (
            'cup: "{cup}", year: "{year}", bracket: upper',
            "give 'round' too, or order the key of index by_round as (cup + year, bracket + round)",
        ),
        ('cup: "{cup}", bracket: upper', "give 'year' by equality"),
        ('cup: "{cup}", year: {begins_with: "20"}', "give 'year' by equality"),
        (
            'cup: "{cup}", year: "{year}", round: {begins_with: f}, bracket: upper',
            "order the key of index by_round as (cup + year, bracket + round)",
        ),
    ],
)
def test_a_key_of_several_attributes_is_completed_or_ordered(examined, query, fix):
    (finding,) = examined(f"{SHOP}  asked: {{{ROUND}query: {{{query}}}}}\n", "PD3").findings
    assert (finding.rule, finding.fix) == ("PD308", fix)


@pytest.mark.parametrize(
    "last", ["", ", round: final", ", round: final, bracket: {begins_with: u}"]
)
def test_a_key_of_several_attributes_that_is_given_rightly_is_not_what_is_amiss(examined, last):
    shop = SHOP.replace("bracket]}", "bracket], projection: [state]}")
    asked = f'{ROUND}attributes: [played_at], query: {{cup: "{{cup}}", year: "{{year}}"{last}}}'
    (finding,) = examined(f"{shop}  asked: {{{asked}}}\n", "PD3").findings
    assert (finding.rule, finding.fix) == (
        "PD301",
        (
            "add 'played_at' to the projection of by_round, or leave 'played_at' out of the pattern's "
            "attributes"
        ),
    )


def test_a_consistent_read_names_the_index_alone_that_was_asked_for(examined):
    text = SHOP + '  asked: {index: by_time, query: {day: "{day}"}, consistent_read: true}\n'
    (finding,) = examined(text, "PD3").findings
    assert finding.means == (
        "index by_time (day, at): consistent reads are not possible on a global index"
    )


def test_a_range_is_proposed_for_the_beginning_of_a_number(examined):
    text = SHOP + '  asked: {query: {day: "{day}", at: {begins_with: "17"}}, returns: Match}\n'
    (finding,) = examined(text, "PD3").findings
    assert finding.fix == "write at: {between: […, …]} for begins_with(at, 17)"


def test_a_design_that_serves_nothing_still_says_why(ids):
    only = SHOP.replace('get: {PK: "MATCH#{match_id}", SK: RESULT}', 'query: {state: "{state}"}')
    assert ids(only, "PD3") == ["PD301"]
