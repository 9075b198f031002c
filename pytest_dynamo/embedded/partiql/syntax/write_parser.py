"""From the words of an INSERT, an UPDATE or a DELETE to its tree."""

from abc import ABC, abstractmethod

from pytest_dynamo.embedded.partiql.syntax.terms import TermReader
from pytest_dynamo.embedded.partiql.syntax.tree import (
    Constant,
    DeleteTree,
    InsertTree,
    Name,
    PathTerm,
    Returning,
    SelectTree,
    Source,
    Term,
    UpdateTree,
)
from pytest_dynamo.embedded.partiql.syntax.words import NotWellFormedError, Words


class WriteParser(ABC):
    """Parses the statements that write, and what others have in common with them."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.terms = TermReader(words, self.select)

    @abstractmethod
    def select(self) -> SelectTree:
        """A SELECT."""

    def insert(self) -> InsertTree:
        """An INSERT."""
        words = self.words
        place = words.place(words.here)
        words.expect("INSERT", "INTO")
        source = Source(term=self._table())
        item: Term | None = None
        has_position = False
        if words.accept("VALUE"):
            item = self.terms.term()
            has_position = words.accept("AT")
            if has_position:
                self.terms.term()
        elif words.accept("VALUES"):
            self._rows()
        else:
            self.terms.term()
        has_conflict_action = self._conflict_action()
        returning = self._returning()
        return InsertTree(
            place=place,
            source=source,
            item=item,
            has_position=has_position,
            has_conflict_action=has_conflict_action,
            has_returning=bool(returning),
        )

    def _rows(self) -> None:
        """Lists in round brackets, which DynamoDB does not take."""
        words = self.words
        while True:
            words.expect("(")
            self._list()
            words.expect(")")
            if not words.accept(","):
                return

    def _conflict_action(self) -> bool:
        words = self.words
        if not words.accept("ON", "CONFLICT"):
            return False
        words.expect("WHERE")
        self.terms.term()
        words.expect("DO", "NOTHING")
        return True

    def update(self) -> UpdateTree:
        """An UPDATE, with any number of SET and REMOVE clauses."""
        words = self.words
        place = words.place(words.here)
        words.expect("UPDATE")
        source = self._target_table()
        changes: list[tuple[Term, Term | None]] = []
        while True:
            if words.accept("REMOVE"):
                changes.append((self._target(), None))
            elif words.accept("SET"):
                changes.extend(self._assignments())
            else:
                break
        if not changes:
            raise NotWellFormedError
        return UpdateTree(
            place=place,
            source=source,
            changes=tuple(changes),
            where=self.terms.term() if words.accept("WHERE") else None,
            returning=self._returning(),
        )

    def _assignments(self) -> list[tuple[Term, Term | None]]:
        words = self.words
        assignments: list[tuple[Term, Term | None]] = []
        while not assignments or words.accept(","):
            target = self._target()
            words.expect("=")
            assignments.append((target, self.terms.term()))
        return assignments

    def _target(self) -> Term:
        """What a change is made to: a name, or a path of names and places in lists."""
        target = self.terms.path()
        steps = target.steps if isinstance(target, PathTerm) else ()
        root = target.root if isinstance(target, PathTerm) else target
        if not isinstance(root, Name) or not all(map(_is_simple, steps)):
            raise NotWellFormedError
        return target

    def delete(self) -> DeleteTree:
        """A DELETE."""
        words = self.words
        place = words.place(words.here)
        words.expect("DELETE", "FROM")
        return DeleteTree(
            place=place,
            source=self._target_table(),
            where=self.terms.term() if words.accept("WHERE") else None,
            returning=self._returning(),
        )

    def _returning(self) -> tuple[Returning, ...]:
        words = self.words
        if not words.accept("RETURNING"):
            return ()
        found: list[Returning] = []
        while not found or words.accept(","):
            which, when = words.take().text.upper(), words.take().text.upper()
            if which not in ("ALL", "MODIFIED") or when not in ("NEW", "OLD"):
                raise NotWellFormedError
            everything = words.accept("*")
            if not everything:
                self.terms.term()
            found.append((which, when, everything))
        return tuple(found)

    # What statements have in common

    def _list(self) -> list[Term]:
        terms = [self.terms.term()]
        while self.words.accept(","):
            terms.append(self.terms.term())
        return terms

    def _alias(self) -> bool:
        """Take an alias, if there is one."""
        words = self.words
        if words.accept("AS") or words.accept("AT"):
            words.name()
            return True
        if not words.at_end and words.here.kind in ("name", "quoted"):
            try:
                words.name()
            except NotWellFormedError:
                words.give_back()
            else:
                return True
        return False

    def _target_table(self) -> Source:
        """The table that is written to, which may have an alias for all the grammar knows."""
        return Source(term=self._table(), has_alias=self._alias())

    def _table(self) -> Term:
        """The table that is written to, or a path that begins with a name."""
        term = self.terms.path()
        if not isinstance(term.root if isinstance(term, PathTerm) else term, Name):
            raise NotWellFormedError
        return term


def _is_simple(step: Term) -> bool:
    """Whether a step of a path is a name or a place in a list."""
    if isinstance(step, Constant):
        return "S" in step.value or step.value.get("N", ".").lstrip("-").isdecimal()
    return isinstance(step, Name)
