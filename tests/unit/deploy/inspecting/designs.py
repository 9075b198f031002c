"""A design that declares everything of a table, and one in DynamoDB."""

from contextlib import contextmanager
from dataclasses import dataclass

from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.inspecting.inspecting import inspect
from pytest_dynamo.deploy.inspecting.trying import Clock
from pytest_dynamo.design.reader import parse_design

NOW = 1_800_000_000.0
KINESIS = "arn:aws:kinesis:us-east-1:123456789012:stream/changes"
RICH = f"""\
version: 1
name: rich
tables:
  things:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {{partition_key: kind, sort_key: SK, projection: [colour], contributor_insights: THROTTLED_KEYS}}
      LSI1: {{type: local, sort_key: colour, projection: KEYS_ONLY}}
    max_throughput: {{read_units_per_second: 500, write_units_per_second: 400}}
    stream: NEW_IMAGE
    time_to_live: ends
    point_in_time_recovery: {{recovery_period_days: 7}}
    encryption: AWS_OWNED
    deletion_protection: true
    contributor_insights: THROTTLED_KEYS
    kinesis_stream: {{arn: "{KINESIS}", precision: MICROSECOND}}
    tags: {{team: shop, stage: test}}
entities:
  Thing:
    population: 10
    item:
      PK: "THING#{{thing_id}}"
      SK: "AT#{{made}}"
      thing_id: {{faker: uuid4}}
      kind: {{choice: [round, square]}}
      colour: {{choice: [red, blue]}}
      size: {{int: {{min: 1, max: 9}}}}
      picture: {{binary_bytes: 4}}
      made: {{timestamp: {{since: -9d}}, format: iso8601}}
access_patterns:
  of_kind:
    index: GSI1
    query: {{kind: "{{kind}}", SK: {{between: ["AT#{{from}}", "AT#{{to}}"]}}}}
    returns: Thing
"""


@dataclass
class SteppedClock:
    """Time that passes only while somebody waits."""

    seconds: float = 0.0

    def sleep(self, seconds):
        self.seconds += seconds

    @property
    def clock(self):
        return Clock(now=lambda: self.seconds, sleep=self.sleep)


@contextmanager
def deployed(design, *, names=None):
    """A backend with the tables of a design."""
    with open_backend() as backend:
        client = backend.make_client()
        for table in design.tables.values():
            create_table(client, table, (names or {}).get(table.name))
        yield backend


def rich_design():
    return parse_design(RICH, "rich.yaml")


def found_at(backend, design, *, puts=True, names=None, tell=None, clock=None):
    """What is found of all tables."""
    return list(
        inspect(
            backend,
            design,
            names or {table: table for table in design.tables},
            puts=puts,
            now=NOW,
            clock=clock or SteppedClock().clock,
            tell=tell or (lambda line: None),
        )
    )


def items_of(backend, name="things"):
    return backend.make_client().scan(TableName=name)["Items"]
