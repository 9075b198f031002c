"""What capacity and storage cost: prices with their date and region, and what they add up to.

The prices are those of AWS's price list, read on the date they carry; others are read from a file.
They are list prices: without the free tier, reserved capacity, backups, streams or replicas.
Source: https://aws.amazon.com/dynamodb/pricing/
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Self

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.values import TableClass

HOURS_A_MONTH = 730
SECONDS_A_MONTH = HOURS_A_MONTH * 3_600
GIGABYTE = 1024**3

_MOST_CHARACTERS = 100_000
_WORDS = ("region", "as_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Prices in US dollars: of request units by the million, of capacity units by the hour.

    Storage is by GB (1024³ bytes) and month; `infrequent` prices are of the table class
    STANDARD_INFREQUENT_ACCESS.
    """

    region: str = "us-east-1"
    as_of: str = "2026-09-06"
    million_write_units: float = 0.625
    million_read_units: float = 0.125
    write_unit_hour: float = 0.000_65
    read_unit_hour: float = 0.000_13
    storage_gb_month: float = 0.25
    infrequent_million_write_units: float = 0.78
    infrequent_million_read_units: float = 0.155
    infrequent_write_unit_hour: float = 0.000_81
    infrequent_read_unit_hour: float = 0.000_16
    infrequent_storage_gb_month: float = 0.10

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name not in _WORDS and not (math.isfinite(value) and value >= 0):
                message = (
                    f"the price {each.name} is {value}, which is none.\n"
                    "To fix this: US dollars, a finite number of 0 or more"
                )
                raise DynamoError(message)

    @classmethod
    def overridden(cls, given: Mapping[str, object]) -> Self:
        """These prices with some of them given, as in a file.

        Raises:
            DynamoError: There is no such price, or it is not a number.
        """
        for name, value in given.items():
            _require_price(name, value)
        # A number that the reader took for one, of a date or a region, is a text all the same.
        values = {
            name: str(value) if name in _WORDS else float(str(value))
            for name, value in given.items()
        }
        return cls(**values)  # type: ignore[arg-type]

    def on_demand(self, direction: Direction, table_class: TableClass) -> float:
        """The price of one request unit."""
        return self._price(f"million_{direction}_units", table_class) / 1_000_000

    def hour(self, direction: Direction, table_class: TableClass) -> float:
        """The price of one provisioned capacity unit for an hour."""
        return self._price(f"{direction}_unit_hour", table_class)

    def storage(self, table_class: TableClass) -> float:
        """The price of a GB for a month."""
        return self._price("storage_gb_month", table_class)

    def _price(self, name: str, table_class: TableClass) -> float:
        is_standard = table_class == "STANDARD"
        return float(getattr(self, name if is_standard else f"infrequent_{name}"))


def load_prices(path: Path) -> Prices:
    """The prices of a YAML or JSON file: a mapping that names those that differ from the built-in ones.

    Raises:
        DynamoError: The file cannot be read, or names something that is no price.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        text = path.read_text(encoding="utf-8-sig")[:_MOST_CHARACTERS]
        data = YAML(typ="safe", pure=True).load(text)
    except OSError as error:
        message = f"{path}: the prices cannot be read: {(error.strerror or str(error)).lower()}"
        raise DynamoError(message) from None
    except (UnicodeDecodeError, YAMLError, RecursionError) as error:
        message = f"{path}: the prices cannot be read: {str(error).splitlines()[0]}"
        raise DynamoError(message) from None
    except ValueError as error:  # of a date, which is taken for one before it has a name
        message = f"{path}: as_of is no date that there is: {error}"
        raise DynamoError(message) from None
    if not isinstance(data, dict):
        message = f"{path}: prices are a mapping, such as 'million_write_units: 0.625'"
        raise DynamoError(message)
    try:
        return Prices.overridden(data)
    except DynamoError as error:
        message = f"{path}: {error}"
        raise DynamoError(message) from None


def break_even_utilization(prices: Prices, direction: Direction, table_class: TableClass) -> float:
    """The share of provisioned capacity from whose use on it is cheaper than on demand.

    >>> round(break_even_utilization(Prices(), "write", "STANDARD"), 6)
    0.288889
    """
    on_demand = 3_600 * prices.on_demand(direction, table_class)
    return prices.hour(direction, table_class) / on_demand if on_demand else math.inf


def _require_price(name: object, value: object) -> None:
    names = [each.name for each in fields(Prices)]
    if name not in names:
        close = get_close_matches(str(name), names, n=1)
        near = f"did you mean '{close[0]}'?" if close else f"there are {', '.join(names)}"
        message = f"'{name}' is no price; {near}"
        raise DynamoError(message)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if name not in _WORDS and not is_number:
        message = f"the price {name} takes US dollars, and not '{value}'"
        raise DynamoError(message)
