"""Collecting every mistake of a design file, each with its place."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from pytest_dynamo.design.values import Place
from pytest_dynamo.errors import DesignError, Mistake

Where: TypeAlias = tuple[object, ...]
_LONGEST_QUOTE = 60


class Mistakes:
    """The mistakes found so far in one file.

    It also knows the parts that could not be read at all. A name that was lost with them is not
    reported as unknown elsewhere, because that would be a consequence and not a mistake.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.places: Mapping[Where, Place] = {}
        self._touched: set[Where] = set()
        self._lost_names: set[object] = set()
        self._lost_parts: set[Where] = set()
        self._found: list[Mistake] = []

    def __len__(self) -> int:
        return len(self._found)

    def place(self, where: Where) -> Place:
        """The place of a part, or of the nearest part around it that stands in the file."""
        for length in range(len(where), -1, -1):
            if found := self.places.get(where[:length]):
                return found
        return Place()

    def add(self, where: Where, message: str, place: Place | None = None) -> None:
        """Note a mistake."""
        place = place or self.place(where)
        self._touched.update(where[:length] for length in range(1, len(where) + 1))
        self._found.append(
            Mistake(
                path=self.path,
                line=place.line,
                column=place.column,
                where=dotted(where),
                message=message,
            )
        )

    def unknown(
        self, where: Where, name: str, kind: str, known: Iterable[str], *, among: str = ""
    ) -> None:
        """Note that something is named that the design does not have, unless it was lost.

        `among` are words for where it was looked for, if that is not the whole design.
        """
        if self.is_lost_name(name):
            return
        names = list(known)
        message = f"no {kind} {quoted(name)}{among and f' {among}'}"
        self.add(where, message + (nearest(name, names) or listed(f"; {_plural(kind)}: ", names)))

    def lose(self, where: Where, part: object = None) -> None:
        """Note that a part could not be read, with all names inside it."""
        self._lost_parts.update(where[:length] for length in range(1, len(where) + 1))
        self._lost_names.add(where[-1])
        waiting = [part]
        while waiting:
            match waiting.pop():
                case dict() as mapping:
                    self._lost_names.update(mapping)
                    waiting.extend(mapping.values())
                case list() as members:
                    waiting.extend(members)

    def is_touched(self, *parts: Where) -> bool:
        """Whether a mistake was found in one of the parts, or in something inside it."""
        return any(part in self._touched for part in parts)

    def is_lost_name(self, name: object) -> bool:
        """Whether something of that name could not be read."""
        return name in self._lost_names

    def has_lost(self, *parts: Where) -> bool:
        """Whether one of the parts, or something inside it, could not be read."""
        return any(part in self._lost_parts for part in parts)

    def error(self) -> DesignError:
        """What was found as one error, in the order of the file."""
        ordered = sorted(dict.fromkeys(self._found), key=lambda one: (one.line, one.column))
        return DesignError(self.path, tuple(ordered))


def dotted(where: Where) -> str:
    """The path of a setting as people write it.

    >>> dotted(("access_patterns", "pay", "transact_write", 0, "put"))
    'access_patterns.pay.transact_write[0].put'
    """
    text = ""
    for part in where:
        if isinstance(part, int) and not isinstance(part, bool):
            text += f"[{part}]"
        else:
            text += f"{'.' if text else ''}{shortened(str(part))}"
    return text


def nearest(name: str, known: Collection[str]) -> str:
    """The words that suggest the nearest of the known names, or nothing if none is near.

    >>> nearest("creatd_at", ["created_at", "status"])
    "; did you mean 'created_at'?"
    """
    name = name[:100]  # the comparison takes the square of the length
    lower = {one.lower(): one for one in reversed(list(known))}
    close = difflib.get_close_matches(name.lower(), lower, n=1)
    return f"; did you mean '{lower[close[0]]}'?" if close else ""


def listed(before: str, names: Iterable[str]) -> str:
    """The names in a row after some words, or nothing where there are none."""
    all_names = list(names)
    if not all_names:
        return ""
    shown = ", ".join(all_names[:20])
    return f"{before}{shown}{', …' if len(all_names) > 20 else ''}"


def quoted(value: object) -> str:
    """A value of the file as it is named in a message."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{shortened(value)}'"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bytes():
            return "binary data"
    return shortened(str(value))


def shortened(text: str) -> str:
    """The text, cut if it is long, with nothing in it that would upset a terminal."""
    clean = "".join(character if character.isprintable() else "�" for character in text[:500])
    return clean if len(clean) <= _LONGEST_QUOTE else f"{clean[: _LONGEST_QUOTE - 1]}…"


def _plural(kind: str) -> str:
    if kind.endswith("y"):
        return f"{kind[:-1]}ies"
    return f"{kind}es" if kind.endswith("x") else f"{kind}s"
