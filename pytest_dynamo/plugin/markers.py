"""The markers and what they take; Python's own signatures check the arguments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pytest

from pytest_dynamo.design.values import Budget
from pytest_dynamo.plugin.settings.marker_lines import MARKER_NAMES

KINDS = ("scan", "waste", "pages", "stray", "budget", "unprocessed")
"""What the guard forbids, as the marker `dynamo_allow` calls it."""

LIMITS: Mapping[str, str] = {f"max_{name}": name for name in Budget.__slots__}
"""The limits by the names they have at a marker and in a `budget` block."""

_UNITS = frozenset({"max_read_units", "max_write_units"})


@dataclass(frozen=True, slots=True)
class Exercise:
    """The marker `access_pattern`: what the test has to perform; its calls are limited together."""

    pattern: str
    limits: Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """All markers of one test."""

    exercises: tuple[Exercise, ...] = ()
    allowed: frozenset[str] = frozenset()
    design: str | None = None


def read_markers(item: pytest.Item) -> Markers:
    """The markers of a test.

    Raises:
        pytest.fail.Exception: One is used wrongly; the message says how to use it.
    """
    designs = [_one_name(mark, example="orders") for mark in item.iter_markers("dynamo_design")]
    return Markers(
        exercises=tuple(map(_exercise, item.iter_markers("access_pattern"))),
        allowed=frozenset(map(_allowed, item.iter_markers("dynamo_allow"))),
        design=designs[0] if designs else None,  # the closest
    )


def kinds(*, is_strict: bool) -> frozenset[str]:
    """What the guard forbids; calls of no declared access pattern only where it is strict."""
    return frozenset(KINDS) if is_strict else frozenset(KINDS) - {"stray"}


def has_markers(item: pytest.Item) -> bool:
    """Whether a test has any marker of this plugin."""
    return any(True for name in MARKER_NAMES for _ in item.iter_markers(name))


def _exercise(mark: pytest.Mark) -> Exercise:
    name = _one_name(mark, example="list_orders_for_user")
    try:
        return Exercise(name, read_limits(mark.kwargs))
    except ValueError as error:
        raise _mistake(mark, str(error)) from None


def read_limits(given: Mapping[str, Any]) -> Budget:
    """Limits by their names with `max_`; None means unlimited.

    Raises:
        ValueError: There is no such limit, or a value cannot be one; the message says which.
    """
    limits: dict[str, Any] = {}
    for limit, value in given.items():
        if limit not in LIMITS:
            msg = f"'{limit}' is not a limit{nearest(limit, LIMITS)}"
            raise ValueError(msg)
        wanted, kinds = ("a number", (int, float)) if limit in _UNITS else ("a whole number", int)
        is_number = isinstance(value, kinds) and not isinstance(value, bool)
        if value is not None and not (is_number and value >= 0):
            msg = f"{limit}={value!r}: wanted {wanted}, 0 or more"
            raise ValueError(msg)
        limits[LIMITS[limit]] = value
    return Budget(**limits)


def _one_name(mark: pytest.Mark, *, example: str) -> str:
    match mark.args:
        case (str(name),):
            return name
    raise _mistake(mark, f'it takes one name:  @pytest.mark.{mark.name}("{example}")')


def _allowed(mark: pytest.Mark) -> str:
    what = _one_name(mark, example="scan")
    if what not in KINDS:
        raise _mistake(mark, f"'{what}' is nothing the guard forbids{nearest(what, KINDS)}")
    reason = mark.kwargs.get("reason")
    if not (isinstance(reason, str) and reason.strip()):
        raise _mistake(
            mark, f'a reason is needed:  @pytest.mark.dynamo_allow("{what}", reason="…")'
        )
    if unknown := set(mark.kwargs) - {"reason"}:
        raise _mistake(mark, f"it takes a reason, and no '{min(unknown)}'")
    return what


def _mistake(mark: pytest.Mark, message: str) -> BaseException:
    return pytest.fail.Exception(f"@pytest.mark.{mark.name}: {message}", pytrace=False)


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: what it may have been, or all there is."""
    names = tuple(known)
    near = get_close_matches(word, names, n=1)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; there is {', '.join(names)}" if names else ""
