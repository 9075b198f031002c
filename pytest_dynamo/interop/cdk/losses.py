"""What an app of the CDK does not hold of a design."""

from collections.abc import Iterator

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.interop.cloudformation.written_global_table import (
    is_key_of_one_region,
    needs_stream,
)
from pytest_dynamo.interop.cloudformation.written_parts import has_function
from pytest_dynamo.interop.role_policies import losses_of_roles
from pytest_dynamo.interop.values import Loss

_SECTIONS = {
    "entities": "an app declares tables; entities are named in its comments",
    "access_patterns": "an app declares tables; access patterns are named in its comments",
    "seeds": "an app declares tables and no items",
    "workload": "an app declares no load",
    "ignore": "an app knows no rules",
}


def losses_of(design: Design, description: str) -> tuple[Loss, ...]:
    """The losses, in the order of the design; `description` is what the stack was given of its own."""
    sections = [
        Loss(where=name, message=_SECTIONS[name]) for name in _SECTIONS if getattr(design, name)
    ]
    text = []
    if design.description != description:
        message = f"a stack's has up to 1,024 bytes; it is cut after {len(description)} characters"
        text.append(Loss(where="description", message=message))
    tables = (loss for table in design.tables.values() for loss in _of_table(table))
    roles = losses_of_roles(design, "written as managed policies")
    return (*text, *tables, *sections, *roles)


def _of_table(table: Table) -> Iterator[Loss]:
    where = f"tables.{table.name}"
    if table.removal_policy == "SNAPSHOT":
        message = "DynamoDB takes no snapshot when a table is deleted; written as RETAIN"
        yield Loss(where=f"{where}.removal_policy", message=message)
    for name, index in table.vector_indexes.items():
        if has_function(index):
            message = "left out: CloudFormation would take a part of it for a function"
            yield Loss(where=f"{where}.vector_indexes.{name}", message=message)
    if table.replicas:
        yield from _of_replicas(table, where)


def _of_replicas(table: Table, where: str) -> Iterator[Loss]:
    if needs_stream(table) and table.stream not in {None, "NEW_AND_OLD_IMAGES"}:
        message = "replicas are kept by a stream of both images; written as NEW_AND_OLD_IMAGES"
        yield Loss(where=f"{where}.stream", message=message)
    if is_key_of_one_region(table):
        message = "written for each region; name the key of each, or a multi-Region key"
        yield Loss(where=f"{where}.encryption.kms_key", message=message)
    for name, value in (
        ("resource_policy", table.resource_policy),
        ("kinesis_stream", table.kinesis_stream),
    ):
        if value is not None:
            message = "written for the table in the stack's region, and for no replica"
            yield Loss(where=f"{where}.{name}", message=message)
