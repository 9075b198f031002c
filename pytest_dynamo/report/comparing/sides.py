"""The runs of a comparison as a page takes them: their files, and how each is drawn."""

from dataclasses import dataclass

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream, streams
from pytest_dynamo.report.words import Name

Dashes = tuple[float, float] | None

_LOOKS: tuple[tuple[Role, Dashes], ...] = (
    ("accent", (9.0, 3.0)), ("write", (2.0, 2.0)), ("ok", (7.0, 5.0)), ("warn", (4.0, 2.0)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A run, what it is called, and how its lines look: the first is dashed, the last solid."""

    name: str
    run: Place
    role: Role
    dashes: Dashes

    @property
    def shown(self) -> Name:
        """The name as it is shown."""
        return Name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """All runs, the baseline first, and what was found between them."""

    sides: tuple[Side, ...]
    found: Place

    @property
    def first(self) -> Side:
        """The baseline."""
        return self.sides[0]

    @property
    def last(self) -> Side:
        """The run that was compared last."""
        return self.sides[-1]

    @property
    def differences(self) -> Place:
        """Those of the last run."""
        return self.found["others"][len(self.sides) - 2]["differences"]


def sides_of(names: list[str], runs: Place, found: Place) -> Sides:
    """The runs with the looks of their lines."""
    looks: list[tuple[Role, Dashes]] = [("run-a", (5.0, 3.0))]
    looks += [*_LOOKS[: len(names) - 2], ("run-b", None)]
    return Sides(
        sides=tuple(
            Side(name=name, run=run, role=role, dashes=dashes)
            for name, run, (role, dashes) in zip(names, runs, looks, strict=True)
        ),
        found=found,
    )


def common_streams(sides: Sides, most: int) -> list[list[Stream]]:
    """The streams that consumed anything in any run, the same of each run together; those that consumed most.

    A run that has no such table or index is left out of its group.
    """
    groups: dict[tuple[str, str | None, str], list[Stream]] = {}
    for side in sides.sides:
        for stream in streams(side.run):
            groups.setdefault((stream.table, stream.index, stream.direction), []).append(stream)
    busy = [group for group in groups.values() if any(_units(stream) for stream in group)]
    return sorted(busy, key=lambda group: -max(map(_units, group)))[:most]


def side_of(sides: Sides, stream: Stream) -> Side:
    """The run that a stream is of, by the path of its figures."""
    return sides.sides[int(stream.figures.path.partition(".")[0])]


def _units(stream: Stream) -> float:
    return float(stream.figures["units"].value)
