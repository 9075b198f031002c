"""A design file is brought up to another design; its comments, its order and what it alone knows stay."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.design.writing.updating import updated_text
from pytest_dynamo.errors import DynamoError
from tests.interop.generated_designs import design_texts

TEXT = (Path(__file__).parent / "commented.txt").read_text()
ROOT = Path(__file__).parents[4]
ORDERS = """\
version: 1
tables:
  orders:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK, projection: KEYS_ONLY}
      GSI2: {partition_key: email, projection: [name]}
    billing_mode: PAY_PER_REQUEST
    stream: NEW_IMAGE
    point_in_time_recovery: true
    tags: {team: shop, "cost: center": "42"}
"""
GET_USER = 'access_patterns: {get_user: {get: {PK: "USER#{user_id}", SK: PROFILE}}}\n'
USER = 'entities: {User: {population: 7, item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {faker: uuid4}, name: {faker: name}}}}\n'


def updated(wanted, text=TEXT, **options):
    return updated_text(text, parse_design(wanted), **options)


@pytest.mark.parametrize("path", sorted(ROOT.glob("designs/*.yaml")), ids=lambda path: path.stem)
def test_the_same_design_again_changes_no_letter(path):
    text = path.read_text()
    update = updated_text(text, parse_design(text, str(path)))
    assert (update.text, update.changes, update.notes) == (text, (), ())


def test_what_is_equal_in_value_is_not_touched():
    update = updated(ORDERS)
    assert (update.text, update.changes) == (TEXT, ())
    assert update.notes == ("tables.audit: not in what is imported; it stays as it is",)


@pytest.mark.parametrize(
    ("before", "after", "old", "new", "change"),
    [
        (
            "stream: NEW_IMAGE",
            "stream: OLD_IMAGE",
            "stream:   NEW_IMAGE   # for",
            "stream: OLD_IMAGE   # for",
            "tables.orders.stream: NEW_IMAGE → OLD_IMAGE",
        ),
        (
            "    point_in_time_recovery: true\n",
            "",
            "    # Restored twice so far.\n    point_in_time_recovery: true\n",
            "",
            "tables.orders.point_in_time_recovery: removed",
        ),
        (
            "projection: KEYS_ONLY",
            "projection: ALL",
            "projection: KEYS_ONLY} # newest",
            "projection: ALL} # newest",
            "tables.orders.indexes.GSI1.projection: KEYS_ONLY → ALL",
        ),
        (
            "email, projection: [name]",
            "email, sort_key: {name: at, type: N}, projection: [name]",
            "as it was typed\n",
            "as it was typed\n        sort_key: {name: at, type: N}\n",
            "tables.orders.indexes.GSI2.sort_key: added",
        ),
        (
            "      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK, projection: KEYS_ONLY}\n",
            "",
            TEXT[TEXT.index("      # By date") : TEXT.index("      # By mail")],
            "",
            "tables.orders.indexes.GSI1: removed",
        ),
        (
            "[name]}\n",
            "[name]}\n      '1.0': {partition_key: {name: at, type: N}}\n",
            "        projection: [name]\n",
            "        projection: [name]\n      "
            + '"1.0": {partition_key: {name: at, type: N}, projection: ALL}\n',
            "tables.orders.indexes.1.0: added",
        ),
        (
            "{team: shop, ",
            '{"a: b": "no", team: shops, ',
            "{team: shop, ",
            '{"a: b": "no", team: shops, ',
            "tables.orders.tags.a: b: added",
        ),
        (
            "    billing_mode: PAY_PER_REQUEST\n",
            "    billing_mode: PAY_PER_REQUEST\n    max_throughput: {read_units_per_second: 9}\n",
            "    billing_mode: PAY_PER_REQUEST\n",
            "    billing_mode: PAY_PER_REQUEST\n    max_throughput: {read_units_per_second: 9}\n",
            "tables.orders.max_throughput: added",
        ),
    ],
)
def test_one_setting_of_a_table(before, after, old, new, change):
    assert ORDERS.count(before) == TEXT.count(old) == 1
    update = updated(ORDERS.replace(before, after))
    assert update.text == TEXT.replace(old, new)
    assert change in update.changes


def test_a_table_in_braces_stays_in_braces():
    wanted = "version: 1\ntables: {audit: {partition_key: id, tags: {a: b}, replicas: [eu-west-1]}}"
    assert updated(wanted).text == TEXT.replace(
        "stream: KEYS_ONLY} # ours", "tags: {a: b}, replicas: [eu-west-1]} # ours"
    )


def test_what_is_new_is_added_with_its_remarks():
    wanted = ORDERS + (
        "  new-one:\n    partition_key: id\n    indexes: {GSI1: {partition_key: x}}\n"
        "entities: {Item: {table: new-one, population: 1, item: {id: '{item}', item: {ulid: true}}}}\n"
        "access_patterns: {list_items: {table: new-one, query: {id: '{item}'}}}\n"
    )
    remarks = {
        ("tables", "new-one"): "NewOne in the template.",
        ("tables", "new-one", "indexes", "GSI1"): "Not used.",
        ("entities", "Item", "item", "item"): "Assumed.",
    }
    update = updated(wanted, remarks=remarks)
    assert update.changes == (
        "tables.new-one: added",
        "entities.Item: added",
        "access_patterns.list_items: added",
    )
    table = (
        "  # NewOne in the template.\n  new-one:\n    partition_key: id\n    indexes:\n"
        "      # Not used.\n      GSI1: {partition_key: x, projection: ALL}\n"
        "    billing_mode: PAY_PER_REQUEST\n"
    )
    entity = (
        "\n  Item:\n    table: new-one\n    population: 1\n    item:\n"
        '      id: "{item}"\n      # Assumed.\n      item: {ulid: true}\n'
    )
    pattern = '\n  list_items:\n    table: new-one\n    query: {id: "{item}"}\n'
    assert update.text == (
        TEXT.replace("# ours\n", f"# ours\n{table}")
        .replace("# shown\n", f"# shown\n{entity}")
        .replace("# The end.", f"{pattern}# The end.".replace("\n# The", "\n# The"))
    )


def test_what_an_import_only_assumes_counts_only_where_the_file_is_silent():
    wanted = ORDERS + USER.replace("PROFILE", '"ME"') + GET_USER.replace("PROFILE", '"ME"')
    assumed = {("entities", "User", "population"), ("entities", "User", "item", "user_id")}
    update = updated(wanted, assumed=assumed)
    assert update.text == TEXT.replace("PROFILE", "ME")
    assert update.changes == (
        "entities.User.item.SK: PROFILE → ME",
        "access_patterns.get_user.get: "
        + '{PK: "USER#{user_id}", SK: PROFILE} → {PK: "USER#{user_id}", SK: ME}',
    )
    assert "entities.User.population: 10_000 → 7" in updated(wanted).changes


def test_another_operation_takes_the_place_of_the_first_and_the_rate_stays():
    wanted = (
        ORDERS + USER + 'access_patterns: {get_user: {query: {PK: "USER#{user_id}"}, limit: 5}}'
    )
    text = updated(wanted, assumed={("entities", "User", "population")}).text
    assert '    query: {PK: "USER#{user_id}"}\n    limit: 5\n    rate: 40 # measured\n' in text
    assert "get: {" not in text


def test_a_second_table_makes_the_first_be_named():
    text = "version: 1\ntables: {one: {partition_key: id}}\n" + (
        "entities:\n  A:\n    population: 1 # few\n    item: {id: x}\n"
    )
    update = updated("version: 1\ntables: {two: {partition_key: id}}", text)
    assert update.text == text.replace(
        "id}}", "id}, two: {partition_key: id, billing_mode: PAY_PER_REQUEST}}"
    ).replace("    population", "    table: one\n    population")


def test_line_ends_of_windows_and_a_mark_of_utf_8_stay():
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    wanted = ORDERS.replace("NEW_IMAGE", "OLD_IMAGE")
    changed = (
        TEXT.replace("  NEW_IMAGE", "OLD_IMAGE").replace(" OLD", "OLD").replace(":OLD", ": OLD")
    )
    assert updated(wanted, text).text == "\ufeff" + changed.replace("\n", "\r\n")
    assert updated(ORDERS, text).text == text


ALIASES = """\
version: 1
tables:
  one: &one {partition_key: id, stream: KEYS_ONLY}
  two: *one
"""


@pytest.mark.parametrize("table", ["one", "two"])
def test_what_is_behind_an_alias_is_named(table):
    wanted = f"version: 1\ntables: {{{table}: {{partition_key: id, stream: NEW_IMAGE}}}}"
    with pytest.raises(DynamoError) as caught:
        updated(wanted, ALIASES, path="designs/x.yaml")
    assert str(caught.value).startswith("designs/x.yaml: tables.")
    assert "cannot be changed where it stands" in str(caught.value)
    assert "\nTo fix this: write tables." in str(caught.value)


def test_an_alias_at_the_end_of_a_block_is_no_obstacle():
    text = ALIASES.replace("  two", "\n  two")
    update = updated("version: 1\ntables: {three: {partition_key: id}}", text)
    added = "  three:\n    partition_key: id\n    billing_mode: PAY_PER_REQUEST\n"
    assert update.text == text + added


def test_what_stays_has_to_fit_what_comes():
    text = TEXT.replace("get: {PK", "index: GSI1\n    query: {GSI1PK").replace(
        ", SK: PROFILE}\n    rate", "}\n    parameters: {user_id: x}\n    rate"
    )
    parse_design(text)
    start = ORDERS.index("      GSI1")
    with pytest.raises(DynamoError, match="no index of table orders is named 'GSI1'") as caught:
        updated(ORDERS[:start] + ORDERS[ORDERS.index("      GSI2") :], text)
    assert "To fix this: change or remove these settings" in str(caught.value)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(design_texts(), design_texts(tables_only=True))
def test_tables_of_any_design_are_brought_into_any_other(one, other):
    first, wanted = parse_design(one, "one.yaml"), parse_design(other, "other.yaml")
    for text in (one, design_text(first)):
        assert updated_text(text, first).text == text
        try:
            update = updated_text(text, wanted)
        except DynamoError:  # its entities do not have what the new indexes project
            continue
        read = without_places(parse_design(update.text, "one.yaml"))
        assert read == without_places(
            replace(
                first,
                tables={**first.tables, **wanted.tables},
                roles={**first.roles, **wanted.roles},
                description=first.description or wanted.description,
                workload=wanted.workload or first.workload,
                ignore={**wanted.ignore, **first.ignore},
                path="",
            )
        )
        assert updated_text(update.text, wanted).text == update.text


def test_what_a_format_does_not_say_of_a_table_stays_only_as_long_as_it_does_not_say_it():
    text = ORDERS.replace(
        "    stream: NEW_IMAGE\n", "    stream: NEW_IMAGE\n    removal_policy: DESTROY\n"
    ).replace("GSI1SK, projection", "GSI1SK, contributor_insights: true, projection")
    silent = {"removal_policy", "tags", "indexes.contributor_insights"}
    says_nothing = ORDERS.replace('    tags: {team: shop, "cost: center": "42"}\n', "")

    assert updated(says_nothing, text, silent=silent).changes == ()
    assert updated(says_nothing, text).changes == (
        "tables.orders.indexes.GSI1.contributor_insights: removed",
        "tables.orders.removal_policy: removed",
        "tables.orders.tags: removed",
    )
    says_else = ORDERS.replace("{team: shop", "{team: cart").replace(
        "stream: NEW_IMAGE", "deletion_protection: true"
    )
    assert updated(says_else, text, silent=silent).changes == (
        "tables.orders.deletion_protection: added",
        "tables.orders.tags.team: shop → cart",
        "tables.orders.stream: removed",
    )
