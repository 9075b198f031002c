"""What a source may say, as a value: every member of it, what becomes of each, and what is named as lost.

A shape is written once for a kind of mapping and then takes any such mapping apart: members of the
right kind are kept, state is passed over, and the rest is named, members that nobody knows included.
What comes out can be read without another look at its types.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Where, dotted
from pytest_dynamo.interop.values import Loss


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A value that is known only later, or elsewhere: how the source writes it, and why not now."""

    text: str
    why: str

    def __str__(self) -> str:
        return f"'{self.text}' cannot be resolved: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text; one of `choices` if there are any. Without a needed one there is nothing to import."""

    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number, as a number or as text. `unset` is how the source says that there is none."""

    least: int = 1
    most: int = 2**53
    unset: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """True or false, as such or as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How something is at the moment, which is no part of a design: passed over without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What our design files do not hold, and what is said of it. `unless` are values that say nothing."""

    message: str
    unless: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Texts by name, such as tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A list of texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Any value, as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A mapping, or a list with one in it."""

    members: "Mapping[str, Shape]"
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list of mappings, or one without the list."""

    members: "Mapping[str, Shape]"
    needed: bool = False


Shape: TypeAlias = Text | Whole | Flag | State | Lost | Labels | Texts | Kept | One | Many
_NOTHING: tuple[object, ...] = (None, "", [], {})


@dataclass(slots=True, kw_only=True)
class Losses:
    """The losses of one document, collected while it is taken apart."""

    path: str
    line: Callable[[Where], int | None]
    found: list[Loss] = field(default_factory=list)
    name: Callable[[Where], Where] = lambda where: where

    def named(self, name: Callable[[Where], Where]) -> "Losses":
        """The same losses for a reader that goes by other places, which `name` translates."""
        return Losses(path=self.path, line=self.line, found=self.found, name=name)

    def add(self, where: Where, message: str) -> None:
        """Note what is lost at a place."""
        where = self.name(where)
        line = self.line(where)
        self.found.append(Loss(where=dotted(where), message=message, line=line, path=self.path))

    def fail(self, where: Where, message: str, fix: str) -> NoReturn:
        """Give up, because without this there is no table.

        Raises:
            DynamoError: Always.
        """
        where = self.name(where)
        line = self.line(where)
        place = f"{self.path}:{line}" if line else self.path
        message = f"{place}: {dotted(where)}: {message}\nTo fix this: {fix}"
        raise DynamoError(message)


def taken(
    source: Mapping[str, Any], members: Mapping[str, Shape], where: Where, losses: Losses
) -> dict[str, Any]:
    """What is kept of a mapping: members that are there and of the right kind.

    Raises:
        DynamoError: A needed member is missing or of the wrong kind.
    """
    for name, wanted in members.items():
        if getattr(wanted, "needed", False) and source.get(name) in _NOTHING:
            _fail((*where, name), "is missing; there is no table without it", losses)
    kept: dict[str, Any] = {}
    for name, value in source.items():
        if value in _NOTHING:
            continue
        shape = members.get(name)
        if shape is None:
            losses.add((*where, name), "is not known here; left out")
            continue
        found = _taken(value, shape, (*where, name), losses)
        if found is not None:
            kept[name] = found
    return kept


def _taken(value: Any, shape: Shape, where: Where, losses: Losses) -> Any:  # noqa: ANN401
    if isinstance(shape, State):
        return None
    if isinstance(shape, Lost):
        if value not in shape.unless:
            losses.add(where, shape.message)
        return None
    if isinstance(value, Unresolved):
        return _refused(str(value), shape, where, losses)
    if isinstance(shape, One | Many):
        return _blocks(value, shape, where, losses)
    if isinstance(shape, Labels | Texts):
        return _several(value, shape, where, losses)
    found, wanted = _scalar(value, shape)
    if wanted:
        return _refused(f"{_shown(value)} is not {wanted}", shape, where, losses)
    return found


def _scalar(value: Any, shape: Shape) -> tuple[Any, str]:  # noqa: ANN401 - any value
    """The value, or what was wanted in its place."""
    match shape:
        case Text(choices=choices):
            if not isinstance(value, str):
                return None, "text"
            return value, f"one of {', '.join(choices)}" if choices and value not in choices else ""
        case Whole():
            number = _whole(value)
            if number in shape.unset:
                return None, ""
            wanted = f"a whole number from {shape.least}"
            is_right = number is not None and shape.least <= number <= shape.most
            return number, "" if is_right else wanted
        case Flag():
            flag = {"true": True, "false": False}.get(str(value).lower())
            return flag, "true or false" if flag is None else ""
    return value, ""


def _whole(value: Any) -> int | None:  # noqa: ANN401 - any value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
        return int(number) if number == int(number) else None
    except (ValueError, OverflowError):
        return None


def _several(value: Any, shape: Labels | Texts, where: Where, losses: Losses) -> Any:  # noqa: ANN401
    """The members of a list or mapping that are texts; numbers and booleans are written as such."""
    if isinstance(value, dict) if isinstance(shape, Labels) else isinstance(value, list):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        kept = {name: text for name, one in entries if (text := _text(one)) is not None}
        for name in [name for name in _names(value) if name not in kept]:
            _refused(_lacking(value[name], "text"), shape, (*where, name), losses)
        return kept if isinstance(shape, Labels) else list(kept.values())
    wanted = "a mapping of texts" if isinstance(shape, Labels) else "a list of texts"
    return _refused(f"{_shown(value)} is not {wanted}", shape, where, losses)


def _names(value: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    return list(value) if isinstance(value, Mapping) else list(range(len(value)))


def _text(value: Any) -> str | None:  # noqa: ANN401 - any value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _lacking(value: Any, wanted: str) -> str:  # noqa: ANN401 - any value
    return str(value) if isinstance(value, Unresolved) else f"{_shown(value)} is not {wanted}"


def _blocks(value: Any, shape: One | Many, where: Where, losses: Losses) -> Any:  # noqa: ANN401
    is_list = isinstance(value, list)
    entries = value if is_list else [value]
    kept = []
    for number, entry in enumerate(entries):
        place = (*where, number) if is_list else where
        if isinstance(entry, dict) and (number == 0 or isinstance(shape, Many)):
            kept.append(taken(entry, shape.members, place, losses))
        else:
            wanted = (
                "a mapping" if number == 0 or isinstance(shape, Many) else "wanted: one is enough"
            )
            _refused(_lacking(entry, wanted), shape, place, losses)
    if isinstance(shape, Many):
        return kept
    return kept[0] if kept else None


def _refused(message: str, shape: Shape, where: Where, losses: Losses) -> None:
    if getattr(shape, "needed", False):
        _fail(where, message, losses)
    losses.add(where, f"{message}; left out")


def _fail(where: Where, message: str, losses: Losses) -> NoReturn:
    losses.fail(
        where,
        message,
        "give it as a literal, with --parameter, or in a resolved form of the source",
    )


def _shown(value: Any) -> str:  # noqa: ANN401 - any value
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
