"""Where in a design file something stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the design file something stands; lines and columns count from 1."""

    line: int = 1
    column: int = 1


NOWHERE = Place()
"""The place of what was made in Python and not read from a file."""
