"""The items that a design writes out, and values as DynamoDB sorts them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Table
from pytest_dynamo.population.survey import Survey


def literal_items(survey: Survey, table: Table) -> Iterator[tuple[str, int, WireItem]]:
    """The literal items of a table, each with its entity and its number, which follows those of all members."""
    design = survey.design
    for entity, seeds in design.seeds.items():
        if design.entities[entity].table == table.name:
            for position in range(len(seeds)):
                number = survey.count(entity) + position
                yield entity, number, literal_item(survey, entity, number)


def literal_item(survey: Survey, entity: str, number: int) -> WireItem:
    """The literal item of an entity with a number."""
    given = survey.design.seeds[entity][number - survey.count(entity)]
    return survey.new(entity, number, now=survey.now, given=given).item


def sortable(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - numbers, or bytes
    """A key value as DynamoDB sorts it: text by its bytes, numbers by value."""
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return str(content).encode()
        case "N":
            return Decimal(content)
    return content
