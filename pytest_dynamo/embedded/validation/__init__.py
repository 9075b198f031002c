"""Requests are checked here as the service checks them, before anything is looked up or done."""

from pytest_dynamo.embedded.validation.keys import KeyRules, empty_key
from pytest_dynamo.embedded.validation.normal_form import normalized
from pytest_dynamo.embedded.validation.requests import validate
from pytest_dynamo.embedded.validation.update_table import check_table_update

__all__ = [
    "KeyRules",
    "check_table_update",
    "empty_key",
    "normalized",
    "validate",
]
