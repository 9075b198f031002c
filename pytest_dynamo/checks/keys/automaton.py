"""Whether two rows of shapes can make the same text, and whether one can make a text in two ways.

A row of shapes is taken for a nondeterministic automaton whose states are the places of its
characters (Glushkov's construction). Both questions are walks through pairs of places at which the
same character can stand.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pytest_dynamo.checks.keys.shapes import Shape

_START, _END = -1, -2
_ALIKE = (0, 0)


@dataclass(slots=True)
class Automaton:
    """The places of a row of shapes: their characters, their part of the row, and what may follow."""

    characters: list[frozenset[str]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    following: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, shapes: Sequence[Shape]) -> "Automaton":
        """The automaton of shapes that stand one after the other."""
        made = cls()
        ends = {_START}
        for number, shape in enumerate(shapes):
            ends = made._add(number, shape, ends)
        for end in ends:
            made._follow(end, _END)
        return made

    def _add(self, part: int, shape: Shape, before: set[int]) -> set[int]:
        """Add a shape behind some places; the places it can end at."""
        ends: set[int] = set()
        for steps in shape:
            here = before
            for characters, repeats in steps:
                place = len(self.characters)
                self.characters.append(characters)
                self.parts.append(part)
                for each in here:
                    self._follow(each, place)
                if repeats:
                    self._follow(place, place)
                here = {place}
            ends |= here
        return ends

    def _follow(self, place: int, after: int) -> None:
        self.following.setdefault(place, set()).add(after)

    def steps(self, place: int) -> Iterable[int]:
        """The places that may follow one."""
        return self.following.get(place, ())


def common_text(one: Sequence[Shape], other: Sequence[Shape]) -> str | None:
    """A shortest text that two rows of shapes can both make; None if there is none."""
    first, second = Automaton.of(one), Automaton.of(other)
    seen = {(_START, _START)}
    waiting = deque([((_START, _START), "")])
    while waiting:
        (here, there), text = waiting.popleft()
        for pair, character in _pairs(first, second, here, there):
            if pair == (_END, _END):
                return text
            if pair not in seen:
                seen.add(pair)
                waiting.append((pair, text + character))
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """A text that can be divided among the parts of a row in two ways, both given part by part.

    `first` and `last` are the parts that are confused where the two ways first differ.
    """

    text: str
    first: int
    last: int
    one_way: tuple[str, ...]
    other_way: tuple[str, ...]


def two_ways(row: Sequence[Shape]) -> Ambiguity | None:
    """A shortest text that a row of shapes can make in two ways; None if each text tells its parts."""
    automaton = Automaton.of(row)
    start = (_START, _START, _ALIKE)
    walks: dict[tuple[int, int, tuple[int, int]], tuple[tuple[int, int, str], ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        here, there, parted = state
        for (one, other), character in _pairs(automaton, automaton, here, there):
            if (one, other) == (_END, _END):
                if parted != _ALIKE:
                    return _told(walks[state], parted, len(row))
                continue
            parts = automaton.parts[one], automaton.parts[other]
            is_first = parted == _ALIKE and parts[0] != parts[1]
            after = (one, other, (min(parts), max(parts)) if is_first else parted)
            if after not in walks:
                walks[after] = (*walks[state], (*parts, character))
                waiting.append(after)
    return None


def _told(
    walk: tuple[tuple[int, int, str], ...], parted: tuple[int, int], length: int
) -> Ambiguity:
    one_way, other_way = [""] * length, [""] * length
    for one, other, character in walk:
        one_way[one] += character
        other_way[other] += character
    return Ambiguity(
        text="".join(character for _, _, character in walk),
        first=parted[0],
        last=parted[1],
        one_way=tuple(one_way),
        other_way=tuple(other_way),
    )


def _pairs(
    first: Automaton, second: Automaton, here: int, there: int
) -> Iterable[tuple[tuple[int, int], str]]:
    """The pairs of places after a pair of them at which one character can stand, with that character."""
    for one in first.steps(here):
        for other in second.steps(there):
            if _END in (one, other):
                if one == other:
                    yield (one, other), ""
                continue
            both = first.characters[one] & second.characters[other]
            if both:
                yield (one, other), min(both, key=_likely)


def _likely(character: str) -> tuple[bool, bool, bool, str]:
    """An order in which examples read well: small letters first, and 1 before the other digits."""
    is_other = not character.isalnum()
    return is_other, not character.islower(), character == "0", character
