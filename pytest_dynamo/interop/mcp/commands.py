"""Commands of the AWS CLI for DynamoDB, taken apart into their options.

https://docs.aws.amazon.com/cli/latest/reference/dynamodb/
"""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_dynamo.interop.attribute_values import is_attribute_value

_BETWEEN = re.compile(r"(\S+)\s+BETWEEN\s+(\S+)\s+AND\s+(\S+)", re.IGNORECASE)
_PREFIX = re.compile(r"begins_with\s*\(\s*([^,\s]+)\s*,\s*([^)\s]+)\s*\)", re.IGNORECASE)
_COMPARED = re.compile(r"([^\s=<>()]+)\s*(<=|>=|<>|=|<|>)\s*([^\s=<>()]+)")
_JSON = (
    "expression_attribute_values",
    "expression_attribute_names",
    "key",
    "item",
    "request_items",
    "transact_items",
)
_SET = re.compile(r"\bSET\b(.*?)(?=\bREMOVE\b|\bADD\b|\bDELETE\b|$)", re.IGNORECASE | re.DOTALL)

Compared = tuple[str, str, tuple[dict[str, Any], ...]]
"""An attribute, the operator, and its operands as attribute values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: `query`, and its options by name, with underscores; those without a value are true."""

    operation: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def name_of(self, word: str) -> str:
        """What a placeholder for a name stands for."""
        names = self.options.get("expression_attribute_names", {})
        return str(names.get(word, word)) if isinstance(names, dict) else word

    def value_of(self, word: str) -> dict[str, Any] | None:
        """What a placeholder for a value stands for; None where nothing is given for it."""
        values = self.options.get("expression_attribute_values", {})
        found: Any = values.get(word) if isinstance(values, dict) else None
        return found if is_attribute_value(found) else None

    def comparisons(self) -> list[Compared] | None:
        """The comparisons of the key condition; None where one of them is not understood."""
        text = str(self.options.get("key_condition_expression", ""))
        found: list[tuple[str, str, tuple[str, ...]]] = []
        for pattern, operator in ((_BETWEEN, "between"), (_PREFIX, "begins_with")):
            found += [(one[1], operator, one.groups()[1:]) for one in pattern.finditer(text)]
            text = pattern.sub(" ", text)
        found += [(one[1], one[2], (one[3],)) for one in _COMPARED.finditer(text)]
        if re.sub(r"\bAND\b|[()\s]", "", _COMPARED.sub(" ", text), flags=re.IGNORECASE):
            return None
        comparisons = []
        for name, operator, words in found:
            values = tuple(value for word in words if (value := self.value_of(word)) is not None)
            if len(values) < len(words) or operator == "<>":
                return None
            comparisons.append((self.name_of(name), operator, values))
        return comparisons

    def assigned(self) -> tuple[str, ...]:
        """The attributes that the SET clause of the update expression assigns."""
        found = _SET.search(str(self.options.get("update_expression", "")))
        clauses = found[1].split(",") if found else []
        return tuple(self.name_of(one.partition("=")[0].strip()) for one in clauses if "=" in one)


def command_of(text: str) -> Command:
    """A command of the AWS CLI.

    >>> command_of("aws dynamodb get-item --table-name t --key '{}' --consistent-read").options
    {'table_name': 't', 'key': {}, 'consistent_read': True}

    Raises:
        ValueError: It is none, or an option that is JSON is not.
    """
    words = shlex.split(text.replace("\\\n", " "))
    if words[:2] != ["aws", "dynamodb"] or len(words) < 3:
        msg = "is no command that begins with aws dynamodb"
        raise ValueError(msg)
    options: dict[str, Any] = {}
    name = ""
    for word in words[3:]:
        if word.startswith("--"):
            name = word[2:].replace("-", "_")
            options[name] = True
        elif name:
            options[name] = _value(name, word)
    return Command(operation=words[2], options=options)


def _value(name: str, word: str) -> Any:  # noqa: ANN401 - any value of JSON
    if name not in _JSON:
        return word
    try:
        return json.loads(word)
    except (ValueError, RecursionError):
        msg = f"--{name.replace('_', '-')} is no JSON"
        raise ValueError(msg) from None
