"""The page on the run file names every member of it."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

from pytest_dynamo.measure.run_values import Run

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "run-file.md"
ELSEWHERE = {"assessment", "forecast"}


def members(kind):
    """The names of all members of a value and of what is in it, those of other pages left out."""
    if is_dataclass(kind):
        for name, inner in get_type_hints(kind).items():
            yield name
            if name not in ELSEWHERE:
                yield from members(inner)
    for argument in get_args(kind):
        yield from members(argument)


def test_every_member_is_explained():
    page = PAGE.read_text(encoding="utf-8")
    known = {each.name for each in fields(Run)}

    found = set(members(Run))

    assert known <= found
    assert {name for name in found if not is_named(name, page)} == set()


def is_named(name, page):
    return any(form in page for form in (f"`{name}`", f".{name}`", f"`{name}."))
