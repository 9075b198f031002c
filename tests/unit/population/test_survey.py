"""A population looked over: who was drawn, and how its families lie."""

import numpy as np
import pytest

from pytest_dynamo.population.survey import Survey

FAMILIES = """
    entities:
      Even:
        population: 7
        item: {PK: "E#{n}", SK: A, n: {sequence: {start: 0}}}
      Child:
        belongs_to: {Even: {mean: 3.3}}
        item: {PK: "C#{m}", SK: A, m: {sequence: {start: 0}}}
      Seldom:
        belongs_to: {Even: {mean: 0.4}}
        item: {PK: "S#{m}", SK: A, m: {sequence: {start: 0}}}
      Skewed:
        belongs_to: {Even: {mean: 4, distribution: {zipf: 1.3}}}
        item: {PK: "K#{m}", SK: A, m: {sequence: {start: 0}}}
"""


def test_members_are_noted_while_it_is_watched(school, population_of):
    survey = Survey(population_of(school))
    survey.member("Student", 1)
    survey.is_watching = True
    student = survey.member("Student", 2)
    enrolment = survey.child(student, "Enrolment", 0.0)
    survey.is_watching = False
    survey.member("Student", 3)

    assert [(one.entity, one.index) for one in survey.seen] == [
        ("Student", 2),
        ("Enrolment", enrolment.index),
    ]


def test_its_members_are_those_of_the_population(school, population_of):
    population = population_of(school, seed=4)

    assert Survey(population).member("Course", 3).item == population.member("Course", 3).item


@pytest.mark.parametrize("entity", ["Child", "Seldom", "Skewed"])
def test_families_lie_as_they_are_counted_one_by_one(design_of, population_of, entity):
    population = population_of(design_of(FAMILIES))
    survey = Survey(population)
    numbers = np.arange(population.count(entity))

    parents, places, siblings = survey.families(entity, numbers)

    members = [population.member(entity, number) for number in numbers.tolist()]
    assert parents.tolist() == [member.parent("Even").index for member in members]
    assert list(zip(places.tolist(), siblings.tolist(), strict=True)) == [
        member.place for member in members
    ]
    assert survey.ends(entity).tolist() == [
        0,
        *np.cumsum([len(survey.child_numbers(entity, "Even", each)) for each in range(7)]),
    ]


def test_other_parents_are_found_too(school, population_of):
    population = population_of(school)
    numbers = np.arange(population.count("Enrolment"))

    courses = Survey(population).parents_of("Enrolment", "Course", numbers)

    assert courses.tolist() == [
        population.member("Enrolment", number).parent("Course").index for number in numbers.tolist()
    ]
    survey = Survey(population)
    of_course = survey.child_numbers("Enrolment", "Course", 0)
    assert list(of_course) == np.flatnonzero(courses == 0).tolist()
