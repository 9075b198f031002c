"""Designs with one trouble each, what is advised about them, and a way to apply a diff."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from pytest_dynamo.assessment.advising import MOST_WEIGHED, advice_of
from pytest_dynamo.assessment.values import Advice
from pytest_dynamo.checks.capacity.gathering import gather_prepared
from pytest_dynamo.checks.examining import Examination, examine, needs_evidence
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.forecast.forecasting import forecast, forecast_prepared, prepare_under
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.population.people import Population

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PATH = "shop.yaml"
SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A design, its forecast, what was found and advised, and what was forecast of changed designs."""

    text: str
    design: Design
    made: Forecast
    examination: Examination
    advice: tuple[Advice, ...]
    notes: tuple[str, ...]
    weighed: Sequence[tuple[Design, Forecast]]

    def forecast_of(self, changed: Design) -> Forecast:
        """The forecast that was made of a design equal to this; there has to be one, and one alone."""
        (found,) = [made for design, made in self.weighed if design == without_places(changed)]
        return found

    def titled(self, start: str) -> Advice:
        """The one piece of advice whose title begins so."""
        (found,) = [each for each in self.advice if each.title.startswith(start)]
        return found


def forecast_and_examined(
    design: Design, *, seconds: float, scale: float = 1.0
) -> tuple[Forecast, Examination]:
    """What a run of so many seconds is like, and what the rules find; from one look at its requests."""
    prepared = prepare_under(design, now=NOW, duration_seconds=seconds, scale=scale)
    evidence = gather_prepared(prepared, Population(design, seed=0, now=NOW, scale=scale))
    examination = examine(design, evidence if needs_evidence(design) else None)
    return forecast_prepared(prepared, duration_seconds=seconds), examination


@cache
def case(text: str, *, is_written: bool = True, most: int = MOST_WEIGHED) -> Case:
    """What is advised about the text of a design; the text is kept from it where it is not written."""
    design = parse_design(text, PATH)
    made, examination = forecast_and_examined(design, seconds=SECONDS)
    weighed: list[tuple[Design, Forecast]] = []

    def again(changed: Design) -> Forecast:
        found = forecast(changed, now=NOW, duration_seconds=SECONDS)
        weighed.append((without_places(changed), found))
        return found

    advice, notes = advice_of(
        design, made, again, examination, text=text if is_written else "", most=most
    )
    return Case(
        text=text,
        design=design,
        made=made,
        examination=examination,
        advice=advice,
        notes=notes,
        weighed=weighed,
    )


def patched(text: str, diff: str) -> str:
    """The text after a unified diff, each of whose lines has to stand where the diff says it does."""
    lines, after, at = text.splitlines(keepends=True), list[str](), 0
    for line in diff.splitlines(keepends=True)[2:]:
        if hunk := re.match(r"@@ -(\d+)", line):
            begins = int(hunk[1]) - 1
            after, at = [*after, *lines[at:begins]], begins
        elif line[0] == "+":
            after.append(line[1:])
        else:
            assert lines[at] == line[1:]
            after += [line[1:]] if line[0] == " " else []
            at += 1
    return "".join([*after, *lines[at:]])


DATE_AS_KEY = """\
version: 1
name: shop
tables:
  readings: {partition_key: PK, sort_key: SK}
entities:
  Reading:
    table: readings
    population: 200
    item:
      PK: "DAY#{taken_at:%Y-%m-%d}" # all of today
      SK: "{reading_id}"
      reading_id: {ulid: true}
      taken_at: {timestamp: {since: -3d}, format: iso8601}
access_patterns:
  record_reading: {put: Reading, rate: 1_300}
  newest_readings:
    query: {PK: "DAY#{day}"}
    returns: Reading
    newest_first: true
    limit: 10
    budget: {read_units: 0.5, pages: 1}
  get_reading: {get: {PK: "DAY#{day}", SK: "{reading_id}"}, returns: Reading}
"""

SHARED_COLLECTION = """\
version: 1
name: shop
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      by_tenant: {partition_key: tenant, sort_key: SK, projection: KEYS_ONLY}
entities:
  Tenant:
    population: 20
    item: {PK: "TENANT#{tenant_id}", SK: PROFILE, tenant_id: {sequence: {start: 1}}}
  Note:
    belongs_to: {Tenant: {mean: 20}}
    item:
      PK: "TENANT#{tenant_id}"
      SK: "NOTE#{note_id}"
      tenant: "TENANT#{tenant_id}"
      note_id: {ulid: true}
      shard: small
access_patterns:
  get_tenant: {get: {PK: "TENANT#{tenant_id}", SK: PROFILE}, returns: Tenant}
  write_note:
    put: Note
    keys: {Tenant: {hotset: {keys: 0.05, requests: 0.9}}}
    rate: 1_400
  change_note:
    update:
      key: {PK: "TENANT#{tenant_id}", SK: "NOTE#{note_id}"}
      set: {shard: large}
    returns: Note
  move_note:
    transact_write:
      - {delete: {PK: "TENANT#{tenant_id}", SK: "NOTE#{note_id}"}}
      - {put: Note}
  notes:
    query: {PK: "TENANT#{tenant_id}", SK: {begins_with: "NOTE#"}}
    returns: Note
    limit: 5
  notes_elsewhere: {index: by_tenant, query: {tenant: "TENANT#{tenant_id}"}, returns: Note, attributes: [SK], limit: 5}
"""

HOT_INDEX = """\
version: 1
name: shop
tables:
  players:
    partition_key: player_id
    indexes:
      board: {partition_key: season, sort_key: {name: score, type: N}, projection: KEYS_ONLY}
entities:
  Player:
    population: 500
    item:
      player_id: {faker: uuid4}
      season: SEASON#2026
      score: {int: {min: 0, max: 1_000_000}}
access_patterns:
  set_score:
    update: {key: {player_id: "{player_id}"}, set: {score: "{new_score}"}}
    returns: Player
    parameters: {new_score: {int: {min: 0, max: 1_000_000}}}
    rate: 700
  best: {index: board, query: {season: SEASON#2026}, returns: Player, attributes: [score], limit: 10}
"""

READ_HOT = """\
version: 1
name: shop
tables:
  settings: {partition_key: name}
entities:
  Setting:
    population: 1
    item: {name: "SETTING#{number}", number: {sequence: {start: 1}}}
access_patterns:
  read_setting: {get: {name: "SETTING#{number}"}, returns: Setting, consistent_read: true, rate: 4_000}
"""

LAGGING_INDEX = """\
version: 1
name: shop
tables:
  counters:
    partition_key: counter_id
    indexes:
      by_owner:
        partition_key: owner
        billing_mode:
          read_capacity_units: 5
          write_capacity_units: 20 # too few
    billing_mode: {read_capacity_units: 10, write_capacity_units: 300}
entities:
  Counter:
    population: 300
    item: {counter_id: {faker: uuid4}, owner: {faker: uuid4}}
access_patterns:
  count: {put: Counter, rate: 100}
  of_owner: {index: by_owner, query: {owner: "{owner}"}, returns: Counter, limit: 5}
"""

LIMITING_INDEX = LAGGING_INDEX.replace("units: 20 # too few", "units: 150")

SLOW_SCALING = """\
version: 1
name: shop
tables:
  counters:
    partition_key: counter_id
    billing_mode:
      read_capacity_units: 10
      write_capacity_units: 50
      autoscaling: {min: 10, max: 400}
entities:
  Counter: {population: 300, item: {counter_id: {faker: uuid4}}}
access_patterns:
  count: {put: Counter, rate: 200}
"""

LOW_MAXIMUM = """\
version: 1
name: shop
tables:
  counters:
    partition_key: counter_id
    max_throughput: {write_units_per_second: 40}
entities:
  Counter: {population: 300, item: {counter_id: {faker: uuid4}}}
access_patterns:
  count: {put: Counter, rate: 100}
"""

COLD_TABLE = """\
version: 1
name: shop
tables:
  counters: {partition_key: counter_id}
entities:
  Counter: {population: 5_000, item: {counter_id: {faker: uuid4}}}
access_patterns:
  count: {put: Counter, rate: 6_000}
"""

SCAN = """\
version: 1
name: shop
tables:
  shop:
    partition_key: order_id
    indexes:
      by_email: {partition_key: email, projection: KEYS_ONLY}
entities:
  Order:
    population: 2_000
    item:
      order_id: {ulid: true}
      email: {faker: email}
      city: {faker: city}
      floor: {int: {min: 1, max: 900}}
      note: {text_bytes: {min: 100, max: 900}}
access_patterns:
  of_city:
    scan: true
    filter: {city: "{city}", floor: {">": "{floor}"}}
    returns: Order
    allow_scan: there is no index yet
    rate: 0.5
  of_email:
    scan: true
    allow_scan: it was there first
    filter: {email: "{email}"}
    returns: Order
    attributes: [order_id]
    rate: 0.2
  unsaid: {scan: true, returns: Order, rate: 0.1}
  write: {put: Order, rate: 2}
"""

FILTER = """\
version: 1
name: shop
tables:
  shop: {partition_key: PK, sort_key: SK}
entities:
  Order:
    population: 800
    item:
      PK: "CITY#{number}"
      SK: "{order_id}"
      number: {int: {min: 1, max: 4}}
      order_id: {ulid: true}
      status: {choice: {placed: 1, delivered: 19}}
      note: {text_bytes: {min: 100, max: 900}}
access_patterns:
  placed:
    query: {PK: "CITY#{number}"}
    filter: {status: placed}
    max_waste: 50
    returns: Order
    rate: 20
"""

UNBOUNDED = """\
version: 1
name: shop
tables:
  shop: {partition_key: PK, sort_key: SK}
entities:
  Line:
    population: 900
    item: {PK: LOG, SK: "{line_id}", line_id: {ulid: true}, text: {text_bytes: {min: 3_000, max: 5_000}}}
access_patterns:
  lines: {query: {PK: LOG}, returns: Line, rate: 0.5}
"""

WIDE_AND_UNREAD = """\
version: 1
name: shop
tables:
  shop:
    partition_key: user_id
    indexes:
      # Who lives here?
      by_city: {partition_key: city, projection: KEYS_ONLY}
      by_email: {partition_key: email, projection: ALL}
entities:
  User:
    population: 300
    item:
      user_id: {faker: uuid4}
      email: {faker: email}
      city: {faker: city}
      about: {text_bytes: {min: 1_500, max: 3_000}}
access_patterns:
  sign_up: {put: User, rate: 50}
  find: {index: by_email, query: {email: "{email}"}, returns: User, attributes: [user_id]}
"""

LARGE_ITEM = """\
version: 1
name: shop
tables:
  shop: {partition_key: user_id}
entities:
  User:
    population: 5
    item: {user_id: {faker: uuid4}, picture: {binary_bytes: {min: 1_000, max: 380_000}, present: 0.5}}
access_patterns:
  sign_up: {put: User, rate: 0.1}
"""

DEAR = """\
version: 1
name: shop
tables:
  orders:
    partition_key: order_id
    indexes:
      by_city: {partition_key: city, projection: KEYS_ONLY}
  idle:
    partition_key: name
    billing_mode: {read_capacity_units: 3_000, write_capacity_units: 10}
entities:
  Order: {table: orders, population: 300, item: {order_id: {ulid: true}, city: {faker: city}}}
  Name: {table: idle, population: 300, item: {name: {faker: uuid4}}}
access_patterns:
  order: {put: Order, rate: 100}
  of_city: {table: orders, index: by_city, query: {city: "{city}"}, returns: Order, attributes: [order_id], limit: 10}
  read: {table: orders, get: {order_id: "{order_id}"}, returns: Order, consistent_read: true, rate: 200}
  name: {table: idle, get: {name: "{name}"}, returns: Name, rate: 1}
"""
