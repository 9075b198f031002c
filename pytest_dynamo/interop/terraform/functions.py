"""The functions of Terraform that depend on nothing but their arguments.

https://developer.hashicorp.com/terraform/language/functions. Those that read files, the clock or
the network are not here; an expression that calls one is named as unresolved.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pytest_dynamo.interop.terraform.names import ValueSet

_VERB = re.compile(r"%(?:%|[svd]|0?[0-9]{0,2}d)")
_MOST = 1024  # what Terraform itself takes of a range


def _format(text: str, *values: Any) -> str:  # noqa: ANN401 - any value
    rest = iter(values)

    def written(found: re.Match[str]) -> str:
        verb = found[0]
        if verb == "%%":
            return "%"
        value = next(rest)
        return verb % int(value) if verb.endswith("d") else _text(value)

    return _VERB.sub(written, text)


def _text(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise TypeError
    return str(value)


def _number(value: Any) -> int | float:  # noqa: ANN401
    number = float(value)
    return int(number) if number == int(number) else number


def _merge(*mappings: Mapping[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in mappings:
        found |= dict(one or {})
    return found


def _lookup(mapping: Mapping[str, Any], name: str, *default: Any) -> Any:  # noqa: ANN401
    return mapping[name] if name in mapping or not default else default[0]


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        raise ValueError  # a pattern in Go's dialect
    return text.replace(old, new)


def _flatten(value: list[Any]) -> list[Any]:
    found: list[Any] = []
    for one in value:
        found += _flatten(one) if isinstance(one, list) else [one]
    return found


def _distinct(value: list[Any]) -> list[Any]:
    return [one for number, one in enumerate(value) if one not in value[:number]]


def _coalesce(*values: Any) -> Any:  # noqa: ANN401
    return next(one for one in (*values, KeyError) if one not in (None, ""))


def _for_each_set(value: list[Any]) -> ValueSet:
    return ValueSet(sorted(_distinct(value)))


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "coalesce": _coalesce,
    "compact": lambda value: [one for one in value if one not in (None, "")],
    "concat": lambda *lists: [one for each in lists for one in each],
    "contains": lambda value, one: one in value,
    "distinct": _distinct,
    "element": lambda value, number: value[number % len(value)],
    "flatten": _flatten,
    "format": _format,
    "join": lambda separator, value: separator.join(_text(one) for one in value),
    "jsondecode": json.loads,
    "jsonencode": lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False),
    "keys": sorted,
    "length": len,
    "lookup": _lookup,
    "lower": lambda text: text.lower(),
    "max": max,
    "merge": _merge,
    "min": min,
    "range": lambda *limits: list(range(*limits)[:_MOST]),
    "replace": _replace,
    "split": lambda separator, text: text.split(separator),
    "substr": lambda text, at, length: text[at:] if length < 0 else text[at : at + length],
    "title": lambda text: text.title(),
    "tobool": lambda value: {"true": True, "false": False}[_text(value)],
    "tolist": list,
    "tomap": dict,
    "tonumber": _number,
    "toset": _for_each_set,
    "tostring": _text,
    "trimprefix": lambda text, prefix: text.removeprefix(prefix),
    "trimspace": lambda text: text.strip(),
    "trimsuffix": lambda text, suffix: text.removesuffix(suffix),
    "upper": lambda text: text.upper(),
    "values": lambda value: [value[name] for name in sorted(value)],
}
