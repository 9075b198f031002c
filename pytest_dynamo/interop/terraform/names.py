"""What an expression may begin with, what is within it, and values that are not known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pytest_dynamo.interop.shapes import Unresolved


class UnresolvedError(Exception):
    """An expression whose value is not known here; its text says why."""


@dataclass(frozen=True, slots=True)
class Names:
    """Something with members that are looked up when they are asked for: `var`, `local`, a resource."""

    member: Callable[[str], Any]
    element: Callable[[str | int], Any] | None = None


class Meaning(Protocol):
    """What the words of an expression mean: an Evaluator."""

    def root(self, name: str) -> Any:  # noqa: ANN401
        """What a name means at the beginning of an expression."""

    def template(self, text: str) -> Any:  # noqa: ANN401
        """What a text with `${…}` in it comes to."""

    def within(self, names: Mapping[str, Any]) -> "Meaning":
        """The same with further names."""


class ValueSet(list[Any]):
    """A set of Terraform, in order; whoever goes through it finds each value under itself as key."""


def entries_of(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401
    """What Terraform goes through: the members of a mapping, or the elements of a list by number, of a set by themselves."""
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, ValueSet):
        return [(one, one) for one in value]
    if isinstance(value, list):
        return list(enumerate(value))
    message = "it is neither a list nor a mapping"
    raise UnresolvedError(message)


def plain(value: Any) -> Any:  # noqa: ANN401
    """A value itself, not a place to look for one.

    Raises:
        UnresolvedError: It is not known, or a whole resource.
    """
    if isinstance(value, Unresolved):
        raise UnresolvedError(value.why)
    if isinstance(value, Names):
        message = "it is a whole resource or a whole module"
        raise UnresolvedError(message)
    return value


def member(value: Any, name: Any) -> Any:  # noqa: ANN401
    """What a value has under a name or a number.

    Raises:
        UnresolvedError: It has no such member.
    """
    if isinstance(value, Unresolved):
        raise UnresolvedError(value.why)
    if isinstance(value, Names):
        if value.element and (isinstance(name, int) or value.element is value.member):
            return value.element(name)
        return value.member(str(name))
    if isinstance(value, dict) and str(name) in value:
        return value[str(name)]
    if isinstance(value, list) and isinstance(name, int) and name < len(value):
        return value[name]
    message = f"there is no '{name}' in it"
    raise UnresolvedError(message)


def check_known(value: Any) -> None:  # noqa: ANN401
    """Refuse a value in whose depth something is not known.

    Raises:
        UnresolvedError: Something is not.
    """
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            check_known(one)
    plain(value)


def as_text(value: Any) -> str:  # noqa: ANN401
    """A value within a text.

    Raises:
        UnresolvedError: It is no text, number or boolean.
    """
    value = plain(value)
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, dict | list):
        message = "a text cannot have that in it"
        raise UnresolvedError(message)
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)
