"""Run files of earlier releases, which lack what came later: read, and rendered."""

import json
from dataclasses import MISSING, fields

import pytest

from pytest_dynamo.measure.run import read_run, run_to_json
from pytest_dynamo.measure.run_values import Run
from pytest_dynamo.report.forms.summary import summary_lines
from pytest_dynamo.report.pages.run import render_report

BEFORE_ASSESSMENTS = {
    "": ("prefixes", "skew", "assessment"),
    "series": ("dropped",),
    "generator": ("cpu_series",),
    "spending": ("dollars_per_million", "dollars_per_month"),
    "how": ("commit", "has_uncommitted_changes"),
    "tables.read": ("partition_peaks",),
    "tables.write": ("partition_peaks",),
    "keys": ("units_per_second", "shards", "series"),
    "latency": ("curve",),
    "response": ("curve",),
    "retries": ("by_attempts", "failed"),
    "throttle_reasons": ("series",),
}
BEFORE_RETRIES = {
    **BEFORE_ASSESSMENTS,
    "": ("prefixes", "skew", "assessment", "retries", "response", "gates", "limit_search", "aws",
         "generator", "spending"),
    "how": ("commit", "has_uncommitted_changes", "client", "retries", "arrivals", "shape", "workers",
            "ended_by", "has_hashed_keys"),
}  # fmt: skip
BEFORE_FORECASTS = {
    **BEFORE_RETRIES,
    "": (*BEFORE_RETRIES[""], "forecast", "comparison", "throttling", "throttle_reasons"),
    "totals": ("throttled_items",),
    "patterns": ("throttled_items",),
}


def without(data, removed):
    """A run file that lacks members: by where they are, in each row of a list."""
    for path, names in removed.items():
        places = [data]
        for step in filter(None, path.split(".")):
            inner = [place.get(step) for place in places if place]
            places = [row for each in inner for row in (each if isinstance(each, list) else [each])]
        for place in places:
            for name in names:
                place and place.pop(name, None)
    return data


@pytest.mark.parametrize("removed", [BEFORE_ASSESSMENTS, BEFORE_RETRIES, BEFORE_FORECASTS])
def test_a_run_of_before_is_read_and_rendered(removed, run_of_shape):
    data = without(json.loads(run_to_json(run_of_shape("complete"))), removed)

    run = read_run(json.dumps(data), "run.json")
    page = render_report(run)

    assert run.assessment is None
    assert "USER#42" in page
    assert str(data["totals"]["throttled"]) in "".join(summary_lines(run)).replace(",", "")
    assert run.totals.requests == data["totals"]["requests"]


def test_every_member_that_may_be_missing_may_be(run_of_shape):
    data = json.loads(run_to_json(run_of_shape("complete")))
    for each in fields(Run):
        if each.name != "version" and (each.default, each.default_factory) != (MISSING, MISSING):
            del data[each.name]

    assert render_report(read_run(json.dumps(data), "run.json"))
