"""Where a policy is wider than an access pattern, and why IAM has no way to say it narrower."""

from collections.abc import Iterator

from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.permissions.leading_keys import KeyFinder, Leading, overlap
from pytest_dynamo.planner.plan import Plan


def widths_of(design: Design, plan: Plan, role: Role, entities: tuple[str, ...]) -> Iterator[str]:
    """The reasons why the policy of a pattern is wider than what it does with these entities."""
    finder = KeyFinder(design, plan.pattern, role)
    found = finder.of_plan(plan)
    keys = [key for key in found if isinstance(key, Leading)]
    yield from (key for key in found if isinstance(key, str))
    missing = [name for name in role.where if name not in finder.used]
    if missing and len(keys) == len(found):
        names = ", ".join(f"{{{name}}}" for name in missing)
        yield f"its partition key has no {names}, so that it is not held to {role.where[missing[0]]}"
    if keys and (others := _sharing(design, plan, finder, keys, entities)):
        yield f"IAM has no condition for sort keys, so it reaches {_listed(others)}, too: they have partition keys like these"


def _sharing(
    design: Design,
    plan: Plan,
    finder: KeyFinder,
    keys: list[Leading],
    entities: tuple[str, ...],
) -> list[str]:
    """The other entities whose items have such leading keys. A Query with no sort key is about all of them."""
    if plan.operation == "Query" and not plan.sort:
        return []
    schema = plan.table.key_of(plan.index.name if plan.index else None)
    return [
        name
        for name, entity in design.entities.items()
        if name not in entities
        and entity.table == plan.table.name
        and all(attribute in entity.attributes for attribute in schema.attributes)
        and isinstance(key := finder.of_entity(name, schema.partition_key[0]), Leading)
        and overlap(keys, [key])
    ]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
