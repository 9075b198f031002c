"""Rules about the attribute that says when an item ends: DynamoDB wants a Number, in seconds since 1970."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Literal

from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.attribute_types import TYPE_NAMES, made_type, source_of, stored_type
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Design, Generated, Place, Table, Value
from pytest_dynamo.forecast.figures import duration_text, number_text

_LINK = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html"

LEAST_SECONDS, LEAST_MILLISECONDS = 10**9, 10**11
"""A moment of these days is 1.8 × 10⁹ in seconds, and a thousand times that in milliseconds: what is
below the one, in September 2001, or above the other, in the year 5138, is no moment in seconds."""

IN_MILLISECONDS = Rule(
    id="PD504",
    title="The time to live is in milliseconds.",
    severity="error",
    why=(
        "DynamoDB reads the time to live as seconds since 1970. Milliseconds are then a moment some "
        "fifty thousand years ahead: no item ever expires, nothing says so, and the table only grows."
    ),
    fix="Store seconds: divide by 1,000.",
    link=_LINK,
)

NO_MOMENT = Rule(
    id="PD505",
    title="The time to live is no moment in seconds.",
    severity="error",
    why=(
        "Time to live takes a Number, the seconds since 1970 at which an item ends. It passes over items "
        "in which the attribute has another type, a date as text for example, and over those that ended "
        "more than five years ago, which is where a duration comes to lie. Such items are never deleted."
    ),
    fix="Store the moment at which the item ends as a Number, in seconds since 1970.",
    link=_LINK,
)

NEVER_SET = Rule(
    id="PD507",
    title="No item has the attribute that is its time to live.",
    severity="warning",
    why=(
        "A table deletes items by the attribute that `time_to_live` names. Where no item has it, "
        "nothing is ever deleted; often the name is misspelt."
    ),
    fix="Name the attribute that says when an item ends, or leave `time_to_live` out.",
    link=_LINK,
)

_DAY = 86_400

_Unit = Literal["seconds", "milliseconds", "small"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """A value that the time to live of a table is given: by an entity's items, or by a pattern's update.

    `stored_as` is its type in words; None where it cannot be told.
    """

    table: Table
    name: str
    by: str
    place: Place
    value: Value | None
    stored_as: str | None


def in_milliseconds(facts: Facts) -> Iterator[Finding]:
    """A finding for each value of a time to live that is in milliseconds."""
    for each in _all_set(facts.design):
        if _unit(each.value) == "milliseconds":
            yield IN_MILLISECONDS.finding(
                place=each.place,
                subject=each.by,
                found=f"{each.by} sets {each.name}, the time to live of {each.table.name}, in milliseconds",
                means="read as seconds it lies some 50,000 years ahead, so that the item never expires",
                fix=f"write {each.name}: {_in_seconds(each.value)}",
            )


def no_moments(facts: Facts) -> Iterator[Finding]:
    """A finding for each value of a time to live that is no moment: no Number, or a duration."""
    for each in _all_set(facts.design):
        if each.stored_as not in (None, "a number (N)"):
            found = f"is {each.stored_as}"
            means = "time to live takes Numbers alone, so that the item never expires"
        elif _unit(each.value) == "small":
            bounds = ", ".join(number_text(float(one)) for one in _numbers(each.value))
            found = f"is a number of that size: {bounds}"
            means = (
                "read as seconds since 1970 it is past for more than five years, which is taken for a "
                "mistake: the item never expires"
            )
        else:
            continue
        yield NO_MOMENT.finding(
            place=each.place,
            subject=each.by,
            found=f"{each.name}, the time to live of {each.table.name}, {found} as {each.by} sets it",
            means=means,
            fix=f"write {each.name}: {_in_seconds(each.value)}",
        )


def never_set(facts: Facts) -> Iterator[Finding]:
    """A finding for each table whose time to live is an attribute that none of its entities has."""
    design = facts.design
    for table in design.tables.values():
        entities = [each for each in design.entities.values() if each.table == table.name]
        name = table.time_to_live
        if name and entities and not any(name in each.attributes for each in entities):
            having = names([each.name for each in entities])
            yield NEVER_SET.finding(
                place=table.place,
                subject=resource(table, None),
                found=f"{resource(table, None)} has the time to live {name}, and no item of {having} has it",
                means="no item ever expires",
                fix=f"give {name} to what is to expire, as {{epoch_seconds: 30d}}, or leave time_to_live out",
            )


def _all_set(design: Design) -> Iterator[_Set]:
    """The values of times to live: those that items are made with, and those that updates set."""
    for entity in design.entities.values():
        table = design.tables[entity.table]
        attribute = entity.attributes.get(table.time_to_live or "")
        if attribute:
            kind = stored_type(design, entity.name, attribute.name)
            yield _Set(
                table=table,
                name=attribute.name,
                by=entity.name,
                place=attribute.place,
                value=source_of(design, entity.name, attribute.name),
                stored_as=TYPE_NAMES[kind] if kind and kind != "mixed" else None,
            )
    for pattern in design.access_patterns.values():
        for action in pattern.actions:
            table = design.tables[action.table]
            name = table.time_to_live or ""
            value = action.assign.get(name)
            if value is not None and not (isinstance(value, Template) and value.keeps_type):
                yield _Set(
                    table=table,
                    name=name,
                    by=pattern.name,
                    place=pattern.place,
                    value=value,
                    stored_as=_stored_as(value),
                )


def _stored_as(value: Value) -> str | None:
    if isinstance(value, Generated) and value.options.get("format") == "epoch_seconds":
        return None
    made = made_type(value)
    if made in (str, date, datetime):
        return TYPE_NAMES["S"]
    return TYPE_NAMES["BOOL"] if made is bool else None


def _unit(value: Value | None) -> _Unit | None:
    """What a number counts, by its size; None where that cannot be told."""
    if isinstance(value, Generated) and value.maker == "epoch_milliseconds":
        return "milliseconds"
    numbers = _numbers(value)
    if not numbers:
        return None
    if min(numbers) >= LEAST_MILLISECONDS:
        return "milliseconds"
    return "small" if max(numbers) < LEAST_SECONDS else "seconds"


def _numbers(value: Value | None) -> tuple[Decimal, ...]:
    """The numbers that say how large a value is; none where it is no number, or nobody knows."""
    match value:
        case Constant(value=int() | float() | Decimal() as number) if not isinstance(number, bool):
            return (Decimal(str(number)),)
        case Generated(maker="int" | "number"):
            return Decimal(str(value.options["min"])), Decimal(str(value.options["max"]))
        case Generated(maker="sequence"):
            return (Decimal(str(value.options["start"])),)
        case Generated(maker="choice"):
            weights = value.options["weights"]
            if isinstance(weights, Mapping) and all(
                isinstance(one, int | float) and not isinstance(one, bool) for one in weights
            ):
                return tuple(Decimal(str(one)) for one in weights)
    return ()


def _in_seconds(value: Value | None) -> str:
    """How a design says the same in seconds, as far as it can be told."""
    match value:
        case Generated(maker="epoch_milliseconds"):
            seconds = float(str(value.options["offset_milliseconds"])) / 1_000
            return f"{{epoch_seconds: {seconds:.0f}}}, {duration_text(abs(seconds))} from now"
        case Generated(maker="timestamp"):
            days = float(str(value.options["since_seconds"])) / _DAY
            return f"{{timestamp: {{since: -{ceil(days)}d}}, format: epoch_seconds}}"
    numbers = _numbers(value)
    if _unit(value) == "small" and numbers and max(numbers) > 0:
        return f"{{epoch_seconds: {max(numbers):.0f}}}, that long after now"
    return "{epoch_seconds: 30d}, a Number, 30 days from now"
