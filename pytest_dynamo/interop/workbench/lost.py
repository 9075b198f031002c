"""What of a design a model of NoSQL Workbench does not hold, each under its path."""

from dataclasses import fields

from pytest_dynamo.design.values import Design, Index, Table
from pytest_dynamo.interop.documents.document import dotted
from pytest_dynamo.interop.naming import pascal_case
from pytest_dynamo.interop.values import Loss

_HELD = frozenset(
    {"name", "key", "attribute_types", "indexes", "billing_mode", "provisioned", "place"}
)
_NO_SETTING = "NoSQL Workbench has no such setting"


def design_losses(design: Design) -> list[Loss]:
    """What is lost at the top level."""
    losses = [
        Loss(
            where=dotted(("access_patterns", name)),
            message="how NoSQL Workbench writes access patterns is not known",
        )
        for name in design.access_patterns
    ]
    losses += [Loss(where=dotted(("roles", name)), message=_NO_SETTING) for name in design.roles]
    if design.workload:
        losses.append(Loss(where="workload", message=_NO_SETTING))
    losses += [Loss(where=dotted(("ignore", rule)), message=_NO_SETTING) for rule in design.ignore]
    return losses


def table_losses(design: Design, table: Table) -> list[Loss]:
    """What is lost of a table and its indexes."""
    where = ("tables", table.name)
    losses = [
        Loss(where=dotted((*where, one.name)), message=_NO_SETTING)
        for one in fields(Table)
        if one.name not in _HELD and getattr(table, one.name) != getattr(_PLAIN, one.name)
    ]
    for index in table.indexes.values():
        losses += _index_losses(index, table)
    written = [one for one in table.indexes.values() if is_written(one)]
    projected = {name for one in written for name in one.projection.attributes}
    schemas = (table.key, *(one.key for one in written))
    keys = {name for schema in schemas for name in schema.attributes}
    has_entities = any(one.table == table.name for one in design.entities.values())
    if projected - keys and not has_entities:
        message = "attributes that are projected and belong to no facet; an import makes an entity of them"
        losses.append(Loss(where=dotted(("entities", _entity_name(table.name))), message=message))
    return losses


def is_written(index: Index) -> bool:
    """Whether there is an example of how a model holds such an index."""
    is_single = len(index.key.partition_key) == 1 and len(index.key.sort_key) <= 1
    return index.kind == "global" and is_single


def _entity_name(table: str) -> str:
    return table if table.isidentifier() else pascal_case(table[:100])


def _index_losses(index: Index, table: Table) -> list[Loss]:
    where = ("tables", table.name, "indexes", index.name)
    if index.kind == "local":
        message = "how NoSQL Workbench writes local indexes is not known; left out"
        return [Loss(where=dotted(where), message=message)]
    if len(index.key.partition_key) > 1 or len(index.key.sort_key) > 1:
        message = "how NoSQL Workbench writes keys of several attributes is not known; left out"
        return [Loss(where=dotted(where), message=message)]
    settings = ("max_throughput", "warm_throughput", "contributor_insights")
    losses = [
        Loss(where=dotted((*where, name)), message=_NO_SETTING)
        for name in settings
        if getattr(index, name)
    ]
    if index.provisioned != table.provisioned:
        message = "NoSQL Workbench gives an index its table's capacity"
        losses.append(Loss(where=dotted((*where, "billing_mode")), message=message))
    keys = {*table.key.attributes, *index.key.attributes}
    if keys & set(index.projection.attributes):
        message = "keys are projected anyway; an import takes them out of the list"
        losses.append(Loss(where=dotted((*where, "projection")), message=message))
    return losses


_PLAIN = Table(name="", key=None, attribute_types={})  # type: ignore[arg-type] # its defaults only
