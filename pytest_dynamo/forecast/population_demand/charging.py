"""What one performance of an access pattern consumes, of which keys, without sending it."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.population_demand.reading import Reads
from pytest_dynamo.forecast.population_demand.shelf import Shelf
from pytest_dynamo.forecast.population_demand.storage import Arms
from pytest_dynamo.forecast.population_demand.touches import Charges
from pytest_dynamo.forecast.population_demand.writing import Writes
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.survey import Survey

Charge: TypeAlias = Callable[[Plan, Arguments, Charges], None]


class Charger:
    """Charges performances, whose members the survey has seen."""

    def __init__(
        self, survey: Survey, shelf: Shelf, arms: dict[str, Arms], parameters: Parameters
    ) -> None:
        reads = Reads(survey, shelf, arms, parameters)
        writes = Writes(shelf, arms, parameters)
        self._shelf = shelf
        self._charges: Mapping[str, Charge] = {
            "BatchGetItem": reads.batch_get,
            "GetItem": reads.get,
            "Query": reads.query,
            "Scan": reads.scan,
            "TransactGetItems": reads.get,
        }
        self._write: Charge = writes.write

    def charges(self, plan: Plan, arguments: Arguments) -> Charges:
        """What a performance with these arguments takes, page after page."""
        charges = Charges()
        self._shelf.next()
        self._charges.get(plan.operation, self._write)(plan, arguments, charges)
        return charges
