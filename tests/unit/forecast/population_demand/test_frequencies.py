"""The keys of performances as a load test draws them, against the laws that were worked out."""

from collections import Counter
from random import Random

import numpy as np
import pytest

from pytest_dynamo.capacity.partitions import key_text
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.population.performance import Sampler

PERFORMANCES = 5_000  # of each of four patterns
GROUPS = 40


def key_of(plan, arguments, names):
    """The partition key that a performance touches."""
    if arguments.items:
        return key_text([arguments.items[0][1][name] for name in names])
    if plan.partition:
        return key_text([to_wire(arguments.value_of(c.operands[0])) for c in plan.partition])
    key = plan.pattern.actions[0].key
    return key_text([to_wire(arguments.value_of(key[name])) for name in names])


def test_the_shop_is_asked_for_keys_as_the_laws_say(shop):
    population, plans, found = shop
    sampler = Sampler(population.design, population, plans, seed=population.seed)
    rng = Random(7)
    asked = {
        "get_user": None,
        "get_order": "GSI2",
        "create_order": "GSI1",
        "update_order_status": None,
    }

    assert found.estimated == frozenset()
    for stream in found.streams:
        if stream.pattern not in asked:
            continue
        index = asked[stream.pattern]
        plan = plans[stream.pattern]
        (law,) = (arm.law for arm in stream.arms if arm.resource[1] == index)
        names = plan.table.key_of(index).partition_key
        drawn = Counter(
            key_of(plan, sampler.arguments(plan, rng=rng, now=population.now), names)
            for _ in range(PERFORMANCES)
        )
        labels = [law.label(place) for place in range(len(law.positions))]
        assert drawn.keys() <= set(labels)
        counts = np.array([drawn[label] for label in labels])
        expected = law.shares * PERFORMANCES
        # Pearson's chi-square over groups of keys of about the same share, of which each is expected
        # often; it is about as large as there are groups, give or take its root of twice that.
        order = np.argsort(expected)
        groups = [part for part in np.array_split(order, GROUPS) if expected[part].sum() > 0]
        off = [(counts[p].sum() - expected[p].sum()) ** 2 / expected[p].sum() for p in groups]
        assert sum(off) == pytest.approx(GROUPS, abs=5 * (2 * GROUPS) ** 0.5)
