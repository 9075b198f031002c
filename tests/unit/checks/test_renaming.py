"""Rules look at templates, populations and rates, never at names."""

import random
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.checks.capacity.gathering import gather
from pytest_dynamo.checks.examining import examine
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Constant, Design, Distribution, Generated, Place

DESIGNS = sorted((Path(__file__).parents[3] / "designs").glob("*.yaml"))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

# Members that hold no name of an entity or an attribute, but may read like one.
KEPT = {"path", "description", "kind", "table", "plural", "index", "billing_mode", "stream", "tags"}


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
            return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), value)
    if is_dataclass(value):
        kept = KEPT | ({"name"} if isinstance(value, Design) else set())
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
    """The names of all entities and attributes; a pattern or a table may share none of them."""
    found = dict.fromkeys(design.entities)
    for table in design.tables.values():
        found |= dict.fromkeys(table.attribute_types)
    for entity in design.entities.values():
        found |= dict.fromkeys(entity.attributes)
    return list(found)


def small_and_loaded(path):
    """A design with a hundredth of its population, and rates that break one rule after another."""
    design = load_design(path)
    entities = {
        name: replace(entity, population=entity.population and max(1, entity.population // 100))
        for name, entity in design.entities.items()
    }
    patterns = {
        name: replace(pattern, rate=pattern.rate * 500)
        for name, pattern in design.access_patterns.items()
    }
    return replace(design, entities=entities, access_patterns=patterns)


def findings(design):
    return [
        (finding.rule, finding.severity, finding.place, finding.subject)
        for finding in examine(design, gather(design, now=NOW)).findings
    ]


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
def test_other_names_change_no_finding(path):
    design = small_and_loaded(path)
    before = findings(design)
    assert before

    @settings(max_examples=2, derandomize=True)
    @given(st.randoms(use_true_random=False))
    def other_names_give_the_same(chance: random.Random) -> None:
        old = names_of(design)
        numbers = chance.sample(range(1_000), len(old))
        names = {name: f"n{number}" for name, number in zip(old, numbers, strict=True)}
        other = renamed(design, names)
        assert not set(names_of(other)) & set(old)
        assert findings(other) == before

    other_names_give_the_same()
