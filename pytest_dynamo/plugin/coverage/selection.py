"""Which tests a run chose, and whether those it left out still exist."""

from dataclasses import dataclass
from fnmatch import fnmatch
from os import path

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """How a run came to its tests.

    `places` are the beginnings of the ids of the tests that its arguments name, `not_places` of those
    that are ignored or deselected by name, `not_files` patterns of ignored files. `expressions` is what
    `-k` and `-m` say, `leaves_out_passed` that `--lf` or `--sw` left tests out, and `is_cut_short` that the
    run ended before all of them ran.
    """

    places: tuple[str, ...] = ("",)
    not_places: tuple[str, ...] = ()
    not_files: tuple[str, ...] = ()
    expressions: str = ""
    leaves_out_passed: bool = False
    is_cut_short: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all tests ran that were chosen."""
        return not (self.leaves_out_passed or self.is_cut_short)

    def names(self, id_: str) -> bool:
        """Whether the arguments name a test, before `-k` and `-m` choose."""
        file = id_.partition("::")[0]
        return (
            any(is_at(id_, place) for place in self.places)
            and not any(is_at(id_, place) for place in self.not_places)
            and not any(fnmatch(file, pattern) for pattern in self.not_files)
        )


def selection_of(config: pytest.Config, *, is_cut_short: bool) -> Selection:
    """How the run of this configuration comes to its tests."""

    def option(name: str) -> list[str]:
        return getattr(config.option, name, None) or []

    keyword, marks = (getattr(config.option, name, "") for name in ("keyword", "markexpr"))
    return Selection(
        places=tuple(_place(config, argument) for argument in config.args),
        not_places=(*option("deselect"), *(_place(config, one) for one in option("ignore"))),
        not_files=tuple(_place(config, one) for one in option("ignore_glob")),
        expressions=f"-k {keyword} -m {marks}" if keyword or marks else "",
        leaves_out_passed=any(getattr(config.option, name, False) for name in ("lf", "stepwise")),
        is_cut_short=is_cut_short,
    )


def _place(config: pytest.Config, argument: str) -> str:
    """What the ids of the tests begin with that an argument names; all tests have nothing in common."""
    file, colons, inside = argument.partition("::")
    absolute = path.normpath(config.invocation_params.dir / file)
    relative = path.relpath(absolute, config.rootpath).replace(path.sep, "/")
    return f"{'' if relative == '.' else relative}{colons}{inside}"


def is_at(id_: str, place: str) -> bool:
    """Whether a test is a place, or in it: a folder, a file, a class, or a test with parameters."""
    if place == "" or id_ == place:
        return True
    return id_.startswith((f"{place}/", f"{place}::", f"{place}["))
