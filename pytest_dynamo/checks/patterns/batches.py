"""The rule about batches of which DynamoDB may leave a part undone."""

from collections.abc import Iterator

from pytest_dynamo.capacity.item_limits import MAX_BATCH_BYTES
from pytest_dynamo.capacity.throttling.limits import provisioned_units
from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.capacity.largest import largest_item
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import AccessPattern, Design
from pytest_dynamo.forecast.figures import bytes_text, number_text
from pytest_dynamo.forecast.values import ArmForecast

UNPROCESSED = Rule(
    id="PD310",
    title="A batch may come back in part undone.",
    severity="warning",
    why=(
        "A batch succeeds as soon as one of its requests does. What was throttled, or did not fit into "
        "the 16 MB of an answer, comes back in UnprocessedItems or UnprocessedKeys, and a client does "
        "not send it again by itself (boto3's batch_writer does). Code that does not look there loses it "
        "without an error."
    ),
    fix="Send what is left again, after a pause that grows, or make batches smaller.",
    link="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html",
)

_LEFT = {"batch_get": "UnprocessedKeys", "batch_write": "UnprocessedItems"}


def unprocessed_batches(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each batch that is more than one call can be sure to do."""
    design = evidence.design
    for each in evidence.forecast.patterns:
        pattern = design.access_patterns[each.name]
        if pattern.kind not in _LEFT:
            continue
        arm = next((arm for arm in each.arms if arm.units > _capacity(design, arm)), None)
        size = _answer_bytes(design, pattern)
        left = _LEFT[pattern.kind]
        if size > MAX_BATCH_BYTES:
            fitting = max(1, MAX_BATCH_BYTES * pattern.count // size)
            found = (
                f"the {pattern.count} items of {each.name} can have {bytes_text(size)}, modelled"
            )
            means = f"an answer has at most 16 MB, and the keys of the rest come back in {left}"
            fix = f"ask for {fitting} at once, and again for what is in {left}"
        elif arm:
            table = design.tables[arm.table]
            index = table.indexes[arm.index] if arm.index else None
            limit = _capacity(design, arm)
            fitting = max(1, int(pattern.count * limit / arm.units))
            found = (
                f"one call of {each.name} takes {number_text(arm.units)} {arm.direction} units of "
                f"{resource(table, index)}, modelled, which has {number_text(limit)} a second"
            )
            means = f"once what was saved up is gone, a part of each call comes back in {left}"
            fix = f"send {left} again after a pause that grows, or batches of {fitting}"
        else:
            continue
        yield UNPROCESSED.finding(
            place=pattern.place, subject=each.name, found=found, means=means, fix=fix
        )


def _capacity(design: Design, arm: ArmForecast) -> float:
    """The units a second that are provisioned; on demand there is no such number."""
    table = design.tables[arm.table]
    if table.billing_mode != "PROVISIONED":
        return float("inf")
    return provisioned_units(table, table.indexes[arm.index] if arm.index else None, arm.direction)


def _answer_bytes(design: Design, pattern: AccessPattern) -> int:
    """The most bytes that a batch can read; 0 for one that writes."""
    entity = pattern.actions[0].entity
    if pattern.kind != "batch_get" or entity is None:
        return 0
    return pattern.count * sum(largest_item(design, design.entities[entity]).values())
