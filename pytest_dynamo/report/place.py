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

    def total(self, first: int, last: int, *steps: str | int) -> "Place":
        """The sum of the elements from `first` up to `last`, or of what stands `steps` further in each.

        >>> Place({"heat": [[1, 2], [3, 4], [5, 6]]})["heat"].total(0, 2, 1)
        Place('heat.0:2.1', 6)
        """
        path = ".".join(map(str, (self.path, f"{first}:{last}", *steps)))
        return Place(sum(_further(each, steps) for each in self.value[first:last]), path)

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        """Whether there is anything: not null, not zero, not empty."""
        return bool(self.value)

    def __repr__(self) -> str:
        return f"Place({self.path!r}, {self.value!r})"


def _further(value: Any, steps: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    for step in steps:
        value = value[step]
    return value
