"""Remarks as comments: above the line that they are about, and never anything but comments."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where a setting stands in a design file: the names, and the positions in lists, that lead to it."""

_NARROWEST = 40


def comment_lines(remark: str, blank: str, width: int) -> Iterator[str]:
    r"""A remark as lines of comment, a paragraph for each of its own lines.

    >>> list(comment_lines("first\nsecond", "  ", 100))
    ['  # first', '  # second']
    """
    for line in remark.splitlines() or [""]:
        clean = "".join(one if one.isprintable() else " " for one in line)
        wrapped = textwrap.wrap(
            clean,
            max(_NARROWEST, width - len(blank) - 2),
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (f"{blank}# {each}".rstrip() for each in wrapped or [""])


class PlacedRemarks:
    """Remarks by the setting that they are about, as far as a document has it."""

    def __init__(self, remarks: Mapping[Path, str], document: Mapping[str, Any]) -> None:
        self._remarks: dict[Path, list[str]] = {}
        for path, remark in remarks.items():
            self._remarks.setdefault(_existing(path, document), []).append(remark)

    def at(self, path: Path, *, with_those_inside: bool) -> tuple[str, ...]:
        """The remarks about a setting, and about what is in it where that has no line of its own."""
        if not self._remarks:
            return ()
        depth = len(path)
        return tuple(
            remark
            for at, found in self._remarks.items()
            if at == path or (with_those_inside and at[:depth] == path)
            for remark in found
        )


def placed(remarks: Mapping[Path, str], document: Mapping[str, Any]) -> PlacedRemarks:
    """The remarks, each at its setting; about one that is not there, at the next around it."""
    return PlacedRemarks(remarks, document)


def _existing(path: Path, document: Mapping[str, Any]) -> Path:
    here: Any = document
    found = 0
    for step in path:
        is_there = step in here if isinstance(here, dict) else _is_position(step, here)
        if not is_there:
            break
        here = here[step]
        found += 1
    return path[:found] or ("version",)


def _is_position(step: str | int, members: Any) -> bool:  # noqa: ANN401 - any value of the file
    return isinstance(members, list) and isinstance(step, int) and step < len(members)
