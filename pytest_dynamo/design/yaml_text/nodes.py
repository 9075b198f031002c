"""The nodes of a YAML text, before they become values."""

from dataclasses import dataclass, field
from typing import TypeAlias

from pytest_dynamo.design.values import Place, Scalar


@dataclass(slots=True, kw_only=True)
class ScalarNode:
    """A scalar; `complaint` is what is wrong with how it is written, if anything."""

    value: Scalar
    place: Place
    is_left_out: bool = False
    complaint: str | None = None


@dataclass(slots=True, kw_only=True)
class CollectionNode:
    """A mapping (keys and values by turns) or a list, with where it begins and ends in the text."""

    is_mapping: bool
    is_flow: bool
    place: Place
    begins: int
    ends: int = -1
    children: list["Node"] = field(default_factory=list)


Node: TypeAlias = ScalarNode | CollectionNode


class UnreadableError(Exception):
    """The text cannot be read further; the mistake has been noted."""
