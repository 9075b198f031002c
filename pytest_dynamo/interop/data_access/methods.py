"""One access pattern as a method: its signature, its docstring, and the request it sends."""

from collections.abc import Callable, Mapping

from pytest_dynamo.design.values import PatternKind
from pytest_dynamo.interop.data_access.method import Context, Method
from pytest_dynamo.interop.data_access.parameters import Parameters
from pytest_dynamo.interop.data_access.python_text import (
    Brackets,
    docstring,
    laid_out,
    sentence,
)
from pytest_dynamo.interop.data_access.reads import batch_get, get, query, scan
from pytest_dynamo.interop.data_access.told import method_told
from pytest_dynamo.interop.data_access.transactions import transact_get, transact_write
from pytest_dynamo.interop.data_access.writes import batch_write, delete, put, update
from pytest_dynamo.planner.plan import Plan


def method_lines(context: Context, name: str, plan: Plan) -> list[str]:
    """The method of a pattern."""
    parameters = Parameters(context.writer, plan.pattern)
    method = _WRITERS[plan.pattern.kind](context, plan, parameters)
    named = [*parameters.declared, *method.last]
    if plan.pattern.kind in ("batch_get", "batch_write"):
        named = list(method.last)
    listed = ["self", *method.first, *(["*", *named] if named else [])]
    opening = Brackets(
        f"def {name}(", tuple(("", one) for one in listed), f") -> {method.returns}:"
    )
    first, told = method_told(plan)
    lines = laid_out("", opening, indent=4)
    lines += docstring(sentence(first), " ".join([told, *method.notes]), indent=8)
    return [*lines, *method.body]


_WRITERS: Mapping[PatternKind, Callable[[Context, Plan, Parameters], Method]] = {
    "get": get,
    "query": query,
    "scan": scan,
    "put": put,
    "update": update,
    "delete": delete,
    "batch_get": batch_get,
    "batch_write": batch_write,
    "transact_get": transact_get,
    "transact_write": transact_write,
}
