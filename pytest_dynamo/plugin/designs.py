"""The designs of a session, each loaded and planned once."""

from pathlib import Path

import pytest

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.errors import DesignError
from pytest_dynamo.plugin.markers import nearest
from pytest_dynamo.plugin.matching.matcher import Matcher

NO_DESIGN = """\
no design is set, and this test needs one
To fix this, name it:
  - in pyproject.toml:  [tool.pytest]  dynamo_designs = ["designs/orders.yaml"]
  - for one run:        pytest --dynamo-designs designs/orders.yaml"""


class Designs:
    """The designs of `dynamo_designs`; others are loaded on request."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._paths = paths
        self._loaded: dict[Path, Matcher] = {}

    def load(self, path: Path) -> Matcher:
        """A design and its plans.

        Raises:
            DesignError: The file does not load.
        """
        if path not in self._loaded:
            # pydantic and ruamel.yaml take their time: sessions without a design do without them.
            from pytest_dynamo.design.reader import load_design
            from pytest_dynamo.planner.planning import plan_all

            design = load_design(_as_called(path))
            self._loaded[path] = Matcher(design, plan_all(design))
        return self._loaded[path]

    def errors(self) -> tuple[DesignError, ...]:
        """What is wrong with the designs that are set, one error a file."""
        found = []
        for path in dict.fromkeys(self._paths):
            try:
                self.load(path)
            except DesignError as error:
                found.append(error)
        return tuple(found)

    def check_names(self) -> None:
        """Make sure that a name stands for one design, and a table for one of them.

        Raises:
            pytest.UsageError: Two designs have the same name, or declare a table of the same name.
        """
        names: dict[str, Design] = {}
        tables: dict[str, Design] = {}
        for matcher in self.all:
            design = matcher.design
            if design.name in names:
                what = f"are both called '{design.name}'"
                why = "a test cannot say which of them it is about"
                raise _said_twice(names[design.name], design, what, why)
            names[design.name] = design
            for table in design.tables:
                if table in tables:
                    what = f"both declare the table '{table}'"
                    why = "nobody can tell which of them a call is for"
                    raise _said_twice(tables[table], design, what, why)
                tables[table] = design

    @property
    def all(self) -> tuple[Matcher, ...]:
        """The designs that are set, in order."""
        return tuple(map(self.load, self._paths))

    def in_use(self, name: str | None) -> tuple[Matcher, ...]:
        """The designs a test is about: the one its marker names, or all of them."""
        return (self.chosen(name),) if name else self.all

    def chosen(self, name: str | None) -> Matcher:
        """The design of that name, or the only one.

        Raises:
            pytest.fail.Exception: There is none, or more than one without a name.
        """
        found = {matcher.design.name: matcher for matcher in self.all}
        if not found:
            pytest.fail(NO_DESIGN, pytrace=False)
        if name is None and len(found) > 1:
            names = ", ".join(found)
            pytest.fail(
                f"several designs are set ({names}), and this test does not say which it is about\n"
                f'To fix this:  @pytest.mark.dynamo_design("{min(found)}")',
                pytrace=False,
            )
        if name is not None and name not in found:
            pytest.fail(
                f"@pytest.mark.dynamo_design: no design is called '{name}'{nearest(name, found)}",
                pytrace=False,
            )
        return found[name] if name else next(iter(found.values()))


def _said_twice(first: Design, second: Design, what: str, why: str) -> pytest.UsageError:
    return pytest.UsageError(
        f"dynamo_designs: {first.path} and {second.path} {what}, so that {why}\n"
        f"To fix this, give one of them another name, or set one design a run:  "
        f"pytest --dynamo-designs {first.path}"
    )


def _as_called(path: Path) -> Path:
    """The path as messages show it: relative to where the user is, if it is below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def find_table(matchers: tuple[Matcher, ...], name: str) -> Table | None:
    """The table of that name in the first design that has it."""
    for matcher in matchers:
        if name in matcher.design.tables:
            return matcher.design.tables[name]
    return None


DESIGNS = pytest.StashKey[Designs]()
