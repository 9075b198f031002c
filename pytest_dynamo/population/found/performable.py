"""Which access patterns there is nothing for, where items were found and not made."""

from collections.abc import Iterable

from pytest_dynamo.design.values import Design
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.makers import Makers
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.script import Script, script


def unperformable(
    design: Design, population: Population, plans: Iterable[Plan]
) -> dict[str, tuple[str, ...]]:
    """The access patterns that are about members of which there are none, with the entities they lack."""
    makers = Makers(0)
    lacking = {
        plan.pattern.name: _lacking(design, population, script(design, plan.pattern, makers))
        for plan in plans
    }
    return {name: entities for name, entities in lacking.items() if entities}


def _lacking(design: Design, population: Population, script: Script) -> tuple[str, ...]:
    """The entities that a pattern begins with and that have no member; of those it puts anew none is."""
    puts = {action.entity for _, action in script.puts if action.entity}
    made_over = [entity for entity in script.pattern.keys if entity in puts]
    first: list[str] = []
    for entity in script.lead:  # an ancestor of one that was chosen before goes with it
        if not any(entity in design.ancestors(before) for before in first):
            first.append(entity)
    needed = dict.fromkeys([*first, *made_over, *filter(None, [script.batch])])
    return tuple(
        name
        for name in needed
        if not population.count(name) and (name in script.pattern.keys or name not in puts)
    )
