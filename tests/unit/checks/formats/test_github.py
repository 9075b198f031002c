"""What was found, as commands of GitHub Actions."""

from dataclasses import replace

from pytest_dynamo.checks.formats.github import github


def test_each_finding_is_a_command_and_what_is_ignored_is_none(checked):
    assert github(checked).splitlines() == [
        (
            "::error file=designs/bad.yaml,line=2,col=1,title=design does not load::"
            "tabels: no such setting"
        ),
        "::error file=designs/bad.yaml,line=1,col=1,title=design does not load::tables is missing",
        (
            "::notice file=designs/shop.yaml,line=4,col=5,title=PD404::"
            "a small thing%0Ait is worth knowing%0Afix: look at it"
        ),
        (
            "::warning file=designs/shop.yaml,line=9,col=3,title=PD403::"
            "it begins with 4 partitions%0Ait is throttled%0Afix: warm it up"
        ),
        "0 errors, 1 warning, 1 note, 1 ignored in 2 designs, 1 more does not load.",
    ]


def test_what_has_a_meaning_in_a_command_is_escaped(checked):
    found = checked.examinations[0]
    finding = replace(found.findings[1], found="100%\r\n::error:: a, b", severity="error")
    design = replace(found.design, path="a,b: 5%/shop.yaml")
    one = replace(
        checked,
        broken=(),
        examinations=(replace(found, design=design, findings=(finding,), ignored=()),),
    )

    assert github(one).splitlines()[0] == (
        "::error file=a%2Cb%3A 5%25/shop.yaml,line=9,col=3,title=PD403::"
        "100%25%0D%0A::error:: a, b%0Ait is throttled%0Afix: warm it up"
    )
