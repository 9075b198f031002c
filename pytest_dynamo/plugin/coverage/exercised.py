"""Which access patterns of a design were exercised, by which tests, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pytest_dynamo.errors import DesignError
from pytest_dynamo.planner.plan import NotServed
from pytest_dynamo.plugin.coverage.reports import OneTest
from pytest_dynamo.plugin.coverage.session import SessionUsage
from pytest_dynamo.plugin.coverage.usage import PatternUsage, Stray, Usage
from pytest_dynamo.plugin.designs import Designs
from pytest_dynamo.plugin.matching.matcher import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercised:
    """What was done with one design.

    `path` is how the user calls it. `tests` has, for each access pattern that was performed, the figures of each test that did;
    `strays` the tests of each call that performs none. `is_by_own_tests` says that these are the
    test items of the design file itself.
    """

    path: str
    matcher: Matcher
    total: Usage
    tests: Mapping[str, Mapping[str, PatternUsage]] = field(default_factory=dict)
    strays: Mapping[Stray, tuple[str, ...]] = field(default_factory=dict)
    is_set: bool = True
    is_by_own_tests: bool = False

    @property
    def performed(self) -> tuple[str, ...]:
        """The access patterns that were exercised; one that is not served never is."""
        return tuple(name for name in self.matcher.plans if self._is_performed(name))

    @property
    def missing(self) -> tuple[str, ...]:
        """The access patterns that were not exercised."""
        return tuple(name for name in self.matcher.plans if not self._is_performed(name))

    @property
    def source(self) -> str:
        """Where the capacity comes from: modelled, observed, or both."""
        return " and ".join(sorted(self.total.sources)) or "modelled"

    def usage(self, pattern: str) -> PatternUsage:
        """The figures of an access pattern over all tests."""
        return self.total.patterns.get(pattern, PatternUsage())

    def _is_performed(self, name: str) -> bool:
        is_served = not isinstance(self.matcher.plans[name], NotServed)
        return is_served and name in self.total.patterns


def all_exercised(session: SessionUsage, designs: Designs, *, here: Path) -> tuple[Exercised, ...]:
    """What was done with each design: those that are set, in order, and then those the tests used.

    Where tests of users ran, the test items of a design that is set do not count: they perform each
    access pattern in any case, and say nothing of the code under test.
    """
    tests = session.all_tests
    is_set = {matcher.design.path: matcher for matcher in designs.all}
    used = sorted({path for test in tests.values() for path in test.usage} - set(is_set))
    found = []
    for path in (*is_set, *used):
        try:
            matcher = is_set.get(path) or designs.load(here / path)
        except DesignError:  # it was there when the tests ran
            continue
        is_own = path not in is_set or not session.has_tests_of_users
        counted = {id_: test for id_, test in tests.items() if is_own or not test.is_own}
        found.append(exercised(path, matcher, counted, is_set=path in is_set))
    return tuple(found)


def exercised(
    path: str, matcher: Matcher, tests: Mapping[str, OneTest], *, is_set: bool = True
) -> Exercised:
    """What these tests did with a design; they are added up in the order of their ids."""
    total = Usage()
    by_pattern: dict[str, dict[str, PatternUsage]] = {}
    strays: dict[Stray, list[str]] = {}
    counted = [(id_, test) for id_, test in sorted(tests.items()) if path in test.usage]
    for id_, test in counted:
        usage = test.usage[path]
        total.merge(usage)
        for name, one in usage.patterns.items():
            by_pattern.setdefault(name, {})[id_] = one
        for stray in usage.strays:
            strays.setdefault(stray, []).append(id_)
    return Exercised(
        path=path,
        matcher=matcher,
        total=total,
        tests=by_pattern,
        strays={stray: tuple(ids) for stray, ids in sorted(strays.items())},
        is_set=is_set,
        is_by_own_tests=bool(counted) and all(test.is_own for _, test in counted),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of the declared access patterns were exercised."""

    performed: int
    declared: int

    @property
    def percent(self) -> float:
        """In percent; all of nothing is 100."""
        return 100 * self.performed / self.declared if self.declared else 100.0

    def __str__(self) -> str:
        return f"{self.performed} of {self.declared}"


def share_of(designs: Iterable[Exercised]) -> Share:
    """The share over several designs."""
    those = tuple(designs)
    return Share(
        performed=sum(len(one.performed) for one in those),
        declared=sum(len(one.matcher.plans) for one in those),
    )
