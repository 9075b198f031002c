"""Requests are checked here as the service checks them, before anything is looked up or done."""

from pytest_dynamo.embedded.validation.keys import (
    check_index_keys,
    check_item_keys,
    check_key,
)
from pytest_dynamo.embedded.validation.normal_form import normalized
from pytest_dynamo.embedded.validation.requests import validate
from pytest_dynamo.embedded.validation.update_table import check_table_update

__all__ = [
    "check_index_keys",
    "check_item_keys",
    "check_key",
    "check_table_update",
    "normalized",
    "validate",
]
