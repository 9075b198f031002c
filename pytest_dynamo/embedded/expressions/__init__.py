"""Expressions, and the legacy parameters in their place: read, checked, compiled once, bound to values.

From a request to functions of an item, in the order in which to read:

1. `nodes`: what an expression says. `tokens`, `grammar` and `update_grammar` read it in a text,
   `legacy` in the parameters that expressions replaced.
2. `checks` resolves names and gathers the `rules` of its operands, in DynamoDB's order;
   `names_and_values` are what it goes by.
3. `conditions`, `updates`, `projections` and `key_conditions` compile nodes to functions, on top of
   `paths`, `comparison`, `arithmetic` and `kinds`.
4. `compiled` keeps what a text was compiled to; `bound` binds that to the values of one request.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

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
