"""What a SELECT reads: items by their keys, item collections, or everything."""

from collections.abc import Callable, Collection
from itertools import product
from typing import Any

from pytest_dynamo.design.values import AttributeType
from pytest_dynamo.embedded.operations.key_range import WRONG_TYPE, KeyRange, key_range
from pytest_dynamo.embedded.operations.many_items import NOT_PROJECTED
from pytest_dynamo.embedded.operations.pages import Shape
from pytest_dynamo.embedded.operations.source import Source
from pytest_dynamo.embedded.partiql.keys import KeyTerms, fixes, key_terms
from pytest_dynamo.embedded.partiql.next_token import INVALID, Position
from pytest_dynamo.embedded.partiql.reading import Reading, Selected, read_one
from pytest_dynamo.embedded.partiql.translation.statement import Select, Values
from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.store.key_values import key_value
from pytest_dynamo.embedded.validation import empty_key
from pytest_dynamo.embedded.wire_types import WireItem, WireValue

NO_ORDER_WITHOUT_WHERE = "Must have WHERE clause in the statement when using ORDER BY clause."
NO_ORDER_WITHOUT_KEY = (
    "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY "
    "clause."
)
WRONG_KEY_TYPE = (
    "Key attribute's data type should match its data type in table's schema: Key {name}"
)


def select(
    statement: Select,
    values: Values,
    source: Source,
    *,
    strong: bool,
    limit: int | None,
    position: Position | None,
) -> Selected:
    """Read a page: up to `limit` items before any filter, from a position on.

    Raises:
        ServiceError: The statement does not fit the table or the index.
    """
    terms = key_terms(statement, source.key, source.table.definition.key)
    _check_values(terms, values, source)
    if terms.of_one_item and source.index is None and position is None:
        _descending(statement, source)
        return read_one(statement, values, terms, source.table, strong=strong)
    _check_order(statement, source)
    shape = _shape(statement, values, source, terms)
    descending = _descending(statement, source)
    reading = Reading(
        statement=statement,
        source=source,
        shape=shape,
        strong=strong,
        limit=limit,
    )
    if not terms.choices:
        return reading.everything(position.key if position else None)
    ranges = _ranges(terms, values, source, descending)
    backward = descending.get(source.key.sort_key[0], False) if source.key.sort_key else False
    start = position or Position()
    if start.range > 0 and start.range >= len(ranges):
        raise invalid(INVALID)
    of_one = terms.is_whole and source.index is None
    return reading.ranges(ranges, start, backward=backward, of_one=of_one)


def check_key_value(name: str, value: WireValue, kind: AttributeType) -> None:
    """Check the value that a key attribute is compared with.

    Raises:
        ServiceError: It is not of the attribute's type, or is empty.
    """
    if kind not in value:
        raise invalid(WRONG_KEY_TYPE.format(name=name))
    if not value[kind]:
        raise empty_key(name, kind)


def _check_values(terms: KeyTerms, values: Values, source: Source) -> None:
    for compared in terms.compared:
        for placeholder in compared.values:
            value, kind = values[placeholder], source.types[compared.name]
            if kind not in value and not compared.in_key:
                raise invalid_parameter(WRONG_TYPE)
            check_key_value(compared.name, value, kind)


def _check_order(statement: Select, source: Source) -> None:
    """Check that a statement with ORDER BY is about item collections."""
    if not statement.orderings and statement.order_kind is None:
        return
    if statement.where is None:
        raise invalid(NO_ORDER_WITHOUT_WHERE)
    if not all(fixes(statement.where, name) for name in source.key.partition_key):
        raise invalid(NO_ORDER_WITHOUT_KEY)


def _descending(statement: Select, source: Source) -> dict[str, bool]:
    """The attributes of ORDER BY, each with whether it descends."""
    if statement.order_kind is not None:
        kind = statement.order_kind
        msg = f"Argument to ORDER BY must be of type VariableReference. Type: {kind}"
        raise invalid(msg)
    for name, _ in statement.orderings:
        if name not in source.key.attributes:
            what = f"Variable reference {name} in ORDER BY clause must be part of the primary key"
            raise invalid(what)
    return dict(statement.orderings)


def _shape(statement: Select, values: Values, source: Source, terms: KeyTerms) -> Shape:
    """What is answered of each item, and whether whole items have to be fetched for that."""
    rest = terms.rest
    project = statement.project
    fetches = False
    if source.index is not None and not source.projects_all:
        stored = source.stored_names
        missing = [name for name in statement.attributes if name not in stored]
        if missing and source.is_global:
            names = ", ".join(missing)
            raise invalid_parameter(NOT_PROJECTED.format(index=source.name, attributes=names))
        fetches = bool(missing) or not (source.is_global or statement.tested <= stored)
        if fetches and project is None:
            project = _only(stored)
    return Shape(
        filter=(lambda item: rest(item, values)) if rest else None,
        project=project,
        fetches=fetches,
    )


def _only(names: Collection[str]) -> Callable[[WireItem], WireItem]:
    """A function that gives the attributes of an item with these names."""
    return lambda item: {name: value for name, value in item.items() if name in names}


def _ranges(
    terms: KeyTerms, values: Values, source: Source, descending: dict[str, bool]
) -> list[KeyRange]:
    """The ranges a SELECT reads, in the order of its keys."""
    alternatives: list[list[WireValue]] = []
    for name, placeholders in terms.choices:
        kind = source.types[name]
        # A value of another type, which only an OR may have, is that of no item.
        found = [value for each in placeholders if kind in (value := values[each])]
        distinct = {key_value(value): value for value in found}
        keys: list[Any] = sorted(distinct, reverse=descending.get(name, False))
        alternatives.append([distinct[key] for key in keys])
    sort: dict[str, tuple[str, tuple[WireValue, ...]]] = {}
    if terms.sort is not None:
        name, operator, placeholders = terms.sort
        sort[name] = operator, tuple(values[placeholder] for placeholder in placeholders)
    names = [name for name, _ in terms.choices]
    return [
        key_range(
            {name: ("=", (value,)) for name, value in zip(names, chosen, strict=True)} | sort,
            source.key,
            source.types,
        )
        for chosen in product(*alternatives)
    ]
