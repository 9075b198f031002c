"""The markers and what they take; Python's own signatures check the arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import pytest

_ACCESS_PATTERN = (
    "access_pattern(name, *, max_read_units=None, max_write_units=None, max_items_examined=None, "
    "max_pages=None, max_calls=None): the test has to perform this access pattern of the design, "
    "within these limits over all its calls."
)
_DYNAMO_ALLOW = (
    "dynamo_allow(what, *, reason): the test may do what the guard forbids; 'scan' is all there is."
)
_DYNAMO_DESIGN = (
    "dynamo_design(name): the design that the dynamo_* fixtures use, where several are set."
)
MARKERS = (_ACCESS_PATTERN, _DYNAMO_ALLOW, _DYNAMO_DESIGN)
MARKER_NAMES = tuple(line.partition("(")[0] for line in MARKERS)

ALLOWED = ("scan",)
_UNITS = ("max_read_units", "max_write_units")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a test's calls of one access pattern may take together; None means unlimited."""

    max_read_units: float | None = None
    max_write_units: float | None = None
    max_items_examined: int | None = None
    max_pages: int | None = None
    max_calls: int | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """The marker `access_pattern`: what the test has to perform."""

    pattern: str
    limits: Limits


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


def has_markers(item: pytest.Item) -> bool:
    """Whether a test has any marker of this plugin."""
    return any(True for name in MARKER_NAMES for _ in item.iter_markers(name))


def _exercise(mark: pytest.Mark) -> Exercise:
    name = _one_name(mark, example="list_orders_for_user")
    for limit, value in mark.kwargs.items():
        if limit not in Limits.__slots__:
            raise _mistake(mark, f"'{limit}' is not a limit{nearest(limit, Limits.__slots__)}")
        wanted, kinds = ("a number", (int, float)) if limit in _UNITS else ("a whole number", int)
        is_number = isinstance(value, kinds) and not isinstance(value, bool)
        if value is not None and not (is_number and value >= 0):
            raise _mistake(mark, f"{limit}={value!r}: wanted {wanted}, 0 or more")
    return Exercise(name, Limits(**mark.kwargs))


def _one_name(mark: pytest.Mark, *, example: str) -> str:
    match mark.args:
        case (str(name),):
            return name
    raise _mistake(mark, f'it takes one name:  @pytest.mark.{mark.name}("{example}")')


def _allowed(mark: pytest.Mark) -> str:
    what = _one_name(mark, example="scan")
    if what not in ALLOWED:
        raise _mistake(mark, f"'{what}' is nothing the guard forbids{nearest(what, ALLOWED)}")
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
