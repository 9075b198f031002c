"""Expressions, and the legacy parameters in their place: read, checked, compiled once, bound to values."""

from pytest_dynamo.embedded.expressions.bound import Expressions, expressions_of
from pytest_dynamo.embedded.expressions.conditions import compile_condition
from pytest_dynamo.embedded.expressions.projections import Projection, compile_projection
from pytest_dynamo.embedded.expressions.updates import Update, compile_update

__all__ = [
    "Expressions",
    "Projection",
    "Update",
    "compile_condition",
    "compile_projection",
    "compile_update",
    "expressions_of",
]
