"""Designs from short texts, and populations of them at one fixed moment."""

from datetime import UTC, datetime
from textwrap import dedent, indent

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.population.people import Population

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
TABLE = """\
version: 1
name: test
tables:
  things:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK}
"""


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def design_of():
    """A design of one table `things` (PK, SK, GSI1) with the entities and patterns of the text."""

    def parse(text):
        return parse_design(TABLE + dedent(text), "test.yaml")

    return parse


@pytest.fixture
def entity_of(design_of):
    """A design of one entity `Thing` with the given attributes, numbered from 1."""

    def parse(attributes, population=20):
        item = indent(dedent(attributes).strip(), " " * 6)
        return design_of(
            f"entities:\n  Thing:\n    population: {population}\n    item:\n"
            f'      PK: "THING#{{id}}"\n      SK: DATA\n      id: {{sequence: {{start: 1}}}}\n{item}\n'
        )

    return parse


@pytest.fixture
def population_of():
    def populate(design, **settings):
        return Population(design, now=NOW, **settings)

    return populate


@pytest.fixture
def things(entity_of, population_of):
    """All members of an entity with the given attributes."""

    def make(attributes, population=20, **settings):
        found = population_of(entity_of(attributes, population), **settings)
        return [found.member("Thing", index) for index in range(found.count("Thing"))]

    return make


@pytest.fixture
def school(design_of):
    """Two root entities, children of one of them, and children of both."""
    return design_of(
        """
        entities:
          Student:
            population: 40
            item:
              PK: "STUDENT#{student_id}"
              SK: PROFILE
              student_id: {faker: uuid4}
              joined_at: {timestamp: {since: -100d}, format: date}
          Course:
            population: 10
            item: {PK: "COURSE#{course_id}", SK: PROFILE, course_id: {sequence: {start: 1}}, title: {faker: job}}
          Enrolment:
            belongs_to: {Student: {mean: 3, max: 8, distribution: {zipf: 0.7}}, Course: {distribution: {zipf: 1}}}
            plural: enrolments
            item:
              PK: "STUDENT#{student_id}"
              SK: "COURSE#{course_id}"
              GSI1PK: "COURSE#{course_id}"
              GSI1SK: "STUDENT#{student_id}"
              enrolled_at: {timestamp: {since: -50d}}
          HomeWork:
            belongs_to: {Enrolment: {mean: 0.5}}
            item: {PK: "STUDENT#{student_id}", SK: "WORK#{course_id}#{id}", id: {ulid: true}}
        """
    )
