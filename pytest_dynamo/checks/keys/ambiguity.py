"""PD104: templates that make one text of different values."""

from collections.abc import Iterator

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.keys.automaton import Ambiguity, two_ways
from pytest_dynamo.checks.keys.rows import Part, row_of
from pytest_dynamo.checks.keys.wording import template_of
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Entity

AMBIGUOUS = Rule(
    id="PD104",
    title="Different values make the same key text.",
    severity="warning",
    why=(
        "A template is filled in by putting texts together. Where the text between two values can occur in "
        "the values as well, or nothing is between them, one key stands for several pairs of values: "
        '"a#b" and "c" make the key of "a" and "b#c". Items of different owners then share a collection, or '
        "replace each other."
    ),
    fix=(
        "Put a character between them that neither can contain, or an id in place of free text; give numbers "
        "a fixed width, such as `{number:08d}`."
    ),
    link="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-sort-keys.html",
)


def ambiguous_templates(facts: Facts) -> Iterator[Finding]:
    """A finding for each key attribute of an entity whose text does not tell what it was made of."""
    for table in facts.design.tables.values():
        for entity in facts.design.entities.values():
            if entity.table != table.name:
                continue
            for name in table.attribute_types:
                if name not in entity.attributes:
                    continue
                row = row_of(facts.counts, entity.name, name)
                found = two_ways([part.shape for part in row])
                if found:
                    yield _finding(entity, name, row, found)


def _finding(entity: Entity, name: str, row: tuple[Part, ...], found: Ambiguity) -> Finding:
    one, other = _around(row, found.first, found.last)
    first, second = row[one].text, row[other].text
    return AMBIGUOUS.finding(
        place=entity.attributes[name].place,
        subject=f"{entity.name}.{name}",
        found=(
            f'{name} of {entity.name}, "{template_of(entity, name)}", can be read in two ways: '
            f"{found.text!r} is {first} {found.one_way[one]!r} with {second} {found.one_way[other]!r}, "
            f"and {found.other_way[one]!r} with {found.other_way[other]!r}"
        ),
        means=f"{_cause(row, one, other)}, so different values make the same key",
        fix=(
            f"put a character between {first} and {second} that neither can contain, or an id in place of "
            "one of them"
        ),
    )


def _around(row: tuple[Part, ...], first: int, last: int) -> tuple[int, int]:
    """The two varying parts between which it is not clear where one ends."""
    before = next((at for at in range(first, -1, -1) if row[at].binding), first)
    after = next((at for at in range(max(last, before + 1), len(row)) if row[at].binding), last)
    return before, after


def _cause(row: tuple[Part, ...], one: int, other: int) -> str:
    between = "".join(part.text for part in row[one + 1 : other])
    if between:
        return f"'{between}' can occur within {row[one].text} and {row[other].text}"
    return (
        f"nothing is between {row[one].text} and {row[other].text}, and neither has a fixed length"
    )
