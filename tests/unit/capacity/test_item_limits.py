"""How large items may be; the edges of UpdateItem were measured on DynamoDB."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.item_limits import (
    MAX_ITEM_BYTES,
    LocalEntries,
    fits,
    fits_update,
)
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.design.values import Index, KeySchema, Projection, Table

PK = KeySchema(partition_key=("pk",), sort_key=("sk",))


def index(name, kind, sort_key, projects="ALL"):
    key = KeySchema(partition_key=("pk",), sort_key=(sort_key,))
    return Index(name=name, kind=kind, key=key, projection=Projection(kind=projects))


TABLE = Table(
    name="t",
    key=PK,
    attribute_types={name: "S" for name in ("pk", "sk", "a", "b")},
    indexes={
        "whole": index("whole", "local", "a"),
        "keys": index("keys", "local", "b", "KEYS_ONLY"),
        "global": index("global", "global", "a"),
    },
)


def item(**attributes):
    return {name: {"S": value} for name, value in {"pk": "p", "sk": "s", **attributes}.items()}


def test_an_item_of_400_kb_fits_and_one_byte_more_does_not():
    assert fits(MAX_ITEM_BYTES)
    assert not fits(MAX_ITEM_BYTES + 1)


@pytest.mark.parametrize(
    ("key_bytes", "set_actions", "ceiling_bytes"),
    [
        (3, 1, 409_581),
        (3, 2, 409_562),
        (3, 3, 409_543),
        (22, 1, 409_600),
        (41, 2, 409_600),
        (100, 1, 409_600),
        (3, 0, 409_600),
    ],
)
def test_an_update_has_a_ceiling_of_its_own(key_bytes, set_actions, ceiling_bytes):
    gate = {"key_bytes": key_bytes, "set_actions": set_actions}

    assert fits_update(ceiling_bytes, **gate)
    assert not fits_update(ceiling_bytes + 1, **gate)


def test_the_entries_of_local_indexes_count_beside_the_item():
    entries = LocalEntries(TABLE)
    both = item(a="1", b="22", other="333")

    assert entries.size_bytes(item(other="o")) == 0
    assert entries.size_bytes(item(a="1", other="o")) == item_size_bytes(item(a="1", other="o"))
    assert entries.size_bytes(both) == item_size_bytes(both) + item_size_bytes(item(b="22"))
    assert entries.size_bytes(both, item_size_bytes(both)) == entries.size_bytes(both)


@pytest.mark.parametrize(("size_bytes", "is_accepted"), [(204_800, True), (204_801, False)])
def test_an_item_with_a_whole_local_entry_has_half_the_room(size_bytes, is_accepted):
    large = item(a="1")
    large |= {"x": {"S": "x" * (size_bytes - item_size_bytes(large) - 1)}}

    assert item_size_bytes(large) == size_bytes
    assert fits(size_bytes, LocalEntries(TABLE).size_bytes(large, size_bytes)) is is_accepted


@given(st.integers(0, 410_000), st.integers(0, 410_000), st.integers(3, 3_000), st.integers(0, 9))
def test_an_update_never_has_more_room_than_a_put(item_bytes, entries, key_bytes, set_actions):
    gate = {"key_bytes": key_bytes, "set_actions": set_actions}

    assert fits(item_bytes, entries) or not fits_update(item_bytes, entries, **gate)
