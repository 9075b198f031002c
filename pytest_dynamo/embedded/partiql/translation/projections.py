"""What a SELECT gives of an item: the parts its paths lead to, by the last names in them."""

from collections.abc import Callable, Iterable

from pytest_dynamo.embedded.expressions.nodes import Path
from pytest_dynamo.embedded.expressions.paths import compile_path
from pytest_dynamo.embedded.partiql.syntax.tree import PathTerm, Term, Wildcard
from pytest_dynamo.embedded.partiql.translation.places import ALIAS, document_path, unexpected
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.wire_types import WireItem

Parts = tuple[tuple[str, Path], ...]
"""The paths asked for, by the names they get."""


def projected(terms: Iterable[tuple[Term, bool]]) -> Parts:
    """The parts that terms ask for, each with whether it has an alias.

    `info.tags[0]` gets the name `tags[0]`.

    Raises:
        ServiceError: A term is no path, or two get one name.
    """
    parts: dict[str, Path] = {}
    for term, has_alias in terms:
        if isinstance(term, PathTerm) and any(isinstance(step, Wildcard) for step in term.steps):
            raise invalid("Changing item's hierarchy while reading isn't supported")
        path = document_path(term)
        if path is None:
            raise unexpected(term)
        if has_alias:
            raise invalid(ALIAS)
        name = _name(path)
        if name in parts:
            msg = f"Duplicate identifiers in select clause: {name}"
            raise invalid(msg)
        parts[name] = path
    return tuple(parts.items())


def _name(path: Path) -> str:
    """The last name in a path, and the places in lists after it."""
    name = ""
    for step in path.steps:
        name = step if isinstance(step, str) else f"{name}[{step}]"
    return name


def project(parts: Parts) -> Callable[[WireItem], WireItem]:
    """A function that gives these parts of an item."""
    looks = [(name, compile_path(path)) for name, path in parts]

    def projection(item: WireItem) -> WireItem:
        found = ((name, look(item, {})) for name, look in looks)
        return {name: value for name, value in found if value is not None}

    return projection
