"""Query and Scan."""

from typing import Any

from pytest_dynamo.capacity.units import Consistency
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.expressions import Expressions, expressions_of
from pytest_dynamo.embedded.operations.admission import Start, admit_page
from pytest_dynamo.embedded.operations.key_range import check_sort_key_sizes, key_range
from pytest_dynamo.embedded.operations.metering import show
from pytest_dynamo.embedded.operations.pages import Shape, page_consumed, read_page, shaped
from pytest_dynamo.embedded.operations.source import Source, source_of
from pytest_dynamo.embedded.operations.tables import table_of
from pytest_dynamo.embedded.operations.walks import Walk, walk_range, walk_segment
from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.validation import normalized
from pytest_dynamo.embedded.wire_types import Answer, Request

NOT_ALL = (
    "Select type ALL_ATTRIBUTES is not supported for global secondary index {index} because its "
    "projection type is not ALL"
)
NOT_PROJECTED = "Global secondary index {index} does not project [{attributes}]"
FILTERS_BEYOND = (
    "Secondary index {index} does not project one or more filter attributes: [{attributes}]"
)
KEY_IN_FILTER = (
    "{filters} can only contain non-primary key attributes: Primary key attribute: {name}"
)


def query(database: Database, request: Request) -> Answer:
    """Read items of one partition key, in the order of the sort key."""
    expressions = expressions_of("Query", request)
    source = source_of(table_of(database, request, expressions), request.get("IndexName"))
    store = source.read(strong=bool(request.get("ConsistentRead")))
    conditions = expressions.key_condition or {}
    wanted = key_range(conditions, source.key, source.types)
    check_sort_key_sizes(conditions, source.key)
    backward = not request.get("ScanIndexForward", True)
    walk = walk_range(source, store, wanted, _start(request), backward=backward)
    if expressions.filter_attributes:
        _refuse_key_in_filter(expressions, source, request)
    shape = _shape(source, request, expressions)
    return _page(source, walk, wanted, request, shape)


def scan(database: Database, request: Request) -> Answer:
    """Read all items, or those of one of several segments of the hash space."""
    expressions = expressions_of("Scan", request)
    source = source_of(table_of(database, request, expressions), request.get("IndexName"))
    store = source.read(strong=bool(request.get("ConsistentRead")))
    shape = _shape(source, request, expressions)
    segments, segment = int(request.get("TotalSegments") or 1), int(request.get("Segment") or 0)
    walk = walk_segment(source, store, segment, segments, _start(request))
    return _page(source, walk, segment / segments, request, shape)


def _start(request: Request) -> dict[str, Any] | None:
    key = request.get("ExclusiveStartKey")
    return normalized(key) if key else None


def _page(source: Source, walk: Walk, start: Start, request: Request, shape: Shape) -> Answer:
    limit = request.get("Limit")
    # JSON may say 1.5 where an integer is asked for, and the service cuts it off.
    limit = None if limit is None else int(limit)
    page = read_page(source, walk, limit, fetches=shape.fetches)
    items, count = shaped(page, shape)
    strong = bool(request.get("ConsistentRead"))
    admit_page(page, start, shape, strong=strong)
    answer: Answer = {} if shape.counts_only else {"Items": items}
    answer["Count"] = count
    answer["ScannedCount"] = len(page.examined)
    last_key = page.last_key()
    if last_key is not None:
        answer["LastEvaluatedKey"] = last_key
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        consistency: Consistency = "strong" if strong else "eventual"
        show(answer, request, page_consumed(page, request["TableName"], consistency, shape))
    return answer


def _shape(source: Source, request: Request, expressions: Expressions) -> Shape:
    """What is answered of each item, and whether whole items have to be fetched for that."""
    selected = request.get("Select")
    projection = expressions.projection
    project = projection.project if projection else None
    if source.projects_all:
        return Shape(expressions.filter, project, counts_only=selected == "COUNT")
    _refuse_filter_beyond(source, expressions)
    missing = _missing(source, selected, expressions)
    if missing and source.is_global:
        names = ", ".join(missing)
        raise invalid_parameter(NOT_PROJECTED.format(index=source.name, attributes=names))
    if selected == "ALL_ATTRIBUTES" and source.is_global:
        raise invalid_parameter(NOT_ALL.format(index=source.name))
    return Shape(
        filter=expressions.filter,
        project=project,
        fetches=bool(missing) or selected == "ALL_ATTRIBUTES",
        counts_only=selected == "COUNT",
    )


def _missing(source: Source, selected: str | None, expressions: Expressions) -> list[str]:
    """The attributes asked for that the index does not project."""
    projection = expressions.projection
    if projection is None:
        return []
    return sorted(projection.attributes - source.stored_names) if selected != "COUNT" else []


def _refuse_filter_beyond(source: Source, expressions: Expressions) -> None:
    """An index is filtered on what it projects; nothing is fetched from the table for that."""
    if not expressions.filter_attributes <= source.stored_names:
        missing = ", ".join(sorted(expressions.filter_attributes - source.stored_names))
        raise invalid_parameter(FILTERS_BEYOND.format(index=source.name, attributes=missing))


def _refuse_key_in_filter(expressions: Expressions, source: Source, request: Request) -> None:
    for name in source.key.attributes:
        if name in expressions.filter_attributes:
            filters = "QueryFilter" if "QueryFilter" in request else "Filter Expression"
            raise invalid(KEY_IN_FILTER.format(filters=filters, name=name))
