"""What was found, as lines for a terminal."""

from dataclasses import replace

import pytest

from pytest_dynamo.checks.examining import Examination, Ignored
from pytest_dynamo.checks.formats.checked import Checked, counts_text
from pytest_dynamo.checks.formats.text import examination_lines, reflowed, text, total_line
from pytest_dynamo.design.values import Place


@pytest.fixture
def shop(checked):
    """The design with findings, of each severity."""
    found = checked.examinations[0]
    return replace(
        found,
        findings=(*found.findings, found.ignored[0].finding),
        ignored=(),
    )


def test_findings_are_three_sentences_with_place_rule_and_severity_and_notes_a_line_below(shop):
    assert list(examination_lines(shop)) == [
        "designs/shop.yaml   1,200 requests/s declared, modelled",
        "    9  PD403 warning  it begins with 4 partitions",
        "                      it is throttled",
        "                      fix: warm it up  (explain PD403)",
        '  102  PD401 error    all writes go to one key "A|B#{id:%Y}"',
        "                      it needs 1,500 of 1,000 units",
        "                      fix: shard it  (explain PD401)",
        "    4  PD404 note     a small thing: it is worth knowing  (explain PD404)",
    ]


def test_what_is_ignored_stands_there_with_its_reason_and_remarks_come_last(checked):
    found = replace(checked.examinations[0], findings=(), notes=("so",))

    assert list(examination_lines(found)) == [
        "designs/shop.yaml   1,200 requests/s declared, modelled",
        "  102  PD401 ignored  table shop: a demo",
        "  note: so",
    ]


def test_a_design_without_findings_says_so(clean):
    assert list(examination_lines(clean.examinations[0])) == [
        "designs/shop.yaml",
        "  nothing found",
    ]


@pytest.fixture
def notes(checked):
    """So many notes of one rule, a line each from line 11 on."""
    (note, _) = checked.examinations[0].findings
    return lambda count: tuple(
        replace(note, place=Place(line=11 + number)) for number in range(count)
    )


def note_line(line: int) -> str:
    return f"  {line:>2}  PD404 note     a small thing: it is worth knowing  (explain PD404)"


def test_of_many_notes_of_one_rule_beside_others_the_first_are_shown(checked, notes):
    found = checked.examinations[0]
    _, *lines = examination_lines(replace(found, findings=(*notes(6), found.findings[1])))

    assert lines[3:-1] == [
        f" {note_line(11)}",
        f" {note_line(12)}",
        f" {note_line(13)}",
        "    …  PD404 note     3 more  (--select PD404 shows them all)",
    ]


def test_notes_that_are_all_there_is_are_shown_all(checked, notes):
    alone = Examination(design=checked.examinations[0].design, findings=notes(6))

    assert list(examination_lines(alone))[1:] == [note_line(11 + number) for number in range(6)]


def test_a_line_in_place_of_one_note_would_hide_it_for_nothing(checked, notes):
    found = checked.examinations[0]

    lines = list(examination_lines(replace(found, findings=(*notes(4), found.findings[1]))))

    assert sum("a small thing" in line for line in lines) == 4


def test_the_total_names_what_to_look_at_next(checked, clean):
    assert total_line(clean) == (
        "0 errors, 0 warnings in 1 design.   next: pytest-dynamo forecast designs/shop.yaml"
    )
    assert total_line(checked) == (
        "0 errors, 1 warning, 1 note, 1 ignored in 2 designs, 1 more does not load.   "
        "next: pytest-dynamo forecast designs/shop.yaml"
    )
    assert total_line(Checked(examinations=checked.examinations[1:])) == (
        "0 errors, 0 warnings in 1 design."
    )


def test_the_worst_comes_next(checked):
    noted, _ = checked.examinations
    warned = replace(noted, design=replace(noted.design, path="designs/worse.yaml"))
    noted = replace(noted, findings=noted.findings[:1])

    line = total_line(Checked(examinations=(noted, warned)))

    assert line.endswith("next: pytest-dynamo forecast designs/worse.yaml")


def test_the_text_is_the_designs_and_the_total_and_empty_where_none_loads(checked, clean):
    assert text(clean) == (
        "designs/shop.yaml\n  nothing found\n0 errors, 0 warnings in 1 design.   "
        "next: pytest-dynamo forecast designs/shop.yaml\n"
    )
    assert text(Checked(examinations=(), broken=checked.broken * 2)) == ""


def test_counts_are_in_the_plural_where_there_are_more(checked):
    ignored = (Ignored(finding=checked.examinations[0].findings[0], reason="x"),)
    two = replace(checked.examinations[0], ignored=ignored * 2)
    counted = Checked(examinations=(two, two), broken=checked.broken * 2)

    assert counts_text(counted) == (
        "0 errors, 2 warnings, 2 notes, 4 ignored in 2 designs, 2 more do not load"
    )


def test_on_a_narrow_terminal_what_goes_on_stands_below_where_it_began(shop):
    lines = "\n".join(examination_lines(shop)) + "\n"

    shown = reflowed(lines, 44).splitlines()

    assert shown[:6] == [
        "designs/shop.yaml   1,200 requests/s",
        "  declared, modelled",
        "    9  PD403 warning  it begins with 4",
        "                      partitions",
        "                      it is throttled",
        "                      fix: warm it up",
    ]
    assert "".join(reflowed(lines, 200)) == lines
