"""Items that come near the largest there may be: what is large is kept elsewhere, with a reference here."""

from collections.abc import Iterator
from dataclasses import replace

from pytest_dynamo.assessment.fixes.values import Change, Fix, Grounds
from pytest_dynamo.checks.capacity.largest import largest_item
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Design, Entity, Generated
from pytest_dynamo.design.writing.editing import Edit

_TOO_LARGE, _NEAR_LARGEST = "PD408", "PD407"
REFERENCE_BYTES = 64
"""Room for the name of an object in S3."""


def kept_elsewhere(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each entity whose items can come near 400 KB: its largest attribute as a reference."""
    for finding in grounds.found(_TOO_LARGE, _NEAR_LARGEST):
        entity = grounds.design.entities[finding.subject]
        sizes = largest_item(grounds.design, entity)
        name = max(sizes, key=lambda one: sizes[one])
        change = _referred(grounds.design, entity, entity.attributes[name])
        yield (
            Fix(
                trouble="item size",
                severity=finding.severity,
                rule=finding.rule,
                subject=entity.name,
                title=f"Keep {name} of {entity.name} in S3, and its name in the item",
                evidence=grounds.sentence(finding.found, finding.means),
                fix=grounds.sentence(finding.fix),
                change=change,
            ),
        )


def _referred(design: Design, entity: Entity, large: Attribute) -> Change | None:
    """The entity with a short text in the place of a large value; None where keys are made of it."""
    value = large.value
    if not isinstance(value, Generated) or value.maker not in ("text_bytes", "binary_bytes"):
        return None
    if large.name in design.tables[entity.table].attribute_types or any(
        isinstance(one.value, Template) and large.name in one.value.names
        for other in design.entities.values()
        for one in other.attributes.values()
    ):
        return None
    short = replace(value, options={"min": REFERENCE_BYTES, "max": REFERENCE_BYTES})
    attributes = {**entity.attributes, large.name: replace(large, value=short)}
    changed = replace(entity, attributes=attributes)
    edit = Edit(
        path=("entities", entity.name, "item", large.name, value.maker),
        value=str(REFERENCE_BYTES),
    )
    entities = {**design.entities, entity.name: changed}
    return Change(design=replace(design, entities=entities), edits=(edit,))
