"""A run as one table with a row a figure, comma-separated: for spreadsheets and data frames."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_dynamo.measure.gates import read_gates
from pytest_dynamo.report.forms.figure_units import source_of, unit_of
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import visible

COLUMNS = (
    "path",
    "member",
    "source",
    "table",
    "index",
    "direction",
    "pattern",
    "name",
    "position",
    "at_seconds",
    "unit",
    "value",
)

_NAMES = (
    *("key", "reason", "prefix", "entity", "gate", "rule", "trouble", "id", "name"),
    *("member", "billing", "text", "number", "place"),
)
"""The members that name an element of a list, the one that says most first."""

_OF_ALL_TIME = re.compile(
    r"(^series\.\w+|\.series|\.heat|^generator\.cpu_series)$(?<!bin_seconds)(?<!from_seconds)"
)
_MINUTE = 60
_FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""What makes a formula of the text of a cell: https://owasp.org/www-community/attacks/CSV_Injection"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """What is known of a figure from the members around it."""

    path: str = ""
    member: str = ""
    table: str = ""
    index: str = ""
    direction: str = ""
    pattern: str = ""
    name: str = ""
    position: int | None = None
    at_seconds: float | None = None
    unit: str = ""


def to_csv(document: Place) -> str:
    """All numbers of a document, in the order of its file; yes and no are 1 and 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    sources: dict[str, str] = {}  # there are few members, and many figures of each
    for where, value in _figures(document.value, _Where(), _bins(document.value)):
        is_yes_or_no = isinstance(value, bool)
        if where.member not in sources:
            sources[where.member] = source_of(where.member, document)
        writer.writerow(
            (
                where.path,
                where.member,
                sources[where.member],
                *map(_safe, (where.table, where.index, where.direction, where.pattern, where.name)),
                "" if where.position is None else where.position,
                "" if where.at_seconds is None else f"{where.at_seconds:.10g}",
                _unit(where, is_yes_or_no=is_yes_or_no),
                int(value) if is_yes_or_no else repr(value),
            )
        )
    return out.getvalue()


def _safe(text: str) -> str:
    """Text of a cell, with an apostrophe before what a spreadsheet would take for a formula."""
    shown = visible(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _unit(where: _Where, *, is_yes_or_no: bool) -> str:
    if where.unit and not is_yes_or_no:
        return where.unit
    return unit_of(where.member, is_yes_or_no=is_yes_or_no)


def _bins(data: Mapping[str, Any]) -> tuple[float, float]:
    """When the bins of the run begin, and how wide they are."""
    series = data.get("series")
    return (series["from_seconds"], series["bin_seconds"]) if series else (0.0, 1.0)


def _figures(
    value: Any,  # noqa: ANN401 - whatever JSON has
    where: _Where,
    bins: tuple[float, float],
) -> Iterator[tuple[_Where, float | bool]]:
    if isinstance(value, dict):
        here = _named(value, where)
        for name, content in value.items():
            yield from _figures(content, _at(here, name), bins)
    elif isinstance(value, list):
        yield from _listed(value, where, bins)
    elif isinstance(value, bool | int | float):
        yield where, value


def _listed(
    values: list[Any], where: _Where, bins: tuple[float, float]
) -> Iterator[tuple[_Where, float | bool]]:
    is_row = bool(values) and not isinstance(values[0], dict | list)
    first, width = (0.0, float(_MINUTE)) if where.member.endswith("_by_minute") else bins
    is_over_time = width == _MINUTE and where.member.endswith("_by_minute")
    is_over_time = is_over_time or bool(_OF_ALL_TIME.search(where.member))
    for number, content in enumerate(values):
        here = replace(where, path=f"{where.path}.{number}")
        if is_row and is_over_time:
            here = replace(here, at_seconds=first + number * width)
        elif not isinstance(content, dict):
            here = replace(here, position=number)
        yield from _figures(content, here, bins)


def _at(where: _Where, name: str) -> _Where:
    path = f"{where.path}.{name}" if where.path else name
    member = f"{where.member}.{name}" if where.member else name
    direction = name if name in ("read", "write") else where.direction
    return replace(where, path=path, member=member, direction=direction)


def _named(data: Mapping[str, Any], where: _Where) -> _Where:
    """What an object says of itself, for all that is in it."""
    if "metric" in data:
        where = replace(where, unit=str(data["metric"]))
    if not where.path.rpartition(".")[2].isdigit():
        return where  # no element of a list
    pattern = data.get("name" if where.member.endswith("patterns") else "pattern")
    named = next((data[name] for name in _NAMES if data.get(name) not in (None, "")), "")
    if where.member.endswith("patterns"):
        named = where.name
    unit = read_gates(data["gate"])[0].unit if where.member == "gates" else where.unit
    return replace(
        where,
        table=str(data.get("table") or where.table),
        index=str(data.get("index") or where.index),
        direction=str(data.get("direction") or where.direction),
        pattern=str(pattern or where.pattern),
        name=str(named),
        unit=unit,
    )
