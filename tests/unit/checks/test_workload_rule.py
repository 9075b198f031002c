"""PD405: what the workload of a design asks of it."""

COUNTER = """\
tables: {counters: {partition_key: name}}
entities:
  Counter:
    population: 1
    item: {name: "COUNTER#{number}", number: {sequence: {start: 1}}, count: {int: {min: 1, max: 9}}}
access_patterns:
  count_up:
    update: {key: {name: "COUNTER#{number}"}, add: {count: 1}}
    returns: Counter
    rate: 100
workload: {WORKLOAD}
"""


def test_a_workload_that_is_borne_is_no_finding(ids):
    text = COUNTER.replace("WORKLOAD", "peak: 5x, holds_until: 1_000, throttled: 0")
    assert ids(text) == []


def test_each_limit_that_is_not_kept_is_an_error_with_both_figures(examined):
    text = COUNTER.replace("WORKLOAD", "peak: 20x, duration: 10m, holds_until: 2_000, throttled: 0")
    holds, throttled = examined(text).findings
    assert (holds.rule, holds.severity, holds.place.line) == ("PD405", "error", 12)
    assert (holds.subject, throttled.subject) == ("workload.holds_until", "workload.throttled")
    assert holds.found.startswith("holds_until is to be at least 2,000 requests/s and is 1,000 (")
    assert holds.means == "under 20 × the declared rates, step, for 10 min"
    assert "shards" in holds.fix


def test_the_declared_rates_are_judged_apart_from_the_workload(ids):
    """What holds as declared is not reported as a hot key because the workload asks for more."""
    assert ids(COUNTER.replace("WORKLOAD", "peak: 20x, throttled: 60%")) == []
