"""What is inferred from the items of our own designs is what the designs declare."""

from collections import Counter

import pytest

from pytest_dynamo.design.writing.text import design_text
from tests.interop.inferring.sampled import (
    inferred_design,
    items_of,
    mean_size,
    sampled_design,
    templates,
)

NAMES = ("chat", "events", "leaderboard", "orders", "saas", "sessions", "telemetry")


@pytest.fixture(scope="module", params=NAMES)
def both(request):
    """A design with items of it, and what is inferred from these."""
    design, items = sampled_design(request.param)
    return design, items, inferred_design(design.tables, items)


def test_key_templates_are_those_that_were_declared(both):
    design, _, inferred = both
    for table in design.tables:
        assert templates(inferred, table) == templates(design, table)


def test_items_are_as_large_as_those_that_were_sampled(both):
    _, items, inferred = both
    made = items_of(inferred)
    for table, sampled in items.items():
        assert len(made[table]) == pytest.approx(len(sampled), rel=0.05)
        assert mean_size(made[table]) == pytest.approx(mean_size(sampled), rel=0.1)


def test_no_text_of_a_single_item_gets_into_the_design(both):
    _, items, inferred = both
    text = design_text(inferred)
    texts = [
        part
        for sampled in items.values()
        for item in sampled
        for value in item.values()
        if "S" in value
        for part in value["S"].split("#")
    ]
    once = {part for part, count in Counter(texts).items() if count == 1 and len(part) > 5}
    assert once
    assert [part for part in once if part in text] == []


def test_parents_are_those_that_were_declared_within_a_table():
    expected = {
        "orders": {"Order": "User", "UserEmail": "User", "OrderItem": "Order"},
        "saas": {"Document": "Tenant"},
        "events": {"Day": "Device"},
    }
    for name, parents in expected.items():
        design, items = sampled_design(name)
        inferred = inferred_design(design.tables, items)
        found = {
            entity.name: entity.parents[0].entity
            for entity in inferred.entities.values()
            if entity.parents
        }
        assert found == parents


def test_a_parent_with_most_of_the_children_is_told_by_a_distribution():
    design, items = sampled_design("saas")
    parent = inferred_design(design.tables, items).entities["Document"].parents[0]
    assert parent.mean == pytest.approx(4, rel=0.02)
    assert parent.distribution.kind == "zipf"
    assert parent.maximum > 300


def test_populations_are_scaled_to_the_items_that_the_table_has():
    design, items = sampled_design("events")
    inferred = inferred_design(design.tables, items, item_count=10 * len(items["event-log"]))
    devices = sum(1 for item in items["event-log"] if "device_id" in item)
    assert inferred.entities["Device"].population == 10 * devices
    assert inferred.entities["Day"].population is None
