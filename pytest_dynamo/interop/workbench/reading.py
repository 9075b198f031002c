"""NoSQL Workbench's data models, versions 1.0, 2.0 and 3.0, as designs.

The application: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/workbench.html. Of its
files there is no description; see `tables` for where what is known of them comes from.
"""

import re
from collections.abc import Sequence

from pytest_dynamo.design.mistakes import quoted
from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.values import BESIDE_KEYS, Imported, ImportFormat, ImportOptions, Source
from pytest_dynamo.interop.workbench.contents import Contents, read_contents
from pytest_dynamo.interop.workbench.repairing import repaired
from pytest_dynamo.interop.workbench.taking import Members, Notes

_VERSIONS = ("1.0", "2.0", "3.0")


def _lacks(source: Source) -> str | None:
    models = [one for one in source.documents if {"ModelName", "DataModel"} <= one.mapping.keys()]
    return None if len(models) == 1 else "wants ModelName and DataModel"


def _read(source: Source, options: ImportOptions) -> Imported:
    document = next((one for one in source.documents if "DataModel" in one.mapping), None)
    if document is None:
        message = (
            f"{source.path}: no model of NoSQL Workbench: there is no DataModel in it\n"
            "To fix this: export the model with 'Export data model' and 'NoSQL Workbench model'"
        )
        raise DynamoError(message)
    notes = Notes(document)
    for other in source.documents:
        if other is not document:
            notes.lose((), f"{other.path} is no part of the model; left out")
    model = Members(document.mapping, (), notes)
    name, description = _head(model, options)
    tables: dict[str, Table] = {}
    contents = Contents()
    for one in model.each("DataModel"):
        table = read_contents(one, contents)
        if table.name in tables:
            message = f"a second table '{table.name}'"
            raise notes.error((*one.where, "TableName"), message, "rename one of the two")
        tables[table.name] = table
    model.finish()
    if not tables:
        raise notes.error(("DataModel",), "there is no table in it", "export a model with a table")
    design = Design(
        name=name,
        description=description,
        tables=tables,
        entities=contents.entities,
        seeds=contents.seeds,
    )
    notes.remark((), "its models hold no access patterns; add what the application asks")
    design = repaired(design, notes)
    remarks = {path: text for path, text in notes.remarks.items() if _is_there(path, design)}
    return Imported(design=design, losses=tuple(notes.losses), remarks=remarks, silent=BESIDE_KEYS)


def _is_there(path: Sequence[str | int], design: Design) -> bool:
    match path:
        case ("entities", str(entity), "item", str(attribute)):
            return entity in design.entities and attribute in design.entities[entity].attributes
        case ("entities", str(entity), *_):
            return entity in design.entities
    return True


def _head(model: Members, options: ImportOptions) -> tuple[str, str]:
    given, notes = model.text("ModelName"), model.notes
    metadata = model.inside("ModelMetadata")
    version = metadata.take("Version")
    if version is not None and version not in _VERSIONS:
        message = f"{quoted(version)} is none of {', '.join(_VERSIONS)}; read as 3.0"
        notes.lose((*metadata.where, "Version"), message)
    service = metadata.text("AWSService")
    if service not in ("", "Amazon DynamoDB"):
        notes.lose((*metadata.where, "AWSService"), f"'{service[:60]}'; read as Amazon DynamoDB")
    description = metadata.text("Description")
    words = {"Author": "by", "DateCreated": "created", "DateLastModified": "last changed"}
    said = [f"{word} {text}" for name, word in words.items() if (text := metadata.text(name))]
    metadata.finish()
    name = options.name or given
    kept = re.sub(r"[^a-zA-Z0-9_.-]+", "-", name)[:100].strip("-")
    kept = kept if re.search(r"[a-zA-Z0-9_-]", kept) else "model"
    called = f"'{given}'" if given and given != kept else ""
    if called or said:
        notes.remark(
            (), f"NoSQL Workbench's model {', '.join(one for one in (called, *said) if one)}"
        )
    return kept, description


FORMAT = ImportFormat(
    name="workbench", title="NoSQL Workbench 1.0 to 3.0", lacks=_lacks, read=_read
)
