"""Query and Scan."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pytest_dynamo.capacity.units import Consistency
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.expressions import Expressions, expressions_of
from pytest_dynamo.embedded.operations.key_range import key_range
from pytest_dynamo.embedded.operations.metering import show
from pytest_dynamo.embedded.operations.pages import Shape, page_consumed, read_page, shaped
from pytest_dynamo.embedded.operations.source import Source
from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.validation import normalized

Request: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = dict[str, Any]
Walk: TypeAlias = Iterator[tuple[Any, StoredItem]]

NOT_ALL = (
    "Select type ALL_ATTRIBUTES is not supported for global secondary index {index} because its "
    "projection type is not ALL"
)
NOT_PROJECTED = "Global secondary index {index} does not project [{attributes}]"
KEY_IN_FILTER = (
    "Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
)


def query(database: Database, request: Request) -> Answer:
    """Read items of one partition key, in the order of the sort key."""
    expressions = expressions_of("Query", request)
    source = _source(database, request)
    _refuse_key_in_filter(expressions, source)
    shape = _shape(source, request, expressions)
    wanted = key_range(
        expressions.key_condition or {}, source.key, source.table.definition.attribute_types
    )
    walk = source.walk_range(
        wanted,
        _start(request),
        backward=not request.get("ScanIndexForward", True),
    )
    return _page(source, walk, request, shape)


def scan(database: Database, request: Request) -> Answer:
    """Read all items, or those of one of several segments of the hash space."""
    expressions = expressions_of("Scan", request)
    source = _source(database, request)
    shape = _shape(source, request, expressions)
    segments = request.get("TotalSegments") or 1
    segment = request.get("Segment") or 0
    walk = source.walk_all(segment / segments, (segment + 1) / segments, _start(request))
    return _page(source, walk, request, shape)


def _source(database: Database, request: Request) -> Source:
    table = database.table(request["TableName"])
    return Source(table, request.get("IndexName"), strong=bool(request.get("ConsistentRead")))


def _start(request: Request) -> dict[str, Any] | None:
    key = request.get("ExclusiveStartKey")
    return normalized(key) if key else None


def _page(source: Source, walk: Walk, request: Request, shape: Shape) -> Answer:
    page = read_page(source, walk, request.get("Limit"))
    items, count = shaped(page, shape)
    answer: Answer = {} if shape.counts_only else {"Items": items}
    answer["Count"] = count
    answer["ScannedCount"] = len(page.examined)
    last_key = page.last_key()
    if last_key is not None:
        answer["LastEvaluatedKey"] = last_key
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        consistency: Consistency = "strong" if request.get("ConsistentRead") else "eventual"
        show(answer, request, page_consumed(page, request["TableName"], consistency, shape))
    return answer


def _shape(source: Source, request: Request, expressions: Expressions) -> Shape:
    """What is answered of each item, and whether whole items have to be fetched for that."""
    selected = request.get("Select")
    projection = expressions.projection
    missing = _missing(source, selected, expressions)
    if missing and source.is_global:
        names = ", ".join(missing)
        raise invalid_parameter(NOT_PROJECTED.format(index=_name(source), attributes=names))
    if selected == "ALL_ATTRIBUTES" and source.is_global and not source.projects_all:
        raise invalid_parameter(NOT_ALL.format(index=_name(source)))
    return Shape(
        filter=expressions.filter,
        project=projection.project if projection else None,
        fetches=bool(missing) or (selected == "ALL_ATTRIBUTES" and not source.projects_all),
        counts_only=selected == "COUNT",
    )


def _missing(source: Source, selected: str | None, expressions: Expressions) -> list[str]:
    """The attributes asked for that the index does not project."""
    projection = expressions.projection
    if source.index is None or source.projects_all or projection is None:
        return []
    stored = {*source.start_names, *source.index.projection.attributes}
    return sorted(projection.attributes - stored) if selected != "COUNT" else []


def _name(source: Source) -> str:
    return source.index.name if source.index else source.table.name


def _refuse_key_in_filter(expressions: Expressions, source: Source) -> None:
    for name in source.key.attributes:
        if name in expressions.filter_attributes:
            raise invalid(KEY_IN_FILTER.format(name=name))
