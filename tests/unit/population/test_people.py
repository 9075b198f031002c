"""Populations: how many there are, who belongs to whom, what an item holds."""

from copy import copy
from itertools import pairwise

import pytest

from pytest_dynamo.design.attribute_value import item_from_wire
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population import people
from pytest_dynamo.population.newcomers import Newcomers


def key(item):
    return item["PK"]["S"], item["SK"]["S"]


def test_counts_follow_from_populations_and_means(school, population_of):
    population = population_of(school)

    assert population.counts() == {"Student": 40, "Course": 10, "Enrolment": 120, "HomeWork": 60}
    assert population.total_items() == 230


def test_the_scale_applies_to_entities_without_parents_of_which_one_stays(school, population_of):
    assert population_of(school, scale=0.1).counts() == {
        "Student": 4,
        "Course": 1,
        "Enrolment": 12,
        "HomeWork": 6,
    }
    assert population_of(school, scale=1e-9).count("Student") == 1


def test_sizes_are_whatever_is_asked_for(school, population_of):
    population = population_of(school, sizes={"Student": 2, "Enrolment": 30, "HomeWork": 0})

    assert population.counts() == {"Student": 2, "Course": 10, "Enrolment": 30, "HomeWork": 0}
    assert len(list(population.items())) == 42


def test_every_item_has_a_key_of_its_own(school, population_of):
    items = [item for _, item in population_of(school).items()]

    assert len({key(item) for item in items}) == len(items) == 230


def test_any_member_can_be_made_without_the_others(school, population_of):
    items = [item for _, item in population_of(school).items()]
    entities = [
        (entity, n)
        for entity, count in population_of(school).counts().items()
        for n in range(count)
    ]

    alone = [population_of(school).member(entity, n).item for entity, n in reversed(entities)]

    assert alone == items[::-1]


def test_parents_and_children_agree(school, population_of):
    population = population_of(school)

    for index in range(40):
        student = population.member("Student", index)
        assert [enrolment.student.item for enrolment in student.enrolments] == (
            [student.item] * len(student.enrolments)
        )
    by_course = [len(population.member("Course", index).enrolments) for index in range(10)]
    assert sum(by_course) == 120
    assert by_course[0] == max(by_course)


def test_the_first_parent_has_the_most_children_and_none_more_than_the_maximum(
    school, population_of
):
    population = population_of(school)

    sizes = [len(population.member("Student", index).enrolments) for index in range(40)]

    assert sum(sizes) == 120
    assert max(sizes) == sizes[0] == 8
    assert all(one >= other for one, other in pairwise(sizes))


def test_siblings_have_different_other_parents_while_there_are_enough(school, population_of):
    population = population_of(school, sizes={"Course": 8})

    courses = [enrolment.course.index for enrolment in population.member("Student", 0).enrolments]

    assert sorted(courses) == list(range(8))


def test_siblings_share_other_parents_when_there_are_too_few(school, population_of):
    population = population_of(school, sizes={"Course": 3})

    courses = [enrolment.course.index for enrolment in population.member("Student", 0).enrolments]

    assert set(courses) == {0, 1, 2}
    assert len(courses) == 8


def test_children_are_listed_newest_first(school, population_of):
    enrolments = population_of(school).member("Student", 0).enrolments
    moments = [enrolment.enrolled_at for enrolment in enrolments]

    assert moments == sorted(moments, reverse=True)


def test_attributes_of_ancestors_are_in_reach(school, population_of):
    work = population_of(school).member("HomeWork", 0)

    assert work.student_id == work.enrolment.student.student_id
    assert work.course_id == work.enrolment.course.course_id
    assert work.item["PK"] == {"S": f"STUDENT#{work.student_id}"}
    assert work.title == work.enrolment.course.title
    assert "title" not in work.stored


def test_entities_are_known_in_snake_case(school, population_of):
    student = next(
        student
        for student in (population_of(school).member("Student", n) for n in range(40))
        if student.enrolments and student.enrolments[0].home_works
    )

    assert student.enrolments[0].home_works[0].entity == "HomeWork"


def test_a_child_copies_what_its_parent_has_under_the_same_name(design_of, population_of):
    design = design_of(
        """
        entities:
          User: {population: 3, item: {PK: "U#{email}", SK: "0", email: {faker: email}}}
          Mail: {belongs_to: {User: {mean: 1}}, item: {PK: "U#{email}", SK: "1", email: "{email}"}}
        """
    )
    mail = population_of(design).member("Mail", 2)

    assert mail.stored == {"PK": f"U#{mail.user.email}", "SK": "1", "email": mail.user.email}


def test_what_nobody_has_is_said_with_the_nearest_name(school, population_of):
    student = population_of(school).member("Student", 0)

    with pytest.raises(
        AttributeError, match="Student has no attribute 'enrolment'; did you mean 'enrolments'?"
    ):
        student.enrolment  # noqa: B018 - looking is the test


def test_an_attribute_that_a_member_does_without_is_said(entity_of, population_of):
    member = population_of(entity_of("x: {value: a, present: 0.000001}")).member("Thing", 0)

    with pytest.raises(AttributeError, match="this Thing does without the attribute 'x'"):
        member.x  # noqa: B018 - looking is the test


def test_there_is_no_member_beyond_the_last(school, population_of):
    with pytest.raises(IndexError, match="there are 10 of Course, and no number 10"):
        population_of(school).member("Course", 10)


def test_a_member_shows_what_it_is(school, population_of):
    assert repr(population_of(school).member("Course", 3)) == "<Course 3>"


def test_literal_seeds_are_items_too(design_of, population_of):
    design = design_of(
        """
        entities:
          User: {population: 1, item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {faker: uuid4}}}
        seeds:
          User: [{user_id: demo}]
        """
    )
    population = population_of(design)

    seed = [item_from_wire(item) for _, item in population.items()][-1]

    assert seed == {"PK": "USER#demo", "SK": "PROFILE", "user_id": "demo"}
    assert population.total_items() == 2


def test_a_new_member_may_be_given_values_that_others_do_not_have(school, population_of, now):
    given = {"course_id": 7, "room": "B", "since": now}

    course = population_of(school).new("Course", 10, now=now, given=given)

    assert (course.stored["PK"], course.stored["room"], course.room) == ("COURSE#7", "B", "B")
    assert (course.stored["since"], course.raw["since"]) == ("2026-11-22T12:30:00.000Z", now)


def test_a_newcomer_is_made_now_and_is_nobody_else(school, population_of, now):
    population = population_of(school)
    newcomers = [Newcomers(population, lane=lane, lanes=2) for lane in (0, 1)]

    students = [lane.member("Student", now=now) for lane in newcomers for _ in range(3)]

    assert [student.index for student in students] == [40, 42, 44, 41, 43, 45]
    assert {student.joined_at for student in students} == {"2026-11-22"}
    assert len({student.student_id for student in students}) == 6


def test_a_newcomer_chooses_the_parents_it_is_not_given(school, population_of, now):
    population = population_of(school)
    student = population.member("Student", 7)

    enrolment = Newcomers(population).member("Enrolment", now=now, parents={"Student": student})

    assert enrolment.student is student
    assert 0 <= enrolment.course.index < 10


def test_a_new_member_has_the_children_it_is_given(school, population_of, now):
    population = population_of(school)
    student = population.new("Student", 40, now=now, given={"student_id": "me"})
    children = tuple(
        population.new("Enrolment", 120 + n, now=now, parents={"Student": student}, place=(n, 3))
        for n in range(3)
    )
    population.adopt(student, children)

    assert student.enrolments == children[::-1]
    assert [child.item["PK"] for child in children] == [{"S": "STUDENT#me"}] * 3
    moments = [enrolment.enrolled_at for enrolment in children]
    assert moments == sorted(moments)
    assert children[0].home_works == ()


def test_a_member_made_over_keeps_its_key_and_nothing_else(school, population_of, now):
    course = population_of(school).member("Course", 0)

    again = course.made_over(12345, now)

    assert (again.item["PK"], again.course_id) == (course.item["PK"], course.course_id)
    assert again.title != course.title


def test_families_that_are_forgotten_come_out_the_same(school, population_of, monkeypatch):
    items = list(population_of(school).items())
    monkeypatch.setattr("pytest_dynamo.population.kinship.REMEMBERED_FAMILIES", 2)

    assert list(population_of(school).items()) == items


def test_a_relation_may_not_go_on_from_the_last_pick(design_of, population_of):
    design = design_of(
        """
        entities:
          Bag: {population: 9, item: {PK: "B#{bag}", SK: "0", bag: {sequence: {start: 1}}}}
          Fruit: {population: 5, item: {PK: "F#{fruit}", SK: "0", fruit: {sequence: {start: 1}}}}
          Piece:
            belongs_to: {Bag: {mean: 2}, Fruit: {distribution: sequential}}
            item: {PK: "B#{bag}", SK: "F#{fruit}"}
        """
    )
    items = list(population_of(design).items())

    assert population_of(design).member("Piece", 17).item == items[-1][1]


def test_children_of_parents_of_whom_there_are_none_cannot_be_made(school, population_of):
    population = population_of(school, sizes={"Course": 0})

    with pytest.raises(DynamoError, match="'Enrolment' belongs to 'Course', and there is none"):
        list(population.items())


def test_a_member_can_be_copied(school, population_of):
    course = population_of(school).member("Course", 3)

    assert copy(course).item == course.item


def test_a_familiar_member_is_the_same_one_until_too_many_are_remembered(
    school, population_of, monkeypatch
):
    population = population_of(school)
    monkeypatch.setattr(people, "MOST_FAMILIAR", 2)
    first = population.familiar("Student", 0)

    assert first.item == population.member("Student", 0).item
    assert population.familiar("Student", 0) is first
    population.familiar("Student", 1)
    population.familiar("Student", 2)
    assert population.familiar("Student", 0) is not first
