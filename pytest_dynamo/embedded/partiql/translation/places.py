"""What a statement names: tables, indexes, and document paths within items."""

import re
from collections.abc import Sequence

from pytest_dynamo.embedded.expressions.checks import Checker
from pytest_dynamo.embedded.expressions.grammar import GREATEST_INDEX, INDEX_OUT_OF_RANGE
from pytest_dynamo.embedded.expressions.nodes import Path
from pytest_dynamo.embedded.partiql.syntax.tree import (
    Constant,
    Name,
    PathTerm,
    SequenceTerm,
    Source,
    Term,
    Wildcard,
)
from pytest_dynamo.embedded.partiql.translation.values import EMPTY_NAME
from pytest_dynamo.embedded.service_error import ServiceError, invalid

ALIAS = "Aliasing is not supported"
NO_INDEX_HERE = "This operation is not supported on an index"
_TABLE_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_NO_TABLE_NAME = (
    "Table name should be within the length [3, 255] and only contain "
    "'a-z', 'A-Z', '0-9', '-', '_', '.'."
)


def named(source: Source) -> tuple[str, str | None]:
    """The table and the index a statement is about.

    Raises:
        ServiceError: It names none, or more than one, or gives it an alias.
    """
    if source.is_joined:
        raise invalid("Only select from a single table or index is supported.")
    if source.has_alias:
        raise invalid(ALIAS)
    match source.term:
        case Name(text=table):
            return _table_name(table), None
        case PathTerm(root=Name(text=table), steps=steps):
            return _table_name(table), _index_name(steps)
    raise invalid("Unexpected from source")


def table_named(source: Source) -> str:
    """The table a statement writes to.

    Raises:
        ServiceError: It names none, or an index.
    """
    table, index = named(source)
    if index is not None:
        raise invalid(NO_INDEX_HERE)
    return table


def _table_name(name: str) -> str:
    # A table may be named by its ARN, too.
    if not _TABLE_NAME.fullmatch(name) and not name.startswith("arn:"):
        raise invalid(_NO_TABLE_NAME)
    return name


def _index_name(steps: tuple[Term, ...]) -> str:
    for step in steps:
        if isinstance(step, Wildcard):
            raise _unpivoted(step)
    if len(steps) > 1:
        raise invalid("A path may contain at most 2 components in the FROM clause")
    match steps[0]:
        case Name(text=name) | Constant(value={"S": name}):
            return str(name)
    raise invalid("Invalid list expression in source.")


def document_path(term: Term) -> Path | None:
    """The document path a term is; None where it is none at all.

    Raises:
        ServiceError: It is a path, but one that DynamoDB does not know.
    """
    match term:
        case Name(text=name):
            return Path(steps=(_step_name(name),))
        case PathTerm(root=Name(text=name), steps=steps):
            return Path(steps=(_step_name(name), *(_step(each) for each in steps)))
        case PathTerm(root=SequenceTerm() as root):
            msg = f"A path cannot start with a list index{root.place}"
            raise invalid(msg)
        case PathTerm(root=root):
            raise unexpected(root)
    return None


def check_paths(checker: Checker, paths: Sequence[Path]) -> None:
    """Have the paths of a statement checked, of which none may be in the way of another."""
    # DynamoDB looks at the first path of a statement first, but at the last one of an expression.
    checker.paths(reversed(paths))


def _step(term: Term) -> str | int:
    match term:
        case Name(text=name) | Constant(value={"S": name}):
            return _step_name(name)
        case Constant(value={"N": text}) if text.lstrip("-").isdecimal():
            place = int(text)
            if not 0 <= place <= GREATEST_INDEX:
                msg = f"{INDEX_OUT_OF_RANGE.format(index=place)}{term.place}"
                raise invalid(msg)
            return place
        case Wildcard(in_brackets=True):
            msg = f"Wildcard path component like a[*].b are not supported{term.place}"
            raise invalid(msg)
        case Wildcard():
            raise _unpivoted(term)
    raise unexpected(term)


def _unpivoted(step: Wildcard) -> ServiceError:
    return invalid(f"Unpivot path component like a.*.b are not supported{step.place}")


def unexpected(term: Term) -> ServiceError:
    """The error about what stands in a path and must not."""
    return invalid(f"Unexpected path component{term.place}")


def _step_name(name: str) -> str:
    if not name:
        raise invalid(EMPTY_NAME)
    return name
