"""From the text of a statement to its tree.

The grammar is that of PartiQL, more than DynamoDB takes: what it refuses, it refuses in words of its own,
which needs the statement to be read first (https://partiql.org/partiql-lang/).
"""

from pytest_dynamo.embedded.partiql.terms import TermReader
from pytest_dynamo.embedded.partiql.tree import (
    Constant,
    DeleteTree,
    Foreign,
    InsertTree,
    Name,
    Operation,
    Ordering,
    PathTerm,
    Returning,
    SelectTree,
    Source,
    Term,
    Tree,
    UpdateTree,
    Wildcard,
)
from pytest_dynamo.embedded.partiql.words import NotWellFormedError, Words
from pytest_dynamo.planner.partiql_tokens import tokens_of

_JOINS = frozenset(["JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "OUTER", "FULL"])
_SET_OPERATORS = frozenset(["UNION", "EXCEPT", "INTERSECT"])
_DEFINITIONS = {"CREATE": "Create", "DROP": "Drop"}


def parsed(statement: str) -> Tree:
    """The tree of a statement.

    Raises:
        NotWellFormedError: It is no statement of PartiQL.
    """
    parser = _Parser(Words(statement, tokens_of(statement)))
    tree = parser.statement()
    if not parser.words.at_end:
        raise NotWellFormedError
    return tree


class _Parser:
    def __init__(self, words: Words) -> None:
        self.words = words
        self.terms = TermReader(words, self.select)

    def statement(self) -> Tree:
        match self.words.keyword:
            case "SELECT":
                return self._combined()
            case "INSERT":
                return self._insert()
            case "UPDATE":
                return self._update()
            case "DELETE":
                return self._delete()
            case "CREATE" | "DROP":
                return self._definition()
            case "EXEC":
                return self._exec()
        return self.terms.term()

    # SELECT

    def _combined(self) -> Term:
        """A SELECT, or several with UNION between them."""
        words = self.words
        term: Term = self.select()
        while words.keyword in _SET_OPERATORS:
            place = words.place(words.here)
            operator = words.take().text.lower()
            words.accept("ALL")
            term = Operation(place=place, operator=operator, operands=(term, self.select()))
        return term

    def select(self) -> SelectTree:
        words = self.words
        place = words.place(words.here)
        words.expect("SELECT")
        is_distinct = words.accept("DISTINCT")
        if not is_distinct:
            words.accept("ALL")
        is_value = words.accept("VALUE")
        terms = self._projection(is_value=is_value)
        words.expect("FROM")
        source = self._source(many=True)
        where = self.terms.term() if words.accept("WHERE") else None
        refused: list[str] = []
        orderings = self._orderings()
        if not orderings and words.accept("GROUP", "BY"):
            self._list()
            refused.append("GROUP BY")
        refused.extend(
            f"{clause}{self.terms.term().place}"
            for clause in ("HAVING", "LIMIT")
            if words.accept(clause)
        )
        return SelectTree(
            place=place,
            terms=terms,
            is_distinct=is_distinct,
            is_value=is_value,
            source=source,
            where=where,
            orderings=orderings,
            refused=tuple(refused),
        )

    def _projection(self, *, is_value: bool) -> tuple[tuple[Term, bool], ...] | None:
        """The terms asked for, and whether each has an alias."""
        words = self.words
        if not is_value and words.accept("*"):
            return None
        terms = [(self.terms.term(), self._alias())]
        while not is_value and words.accept(","):
            terms.append((self.terms.term(), self._alias()))
        if any(map(_is_opened, (term for term, _ in terms))):
            raise NotWellFormedError
        return tuple(terms)

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

    def _source(self, *, many: bool) -> Source:
        words = self.words
        is_joined = many and words.accept("UNPIVOT")
        term = self.terms.term() if many else self._table()
        has_alias = self._alias()
        while many and (words.symbol == "," or words.keyword in _JOINS):
            is_joined = True
            while words.symbol == "," or words.keyword in _JOINS:
                words.take()
            self.terms.term()
            self._alias()
            if words.accept("ON"):
                self.terms.term()
        return Source(term=term, has_alias=has_alias, is_joined=is_joined)

    def _table(self) -> Term:
        """The table that is written to, or a path that begins with a name."""
        term = self.terms.path()
        if not isinstance(term.root if isinstance(term, PathTerm) else term, Name):
            raise NotWellFormedError
        return term

    def _orderings(self) -> tuple[Ordering, ...]:
        words = self.words
        if not words.accept("ORDER", "BY"):
            return ()
        orderings: list[Ordering] = []
        while not orderings or words.accept(","):
            term = self.terms.term()
            descending = words.accept("DESC")
            if not descending:
                words.accept("ASC")
            orderings.append(Ordering(term=term, descending=descending))
        return tuple(orderings)

    # INSERT, UPDATE, DELETE

    def _insert(self) -> InsertTree:
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

    def _update(self) -> UpdateTree:
        words = self.words
        place = words.place(words.here)
        words.expect("UPDATE")
        source = self._source(many=False)
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

    def _delete(self) -> DeleteTree:
        words = self.words
        place = words.place(words.here)
        words.expect("DELETE", "FROM")
        return DeleteTree(
            place=place,
            source=self._source(many=False),
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

    # What DynamoDB does with other requests

    def _definition(self) -> Foreign:
        words = self.words
        word = words.take()
        if words.keyword not in ("TABLE", "INDEX"):
            raise NotWellFormedError
        kind = words.take().text.capitalize()
        words.name()
        return Foreign(
            place=words.place(word), kind=f"{_DEFINITIONS[word.keyword]}{kind}", word=word.text
        )

    def _exec(self) -> Foreign:
        words = self.words
        word = words.take()
        words.name()
        while not words.at_end:
            self._list()
        return Foreign(place=words.place(word), kind="Exec", word="exec")


def _is_simple(step: Term) -> bool:
    """Whether a step of a path is a name or a place in a list."""
    if isinstance(step, Constant):
        return "S" in step.value or step.value.get("N", ".").lstrip("-").isdecimal()
    return isinstance(step, Name)


def _is_opened(term: Term) -> bool:
    """Whether a path has all elements of a list as a step, which a SELECT cannot give."""
    steps = term.steps if isinstance(term, PathTerm) else ()
    return any(isinstance(step, Wildcard) and step.in_brackets for step in steps)
