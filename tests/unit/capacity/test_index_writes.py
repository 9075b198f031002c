"""Index writes: units measured on DynamoDB (eu-west-2, August 2026), as `(table, global, local)`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.units import write_units
from pytest_dynamo.design.values import Index, KeySchema, Projection, Table

PROJ = Projection(kind="INCLUDE", attributes=("proj",))


def table(local_projection):
    return Table(
        name="r",
        key=KeySchema(partition_key=("pk",), sort_key=("sk",)),
        attribute_types={"pk": "S", "sk": "S", "gsiPk": "S", "lsiSk": "S"},
        indexes={
            "gsi": Index(
                name="gsi",
                kind="global",
                key=KeySchema(partition_key=("gsiPk",)),
                projection=PROJ,
            ),
            "lsi": Index(
                name="lsi",
                kind="local",
                key=KeySchema(partition_key=("pk",), sort_key=("lsiSk",)),
                projection=local_projection,
            ),
        },
    )


R, S = table(Projection()), table(PROJ)


def item(pk="a", sk="1", **attributes):
    return {
        name: value if isinstance(value, dict) else {"S": value}
        for name, value in {"pk": pk, "sk": sk, **attributes}.items()
    }


def arm(table, index):
    return IndexArm(table, table.indexes[index])


def arms(table, old, new, *, transactional=False):
    return (
        write_units(old, new, transactional=transactional),
        arm(table, "gsi").units(old, new),
        arm(table, "lsi").units(old, new),
    )


SEED = item("b", gsiPk="g", lsiSk="L1", proj="p", other="o")
LARGE = "x" * 3_000
ORDERED, REORDERED = ({"SS": list(elements)} for elements in ("abc", "cab"))

GOLDEN = {
    "put of an item in the global index": (None, item(gsiPk="g"), (1, 1, None)),
    "put of an item in no index": (None, item(other="o"), (1, None, None)),
    "put of an item in the local index": (None, item(lsiSk="L1"), (1, None, 1)),
    "put of an item in both": (None, item(gsiPk="g", lsiSk="L1"), (1, 1, 1)),
    "put of the identical item": (
        item(gsiPk="g", proj="p"),
        item(gsiPk="g", proj="p"),
        (1, None, None),
    ),
    "put of a set in another order": (
        item(gsiPk="g", proj=ORDERED),
        item(gsiPk="g", proj=REORDERED),
        (1, None, None),
    ),
    "put of a number in another spelling": (
        item(gsiPk="g", proj={"N": "1.0"}),
        item(gsiPk="g", proj={"N": "1"}),
        (1, None, None),
    ),
    "update of an attribute the global index does not project": (
        SEED,
        SEED | item("b", other="o2"),
        (1, None, 1),
    ),
    "update of a projected attribute": (SEED, SEED | item("b", proj="p2"), (1, 1, 1)),
    "update of the index key": (SEED, SEED | item("b", gsiPk="g2"), (1, 2, 1)),
    "removal of the index key": (
        SEED,
        item("b", lsiSk="L1", proj="p", other="o"),
        (1, 1, 1),
    ),
    "delete": (SEED, None, (1, 1, 1)),
    "delete of an item in no index": (item("c", other="o"), None, (1, None, None)),
}

GOLDEN_SMALL_LOCAL_INDEX = {
    "S1 put of a large item with a small entry": (
        None,
        item("s1", gsiPk="g", proj="p", other=LARGE),
        (3, 1, None),
    ),
    "S2 shrinking entry": (
        item("s2", gsiPk="g", proj=LARGE),
        item("s2", gsiPk="g", proj="p"),
        (3, 3, None),
    ),
    "S3 growing entry": (
        item("s3", gsiPk="g", proj="p"),
        item("s3", gsiPk="g", proj=LARGE),
        (3, 3, None),
    ),
    "R2 changed entry of two units": (
        item("r2", gsiPk="g", proj="x" * 1_500),
        item("r2", gsiPk="g", proj="y" * 1_500),
        (2, 2, None),
    ),
    "S6 delete": (item("s6", gsiPk="g", proj=LARGE), None, (3, 3, None)),
    "S7 removal of the index key": (
        item("s7", gsiPk="g", proj=LARGE),
        item("s7", proj=LARGE),
        (3, 3, None),
    ),
    "L1 growing entry of the local index": (
        item("l1", lsiSk="L", proj="p"),
        item("l1", lsiSk="L", proj=LARGE),
        (3, None, 3),
    ),
    "C5 PartiQL delete of 3 KB": (item("c5", gsiPk="g", proj=LARGE), None, (3, 3, None)),
}

GOLDEN_TRANSACTIONS = {
    "A1 put in the global index": (None, item(gsiPk="g"), (2, 1, None)),
    "A2 put in no index": (None, item(other="o"), (2, None, None)),
    "A3 put in both": (None, item(gsiPk="g", lsiSk="L1", proj="p"), (2, 1, 1)),
    "A4 put of the identical item": (SEED, SEED, (2, None, None)),
}


def cases(golden):
    return [pytest.param(*case, id=name) for name, case in golden.items()]


@pytest.mark.parametrize(("old", "new", "units"), cases(GOLDEN))
def test_each_arm_takes_what_dynamodb_reported(old, new, units):
    assert arms(R, old, new) == units


@pytest.mark.parametrize(("old", "new", "units"), cases(GOLDEN_SMALL_LOCAL_INDEX))
def test_each_arm_is_counted_on_its_own_entry(old, new, units):
    assert arms(S, old, new) == units


@pytest.mark.parametrize(("old", "new", "units"), cases(GOLDEN_TRANSACTIONS))
def test_a_transaction_doubles_the_table_arm_alone(old, new, units):
    assert arms(R, old, new, transactional=True) == units


def test_the_sizes_of_the_golden_entries_are_those_measured():
    put = item("s1", gsiPk="g", proj="p", other=LARGE)
    entry = arm(S, "gsi").entry(item("s2", gsiPk="g", proj=LARGE))

    assert item_size_bytes(put) == 3_023
    assert item_size_bytes(arm(S, "gsi").entry(put)) == 18
    assert item_size_bytes(entry) == 3_017


def test_an_index_key_of_another_type_keeps_the_item_out_of_the_index():
    assert arm(R, "gsi").entry(item(gsiPk={"N": "1"})) is None


def test_keys_only_projects_the_keys_of_table_and_index():
    keys_only = Index(
        name="keys",
        kind="global",
        key=KeySchema(partition_key=("gsiPk",)),
        projection=Projection(kind="KEYS_ONLY"),
    )

    assert IndexArm(R, keys_only).entry(SEED) == item("b", gsiPk="g")


def test_an_index_of_several_key_attributes_takes_items_that_have_them_all():
    wide = Index(
        name="wide",
        kind="global",
        key=KeySchema(partition_key=("gsiPk", "lsiSk"), sort_key=("sk",)),
    )

    assert IndexArm(R, wide).units(None, item(gsiPk="g")) is None
    assert IndexArm(R, wide).units(None, item(gsiPk="g", lsiSk="L")) == 1
    assert IndexArm(R, wide).units(SEED, SEED | item("b", lsiSk="L2")) == 2


def test_the_entry_of_an_index_that_projects_everything_is_the_item():
    whole = arm(R, "lsi")

    assert whole.entry(SEED) is SEED
    assert whole.entry(None) is None
    assert whole.entry(item()) is None
    assert whole.entry_bytes(SEED) == item_size_bytes(SEED)
    assert whole.entry_bytes(SEED, 77) == 77


def test_the_size_of_a_projected_entry_is_not_that_of_the_item():
    projected = arm(R, "gsi")

    assert projected.entry_bytes(SEED, 77) == item_size_bytes(projected.entry(SEED))
    assert projected.units(None, SEED, new_bytes=300_000) == 1


def test_known_sizes_are_taken_for_entries_that_are_whole_items():
    whole = arm(R, "lsi")
    moved = SEED | item("b", lsiSk="L2")

    assert whole.units(None, SEED, new_bytes=2_000) == 2
    assert whole.units(SEED, None, old_bytes=3_000) == 3
    assert whole.units(SEED, moved, old_bytes=2_000, new_bytes=3_000) == 5
    assert whole.units(SEED, SEED | item("b", other="o2"), old_bytes=2_000, new_bytes=3_000) == 3
    assert whole.units(SEED, dict(SEED), old_bytes=2_000, new_bytes=2_000) is None


def test_a_number_key_in_another_spelling_is_the_same_key():
    by_count = Table(
        name="n",
        key=R.key,
        attribute_types={"pk": "S", "sk": "S", "count": "N"},
        indexes={
            "by_count": Index(
                name="by_count", kind="global", key=KeySchema(partition_key=("count",))
            )
        },
    )
    counts = IndexArm(by_count, by_count.indexes["by_count"])

    assert counts.units(item(count={"N": "1.0"}), item(count={"N": "1"})) is None
    assert counts.units(item(count={"N": "1"}), item(count={"N": "2"})) == 2


VALUES = st.one_of(
    st.integers(0, 2_500).map(lambda length: {"S": "x" * length}),
    st.integers(-(10**9), 10**9).map(lambda number: {"N": str(number)}),
    st.sets(st.sampled_from("abc"), min_size=1).map(lambda elements: {"SS": sorted(elements)}),
    st.lists(st.just({"BOOL": True}), max_size=3).map(lambda elements: {"L": elements}),
)
ITEMS = st.none() | st.fixed_dictionaries(
    {"pk": st.just({"S": "a"}), "sk": st.just({"S": "1"})},
    optional={"gsiPk": VALUES, "lsiSk": VALUES, "proj": VALUES, "other": VALUES},
)


@given(ITEMS, ITEMS)
def test_an_arm_is_absent_or_at_least_one_unit(old, new):
    for units in arms(R, old, new)[1:]:
        assert units is None or units >= 1


@given(ITEMS)
def test_an_identical_put_touches_no_index(same):
    assert arms(R, same, same)[1:] == (None, None)


@given(ITEMS, ITEMS)
def test_a_change_and_its_reverse_take_the_same(old, new):
    assert arms(R, old, new) == arms(R, new, old)


@given(ITEMS, ITEMS)
def test_the_order_of_attributes_takes_nothing(old, new):
    old_reversed, new_reversed = (
        each and {name: each[name] for name in reversed(each)} for each in (old, new)
    )

    assert arms(R, old_reversed, new_reversed) == arms(R, old, new)


@given(ITEMS, ITEMS)
def test_known_sizes_change_nothing(old, new):
    sizes = [each and item_size_bytes(each) for each in (old, new)]
    for index in R.indexes:
        units = arm(R, index).units

        assert units(old, new, old_bytes=sizes[0], new_bytes=sizes[1]) == units(old, new)


@given(ITEMS, ITEMS)
def test_a_transaction_never_changes_the_index_arms(old, new):
    alone, transacted = arms(R, old, new), arms(R, old, new, transactional=True)

    assert transacted == (2 * alone[0], *alone[1:])


@pytest.mark.parametrize(
    ("old", "new", "units"),
    [
        (None, item(), (None, None)),
        (None, item(gsiPk="g"), (None, 1.0)),
        (item(gsiPk="g", proj=LARGE), None, (3.0, None)),
        (item(gsiPk="g", proj=LARGE), item(gsiPk="h"), (3.0, 1.0)),
        (item(gsiPk="g", proj=LARGE), item(gsiPk="g"), (None, 3.0)),
        (item(gsiPk="g"), item(gsiPk="g"), (None, None)),
    ],
)
def test_units_are_told_apart_by_the_entry_that_goes_and_the_one_that_comes(old, new, units):
    assert arm(R, "gsi").entry_units(old, new) == units
    total = None if units == (None, None) else sum(each or 0.0 for each in units)
    assert arm(R, "gsi").units(old, new) == total
