"""What one performance of an access pattern took in one test, and how that changed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TypeAlias

from pytest_dynamo.plugin.coverage.usage import PatternUsage

_PLACES = 4
_SLACK = 1e-6

NAMES: Mapping[str, str] = {
    "read_units": "read units",
    "write_units": "write units",
    "items_examined": "items examined",
    "calls": "calls",
}
"""The figures that are compared, and what they are called in messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one performance took, on average over those of a test."""

    read_units: float = 0.0
    write_units: float = 0.0
    items_examined: float = 0.0
    calls: float = 0.0

    def to_plain(self) -> dict[str, float]:
        """As they stand in the file: whole numbers without a point, and no more places than are meant."""
        return {
            name: int(value) if float(value).is_integer() else value
            for name, value in asdict(self).items()
        }


FiguresByPattern: TypeAlias = dict[str, Figures]
FiguresByTest: TypeAlias = dict[str, dict[str, FiguresByPattern]]
"""By the id of the test, then by the name of the design, then by that of the access pattern."""


def figures_of(usage: PatternUsage) -> Figures:
    """The figures of one performance."""
    count = max(usage.performances, 1)
    return Figures(**{name: round(getattr(usage, name) / count, _PLACES) for name in NAMES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure of an access pattern that changed: `tests` maps ids to what it was and what it is."""

    design: str
    pattern: str
    figure: str
    tests: Mapping[str, tuple[float, float]]
    compared: int

    @property
    def before(self) -> float:
        """What it was, on average over these tests."""
        return sum(before for before, _ in self.tests.values()) / len(self.tests)

    @property
    def after(self) -> float:
        """What it is now."""
        return sum(after for _, after in self.tests.values()) / len(self.tests)


def changes(
    before: FiguresByTest, now: FiguresByTest, *, tolerance: float
) -> Iterator[tuple[bool, Change]]:
    """What became dearer (True) or cheaper by more than `tolerance`, a share of 1, in tests of both."""
    for design, pattern in sorted(_patterns(now)):
        pairs = {
            test: (before[test][design][pattern], by_design[design][pattern])
            for test, by_design in sorted(now.items())
            if pattern in by_design.get(design, {})
            and pattern in before.get(test, {}).get(design, {})
        }
        for figure in NAMES:
            found = {
                test: (getattr(a, figure), getattr(b, figure)) for test, (a, b) in pairs.items()
            }
            dearer = {
                test: one for test, one in found.items() if is_more(*one, tolerance=tolerance)
            }
            cheaper = {
                test: one for test, one in found.items() if is_more(*one[::-1], tolerance=tolerance)
            }
            for is_dearer, those in ((True, dearer), (False, cheaper)):
                if those:
                    yield (
                        is_dearer,
                        Change(
                            design=design,
                            pattern=pattern,
                            figure=figure,
                            tests=those,
                            compared=len(pairs),
                        ),
                    )


def is_more(before: float, after: float, *, tolerance: float) -> bool:
    """Whether one figure is more than another by more than a share of it; of nothing, at all."""
    return after > before * (1 + tolerance) + _SLACK


def _patterns(figures: FiguresByTest) -> set[tuple[str, str]]:
    return {
        (design, pattern)
        for by_design in figures.values()
        for design, by_pattern in by_design.items()
        for pattern in by_pattern
    }
