"""The fast client beside boto3, against the responder."""

from benchmarks.bars import Outcome
from benchmarks.cases import Figure
from benchmarks.fast_client import measured_apart, outpaced
from benchmarks.responder import QUERIED, answers
from benchmarks.run import Run
from benchmarks.tables import bar_table

PAIRS = {
    "get_item": ((9e-4, 1e-4), (1e-3, 1e-4), (7e-4, 1e-4)),
    "signing": ((4e-6, 0.0), (3e-6, 0.0)),
}


def rows(run):
    found = bar_table([run.outcome(bar) for bar in outpaced()]).splitlines()[2:]
    return [[cell.strip() for cell in row.split("|")[2:6]] for row in found]


def test_ratios_are_medians_and_have_to_be_reached():
    outcomes = {one.name: Run(outpaced=PAIRS).outcome(one) for one in outpaced()}
    figure = outcomes["fast-get"].figure
    assert [round(value, 6) for value in (figure.value, figure.low, figure.high)] == [9, 7, 10]
    assert outcomes["fast-get"].is_met
    assert outcomes["fast-signing"].figure == Figure(value=3e-6, low=3e-6, high=4e-6)
    assert outcomes["fast-signing"].is_met
    assert outcomes["fast-query"].missing == "not measured"
    slow = Figure(value=7.9, low=7, high=9)
    assert not Outcome(bar=outcomes["fast-get"].bar, figure=slow).is_met


def test_they_are_shown_as_times_and_the_signature_as_a_duration():
    get, _, signing = rows(Run(outpaced=PAIRS))
    assert get == ["≥ 8 ×", "9.0 ×", "7.0 × – 10.0 ×", "met"]
    assert signing == ["≤ 10.0 µs", "3.00 µs", "3.00 µs – 4.00 µs", "met"]


def test_the_answer_to_a_query_has_a_hundred_items_in_50_kb():
    query = answers()[b".Query"]
    assert query.count(b'"PK":') == QUERIED == 100
    assert 45_000 <= len(query) <= 55_000


def test_every_kind_of_request_is_made_by_both_clients():
    requests = [bar.request for bar in outpaced()]
    found = measured_apart(requests, 1, share=0.25)
    assert {request: len(pairs) for request, pairs in found.items()} == dict.fromkeys(requests, 1)
    assert all(seconds > 0 for pairs in found.values() for seconds, _ in pairs)
