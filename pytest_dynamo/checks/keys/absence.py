"""PD106: keys made of what some items do without."""

from collections.abc import Iterator

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.keys.wording import template_of
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.forecast.figures import percent_text

ABSENT = Rule(
    id="PD106",
    title="A key is made of an attribute that some items do not have.",
    severity="error",
    why=(
        "Each item has all key attributes of its table; DynamoDB refuses one that lacks a part of its key, "
        "or has an empty one. A template has no text where an attribute that it names is absent."
    ),
    fix="Make the key of attributes that every item has.",
    link="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html",
)


def absent_keys(facts: Facts) -> Iterator[Finding]:
    """A finding for each key attribute that cannot be made for some of an entity's items."""
    for entity, name in facts.lacking_keys():
        share = facts.counts.share(entity.name, (name,))
        template = template_of(entity, name)
        yield ABSENT.finding(
            place=entity.attributes[name].place,
            subject=f"{entity.name}.{name}",
            found=(
                f'{name} of {entity.name}, "{template}", is a key of table {entity.table}, and made of '
                "what not every item has"
            ),
            means=f"{percent_text(1 - share)} of its items have no such key, and cannot be written",
            fix="leave `present` and `when` out of what the key is made of, or make it of something else",
        )
