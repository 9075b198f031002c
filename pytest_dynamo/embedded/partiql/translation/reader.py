"""From the text of a statement to the statement, once per text."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from pytest_dynamo.embedded.expressions.checks import TOO_MANY_OPERATORS, Checker
from pytest_dynamo.embedded.expressions.nodes import Condition
from pytest_dynamo.embedded.expressions.projections import compile_projection
from pytest_dynamo.embedded.expressions.rules import Check
from pytest_dynamo.embedded.expressions.updates import compile_update
from pytest_dynamo.embedded.partiql.syntax.parser import parsed
from pytest_dynamo.embedded.partiql.syntax.tree import (
    Constant,
    DeleteTree,
    FunctionCall,
    InsertTree,
    Name,
    Operation,
    SelectTree,
    Source,
    Struct,
    Term,
    Tree,
    UpdateTree,
)
from pytest_dynamo.embedded.partiql.syntax.words import NotWellFormedError
from pytest_dynamo.embedded.partiql.translation.changes import Changes
from pytest_dynamo.embedded.partiql.translation.conditions import (
    Placeholders,
    unsupported_word,
    where,
)
from pytest_dynamo.embedded.partiql.translation.insertion import inserted
from pytest_dynamo.embedded.partiql.translation.operands import paths_of
from pytest_dynamo.embedded.partiql.translation.places import check_paths, named, table_named
from pytest_dynamo.embedded.partiql.translation.projections import Parts, project, projected
from pytest_dynamo.embedded.partiql.translation.statement import (
    MANDATORY,
    Delete,
    Exists,
    Insert,
    NoStatement,
    Refused,
    Select,
    Statement,
    Update,
)
from pytest_dynamo.embedded.partiql.translation.values import kind_of_term, word_of_term
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.wire_types import WireItem

_REMEMBERED = 2_048
_NO_STRUCT = (
    "Unsupported format in item expression. Please use struct format {...} to express item values "
    "for insert statement."
)
_ONE_TABLE = "FROM clause may only contain a single table name in data manipulation statements"


@lru_cache(maxsize=_REMEMBERED)
def read(text: str, given: int) -> Statement | NoStatement | Refused:
    """The statement a text says, for requests that give it so many parameters.

    Raises:
        ServiceError: It says none that DynamoDB knows.
    """
    tree = tree_of(text)
    try:
        return _translated(tree, Placeholders(given=given))
    except RecursionError:
        raise invalid(TOO_MANY_OPERATORS) from None


@lru_cache(maxsize=_REMEMBERED)
def tree_of(text: str) -> Tree:
    """The tree of a statement.

    Raises:
        ServiceError: It is no statement of PartiQL.
    """
    try:
        return parsed(text)
    except (NotWellFormedError, RecursionError):
        message = f"Statement wasn't well formed, can't be processed: {text}"
        raise invalid(message) from None


def _translated(tree: Tree, placeholders: Placeholders) -> Statement | NoStatement | Refused:
    match tree:
        case SelectTree():
            return _select(tree, placeholders)
        case InsertTree():
            return _insert(tree, placeholders)
        case UpdateTree():
            return _update(tree, placeholders)
        case DeleteTree():
            return _delete(tree, placeholders)
        case FunctionCall(name=name, arguments=(SelectTree() as query,)) if (
            name.lower() == "exists"
        ):
            return _exists(query, placeholders)
    is_operation = isinstance(tree, (Operation, FunctionCall))
    return NoStatement(kind=kind_of_term(tree), is_operation=is_operation)


def _select(tree: SelectTree, placeholders: Placeholders) -> Select:
    table, index = _source_of(tree)
    if tree.is_value:
        raise invalid("Select projection doesn't support value or pivot keywords")
    parts = None if tree.terms is None else projected(tree.terms)
    checker = Checker(names=_AsWritten())
    check_paths(checker, [path for _, path in parts or ()])
    condition = _condition(tree.where, placeholders, checker)
    other = next((each.term for each in tree.orderings if not isinstance(each.term, Name)), None)
    return Select(
        table=table,
        constants=placeholders.constants,
        checks=tuple(checker.checks),
        index=index,
        project=project(parts) if parts else None,
        part=None if checker.refused or not parts else _part(parts),
        attributes=tuple(dict.fromkeys(str(path.steps[0]) for _, path in parts or ())),
        where=condition,
        tested=frozenset(str(path.steps[0]) for path in paths_of(condition)),
        orderings=tuple(
            (each.term.text, each.descending)
            for each in tree.orderings
            if isinstance(each.term, Name)
        ),
        order_kind=None if other is None else _order_kind(other),
    )


def _part(parts: Parts) -> Callable[[WireItem], WireItem]:
    return compile_projection(path for _, path in parts).project


def _source_of(tree: SelectTree) -> tuple[str, str | None]:
    """The table and the index a SELECT reads, which is to have no clause that is not supported."""
    if tree.refused:
        msg = f"Unsupported clause: {tree.refused[0]}"
        raise invalid(msg)
    if tree.is_distinct:
        raise unsupported_word("DISTINCT")
    return named(tree.source)


def _order_kind(term: Term) -> str:
    if isinstance(term, Constant):
        ((kind, content),) = term.value.items()
        return f'"{content}"' if kind == "S" else str(content)
    return word_of_term(term)


def _condition(term: Term | None, placeholders: Placeholders, checker: Checker) -> Condition | None:
    return None if term is None else checker.condition(where(term, placeholders))


def _insert(tree: InsertTree, placeholders: Placeholders) -> Insert | NoStatement:
    if tree.has_position:
        msg = f"AT is not supported in insert statements.{tree.place}"
        raise invalid(msg)
    if tree.has_conflict_action:
        raise invalid("Unsupported clause: ON CONFLICT")
    if tree.item is None:
        return NoStatement(kind="InsertOp", is_operation=False)
    if not isinstance(tree.item, Struct):
        msg = f"{_NO_STRUCT}{tree.item.place}"
        raise invalid(msg)
    item = inserted(tree.item, placeholders)
    if tree.has_returning:
        raise invalid("RETURNING is not supported in INSERT")
    return Insert(
        table=_only_table(tree.source),
        constants=placeholders.constants,
        checks=(),
        item=item,
    )


def _only_table(source: Source) -> str:
    if not isinstance(source.term, Name):
        raise invalid(_ONE_TABLE)
    return source.term.text


def _update(tree: UpdateTree, placeholders: Placeholders) -> Update | Refused:
    checker = Checker(names=_AsWritten())
    condition = _condition(tree.where, placeholders, checker)
    changes = Changes(placeholders=placeholders, checker=checker)
    try:
        changes.add_all(tree.changes)
        return Update(
            table=table_named(tree.source),
            constants=placeholders.constants,
            checks=tuple(checker.checks),
            update=compile_update([] if checker.refused else changes.actions),
            paths=tuple(action.path for action in changes.actions),
            where=_mandatory(condition),
            returning=tree.returning,
        )
    except ServiceError as error:
        return _refused(error, placeholders, checker.checks)


def _delete(tree: DeleteTree, placeholders: Placeholders) -> Delete | Refused:
    checker = Checker(names=_AsWritten())
    condition = _condition(tree.where, placeholders, checker)
    try:
        return Delete(
            table=table_named(tree.source),
            constants=placeholders.constants,
            checks=tuple(checker.checks),
            where=_mandatory(condition),
            returning=tree.returning,
        )
    except ServiceError as error:
        return _refused(error, placeholders, checker.checks)


def _mandatory(condition: Condition | None) -> Condition:
    if condition is None:
        raise invalid(MANDATORY)
    return condition


def _refused(error: ServiceError, placeholders: Placeholders, checks: Sequence[Check]) -> Refused:
    """What DynamoDB refuses after it has looked at the values that come before in the statement."""
    return Refused(
        table="",
        constants=placeholders.constants,
        checks=tuple(checks),
        message=error.message,
    )


def _exists(query: SelectTree, placeholders: Placeholders) -> Exists:
    table, index = _source_of(query)
    checker = Checker(names=_AsWritten())
    condition = _condition(query.where, placeholders, checker)
    return Exists(
        table=table,
        constants=placeholders.constants,
        checks=tuple(checker.checks),
        index=index,
        where=condition,
    )


class _AsWritten(dict[str, str]):
    """The names of a statement stand for themselves, whatever they begin with."""

    def __contains__(self, name: object) -> bool:
        return True
