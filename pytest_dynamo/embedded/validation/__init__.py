"""Requests are checked here as the service checks them, before anything is looked up or done.

`requests` is where to begin: the `structure` of a request, by the service's own model, then the `rules`
of its operation. Both stand on `attribute_values` and `numbers`. `normal_form` is what is stored of a
value that has passed, and `keys` what a table's schema asks of an item once the table is known.
"""

from pytest_dynamo.embedded.validation.keys import KeyRules, empty_key
from pytest_dynamo.embedded.validation.normal_form import normalized
from pytest_dynamo.embedded.validation.requests import validate
from pytest_dynamo.embedded.validation.rules.update_table import check_table_update

__all__ = [
    "KeyRules",
    "check_table_update",
    "empty_key",
    "normalized",
    "validate",
]
