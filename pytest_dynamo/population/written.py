"""Attributes of members as a text file has them."""

from collections.abc import Sequence

from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.population.made import AbsentError
from pytest_dynamo.population.member import Member


def attribute_texts(member: Member, names: Sequence[str]) -> tuple[str, ...]:
    """Attributes of a member or of its ancestors; empty where it does without."""
    return tuple(_text_of(member, name) for name in names)


def _text_of(member: Member, name: str) -> str:
    try:
        _, stored = member.reach(name)
    except AbsentError:
        return ""
    if isinstance(stored, str):
        return stored
    ((kind, content),) = to_wire(stored).items()
    return str(content).lower() if kind == "BOOL" else str(content)
