"""What a forecast says, as frozen values, and as JSON.

The members are explained in docs/reference/forecast-file.md. An `index` that is None stands for the
table itself; units are capacity units; every figure is modelled.
"""

from pytest_dynamo.forecast.values.bounds import (
    Bound,
    FirstThrottle,
    HottestPartition,
    KeyShards,
    PartitionRange,
    Remedy,
    Scope,
    Sharding,
    ShardingGain,
)
from pytest_dynamo.forecast.values.forecast import (
    Band,
    Forecast,
)
from pytest_dynamo.forecast.values.json_form import (
    forecast_from_json,
    forecast_to_json,
)
from pytest_dynamo.forecast.values.load import (
    ArmForecast,
    DirectionForecast,
    ForecastLoad,
    PatternForecast,
    ResourceForecast,
    StorageForecast,
)
from pytest_dynamo.forecast.values.prices import (
    Billing,
    PriceForecast,
    PriceOption,
    TableClass,
    TablePrices,
)

__all__ = [
    "ArmForecast",
    "Band",
    "Billing",
    "Bound",
    "DirectionForecast",
    "FirstThrottle",
    "Forecast",
    "ForecastLoad",
    "HottestPartition",
    "KeyShards",
    "PartitionRange",
    "PatternForecast",
    "PriceForecast",
    "PriceOption",
    "Remedy",
    "ResourceForecast",
    "Scope",
    "Sharding",
    "ShardingGain",
    "StorageForecast",
    "TableClass",
    "TablePrices",
    "forecast_from_json",
    "forecast_to_json",
]
