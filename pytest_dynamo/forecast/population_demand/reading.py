"""What the reads of access patterns take, and of which keys."""

from pytest_dynamo.capacity.item_size import Item, item_size_bytes
from pytest_dynamo.capacity.pages import PAGE_BYTES
from pytest_dynamo.capacity.partitions import key_text
from pytest_dynamo.capacity.resources import Resource, to_resource
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.units import Consistency, read_units
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.values import Table
from pytest_dynamo.forecast.population_demand.queries import query_units
from pytest_dynamo.forecast.population_demand.shelf import Shelf
from pytest_dynamo.forecast.population_demand.storage import Arms, sampled_items
from pytest_dynamo.forecast.population_demand.touches import Charges, Origin
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.expressions import key_of
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.requests import shard_arguments
from pytest_dynamo.population.survey import Survey

ASKED = Origin(position=0, means="asked")


class Reads:
    """Charges what is read."""

    def __init__(
        self, survey: Survey, shelf: Shelf, arms: dict[str, Arms], parameters: Parameters
    ) -> None:
        self._survey = survey
        self._tables = survey.design.tables
        self._shelf = shelf
        self._arms = arms
        self._weights = {"eventual": parameters.eventual_read_weight}
        self._scanned: dict[Resource, tuple[float, float]] = {}

    def query(self, plan: Plan, arguments: Arguments, charges: Charges) -> None:
        """A Query, or as many as it fans out to."""
        arm = self._arms[plan.table.name].by_name[plan.index.name] if plan.index else None
        for shard in shard_arguments(plan, arguments):
            operands = [condition.operands[0] for condition in plan.partition]
            key = key_text([to_wire(shard.value_of(operand)) for operand in operands])
            collection = self._shelf.collection(plan.table, plan.index, key)
            units, fetched = query_units(plan, shard, collection, self._shelf, arm)
            # What is fetched lies in the table, and so does a local index.
            weight = self._weight(_consistency(plan))
            charges.read(_resource(plan), key, units + fetched, ASKED, weight=weight)

    def scan(self, plan: Plan, _arguments: Arguments, charges: Charges) -> None:
        """A Scan: all there is, page by page, or as many items as its limit lets it see."""
        resource = to_resource(plan.table, plan.index)
        if resource not in self._scanned:
            self._scanned[resource] = self._content(plan)
        items, size_bytes = self._scanned[resource]
        consistency = _consistency(plan)
        limit = plan.pattern.limit
        if limit is not None and items:
            size_bytes *= min(1.0, limit / items)
        pages = 1 if limit is not None else max(1, -(-int(size_bytes) // PAGE_BYTES))
        units = pages * read_units(int(size_bytes / pages), consistency)
        charges.read(_resource(plan), "", units, ASKED, weight=self._weight(consistency))

    def get(self, plan: Plan, arguments: Arguments, charges: Charges) -> None:
        """A GetItem, or the gets of a transaction."""
        consistency = _consistency(plan)
        for position, action in enumerate(plan.pattern.actions):
            table = self._tables[action.table]
            key = key_of(action.key, arguments.value_of)
            origin = Origin(position=position, means="asked")
            self._one(table, key, consistency, origin, charges)

    def batch_get(self, plan: Plan, arguments: Arguments, charges: Charges) -> None:
        """A BatchGetItem, which counts item by item."""
        for name, key in arguments.items:
            found = self._shelf.find(self._tables[name], key)
            origin = Origin(position=0, means="stored", entity=found.entity if found else "")
            self._one(self._tables[name], key, _consistency(plan), origin, charges)

    def _one(
        self, table: Table, key: Item, consistency: Consistency, origin: Origin, charges: Charges
    ) -> None:
        found = self._shelf.find(table, key)
        units = read_units(found.size_bytes if found else 0, consistency)
        weight = self._weight(consistency)
        charges.read((table.name, None), partition_text(table, key), units, origin, weight=weight)

    def _weight(self, consistency: Consistency) -> float:
        return self._weights.get(consistency, 1.0)

    def _content(self, plan: Plan) -> tuple[float, float]:
        """How many items a Scan finds, and how large they are together."""
        arms, total = self._arms[plan.table.name], 0.0
        items = 0.0
        for entity in self._survey.design.entities.values():
            if entity.table == plan.table.name:
                for weight, item in sampled_items(self._survey, entity.name):
                    arm = arms.by_name[plan.index.name] if plan.index else None
                    if arm is None or arm.holds(item):
                        items += weight
                        total += weight * (arm.entry_bytes(item) if arm else item_size_bytes(item))
        return items, total


def partition_text(table: Table, item: Item) -> str:
    """The partition key of an item as text."""
    return key_text([item[name] for name in table.key.partition_key])


def _consistency(plan: Plan) -> Consistency:
    if plan.operation == "TransactGetItems":
        return "transactional"
    return "strong" if plan.pattern.consistent_read else "eventual"


def _resource(plan: Plan) -> Resource:
    is_global = plan.index is not None and plan.index.kind == "global"
    return (plan.table.name, plan.index.name if plan.index and is_global else None)
