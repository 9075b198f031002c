"""What a change between two designs is, and what brings it about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pytest_dynamo.design.values import Table

ChangeKind: TypeAlias = Literal["in place", "new index", "new items", "new table", "refused"]
"""How a change is made, from the least work to none that helps.

`in place`: one request changes it. `new index`: an index has to be created, and is filled from the table.
`new items`: the table stays, and items in it have to be written anew under other keys. `new table`: what differs is
fixed when a table is created, so that items have to be copied. `refused`: DynamoDB does not do it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One property that differs, how it is changed, and what is lost by it.

    `name` is the property as the design file has it, `indexes.GSI1.projection`; `old` and `new` are both
    sides as text. `reason` says why the change is of its kind. `loses` says what is gone afterwards or does
    not work meanwhile, and is empty where nothing is. `remedy` says what to do instead, where there is something.
    """

    table: str
    name: str
    old: str
    new: str
    kind: ChangeKind
    reason: str
    loses: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request: a method of boto3's low-level client and its arguments; `what` it does, for a person.

    `properties` are the names of the changes it makes, as `Change` has them; a new table's are all that
    the request sets. `loses` is what those changes lose.
    """

    operation: str
    arguments: Mapping[str, Any]
    what: str
    properties: tuple[str, ...]
    loses: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    """What brings one table to what a design says: its changes, and the requests in their order.

    `name` is what the table is called where it is, `wanted` what the design says. A table that `is_new` has steps and
    no changes. `steps` make those changes that can be made (`in place` and `new index`), one index at a time, and none
    of the `blocked` ones. `notes` say what the design declares and no step sets, a sentence each.
    """

    name: str
    wanted: Table
    is_new: bool
    changes: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def blocked(self) -> tuple[Change, ...]:
        """The changes that no request makes."""
        return tuple(
            one for one in self.changes if one.kind in ("new items", "new table", "refused")
        )

    @property
    def losing(self) -> tuple[Change, ...]:
        """The changes that can be made, and by which something is lost."""
        blocked = self.blocked
        return tuple(one for one in self.changes if one.loses and one not in blocked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """What fills a new index or a new table: units in all, how long it takes, what it costs. All of it is modelled.

    `name` is the index or table. `items` are read, `entries` written, of `entry_bytes` in the mean. `read_units` are
    what the caller is charged, and 0 for an index, which DynamoDB fills from the table by itself. `write_units` are on
    the index, or on the new table with all its indexes. `seconds` is the least time, and `limit` what it is due to.
    Prices are in US dollars: `price` once, and `storage_price_a_month` for what is stored in addition.
    """

    name: str
    kind: Literal["index", "table", "items"]
    items: float
    entries: float
    entry_bytes: float
    read_units: float
    write_units: float
    write_units_per_second: float
    seconds: float
    limit: str
    price: float
    storage_price_a_month: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChanges:
    """A table of an old design and what it is in a new one; None where only the other has it."""

    name: str
    old: Table | None
    new: Table | None
    changes: tuple[Change, ...] = ()
    copyings: tuple[Copying, ...] = ()
