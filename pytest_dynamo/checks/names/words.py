"""The rule about names that expressions have to go around."""

from collections.abc import Iterator

from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.reserved_words import is_reserved
from pytest_dynamo.design.values import Design, Place, Table

RESERVED = Rule(
    id="PD601",
    title="Attributes have names that are reserved words.",
    severity="note",
    why=(
        "DynamoDB reserves 573 words, `name`, `status` and `date` among them. An expression that uses one "
        "as it is fails with a ValidationException; it has to go by an alias, #status, that "
        "ExpressionAttributeNames explains. Requests that this package makes have aliases throughout, "
        "and so do those of boto3's conditions; text that people write often has none."
    ),
    fix="Use aliases in every expression, or other names.",
    link="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html",
)

_IS = "is a reserved word, as an attribute"


def reserved_names(facts: Facts) -> Iterator[Finding]:
    """A finding for each table some of whose attributes have reserved names."""
    for table in facts.design.tables.values():
        found = _reserved(facts.design, table)
        if found:
            first = next(iter(found))
            are = "are reserved words, as attributes" if found.keys() - {first} else _IS
            yield RESERVED.finding(
                place=found[first],
                subject=resource(table, None),
                found=f"{names(list(found))} {are} of {resource(table, None)}",
                means="an expression that has one of them without an alias is refused",
                fix=f"write #{first} with ExpressionAttributeNames, {{'#{first}': '{first}'}}",
            )


def _reserved(design: Design, table: Table) -> dict[str, Place]:
    """The attributes with reserved names, and where each first stands."""
    found: dict[str, Place] = {}
    for entity in design.entities.values():
        if entity.table == table.name:
            for attribute in entity.attributes.values():
                if is_reserved(attribute.name):
                    found.setdefault(attribute.name, attribute.place)
    for name in table.attribute_types:
        if is_reserved(name):
            found.setdefault(name, table.place)
    return found
