"""PD407, PD408, PD604 and PD605: how large items, keys and transactions can be."""

import pytest

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.checks.capacity.largest import largest_item, largest_text
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.population.people import Population
from tests.unit.checks.pages import NOW

FILES = """\
tables: {files: {partition_key: file_id, sort_key: part LOCAL}}
entities:
  File: {population: 50, item: {file_id: {faker: uuid4}, part: {ulid: true}, ITEM}}
"""


def files(item, local=""):
    return FILES.replace("ITEM", item).replace(" LOCAL", local)


def sizes(value):
    design = parse_design(f"version: 1\n{files(f'a: {value}')}")
    return largest_item(design, design.entities["File"])["a"] - len("a")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", 4),
        ("{text_bytes: {min: 1, max: 500}}", 500),
        ("{binary_bytes: 70}", 70),
        ("{choice: [a, abcdef]}", 6),
        ("{int: {min: -5, max: 12_345}}", 4),
        ("{int: {min: 0, max: 1_000}}", 3),
        ("{int: {min: -999, max: 5}}", 4),
        ("{number: {min: 0, max: 1_000, places: 2}}", 4),
        ("{number: {min: 1, max: 1e20, places: 0}}", 12),
        ("{number: {min: -0.5, max: 0.5, places: 1}}", 4),
        ("{sequence: {start: 123}}", 3),
        ("{ulid: true}", 26),
        ("{ksuid: true}", 27),
        ("{timestamp: {since: -1d}}", 24),
        ("{timestamp: {since: -1d}, format: date}", 10),
        ("{timestamp: {since: -1d}, format: epoch_seconds}", 6),
        ("{epoch_milliseconds: 5}", 8),
        ("{random_shard: 100}", 2),
        ("{faker: uuid4}", 36),
        ("{faker: text, args: {max_nb_chars: 900}}", 900),
        ("{faker: name}", 0),
        ("{value: 12, present: 0.5}", 2),
        ("{map: {b: {text_bytes: 10}, cd: ab}}", 3 + 1 + 1 + 10 + 1 + 2 + 2),
        ("{list: {of: {text_bytes: {min: 0, max: 9}}, length: {min: 0, max: 4}}}", 3 + 4 * 10),
        ("{set: {of: {ulid: true}, length: 3}}", 3 * 26),
        ('{map: {part: "{part}"}}', 3 + 1 + 4 + 26),
        ('"{part}"', 26),
        ('"PART#{part}#{file_id}"', 5 + 26 + 1 + 36),
        ('"{part!l}"', 26),
        ('"{{literal}}"', 9),
    ],
)
def test_the_largest_of_a_value_is_what_the_design_says(value, expected):
    assert sizes(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{int: {min: 1, max: 80_000}}", 5),
        ("{timestamp: {since: -1d}, format: date}", 10),
        ("{choice: [1, 22, 333]}", 3),
        ("{epoch_seconds: 1h}", 10),
        ("{ulid: true}", 26),
        ("12.5", 4),
        ("!!binary aGVsbG8=", 5),
        ("{binary_bytes: 7}", 7),
    ],
)
def test_a_value_in_a_template_counts_as_it_is_written(value, expected):
    text = files(f'a: {value}, t: "A{{a}}", d: "{{m:%Y}}", m: {{timestamp: {{since: -1d}}}}')
    design = parse_design(f"version: 1\n{text}")
    assert largest_text(design, "File", "a") == expected
    assert largest_text(design, "File", "t") == 1 + expected
    assert largest_text(design, "File", "d") == 0  # of a format of its own nothing is known


def test_no_item_is_larger_than_the_largest():
    design = parse_design(
        "version: 1\n"
        + files(
            "a: {text_bytes: {min: 0, max: 90}}, b: {number: {min: -3, max: 1_000, places: 3}}, "
            "c: {list: {of: {int: {min: 1, max: 5_000}}, length: {min: 0, max: 5}}}, "
            "d: {timestamp: {since: -9d}}, e: {epoch_seconds: 5}, f: {random_shard: 300}, "
            "g: {map: {h: {ksuid: true}}}, i: {choice: [true, false]}"
        )
    )
    population, entity = Population(design, now=NOW), design.entities["File"]
    most = sum(largest_item(design, entity).values())
    found = [item_size_bytes(population.member("File", number).item) for number in range(50)]
    assert 0.8 * most < max(found) <= most


def test_attributes_that_exclude_each_other_are_not_counted_together():
    text = files(
        "kind: {choice: [a, b]}, "
        "x: {text_bytes: 300_000, when: {kind: a}}, y: {text_bytes: 200_000, when: {kind: b}}"
    )
    design = parse_design(f"version: 1\n{text}")
    assert list(largest_item(design, design.entities["File"])) == ["file_id", "part", "kind", "x"]


def test_conditions_that_agree_in_pairs_only_are_not_counted_together():
    text = files(
        "a: {choice: [x, y]}, b: {choice: [x, y]}, one: {text_bytes: 150_000, when: {a: x}}, "
        "two: {text_bytes: 150_000, when: {b: x}}, three: {text_bytes: 150_000, when: {b: y}}"
    )
    design = parse_design(f"version: 1\n{text}")
    names = list(largest_item(design, design.entities["File"]))
    assert names == ["file_id", "part", "a", "b", "one", "three"]


@pytest.mark.parametrize(
    ("most", "rules"),
    [
        (300_000, []),
        (327_000, []),
        (328_000, ["PD407"]),
        (409_000, ["PD407"]),
        (409_600, ["PD408"]),
    ],
)
def test_items_are_judged_by_the_largest_there_can_be(ids, most, rules):
    assert ids(files(f"body: {{text_bytes: {{min: 1, max: {most}}}}}"), "PD407", "PD408") == rules


def test_a_finding_says_what_makes_the_item_large(examined):
    text = files("body: {text_bytes: {min: 1, max: 240_000}}, scan: {binary_bytes: 100_000}")
    (finding,) = examined(text, "PD407").findings
    assert (finding.subject, finding.severity, finding.place.line) == ("File", "warning", 4)
    assert finding.found == (
        "an item of File can have 332 KB, modelled: body up to 234 KB, scan up to 97.7 KB"
    )
    assert finding.means == (
        "at 83 % of the 400 KB that an item may have, and each write of it takes 333 write units"
    )


def test_entries_in_local_indexes_count_with_their_items(examined):
    item = "body: {text_bytes: 220_000}, by: {faker: uuid4}"
    local = ", indexes: {by_by: {type: local, sort_key: by, projection: PROJECTION}}"
    (finding,) = examined(files(item, local.replace("PROJECTION", "ALL")), "PD408").findings
    assert finding.found == (
        "an item of File can have 430 KB, modelled: body up to 215 KB, its entries in local indexes "
        "215 KB"
    )
    assert finding.fix == "project less into the local indexes, or make them global ones"
    assert examined(files(item, local.replace("PROJECTION", "KEYS_ONLY")), "PD408").findings == ()
    without = item.replace("by:", "other:")
    assert examined(files(without, local.replace("PROJECTION", "ALL")), "PD408").findings == ()


# ------------------------------------------------------------------------------------- keys

PAGES = """\
tables:
  pages:
    partition_key: PK
    sort_key: SK
    indexes: {INDEX}
entities:
  Page:
    population: 50
    item:
      PK: "SITE#{site}"
      SK: "PAGE#{path}"
      site: {text_bytes: {min: 1, max: SITE}}
      path: {text_bytes: {min: 1, max: PATH}}
      title: {text_bytes: {min: 1, max: 600}}
"""


@pytest.mark.parametrize(
    ("site", "path", "index", "found"),
    [
        (2_043, 1_019, "", []),
        (2_044, 1_019, "", ["PK, the partition key of table pages, can have 2,049 bytes"]),
        (10, 1_020, "", ["SK, the sort key of table pages, can have 1,025 bytes"]),
        (
            10,
            1_019,
            "by_title: {partition_key: site, sort_key: [title, path]}",
            ["title + path, the sort key of index by_title of pages, can have 1,619 bytes"],
        ),
        (
            2_044,
            10,
            "by_title: {type: local, sort_key: title}",
            ["PK, the partition key of table pages, can have 2,049 bytes"],
        ),
        (10, 10, "by_absent: {partition_key: absent}", []),
    ],
)
def test_keys_are_judged_by_the_longest_there_can_be(examined, site, path, index, found):
    text = PAGES.replace("SITE}", f"{site}}}").replace("PATH", str(path)).replace("INDEX", index)
    findings = examined(text, "PD604").findings
    assert [each.found for each in findings] == [f"{one} for Page, modelled" for one in found]


# ----------------------------------------------------------------------------- transactions


@pytest.mark.parametrize(("count", "rules"), [(13, []), (14, ["PD605"])])
def test_transactions_are_judged_by_their_items_together(ids, count, rules):
    steps = ", ".join(["{put: File}"] * count)
    text = files("body: {text_bytes: 300_000}")
    text += f"access_patterns: {{save: {{transact_write: [{steps}], rate: 0.001}}}}\n"
    assert ids(text, "PD605") == rules


def test_reads_of_a_transaction_count_as_the_entities_whose_keys_they_name(examined):
    gets = ", ".join(f'{{get: {{file_id: "{{f{n}}}", part: "{{p{n}}}"}}}}' for n in range(20))
    text = files("body: {text_bytes: 300_000}")
    text += f"access_patterns: {{load: {{transact_get: [{gets}], returns: File, rate: 0.001}}}}\n"
    (finding,) = examined(text, "PD605").findings
    assert finding.found == (
        "the 20 items of load can have 5.72 MB together, modelled, the largest 293 KB"
    )
    assert finding.fix == "put at most 13 such items into one transaction, or make them smaller"
