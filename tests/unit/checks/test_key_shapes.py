"""What values look like, what two rows of them have in common, and what one row can be read as."""

import pytest

from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.checks.domains import directives, domain_of, step_seconds
from pytest_dynamo.checks.keys.automaton import common_text, two_ways
from pytest_dynamo.checks.keys.rows import row_of
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.templates import Placeholder

MADE = {
    "uuid": "{faker: uuid4}",
    "ulid": "{ulid: true}",
    "ksuid": "{ksuid: true}",
    "mail": "{faker: email}",
    "own_mail": "{faker: email, unique: true}",
    "country": "{faker: country_code}",
    "text": "{text_bytes: 20}",
    "grade": "{choice: [A, B]}",
    "small": "{int: {min: 1, max: 99}}",
    "signed": "{int: {min: -5, max: 5}}",
    "price": "{number: {min: 1, max: 20, places: 2}}",
    "serial": "{sequence: {start: 1}}",
    "shard": "{random_shard: 4}",
    "at": "{timestamp: {since: -30d}}",
    "day": "{timestamp: {since: -30d}, format: date}",
    "ends": "{epoch_seconds: 60}",
    "ends_ms": "{epoch_milliseconds: 60}",
    "flag": "{faker: boolean}",
    "known": "{faker: word, cardinality: 7}",
    "always": "5",
    "letter": "{choice: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z]}",
    "code": '"{grade}-{small}"',
    "huge": "{int: {min: 1, max: 99999999999999999999}}",
    "epoch": "{timestamp: {since: -30d}, format: epoch_seconds}",
    "phone": "{choice: [t-10, t-11, t-12, t-13, t-14, t-15, t-16, t-17, t-18, t-19, t-20, t-21, t-22, t-23, t-24, t-25, t-26, t-27, t-28, t-29, t-30, t-31, t-32, t-33, t-34]}",
}


def design_with(first, second=""):
    """A design of one entity with all of these attributes, and two templates for keys."""
    item = "".join(f"      {name}: {made}\n" for name, made in MADE.items())
    return parse_design(
        "version: 1\ntables: {shop: {partition_key: PK, sort_key: SK}}\n"
        "entities:\n  A:\n    population: 1_000\n    item:\n"
        f'      PK: "{first}"\n      SK: "{second or first}"\n{item}'
    )


def shapes(template):
    counts = Counts(design=design_with(f"#{template}"))
    return [part.shape for part in row_of(counts, "A", "PK")]


def meets(one, other):
    return common_text(shapes(one), shapes(other)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("USER", "USER"),
        ("USER#{uuid}", "USER#{text}"),
        ("{serial}", "{small}"),
        ("{small:03d}", "{at:%j}"),
        ("{grade}", "A"),
        ("{price}", "{text}"),
        ("{signed}", "-3"),
        ("{mail}", "{own_mail}"),
        ("{day}", "{at:%Y-%m-%d}"),
        ("{ends}", "{at:%s}"),
        ("{country}", "DE"),
        ("{country!l}", "de"),
        ("{always}", "5"),
        ("{letter}", "k"),
        ("{code!u}", "A-7"),
        ("{huge}", "12345"),
        ("{epoch}", "{ends}"),
        ("{at:%b %Y}", "Nov 2026"),
        ("{at:%-d}", "7"),
        ("{grade:>4}", "   A"),
        ("{phone}", "t-11"),
    ],
)
def test_rows_that_can_make_the_same_text(one, other):
    assert meets(one, other)
    assert meets(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("USER#{uuid}", "ORDER#{uuid}"),
        ("ORDER#{ulid}", "ORDER#{ulid}#ITEM"),
        ("{uuid}", "{ulid}"),
        ("{ulid}", "{ksuid}"),
        ("{mail}", "PROFILE"),
        ("{country}", "{country!l}"),
        ("{small:03d}", "{small:04d}"),
        ("{grade}", "C"),
        ("{at}", "{day}"),
        ("{ends}", "{ends_ms}"),
        ("{shard}", "x"),
        ("{letter}", "7"),
        ("{huge}", "x"),
        ("{phone}", "t11"),
        ("A{uuid}", "A{serial}"),
    ],
)
def test_rows_that_have_no_text_in_common(one, other):
    assert not meets(one, other)
    assert not meets(other, one)


def test_a_common_text_is_one_of_both():
    assert common_text(shapes("{text}#x"), shapes("ab{text}")) == "#ab#x"


@pytest.mark.parametrize(
    ("template", "read"),
    [
        ("{text}#{text}", "#a##a"),
        ("{small}{small}", "#111"),
        ("{text}{grade}", None),
        ("{mail}.{small}", None),
        ("{uuid}-{ulid}", None),
        ("{uuid}#{text}", None),
        ("{text}#{uuid}", None),
        ("{day}-{small}", None),
        ("{small:04d}{small:04d}", None),
        ("{country}#{mail}#{small}", None),
        ("{price}.{price}", None),
        ("{grade}#{grade}", None),
    ],
)
def test_a_row_tells_its_parts_or_does_not(template, read):
    found = two_ways(shapes(template))
    assert (found and found.text) == read


@pytest.mark.parametrize(
    ("name", "spec", "expected"),
    [
        ("always", "", 1),
        ("grade", "", 2),
        ("small", "", 99),
        ("price", "", 1_901),
        ("shard", "", 4),
        ("day", "", 31),
        ("at", "%Y-%m", 1),
        ("at", "%Y-%m-%d", 31),
        ("at", "%H", 24),
        ("at", "%a", 7),
        ("at", "%Y-%m-%dT%H", 721),
        ("flag", "", 2),
        ("uuid", "", float("inf")),
        ("mail", "", float("inf")),
        ("own_mail", "", float("inf")),
        ("text", "", float("inf")),
        ("ends", "", float("inf")),
    ],
)
def test_how_many_values_there_are(name, spec, expected):
    value = design_with("x").entities["A"].attributes[name].value
    assert domain_of(value, Placeholder(name=name, format_spec=spec)) == expected


def test_what_faker_makes_is_told_from_a_sample():
    value = design_with("x").entities["A"].attributes["country"].value
    assert 100 < domain_of(value) < 500


@pytest.mark.parametrize(
    ("name", "spec", "expected"),
    [
        ("uuid", "", None),
        ("at", "", 0.001),
        ("day", "", 86_400),
        ("at", "%Y-%m-%d %H", 3_600),
        ("ends", "", 1),
        ("ends_ms", "", 0.001),
    ],
)
def test_how_long_a_moment_is_told_alike(name, spec, expected):
    value = design_with("x").entities["A"].attributes[name].value
    assert step_seconds(value, Placeholder(name=name, format_spec=spec)) == expected


def test_directives_are_the_letters_of_a_format():
    assert directives("%d.%m.%Y at %-H:%M") == ["d", "m", "Y", "H", "M"]


@pytest.mark.parametrize(
    ("template", "distinct"),
    [
        ("USER#{uuid}", 1_000),
        ("{grade}#{shard}", 8),
        ("{grade}#{uuid}", 1_000),
        ("{known}", 7),
        ("{at:%Y-%m-%d}", 31),
        ("#{always}", 1),
        ("ALL", 1),
    ],
)
def test_how_many_keys_an_entity_has(template, distinct):
    counts = Counts(design=design_with(template))
    assert counts.distinct("A", ["PK"]) == distinct
    assert counts.sharing("A", ["PK"]) == 1_000 / distinct
