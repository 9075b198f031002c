"""PD105: sort keys that sort otherwise than the values they are made of."""

from collections.abc import Iterator
from itertools import pairwise

from pytest_dynamo.checks.capacity.wording import names
from pytest_dynamo.checks.domains import directives
from pytest_dynamo.checks.facts import Facts, Holding
from pytest_dynamo.checks.keys.rows import Part, row_of
from pytest_dynamo.checks.keys.shapes import number_range, number_text
from pytest_dynamo.checks.keys.wording import template_of, where
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Generated
from pytest_dynamo.planner.plan import Plan

UNSORTED = Rule(
    id="PD105",
    title="A sort key does not sort as its values do.",
    severity="error",
    why=(
        "A sort key of text sorts by its bytes, from the left. A number without a fixed width does not sort "
        'by that, as "10" comes before "9"; nor does a date that does not begin with the year. What asks '
        "for a range, or for the newest first, gets others than it means."
    ),
    fix=(
        "Give numbers a fixed width, such as `{number:08d}`, or make the sort key a number (type N); write "
        "moments with the year first, such as `%Y-%m-%dT%H:%M:%S`."
    ),
    link="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/data-modeling-blocks.html",
)

_NUMBERS = frozenset({"int", "number", "sequence", "shard_of", "random_shard"})
_WIDTH = 8
_RANGES = frozenset({"<", "<=", ">", ">=", "between"})
_COARSE_FIRST = "YGymbBUVWjdaAwupHIMSsf"
_NAMED = frozenset("abABpIc")
"""Directives that make names, or hours that come twice a day."""


def unsorted_keys(facts: Facts) -> Iterator[Finding]:
    """A finding for each sort key whose order a pattern relies on, and that has another one."""
    for holding in facts.holdings():
        for name in holding.key.sort_key:
            readers = _relying(facts, holding, name)
            if not readers or holding.table.attribute_types[name] != "S":
                continue
            for part in row_of(facts.counts, holding.entity.name, name):
                reason, fix = _disorder(facts, part)
                if reason:
                    yield _finding(holding, name, reason, fix, readers)
                    break


def _finding(holding: Holding, name: str, reason: str, fix: str, readers: list[str]) -> Finding:
    entity = holding.entity
    relies = (
        "relies on that order, and gets" if len(readers) == 1 else "rely on that order, and get"
    )
    return UNSORTED.finding(
        place=entity.attributes[name].place,
        subject=where(holding),
        found=(
            f'{name} of {entity.name}, "{template_of(entity, name)}", does not sort as its values do in '
            f"{where(holding)}: {reason}"
        ),
        means=f"{names(readers)} {relies} other items than asked for",
        fix=fix,
    )


def _relying(facts: Facts, holding: Holding, name: str) -> list[str]:
    """The patterns that read items of an entity in order: a range of a sort key, or the newest first."""
    return [
        plan.pattern.name
        for plan in facts.readers(holding.table, holding.index)
        if holding.entity.name in facts.returned(plan.pattern) and _relies(plan, name)
    ]


def _relies(plan: Plan, name: str) -> bool:
    for condition in plan.sort:
        if condition.attribute == name and condition.operator in _RANGES:
            return any(
                isinstance(each, Template) and bool(each.placeholders)
                for each in condition.operands
            )
        if condition.attribute == name and condition.operator == "=":
            return False
    return plan.pattern.newest_first


def _disorder(facts: Facts, part: Part) -> tuple[str, str]:
    """Why a part of a sort key does not sort as its values do, and what helps; two empty texts if it does."""
    value = part.value
    if not isinstance(value, Generated) or part.binding is None:
        return "", ""
    spec = part.binding.placeholder.format_spec if part.binding.placeholder else ""
    if value.maker in _NUMBERS:
        return _of_number(part, value, spec, facts.counts.items(part.binding.entity))
    if value.maker == "timestamp" and spec:
        return _of_moment(part, spec)
    return "", ""


def _of_number(part: Part, value: Generated, spec: str, count: int) -> tuple[str, str]:
    least, most = number_range(value, count)
    low, high = number_text(least, spec), number_text(most, spec)
    if least >= 0 and len(low) == len(high):
        return "", ""
    advice = "make the sort key a number (type N)"
    if least >= 0 and value.maker != "number":
        name = part.text.strip("{}").partition(":")[0]
        advice = f"write {{{name}:0{max(_WIDTH, len(high) + 1)}d}}, or {advice}"
    return f"{part.text} has no fixed width{_larger_first(int(least), int(most))}", advice


def _larger_first(least: int, most: int) -> str:
    """Two numbers of a range that sort the wrong way round."""
    if least < 0:
        return ", and negative numbers sort by their size"
    small = 10 ** (len(str(most)) - 1) - 1
    return f', and "{small + 1}" sorts before "{small}"' if least <= small else ""


def _of_moment(part: Part, spec: str) -> tuple[str, str]:
    letters = directives(spec)
    fix = "write the moment with the year first, such as %Y-%m-%dT%H:%M:%S"
    named = [letter for letter in letters if letter in _NAMED]
    if named:
        return f"%{named[0]} in {part.text} does not sort by time", fix
    if "%-" in spec:
        return f"{part.text} has parts without a fixed width", fix
    order = [_COARSE_FIRST.index(each) for each in letters if each in _COARSE_FIRST]
    wrong = next((at for at, (one, other) in enumerate(pairwise(order)) if one > other), None)
    if wrong is None:
        return "", ""
    known = [each for each in letters if each in _COARSE_FIRST]
    return f"%{known[wrong]} comes before %{known[wrong + 1]} in {part.text}", fix
