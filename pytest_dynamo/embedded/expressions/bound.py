"""The expressions of a request, bound to its values."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from pytest_dynamo.embedded.expressions import legacy
from pytest_dynamo.embedded.expressions.compiled import (
    Compiled,
    Names,
    compiled_condition,
    compiled_key_condition,
    compiled_projection,
    compiled_update,
)
from pytest_dynamo.embedded.expressions.conditions import BoundTest
from pytest_dynamo.embedded.expressions.key_conditions import KeyConditions
from pytest_dynamo.embedded.expressions.names_and_values import (
    NAMES,
    VALUES,
    check_keys,
    check_named,
    refuse_unused,
)
from pytest_dynamo.embedded.expressions.projections import Projection
from pytest_dynamo.embedded.expressions.updates import Update
from pytest_dynamo.embedded.validation.normal_form import normalized
from pytest_dynamo.embedded.wire_types import Request, WireItem

Does = TypeVar("Does")

_NO_ATTRIBUTES: frozenset[str] = frozenset()
_NO_VALUES: WireItem = {}


class Expressions(NamedTuple):
    """What the expressions of a request do, with their values; None for what it does not have."""

    condition: BoundTest | None = None
    filter: BoundTest | None = None
    projection: Projection | None = None
    update: Update | None = None
    key_condition: KeyConditions | None = None
    nested_attributes: frozenset[str] = _NO_ATTRIBUTES
    """Attributes that a document path goes into, which key attributes do not allow."""
    filter_attributes: frozenset[str] = _NO_ATTRIBUTES
    """Attributes that the filter looks at, which must not be key attributes of a Query."""


Reader = Callable[[Request], Expressions]

NONE = Expressions()

_OLDER = frozenset(
    {
        "AttributesToGet",
        "AttributeUpdates",
        "Expected",
        "KeyConditions",
        "QueryFilter",
        "ScanFilter",
    }
)
_TELLING = _OLDER | {
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
}


def expressions_of(operation: str, request: Request) -> Expressions:
    """The expressions of a request that has been validated, or of one action of a transaction.

    Raises:
        ServiceError: ValidationException if an expression, a name or a value is not right.
    """
    if _TELLING.isdisjoint(request):
        return NONE
    return _OPERATIONS[operation](request)


def _of_read(request: Request) -> Expressions:
    """GetItem, a table of BatchGetItem, a Get of TransactGetItems."""
    text = request.get("ProjectionExpression")
    if text is None:
        return Expressions(projection=legacy.attributes_to_get(request))
    binding = _Binding(request)
    projection = binding.bind(compiled_projection(text, binding.names))
    binding.refuse_unused()
    return Expressions(projection=projection, nested_attributes=binding.nested)


def _of_write(request: Request) -> Expressions:
    """PutItem, DeleteItem, and Put, Delete and ConditionCheck of TransactWriteItems."""
    text = request.get("ConditionExpression")
    if text is None:
        return Expressions(condition=legacy.expected(request))
    binding = _Binding(request)
    condition = binding.test("ConditionExpression", text)
    binding.refuse_unused()
    return Expressions(condition=condition, nested_attributes=binding.nested)


def _of_update(request: Request) -> Expressions:
    """UpdateItem, and Update of TransactWriteItems."""
    text, condition_text = request.get("UpdateExpression"), request.get("ConditionExpression")
    if text is None and condition_text is None:
        return Expressions(
            condition=legacy.expected(request), update=legacy.attribute_updates(request)
        )
    binding = _Binding(request)
    update = condition = None
    if text is not None:
        compiled = binding.bind(compiled_update(text, binding.names))
        update = Update(compiled, normalized(binding.values))
    if condition_text is not None:
        condition = binding.test("ConditionExpression", condition_text)
    binding.refuse_unused()
    return Expressions(condition=condition, update=update, nested_attributes=binding.nested)


def _of_action(read: Reader) -> Reader:
    """How an action of a transaction is read, which has no older parameters and ignores them."""

    def of(request: Request) -> Expressions:
        if _OLDER.isdisjoint(request):
            return read(request)
        return read({name: request[name] for name in request if name not in _OLDER})

    return of


def _of_search(request: Request, filter_name: str) -> Expressions:
    """Query and Scan."""
    filter_text, text = request.get("FilterExpression"), request.get("ProjectionExpression")
    key_text = request.get("KeyConditionExpression")
    conditions = request.get("KeyConditions")
    key_condition = None if conditions is None else legacy.key_conditions(conditions)
    if filter_text is None and text is None and key_text is None:
        return Expressions(
            filter=legacy.filtering(request, filter_name),
            projection=legacy.attributes_to_get(request),
            key_condition=key_condition,
            filter_attributes=frozenset(request.get(filter_name) or ()),
        )
    binding = _Binding(request)
    filter_ = projection = None
    filter_attributes = _NO_ATTRIBUTES
    if filter_text is not None:
        filter_ = binding.test("FilterExpression", filter_text)
        filter_attributes = binding.attributes
    if text is not None:
        projection = binding.bind(compiled_projection(text, binding.names))
    if key_text is None:
        binding.refuse_unused()
    else:
        key = binding.bind(compiled_key_condition(key_text, binding.names))
        binding.refuse_unused()
        key_condition = key(binding.values)
    return Expressions(
        filter=filter_,
        projection=projection,
        key_condition=key_condition,
        nested_attributes=binding.nested,
        filter_attributes=filter_attributes,
    )


class _Binding:
    """The names and values of a request, and what its expressions use of them."""

    __slots__ = ("attributes", "names", "nested", "placeholders", "used_names", "values")

    def __init__(self, request: Request) -> None:
        names, values = request.get(NAMES), request.get(VALUES)
        self.names: Names = ()
        self.values = _NO_VALUES
        if names is not None:
            self.names = tuple(names.items())
            check_keys(NAMES, tuple(names))
        if values is not None:
            self.values = values
            check_keys(VALUES, tuple(values))
        if names is not None:
            check_named(self.names)
        self.used_names = self.placeholders = self.nested = self.attributes = _NO_ATTRIBUTES

    def bind(self, compiled: Compiled[Does]) -> Does:
        """What an expression does, once its values are checked."""
        compiled.check(self.values)
        if self.names:
            self.used_names |= compiled.used_names
        if self.values:
            self.placeholders |= compiled.placeholders
        if compiled.nested:
            self.nested |= compiled.nested
        self.attributes = compiled.attributes
        return compiled.does

    def test(self, parameter: str, text: str) -> BoundTest:
        """A condition or a filter as a function of an item."""
        test, values = self.bind(compiled_condition(parameter, text, self.names)), self.values
        return lambda item: test(item, values)

    def refuse_unused(self) -> None:
        """Refuse names and values that no expression uses."""
        if len(self.names) > len(self.used_names):
            refuse_unused(NAMES, [name for name, _ in self.names if name not in self.used_names])
        if len(self.values) > len(self.placeholders):
            refuse_unused(VALUES, [each for each in self.values if each not in self.placeholders])


def _of_query(request: Request) -> Expressions:
    return _of_search(request, "QueryFilter")


def _of_scan(request: Request) -> Expressions:
    return _of_search(request, "ScanFilter")


_OPERATIONS: Mapping[str, Reader] = {
    "GetItem": _of_read,
    "BatchGet": _of_read,
    "Get": _of_action(_of_read),
    "PutItem": _of_write,
    "Put": _of_action(_of_write),
    "DeleteItem": _of_write,
    "Delete": _of_action(_of_write),
    "ConditionCheck": _of_action(_of_write),
    "UpdateItem": _of_update,
    "Update": _of_action(_of_update),
    "Query": _of_query,
    "Scan": _of_scan,
}
