"""Functions that fill in key templates: one for each template, so that its format is written once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from pytest_dynamo.interop.data_access.kinds import DAY, EPOCH, MOMENT, Kind
from pytest_dynamo.interop.data_access.names import BUILTINS, MODULE, Names, key_name, variable
from pytest_dynamo.interop.data_access.python_text import (
    Brackets,
    Code,
    call,
    formatted,
    laid_out,
    listing,
    literal,
    statement,
)

_PLAIN_SPEC = re.compile(r"[\w%:.,+<>=^# /-]*", re.ASCII)
_TIME_OF_DAY = re.compile(r"%[-#]?[HIpMSfzZcX]")
_CASES = {"l": "lower", "u": "upper"}

Owner: TypeAlias = tuple[str, str]
"""What a placeholder stands for: an entity and its attribute, or a pattern and its parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A placeholder in a template: what it stands for, its kind, and how it is written."""

    owner: Owner
    kind: Kind
    format_spec: str = ""
    conversion: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether the value is taken as it is stored."""
        return not (self.format_spec or self.conversion)

    @property
    def given(self) -> str:
        """The type a caller gives; a day is enough where the format says nothing of the time of day."""
        if self.kind in (MOMENT, EPOCH) and self.format_spec:
            return "datetime" if _TIME_OF_DAY.search(self.format_spec) else "date"
        return self.kind.given


class KeyFunctions:
    """The functions that were needed so far, in the order in which they were."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._found: dict[tuple[str | Slot, ...], str] = {}

    def filled(
        self,
        parts: Sequence[str | Slot],
        arguments: Mapping[Owner, str],
        *,
        suffix: str = "key",
    ) -> Code:
        """The expression of a template that is filled in with `arguments`."""
        match parts:
            case []:
                return literal("")
            case [str(text)]:
                return literal(text)
            case [Slot(is_bare=True) as slot]:
                return slot.kind.stored_text(arguments[slot.owner])
        shape = _shape(parts)
        if shape not in self._found:
            told = [(p, False) if isinstance(p, str) else (p.owner[1], True) for p in parts]
            self._found[shape] = self._names.take(key_name(told, suffix))
        owners = dict.fromkeys(part.owner for part in parts if isinstance(part, Slot))
        return call(self._found[shape], *(arguments[owner] for owner in owners))

    def lines(self) -> list[str]:
        """The functions."""
        lines: list[str] = []
        for shape, name in self._found.items():
            names = Names(BUILTINS | MODULE)
            slots: dict[Owner, Slot] = {}
            for part in shape:
                if isinstance(part, Slot) and (part.owner not in slots or part.given == "datetime"):
                    slots[part.owner] = part
            called = {owner: names.take(variable(owner[1])) for owner in slots}
            parameters = tuple(("", f"{called[o]}: {slot.given}") for o, slot in slots.items())
            lines += ["", ""]
            lines += laid_out("", Brackets(f"def {name}(", parameters, ") -> str:"))
            lines += statement("return ", _text(shape, called), indent=4)
        return lines


def _shape(parts: Sequence[str | Slot]) -> tuple[str | Slot, ...]:
    """A template without whose attributes it is made of, so that equal ones share a function."""
    slots = [part for part in parts if isinstance(part, Slot)]
    places = {
        owner: str(place) for place, owner in enumerate(dict.fromkeys(s.owner for s in slots))
    }
    return tuple(
        part if isinstance(part, str) else replace(part, owner=(places[part.owner], part.owner[1]))
        for part in parts
    )


def _text(shape: tuple[str | Slot, ...], called: Mapping[Owner, str]) -> Code:
    if all(isinstance(p, str) or _is_plain(p) for p in shape):
        return formatted(
            [(p, False) if isinstance(p, str) else (_inside(p, called), True) for p in shape]
        )
    pieces = [literal(p) if isinstance(p, str) else _alone(p, called) for p in shape]
    return call('"".join', listing(pieces)) if len(pieces) > 1 else pieces[0]


def _is_plain(slot: Slot) -> bool:
    return not slot.format_spec or (
        not slot.conversion and _PLAIN_SPEC.fullmatch(slot.format_spec) is not None
    )


def _inside(slot: Slot, called: Mapping[Owner, str]) -> str:
    """A placeholder inside the braces of an f-string."""
    if slot.format_spec:
        return f"{_raw(slot, called)}:{slot.format_spec}"
    text = slot.kind.stored_text(called[slot.owner])
    if not slot.conversion:
        return text
    return f"{_as_text(slot, text)}.{_CASES[slot.conversion]}()"


def _alone(slot: Slot, called: Mapping[Owner, str]) -> str:
    """A placeholder as an expression of its own."""
    text = _as_text(slot, slot.kind.stored_text(called[slot.owner]))
    if slot.format_spec:
        text = f"format({_raw(slot, called)}, {literal(slot.format_spec)})"
    return f"{text}.{_CASES[slot.conversion]}()" if slot.conversion else text


def _as_text(slot: Slot, text: str) -> str:
    return text if slot.kind.stored == "str" else f"str({text})"


def _raw(slot: Slot, called: Mapping[Owner, str]) -> str:
    """The value that a format spec applies to; of a moment, the one in UTC."""
    name = called[slot.owner]
    return f"_utc({name})" if slot.kind in (MOMENT, EPOCH, DAY) else name
