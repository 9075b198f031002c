"""A design out of model classes of PynamoDB."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from pytest_dynamo.design.values import Attribute, Design, Entity, Table, snake_case
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.drafting import LONGEST_NAME, sound
from pytest_dynamo.interop.naming import distinct, table_name
from pytest_dynamo.interop.pynamodb.attributes import attribute_of, discriminated
from pytest_dynamo.interop.pynamodb.declared import declares_models, lines_of
from pytest_dynamo.interop.pynamodb.members import attributes_of
from pytest_dynamo.interop.pynamodb.tables import table_with
from pytest_dynamo.interop.shapes import Losses
from pytest_dynamo.interop.values import (
    BESIDE_KEYS,
    CAPACITY_UNSAID,
    DesignPath,
    Imported,
    ImportFormat,
    ImportOptions,
    Source,
)

_POPULATION = 1_000
_REMARKS: Mapping[DesignPath, str] = {
    ("tables",): "Billing on demand is assumed of models without capacity.",
    ("entities",): (
        "The models say neither how many there are nor what values they have. Both are assumed here, "
        "and that half of the items have what may be null. Access patterns are code: add them."
    ),
}


def design_of_models(models: Sequence[type], losses: Losses, *, name: str = "") -> Design:
    """The design of model classes; several of one table are entities of it.

    Raises:
        DynamoError: There is no model, or what they say makes no table.
    """
    by_table: dict[str, list[type]] = {}
    for model in models:
        by_table.setdefault(str(getattr(model, "Meta").table_name), []).append(model)  # noqa: B009
    tables = {table: table_with(some, losses) for table, some in by_table.items()}
    kept = [model for model in models if _has_items(model, models)]
    for model in models:
        if model not in kept:
            message = "is there for the models that derive from it; no entity of its own"
            losses.add((model.__name__,), message)
    names = distinct(map(str, range(len(kept))), lambda number: kept[int(number)].__name__)
    entities = {
        called: _entity(called, model, tables[str(getattr(model, "Meta").table_name)], losses)  # noqa: B009
        for called, model in zip(names.values(), kept, strict=True)
    }
    return Design(name=name or next(iter(tables))[:LONGEST_NAME], tables=tables, entities=entities)


def _has_items(model: type, models: Sequence[type]) -> bool:
    """Whether items are of this model itself: one that others derive from may be there for these alone."""
    is_told, has_own = discriminated(model)
    derived = any(one is not model and issubclass(one, model) for one in models)
    return has_own or not is_told or not derived


def _entity(name: str, model: type, table: Table, losses: Losses) -> Entity:
    attributes: dict[str, Attribute] = {}
    given = dict(attributes_of(model))
    keys = [one for one in given if given[one].is_hash_key] + [
        one for one in given if given[one].is_range_key
    ]
    for one in dict.fromkeys([*keys, *given]):
        made = attribute_of(model, one, given[one], losses)
        attributes[made.name] = made
    return Entity(
        name=name,
        table=table.name,
        attributes=attributes,
        population=_POPULATION,
        plural=f"{snake_case(name)}s",
    )


def _lacks(source: Source) -> str | None:
    document = source.documents[0] if source.documents else None
    if document is None or document.kind != "python":
        return "no Python module (.py)"
    if source.models or declares_models(document.text):
        return None
    return "no class that derives from a Model of PynamoDB"


def _read(source: Source, options: ImportOptions) -> Imported:
    if not source.models:
        message = (
            f"{source.path} has no models of PynamoDB with a table_name in their Meta.\n"
            "To fix this: name the Python file that defines them, or imports them"
        )
        raise DynamoError(message)
    text = source.documents[0].text if source.documents else ""
    losses = Losses(path=source.path, line=lines_of(text))
    name = options.name or table_name(PurePath(source.path).stem)[:LONGEST_NAME]
    design = sound(design_of_models(source.models, losses, name=name), source.path)
    remarks = {path: text for path, text in _REMARKS.items() if getattr(design, str(path[0]))}
    losses_found = tuple(dict.fromkeys(losses.found))  # what a model inherits, another has said
    return Imported(
        design=design,
        losses=losses_found,
        remarks=remarks,
        silent=BESIDE_KEYS | CAPACITY_UNSAID,
    )


FORMAT = ImportFormat(
    name="pynamodb",
    title="Model classes of PynamoDB (the module is run)",
    lacks=_lacks,
    read=_read,
)
