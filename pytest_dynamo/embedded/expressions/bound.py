"""The expressions of a request, bound to its values."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from pytest_dynamo.embedded.expressions import legacy
from pytest_dynamo.embedded.expressions.compiled import (
    Compiled,
    Names,
    compiled_condition,
    compiled_key_condition,
    compiled_projection,
    compiled_update,
)
from pytest_dynamo.embedded.expressions.conditions import compile_condition
from pytest_dynamo.embedded.expressions.key_conditions import KeyConditions
from pytest_dynamo.embedded.expressions.names_and_values import (
    NAMES,
    VALUES,
    check_keys,
    check_named,
    refuse_unused,
)
from pytest_dynamo.embedded.expressions.nodes import (
    Condition,
    Path,
    WireItem,
)
from pytest_dynamo.embedded.expressions.projections import Projection, compile_projection
from pytest_dynamo.embedded.expressions.updates import Update, compile_update
from pytest_dynamo.embedded.validation.normal_form import normalized

Request = Mapping[str, Any]
BoundTest = Callable[[WireItem], bool]
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


NONE = Expressions()

_TELLING = frozenset(
    {
        "AttributesToGet",
        "AttributeUpdates",
        "ConditionExpression",
        "Expected",
        "FilterExpression",
        "KeyConditionExpression",
        "KeyConditions",
        "ProjectionExpression",
        "QueryFilter",
        "ScanFilter",
        "UpdateExpression",
    }
)


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
        return Expressions(projection=_attributes_to_get(request))
    binding = _Binding(request)
    projection = binding.bind(compiled_projection(text, binding.names))
    binding.refuse_unused()
    return Expressions(projection=projection, nested_attributes=binding.nested)


def _of_write(request: Request) -> Expressions:
    """PutItem, DeleteItem, and Put, Delete and ConditionCheck of TransactWriteItems."""
    text = request.get("ConditionExpression")
    if text is None:
        return Expressions(condition=_expected(request))
    binding = _Binding(request)
    condition = binding.test("ConditionExpression", text)
    binding.refuse_unused()
    return Expressions(condition=condition, nested_attributes=binding.nested)


def _of_update(request: Request) -> Expressions:
    """UpdateItem, and Update of TransactWriteItems."""
    text, condition_text = request.get("UpdateExpression"), request.get("ConditionExpression")
    if text is None and condition_text is None:
        return Expressions(condition=_expected(request), update=_attribute_updates(request))
    binding = _Binding(request)
    update = condition = None
    if text is not None:
        compiled = binding.bind(compiled_update(text, binding.names))
        update = Update(compiled, normalized(binding.values))
    if condition_text is not None:
        condition = binding.test("ConditionExpression", condition_text)
    binding.refuse_unused()
    return Expressions(condition=condition, update=update, nested_attributes=binding.nested)


def _of_search(request: Request, filter_name: str) -> Expressions:
    """Query and Scan."""
    filter_text, text = request.get("FilterExpression"), request.get("ProjectionExpression")
    key_text = request.get("KeyConditionExpression")
    conditions = request.get("KeyConditions")
    key_condition = None if conditions is None else legacy.key_conditions(conditions)
    if filter_text is None and text is None and key_text is None:
        return Expressions(
            filter=_filter(request, filter_name),
            projection=_attributes_to_get(request),
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
            check_named(names)
        self.used_names = self.placeholders = self.nested = self.attributes = _NO_ATTRIBUTES

    def bind(self, compiled: Compiled[Does]) -> Does:
        """What an expression does, once its values are checked."""
        compiled.check(self.values)
        self.used_names = self.used_names | compiled.used_names
        self.placeholders = self.placeholders | compiled.placeholders
        self.nested = self.nested | compiled.nested
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


def _expected(request: Request) -> BoundTest | None:
    expected = request.get("Expected")
    if not expected:
        return None
    return _legacy(legacy.expected_condition(expected, request.get("ConditionalOperator")))


def _filter(request: Request, name: str) -> BoundTest | None:
    conditions = request.get(name)
    if not conditions:
        return None
    return _legacy(legacy.filter_condition(conditions, request.get("ConditionalOperator")))


def _legacy(condition: Condition) -> BoundTest:
    test = compile_condition(condition)
    return lambda item: test(item, _NO_VALUES)


def _attributes_to_get(request: Request) -> Projection | None:
    names = request.get("AttributesToGet")
    if not names:
        return None
    return compile_projection(Path(steps=(name,)) for name in names)


def _attribute_updates(request: Request) -> Update | None:
    updates = request.get("AttributeUpdates")
    if not updates:
        return None
    actions = compile_update(legacy.update_actions(updates), wrong_type=_LEGACY_TYPE_MISMATCH)
    return Update(actions, _NO_VALUES)


_LEGACY_TYPE_MISMATCH = "Type mismatch for attribute to update"


def _of_query(request: Request) -> Expressions:
    return _of_search(request, "QueryFilter")


def _of_scan(request: Request) -> Expressions:
    return _of_search(request, "ScanFilter")


_OPERATIONS: Mapping[str, Callable[[Request], Expressions]] = {
    "GetItem": _of_read,
    "BatchGet": _of_read,
    "Get": _of_read,
    "PutItem": _of_write,
    "Put": _of_write,
    "DeleteItem": _of_write,
    "Delete": _of_write,
    "ConditionCheck": _of_write,
    "UpdateItem": _of_update,
    "Update": _of_update,
    "Query": _of_query,
    "Scan": _of_scan,
}
