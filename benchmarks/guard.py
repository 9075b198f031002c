"""A test under watch without a test: what the plugin does to every call while one runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.data import INDEXES, TABLE
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.measure.call import Call
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.plugin.guarding.calls import Calls
from pytest_dynamo.plugin.guarding.guard import Rules
from pytest_dynamo.plugin.guarding.watch import Watch
from pytest_dynamo.plugin.markers import Markers, kinds
from pytest_dynamo.plugin.matching.matcher import Matcher

_DESIGN = f"""\
version: 1
tables:
  {TABLE}:
    partition_key: PK
    sort_key: SK
    indexes:
      {INDEXES[0]}: {{partition_key: {INDEXES[0]}PK, sort_key: {INDEXES[0]}SK}}
      {INDEXES[1]}: {{partition_key: {INDEXES[1]}PK, sort_key: {INDEXES[1]}SK}}
entities:
  User:
    population: 10
    item: {{PK: "USER#{{user_id}}", SK: PROFILE, user_id: {{ulid: true}}}}
  Order:
    belongs_to: {{User: {{mean: 25}}}}
    item:
      PK: "USER#{{user_id}}"
      SK: "ORDER#{{order_id}}"
      GSI1PK: "USER#{{user_id}}"
      GSI1SK: "PLACED#{{order_id}}"
      GSI2PK: "BATCH#{{order_id}}"
      GSI2SK: "USER#{{user_id}}"
      order_id: {{ulid: true}}
access_patterns:
  get_user: {{get: {{PK: "USER#{{user_id}}", SK: PROFILE}}, returns: User}}
  get_order: {{get: {{PK: "USER#{{user_id}}", SK: "ORDER#{{order_id}}"}}, returns: Order}}
  orders: {{query: {{PK: "USER#{{user_id}}", SK: {{begins_with: "ORDER#"}}}}, returns: Order}}
  placed: {{index: GSI1, query: {{GSI1PK: "USER#{{user_id}}"}}, returns: Order}}
  put_user: {{put: User}}
  put_order: {{put: Order, budget: {{write_units: 9}}}}
"""
_CALLS_OF_A_TEST = 100


class _CallsOfATest(Calls):
    """No more calls than a test has, so that nothing piles up."""

    def add(self, call: Call) -> None:
        """Note one more call."""
        if len(self) == _CALLS_OF_A_TEST:
            self.clear()
        super().add(call)


@contextmanager
def watched() -> Iterator[None]:
    """Watch every call, with the guard at its strictest."""
    design = parse_design(_DESIGN)
    watch = Watch(
        matchers=(Matcher(design, plan_all(design)),),
        markers=Markers(),
        rules=Rules(kinds=kinds(is_strict=True)),
        root=Path.cwd(),
    )
    watch.calls = _CallsOfATest()
    watch.all_calls = _CallsOfATest()
    with watch.watching():
        yield
