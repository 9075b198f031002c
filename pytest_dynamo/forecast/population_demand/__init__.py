"""From a design and its population to what its access patterns ask of tables and indexes."""

from pytest_dynamo.forecast.population_demand.demanding import demand_of

__all__ = ["demand_of"]
