"""How large items are, from a sample of the population."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.assessment.item_sizes import SAMPLED, item_sizes, quantile
from pytest_dynamo.assessment.values import ItemSizes
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.checks.capacity.bounded import is_bounded
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.population.people import Population

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DESIGNS = sorted((Path(__file__).parents[3] / "designs").glob("*.yaml"))

FILES = """
version: 1
name: files
tables: {files: {partition_key: id}}
entities:
  File: {population: 3_000, item: {id: {ulid: true}, body: {text_bytes: {min: 10, max: 900}}}}
  Mark: {population: 2, item: {id: "MARK#{n}", n: {sequence: {start: 9}}}}
"""


def population(text: str = FILES, **arguments: object) -> Population:
    return Population(parse_design(text), now=NOW, **arguments)  # type: ignore[arg-type]


def test_sizes_are_those_of_the_items() -> None:
    (_, marks) = item_sizes(population())

    # id MARK#9 and MARK#10, with names; a number of one or two digits takes two bytes
    assert marks == ItemSizes(
        entity="Mark",
        table="files",
        sampled=2,
        smallest=2 + 6 + 1 + 2,
        p5=11.05,
        median=11.5,
        p95=11.95,
        largest=2 + 7 + 1 + 2,
        largest_possible=12,
    )


def test_of_many_items_a_sample_is_measured_whose_ends_are_near_those_of_all() -> None:
    (files, _) = item_sizes(population())
    every = sorted(item_size_bytes(item) for _, item in population().items() if "body" in item)

    assert files.sampled == SAMPLED < len(every) == 3_000
    assert every[0] <= files.smallest < files.p5 < files.median < files.p95 < files.largest
    for found, share in ((files.p5, 0.05), (files.median, 0.5), (files.p95, 0.95)):
        below = sum(size < found for size in every) / len(every)
        assert below == pytest.approx(share, abs=0.03)
    assert files.largest <= every[-1] <= (files.largest_possible or 0) == 2 + 26 + 4 + 900


def test_the_same_population_gives_the_same_sizes_and_another_seed_others() -> None:
    assert item_sizes(population()) == item_sizes(population())
    assert item_sizes(population()) != item_sizes(population(seed=1))


def test_the_scale_is_that_of_the_population() -> None:
    assert [each.sampled for each in item_sizes(population(scale=0.01))] == [30, 1]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", True),
        ("{ulid: true}", True),
        ("{choice: [a, b]}", True),
        ("{faker: uuid4}", True),
        ("{faker: text, args: {max_nb_chars: 900}}", True),
        ("{faker: name}", False),
        ('"ID#{id}"', True),
        ('"ID#{id:>40}"', False),
        ("{map: {a: {ulid: true}, b: {text_bytes: 9}}}", True),
        ("{map: {a: {faker: name}}}", False),
        ("{list: {of: {text_bytes: 9}, length: 4}}", True),
        ("{set: {of: {faker: name}, length: 4}}", False),
    ],
)
def test_an_entity_is_bounded_if_each_of_its_values_is(value: str, *, expected: bool) -> None:
    design = parse_design(
        FILES.replace("body: {text_bytes: {min: 10, max: 900}}", f"body: {value}")
    )

    assert is_bounded(design, design.entities["File"]) is expected
    (files, _) = item_sizes(Population(design, now=NOW, scale=0.01))
    assert (files.largest_possible is not None) is expected


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
def test_no_item_of_a_design_is_larger_than_it_allows(path: Path) -> None:
    for each in item_sizes(Population(load_design(path), now=NOW, scale=0.1)):
        assert each.smallest <= each.p5 <= each.median <= each.p95 <= each.largest
        assert each.largest_possible is None or each.largest <= each.largest_possible < 4_000


def test_a_quantile_lies_between_two_numbers_in_proportion() -> None:
    assert [quantile([0, 10, 20, 30, 40], share) for share in (0, 0.25, 0.9, 1)] == [0, 10, 36, 40]
