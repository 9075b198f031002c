"""Tables and indexes as something a Query can read: what they hold, and why they might not serve."""

from dataclasses import dataclass

from pytest_dynamo.design.values import AccessPattern, Design, Index, KeySchema, Table
from pytest_dynamo.planner.key_condition import KeyCondition, key_condition
from pytest_dynamo.planner.wording import condition_text, names_text, resource_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A table, or one of its indexes."""

    table: Table
    index: Index | None = None

    @property
    def key(self) -> KeySchema:
        """The key schema."""
        return self.index.key if self.index else self.table.key

    @property
    def name(self) -> str | None:
        """The name of the index; None for the table."""
        return self.index.name if self.index else None

    def __str__(self) -> str:
        return resource_text(self.table, self.index)

    def holds(self, attribute: str) -> bool:
        """Whether a Query here can return the attribute.

        A Query on a local index fetches from the table what the index does not project.
        https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.Projections
        """
        if self.index is None or self.index.kind == "local" or self.index.projection.kind == "ALL":
            return True
        kept = (*self.key.attributes, *self.table.key.attributes, *self.index.projection.attributes)
        return attribute in kept


def resources_of(table: Table) -> tuple[Resource, ...]:
    """The table, then its indexes in the order of the file."""
    return (
        Resource(table=table),
        *(Resource(table=table, index=index) for index in table.indexes.values()),
    )


def serves(resource: Resource, pattern: AccessPattern) -> KeyCondition | str:
    """The key condition by which `resource` serves a query, or the reason in words why it does not."""
    condition = key_condition(pattern.conditions, resource.key, resource.table.attribute_types)
    if isinstance(condition, str):
        return condition
    return (
        _inconsistent(resource, pattern)
        or _not_projected(resource, pattern)
        or _filtered(resource, pattern)
        or condition
    )


def covers(resource: Resource, design: Design, pattern: AccessPattern) -> bool:
    """Whether a Query here returns all the caller can mean: what the pattern lists, or whole entities."""
    wanted = pattern.attributes or [
        name
        for entity in pattern.returns
        if entity in design.entities
        for name in design.entities[entity].attributes
    ]
    return all(resource.holds(name) for name in wanted)


def _inconsistent(resource: Resource, pattern: AccessPattern) -> str:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
    if pattern.consistent_read and resource.index and resource.index.kind == "global":
        return "consistent reads are not possible on a global index"
    return ""


def _not_projected(resource: Resource, pattern: AccessPattern) -> str:
    missing = [name for name in pattern.attributes if not resource.holds(name)]
    if missing:
        return f"the index does not project {names_text(missing)}, which the caller needs"
    missing = [c.attribute for c in pattern.filter if not resource.holds(c.attribute)]
    if missing:
        return f"the index does not project {names_text(missing)}, which the filter reads"
    return ""


def _filtered(resource: Resource, pattern: AccessPattern) -> str:
    for condition in pattern.filter:
        # The service refuses the key attributes of what is queried; those of the table, on an index,
        # it takes, but they are as much a filter that stands in for a key.
        if condition.attribute in (*resource.key.attributes, *resource.table.key.attributes):
            text = condition_text(condition, resource.table.attribute_types)
            return f"the filter {text} is on a key attribute; state it in the query"
    if pattern.filter and pattern.max_waste <= 1:
        names = names_text([condition.attribute for condition in pattern.filter])
        return f"{names} would be a filter: it reads items to throw them away, and max_waste is 1"
    return ""
