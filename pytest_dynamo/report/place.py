"""Places in a run file: a value together with the path that leads to it.

Whatever the report shows comes from such a place, so that the page can say for each figure where in
`run.json` it stands, and a test can compare the two.
"""

from collections.abc import Iterator
from typing import Any


class Place:
    """What stands at a path of a run file, as `tables.0.write.units`.

    >>> run = Place({"totals": {"requests": 7}})
    >>> run["totals"]["requests"]
    Place('totals.requests', 7)
    """

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str = "") -> None:  # noqa: ANN401
        self.value = value
        self.path = path

    def __getitem__(self, step: str | int) -> "Place":
        return Place(self.value[step], f"{self.path}.{step}" if self.path else str(step))

    def __iter__(self) -> Iterator["Place"]:
        """The elements of a list, each with its own path."""
        return (self[number] for number in range(len(self.value)))

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        """Whether there is anything: not null, not zero, not empty."""
        return bool(self.value)

    def __repr__(self) -> str:
        return f"Place({self.path!r}, {self.value!r})"
