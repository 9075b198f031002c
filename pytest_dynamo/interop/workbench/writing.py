"""A design as a model of NoSQL Workbench, version 3.0.

Every model has an author's name and dates. There is no clock here, so the dates are always the same.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_dynamo.design.values import Design, Index, KeySchema, Table
from pytest_dynamo.interop.examples import example_items
from pytest_dynamo.interop.values import (
    Exported,
    ExportedFile,
    ExportFormat,
    ExportOptions,
)
from pytest_dynamo.interop.workbench.capacity import written_capacity
from pytest_dynamo.interop.workbench.lost import design_losses, is_written, table_losses
from pytest_dynamo.interop.workbench.written_facets import (
    attribute_types,
    entity_losses,
    facet_of,
    sample_formats,
)

DATE = "Jan 01, 2025, 12:00 AM"


def _write(design: Design, _options: ExportOptions) -> Exported:
    items = example_items(design)
    losses = design_losses(design)
    tables = []
    for table in design.tables.values():
        losses += table_losses(design, table)
        losses += entity_losses(design, table, items)
        tables.append(_table(design, table, items))
    model = {
        "ModelName": design.name,
        "ModelMetadata": {
            "Author": "pytest-dynamo",
            "DateCreated": DATE,
            "DateLastModified": DATE,
            "Description": design.description,
            "AWSService": "Amazon DynamoDB",
            "Version": "3.0",
        },
        "DataModel": tables,
    }
    text = json.dumps(model, indent=2, ensure_ascii=False) + "\n"
    file = ExportedFile(name=f"{design.name}.workbench.json", text=text)
    unique = dict.fromkeys(losses)
    return Exported(files=(file,), losses=tuple(unique))


def _table(
    design: Design, table: Table, items: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    entities = [one for one in design.entities.values() if one.table == table.name]
    types = attribute_types(design, table, items)
    data = [item for entity in entities for item in items[entity.name]]
    model: dict[str, Any] = {
        "TableName": table.name,
        "KeyAttributes": _key(table.key, table),
        "NonKeyAttributes": [
            {"AttributeName": name, "AttributeType": kind}
            for name, kind in types.items()
            if name not in table.key.attributes
        ],
        "TableFacets": [facet_of(entity, table, items[entity.name]) for entity in entities],
        "GlobalSecondaryIndexes": [
            _index(index, table) for index in table.global_indexes if is_written(index)
        ],
        "TableData": data,
        "DataAccess": {"MySql": {}},
    }
    if formats := sample_formats(design, table):
        model["SampleDataFormats"] = {name: list(one) for name, one in formats.items()}
    model["BillingMode"] = table.billing_mode
    if table.provisioned:
        model["ProvisionedCapacitySettings"] = written_capacity(table.provisioned)
    return model


def _index(index: Index, table: Table) -> dict[str, Any]:
    projection: dict[str, Any] = {"ProjectionType": index.projection.kind}
    if index.projection.attributes:
        projection["NonKeyAttributes"] = list(index.projection.attributes)
    return {
        "IndexName": index.name,
        "KeyAttributes": _key(index.key, table),
        "Projection": projection,
    }


def _key(key: KeySchema, table: Table) -> dict[str, Any]:
    roles = {"PartitionKey": key.partition_key, "SortKey": key.sort_key}
    return {
        role: {"AttributeName": names[0], "AttributeType": table.attribute_types[names[0]]}
        for role, names in roles.items()
        if names
    }


FORMAT = ExportFormat(name="workbench", title="NoSQL Workbench 3.0", write=_write)
