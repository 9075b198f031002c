"""Thousands of random operations on the embedded DynamoDB and on another one, answer for answer.

`DYNAMO_ENDPOINT` names the other one; without it, it is moto's server, and the operations are fewer.
See docs/how-to/compare-with-aws.md.
"""

import os
import random
import uuid

import pytest

from pytest_dynamo.embedded import dynamodb

MOST_REPORTED = 5


@pytest.fixture
def compared(endpoint, seed, operations):
    """A comparison after all its operations, and what was different and not known."""
    from against import tables
    from against.comparison import Comparison
    from against.embedded import performing
    from against.known import known_of
    from against.requests import Requests

    created = tables.tables(f"pytest-dynamo-{uuid.uuid4().hex[:8]}")
    with dynamodb() as embedded:
        comparison = Comparison(
            ours=performing(embedded),
            theirs=endpoint.perform,
            known=known_of(endpoint.kind),
            patience=20 if endpoint.kind == "aws" else 0,
            compares_messages=os.environ.get("DYNAMO_MESSAGES") == "1",
        )
        requests = Requests(random.Random(seed), created)
        unknown = []
        try:
            for perform in (comparison.ours, comparison.theirs):
                tables.create(perform, created, wait_seconds=120)
            for number in range(operations):
                text = comparison.compare(requests.draw())
                if text:
                    unknown.append(f"operation {number} of seed {seed}: {text}")
                if len(unknown) == MOST_REPORTED:
                    break
        finally:
            tables.delete(endpoint.perform, created)
            endpoint.close()
    return comparison, unknown


def test_both_answer_the_same_but_for_what_is_known(compared, endpoint, operations):
    comparison, unknown = compared
    print(summary(comparison, endpoint))

    assert not unknown, "\n\n".join(["", *unknown])
    assert sum(comparison.performed.values()) == operations


def summary(comparison, endpoint):
    """How much was compared, and how often each known disagreement was met."""
    performed = sum(comparison.performed.values())
    same = f"{comparison.agreed} the same, {comparison.agreed_but_for_units} but for capacity"
    lines = [f"{performed} operations against {endpoint.kind}: {same}"]
    lines += [f"  {count:6} {name}" for name, count in comparison.performed.most_common()]
    lines.append("known disagreements")
    lines += [
        f"  {comparison.disagreed[each.name]:6} {each.name}: {each.why}"
        for each in comparison.known
    ]
    return "\n".join(lines)
