"""The pairs of designs in `pairs`: of which kind each change is, and what is filled or copied; worked out by hand.

A size is that of all names and values: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.comparing.designs import design_changes
from pytest_dynamo.migration.values import Copying

FOLDER = Path(__file__).parent.parent / "pairs"

WRITE, READ = 0.625e-6, 0.125e-6  # US dollars for a request unit on demand
WRITE_SECOND, READ_SECOND = 0.000_65 / 3_600, 0.000_13 / 3_600  # for a capacity unit
OVERHEAD = 100
NEW_TABLE = "the 4 partitions that a new on-demand table has"
NEW_INDEX = "the 4 partitions that a new on-demand index has"
WARM_TABLE = "the 8 partitions that a new on-demand table has with its warm_throughput"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The changes of a pair, what is copied, and the work in its order."""

    changes: tuple[tuple[str, str], ...]
    copyings: tuple[Copying, ...] = ()
    order: tuple[str, ...] = ()


def stored(size_bytes):
    """The price of so many bytes for a month."""
    return size_bytes / 1024**3 * 0.25


def copying(name, kind, **figures):
    plain = {"read_units": 0.0, "storage_price_a_month": 0.0}
    return Copying(name=name, kind=kind, **(plain | figures))


def new_table_of(name):
    return (
        f"create the new table of {name}, write to both, copy what is there, move the readers, "
        "then the writers"
    )


# A reading has 2,093 bytes: device_id 9 + 26, taken_at 8 + 26, site_id 7 + 10, payload 7 + 2,000; that is 3 write
# units. 8,000 of them have 16,744,000 bytes, which are 4,088 blocks of 4 KB at half a unit each.
READINGS = copying(
    "readings",
    "table",
    items=8_000,
    entries=8_000,
    entry_bytes=2_093,
    read_units=2_044,
    write_units=24_000,
    write_units_per_second=4_000,
    seconds=6,
    limit=NEW_TABLE,
    price=2_044 * READ + 24_000 * WRITE,
    storage_price_a_month=stored(8_000 * (2_093 + OVERHEAD)),
)

# A session has 377 bytes: session_id 10 + 26, started_at 10 + 26, state 5 + 300. 6,000 of them have 2,262,000 bytes:
# 553 blocks.
SESSIONS = copying(
    "sessions",
    "table",
    items=6_000,
    entries=6_000,
    entry_bytes=377,
    read_units=276.5,
    write_units=6_000,
    write_units_per_second=4_000,
    seconds=1.5,
    limit=NEW_TABLE,
    price=276.5 * READ + 6_000 * WRITE,
    storage_price_a_month=stored(6_000 * (377 + OVERHEAD)),
)

# A score has 78 bytes with a text of 10 characters, 312,000 in all and 77 blocks; with a number of seven digits, which
# takes 5 bytes, it has 73: game_id 7 + 26, score 5 + 5, player 6 + 24.
SCORES = copying(
    "scores",
    "table",
    items=4_000,
    entries=4_000,
    entry_bytes=73,
    read_units=38.5,
    write_units=4_000,
    write_units_per_second=4_000,
    seconds=1,
    limit=NEW_TABLE,
    price=38.5 * READ + 4_000 * WRITE,
    storage_price_a_month=stored(4_000 * (73 + OVERHEAD)),
)

# An order has 2,021 bytes, 2 write units: order_id 8 + 26, customer_id 11 + 26, placed_at 9 + 26, status 6 + 4,
# lines 5 + 1,900. 10,000 × 2 units at 4,000 a second take 5 s, and cost $0.0125.
ORDERS = copying(
    "by_customer",
    "index",
    items=10_000,
    entries=10_000,
    entry_bytes=2_021,
    write_units=20_000,
    write_units_per_second=4_000,
    seconds=5,
    limit=NEW_INDEX,
    price=0.0125,
    storage_price_a_month=stored(10_000 * (2_021 + OVERHEAD)),
)


def small_entries(entry_bytes):
    """Entries of one unit each, instead of whole orders."""
    return replace(
        ORDERS,
        entry_bytes=entry_bytes,
        write_units=10_000,
        seconds=2.5,
        price=0.00625,
        storage_price_a_month=stored(10_000 * (entry_bytes + OVERHEAD)),
    )


AFTER_THE_INDEX = (
    "create index by_customer and wait until it is filled, then deploy the code of orders_of_customer",
)
ANOTHER_NAME = (
    "move orders_of_customer to an index of another name before by_customer is removed and created anew",
)

# A project has 103 bytes: PK 2 + 34, SK 2 + 5, project_id 10 + 26, name 4 + 20; 1 unit. A ticket has 1,219, 2 units:
# PK 2 + 34, SK 2 + 33, ticket_id 9 + 26, state 5 + 4, text 4 + 1,100. 100 and 3,000 of them have 3,667,300 bytes, which
# are 896 blocks.
TICKET_BYTES = 100 * 103 + 3_000 * 1_219
TICKETS_READ = 448
TICKETS_ANEW = copying(
    "Ticket",
    "items",
    items=3_100,
    entries=3_000,
    entry_bytes=1_214,  # T# is shorter than TICKET# by five
    read_units=TICKETS_READ,
    write_units=3_000 * (2 + 2),  # put and deleted
    write_units_per_second=50,
    seconds=240,
    limit="its 50 provisioned write units",
    price=TICKETS_READ * READ_SECOND + 240 * 50 * WRITE_SECOND,
)

# A room has 92 bytes: room_id 7 + 26, message_id 10 + 4, topic 5 + 40. A message has 573: room_id 7 + 26,
# message_id 10 + 26, text 4 + 500. 200 and 20,000 of them have 11,478,400 bytes: 2,803 blocks.
CHAT_BYTES = 200 * 92 + 20_000 * 573
CHAT_READ = 1_401.5

PAIRS = {
    "key_changed": Expected(
        changes=(("key", "new table"),), copyings=(READINGS,), order=(new_table_of("readings"),)
    ),
    "sort_key_added": Expected(
        changes=(("key", "new table"),), copyings=(SESSIONS,), order=(new_table_of("sessions"),)
    ),
    "sort_key_added_at_little_read_capacity": Expected(
        changes=(("key", "new table"),),
        copyings=(
            replace(
                SESSIONS,
                # Written at 1,000 a second in 6 s, but read at 1 a second.
                write_units_per_second=6_000 / 276.5,
                seconds=276.5,
                limit="reading sessions: its 1 provisioned read unit",
                price=276.5 * READ_SECOND + 6 * 1_000 * WRITE_SECOND,
            ),
        ),
        order=(new_table_of("sessions"),),
    ),
    "sort_key_added_where_only_tables_are_told": Expected(
        changes=(("key", "new table"),), copyings=(SESSIONS,), order=(new_table_of("sessions"),)
    ),
    "key_type_changed": Expected(
        changes=(("attribute_types.score", "new table"),),
        copyings=(SCORES,),
        order=(new_table_of("scores"),),
    ),
    "global_index_added": Expected(
        changes=(("indexes.by_customer", "new index"),), copyings=(ORDERS,), order=AFTER_THE_INDEX
    ),
    "projection_changed": Expected(
        changes=(("indexes.by_customer.projection", "new index"),),
        copyings=(small_entries(34 + 37 + 35 + 10),),
        order=ANOTHER_NAME,
    ),
    "index_key_changed": Expected(
        changes=(("indexes.by_customer.key", "new index"),),
        copyings=(small_entries(34 + 37 + 10),),
        order=ANOTHER_NAME,
    ),
    "index_removed": Expected(
        changes=(("indexes.by_customer", "in place"),),
        order=(
            "deploy the code that reads by_customer no more (orders_of_customer), then remove it",
        ),
    ),
    # Three of four orders are paid: 7,500 units on one key, 1,000 a second.
    "index_of_one_hot_key_added": Expected(
        changes=(("indexes.by_status", "new index"),),
        copyings=(
            replace(
                small_entries(34 + 35 + 10),
                name="by_status",
                write_units_per_second=10_000 / 7.5,
                seconds=7.5,
                limit="its hottest partition key, 75% of it at 1,000 write units a second",
            ),
        ),
    ),
    # Both entities have one tenant, 6 + 4 bytes: 100 × 1 + 3,000 × 2 units on one key.
    "index_of_two_entities_added": Expected(
        changes=(("indexes.by_tenant", "new index"),),
        copyings=(
            copying(
                "by_tenant",
                "index",
                items=3_100,
                entries=3_100,
                entry_bytes=(TICKET_BYTES + 3_100 * 10) / 3_100,
                write_units=6_100,
                write_units_per_second=1_000,
                seconds=6.1,
                limit="its hottest partition key, 100% of it at 1,000 write units a second",
                price=6_100 * WRITE,
                storage_price_a_month=stored(TICKET_BYTES + 3_100 * (10 + OVERHEAD)),
            ),
        ),
    ),
    # What is there counts, and not what is to come.
    "more_items_expected": Expected(
        changes=(("indexes.by_customer", "new index"),), copyings=(ORDERS,)
    ),
    "items_told_by_the_new_design": Expected(
        changes=(("indexes.by_customer", "new index"),), copyings=(ORDERS,)
    ),
    # Tickets have an entry of 80 bytes each in the local index, 2 + 34, 2 + 33 and 5 + 4, which takes 1 unit of the table.
    "local_index_added": Expected(
        changes=(("indexes.by_state", "new table"),),
        copyings=(
            copying(
                "tickets",
                "table",
                items=3_100,
                entries=3_100,
                entry_bytes=TICKET_BYTES / 3_100,
                read_units=TICKETS_READ,
                write_units=100 + 3_000 * (2 + 1),
                write_units_per_second=50,
                seconds=182,
                limit="its 50 provisioned write units",
                price=TICKETS_READ * READ_SECOND + 182 * 50 * WRITE_SECOND,
                storage_price_a_month=stored(
                    TICKET_BYTES + 3_100 * OVERHEAD + 3_000 * (80 + OVERHEAD)
                ),
            ),
        ),
        order=(new_table_of("tickets"),),
    ),
    # One ticket of five is open: 600 are updated, and then in the index.
    "sparse_index_with_new_attributes": Expected(
        changes=(
            ("indexes.open_ones", "new index"),
            ("entities.Ticket.item.open_project", "new items"),
        ),
        copyings=(
            copying(
                "open_ones",
                "index",
                items=3_100,
                entries=600,
                entry_bytes=36 + 35 + 38 + 35,  # PK, SK, open_project 12 + 26, ticket_id
                write_units=600,
                write_units_per_second=10,
                seconds=60,
                limit="its 10 provisioned write units",
                price=60 * 10 * WRITE_SECOND,
                storage_price_a_month=stored(600 * (144 + OVERHEAD)),
            ),
            replace(
                TICKETS_ANEW,
                entries=600,
                entry_bytes=1_219 + 38,
                write_units=1_200,
                seconds=24,
                price=TICKETS_READ * READ_SECOND + 24 * 50 * WRITE_SECOND,
            ),
        ),
        order=(
            (
                "write the new keys into the items of Ticket before open_ones is created, so that it is filled "
                "with them"
            ),
            "create index open_ones and wait until it is filled, then deploy the code of open_tickets",
        ),
    ),
    "key_template_changed": Expected(
        changes=(("entities.Ticket.item.SK", "new items"),), copyings=(TICKETS_ANEW,)
    ),
    # SK has two characters more, ticket_id as well, and number is new: 6 + 26.
    "attribute_of_a_key_template_changed": Expected(
        changes=(("entities.Ticket.item.SK", "new items"),),
        copyings=(replace(TICKETS_ANEW, entry_bytes=1_219 + 2 + 2 + 32),),
    ),
    "entity_renamed": Expected(changes=()),
    "entity_added_and_removed": Expected(
        changes=(("entities.Milestone", "in place"), ("entities.Ticket", "in place"))
    ),
    # Rooms are put into one table and deleted from the other; the Scan goes at 8 × 3,000 a second.
    "entity_moved_to_another_table": Expected(
        changes=(("tables", "in place"), ("entities.Room.table", "new items")),
        copyings=(
            copying(
                "Room",
                "items",
                items=20_200,
                entries=200,
                entry_bytes=92,
                read_units=CHAT_READ,
                write_units=200 + 200,
                write_units_per_second=400 / (CHAT_READ / 24_000),
                seconds=CHAT_READ / 24_000,
                limit="reading messages: the 8 partitions that an on-demand table has at least",
                price=CHAT_READ * READ + 400 * WRITE,
                storage_price_a_month=stored(200 * (92 + OVERHEAD)),
            ),
        ),
    ),
    # Nothing is deleted from a table that goes.
    "table_replaced_by_one_with_another_key": Expected(
        changes=(
            ("tables", "in place"),
            ("entities.Score.table", "new items"),
            ("tables", "in place"),
        ),
        copyings=(
            replace(
                SCORES,
                name="Score",
                kind="items",
                entry_bytes=78,
                storage_price_a_month=stored(4_000 * (78 + OVERHEAD)),
            ),
        ),
    ),
    "billing_changed": Expected(
        changes=(("billing_mode", "in place"), ("provisioned", "in place"))
    ),
    "settings_changed": Expected(
        changes=(
            ("stream", "in place"),
            ("time_to_live", "in place"),
            ("point_in_time_recovery", "in place"),
            ("deletion_protection", "in place"),
        )
    ),
    "warm_throughput_lowered": Expected(changes=(("warm_throughput", "refused"),)),
    "replicas_added": Expected(changes=(("stream", "in place"), ("replicas", "in place"))),
    # ends_at has 7 bytes and a number of ten digits, which takes 6.
    "time_to_live_of_old_items": Expected(
        changes=(("time_to_live", "in place"), ("entities.Message.item.ends_at", "new items")),
        copyings=(
            copying(
                "Message",
                "items",
                items=20_200,
                entries=20_000,
                entry_bytes=573 + 13,
                read_units=CHAT_READ,
                write_units=20_000,
                write_units_per_second=8_000,
                seconds=2.5,
                limit="the 8 partitions that an on-demand table has at least",
                price=CHAT_READ * READ + 20_000 * WRITE,
            ),
        ),
    ),
    # An update of each order, and of its entry in by_customer: 2 units each. They have 20,210,000 bytes, 4,935 blocks.
    "time_to_live_in_an_index_of_everything": Expected(
        changes=(("time_to_live", "in place"), ("entities.Order.item.ends_at", "new items")),
        copyings=(
            copying(
                "Order",
                "items",
                items=10_000,
                entries=10_000,
                entry_bytes=2_021 + 13,
                read_units=2_467.5,
                write_units=40_000,
                write_units_per_second=8_000,
                seconds=5,
                limit="the 4 partitions that an on-demand table has at least",
                price=2_467.5 * READ + 40_000 * WRITE,
            ),
        ),
    ),
    "table_added": Expected(changes=(("tables", "in place"),)),
    "table_renamed": Expected(
        changes=(("name", "new table"),),
        copyings=(
            copying(
                "room-messages",
                "table",
                items=20_200,
                entries=20_200,
                entry_bytes=CHAT_BYTES / 20_200,
                read_units=CHAT_READ,
                write_units=20_200,
                write_units_per_second=8_000,
                seconds=2.525,
                limit=WARM_TABLE,
                price=CHAT_READ * READ + 20_200 * WRITE,
                storage_price_a_month=stored(CHAT_BYTES + 20_200 * OVERHEAD),
            ),
        ),
        order=(new_table_of("room-messages"),),
    ),
    "nothing_changed": Expected(changes=()),
}


def about(found):
    """A copying with its figures rounded, so that sums in another order are the same."""
    return replace(
        found,
        **{
            name: round(value, 9)
            for name in Copying.__dataclass_fields__
            if isinstance(value := getattr(found, name), float | int)
        },
    )


def test_all_pairs_are_told_of():
    assert {folder.name for folder in FOLDER.iterdir()} == PAIRS.keys()


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_has_these_changes_copies_and_work(name):
    old, new = (load_design(FOLDER / name / f"{side}.yaml") for side in ("old", "new"))
    found = design_changes(old, new, Prices())
    expected = PAIRS[name]
    assert tuple((one.name, one.kind) for one in found.changes) == expected.changes
    copyings = tuple(about(one) for table in found.tables for one in table.copyings)
    assert copyings == tuple(about(one) for one in expected.copyings)
    assert found.order == expected.order


@pytest.mark.parametrize("name", PAIRS)
def test_a_design_does_not_differ_from_itself(name):
    old, again = (load_design(FOLDER / name / "new.yaml") for _ in range(2))
    found = design_changes(old, again, Prices())
    assert (found.tables, found.patterns, found.order) == ((), (), ())
