"""Rules look at templates, populations and rates, never at names."""

import random
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.checks.capacity.gathering import gather
from pytest_dynamo.checks.catalogue import OF_DESIGN, OF_EVIDENCE, RULES, chosen_rules
from pytest_dynamo.checks.examining import examine, needs_evidence
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Constant,
    Design,
    Distribution,
    Generated,
    Index,
    Place,
    Table,
)
from tests.unit.checks.pages import NOW, PAGES, read_page
from tests.unit.few_requests import few_requests

DESIGNS = sorted((Path(__file__).parents[3] / "designs").glob("*.yaml"))

# Those whose forecast is soon made, and how many times their rates it is made for; it takes seconds for
# the others, which the rules that need none are enough for. The page of each rule has its own besides.
LOAD = {"events": 500, "leaderboard": 1, "saas": 1, "sessions": 100, "telemetry": 1}

# A reserved word is one by its name.
UNNAMED = chosen_rules((), ["PD601"])
WITHOUT_FORECAST = UNNAMED & {rule.id for rule in OF_DESIGN}

# Members that hold no name of an entity or an attribute, but may read like one.
KEPT = {"path", "description", "kind", "table", "plural", "index", "billing_mode", "stream", "tags"}
NAMED_APART = (AccessPattern, Design, Index, Table)
WORD = re.compile(r"(?<![\w-])\w+(?![\w-])")


def renamed(value, names):
    """A value with the names of entities and attributes replaced, wherever they are such names."""
    match value:
        case Template():
            parts = [
                replace(part, name=names.get(part.name, part.name))
                if isinstance(part, Placeholder)
                else part
                for part in value.parts
            ]
            return Template(tuple(parts))
        case Constant() | Distribution() | Place():
            return value
        case Generated():
            options = dict(value.options)
            if "attribute" in options:
                options["attribute"] = names.get(options["attribute"], options["attribute"])
            return replace(value, options=options)
        case Mapping():
            return {names.get(key, key): renamed(each, names) for key, each in value.items()}
        case tuple():
            return tuple(renamed(each, names) for each in value)
        case str():
            return WORD.sub(lambda word: names.get(word[0], word[0]), value)
    if is_dataclass(value):
        kept = KEPT | ({"name"} if isinstance(value, NAMED_APART) else set())
        return replace(
            value,
            **{
                each.name: renamed(getattr(value, each.name), names)
                for each in fields(value)
                if each.name not in kept
            },
        )
    return value


def names_of(design):
    """The names of all entities and attributes but those that tables, indexes or patterns have as well.

    A finding about `table note-table` would else seem to be about an attribute `note`.
    """
    tables = design.tables.values()
    shared = {
        *design.tables,
        *design.access_patterns,
        *(name for one in tables for name in one.indexes),
    }
    words = {word for name in shared for word in (name, *re.findall(r"\w+", name))}
    return [name for name in all_names_of(design) if name not in words]


def all_names_of(design):
    """The names of all entities and attributes."""
    found = dict.fromkeys(design.entities)
    for table in design.tables.values():
        found |= dict.fromkeys(table.attribute_types)
    for entity in design.entities.values():
        found |= dict.fromkeys(entity.attributes)
    return list(found)


def small_and_loaded(path):
    """A design with a hundredth of its population, and rates that break one rule after another.

    Those of designs that show what a mistake comes to do so as they are.
    """
    design = load_design(path)
    times = LOAD.get(path.stem, 1)
    entities = {
        name: replace(entity, population=entity.population and max(1, entity.population // 100))
        for name, entity in design.entities.items()
    }
    patterns = {
        name: replace(pattern, rate=pattern.rate * times)
        for name, pattern in design.access_patterns.items()
    }
    return replace(design, entities=entities, access_patterns=patterns, ignore={})


def findings(design, rules=UNNAMED):
    with few_requests():  # of either of two designs the same ones
        evidence = gather(design, now=NOW) if needs_evidence(design, rules) else None
    return [
        (finding.rule, finding.severity, finding.place, finding.subject)
        for finding in examine(design, evidence, rules).findings
    ]


def other_names(design, chance):
    """Another name for each entity and attribute."""
    old = names_of(design)
    numbers = chance.sample(range(1_000), len(old))
    return {name: f"n{number}" for name, number in zip(old, numbers, strict=True)}


def assert_other_names_give(before, design, chance, rules=UNNAMED):
    """The findings of a design with other names are those before, about subjects of other names."""
    names = other_names(design, chance)
    other = renamed(design, names)
    assert not set(names_of(other)) & set(names)
    assert findings(other, rules) == [(*each[:-1], renamed(each[-1], names)) for each in before]


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
def test_other_names_change_no_finding(path):
    design = small_and_loaded(path)
    before = findings(design, WITHOUT_FORECAST)

    @settings(max_examples=5, derandomize=True, deadline=None)
    @given(st.randoms(use_true_random=False))
    def other_names_give_the_same(chance: random.Random) -> None:
        assert_other_names_give(before, design, chance, WITHOUT_FORECAST)

    other_names_give_the_same()


@pytest.mark.parametrize("stem", LOAD)
def test_other_names_change_no_finding_of_a_forecast(stem):
    design = small_and_loaded(DESIGNS[0].with_stem(stem))
    assert_other_names_give(findings(design), design, random.Random(stem))


def test_a_name_that_is_a_word_of_a_tables_name_is_no_hindrance():
    text = """\
version: 1
tables: {note-table: {partition_key: note, indexes: {by.Note: {partition_key: text}}}}
entities: {Note: {population: 9, item: {note: "{id}", id: {faker: uuid4}, text: {faker: word}}}}
access_patterns: {note: {get: {note: "{id}"}, returns: Note}}
"""
    design = parse_design(text)
    assert names_of(design) == ["text", "id"]
    before = findings(design, WITHOUT_FORECAST)
    assert ("PD202", "index by.Note of note-table") in [(each[0], each[-1]) for each in before]
    assert_other_names_give(before, design, random.Random(0), WITHOUT_FORECAST)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_other_names_change_no_finding_of_the_designs_on_the_page_of_a_rule(path):
    page, chance = read_page(path), random.Random(path.stem)
    own = WITHOUT_FORECAST | (UNNAMED & {page.id})
    for text, rules in ((page.breaks, own), (page.keeps, WITHOUT_FORECAST)):
        design = parse_design(text)
        assert_other_names_give(findings(design, rules), design, chance, rules)


def test_all_rules_but_that_about_words_are_looked_at():
    assert {path.stem for path in PAGES} == set(RULES)
    assert {rule.id for rule in (*OF_DESIGN, *OF_EVIDENCE)} - UNNAMED == {"PD601"}
