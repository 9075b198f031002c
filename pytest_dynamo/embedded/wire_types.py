"""What requests, answers, items and values are between the ways in and the store.

They are those of the low-level API, as boto3 has them: numbers are text, binary is bytes.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Request: TypeAlias = Mapping[str, Any]
"""The parameters of an operation, or of one part of it, by name. They are neither changed nor kept."""

Answer: TypeAlias = dict[str, Any]
"""The members of an answer by name, made anew for whoever asked."""

WireValue: TypeAlias = dict[str, Any]
"""One value of an attribute: `{"S": "text"}`, `{"N": "1"}`, `{"B": b"bytes"}`, `{"L": [{"S": "a"}]}`."""

WireItem: TypeAlias = dict[str, WireValue]
"""An item by attribute name. To an expression an item that is not there is `{}`."""
