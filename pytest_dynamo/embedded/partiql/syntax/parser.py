"""From the text of a statement to its tree.

The grammar is that of PartiQL, more than DynamoDB takes: what it refuses, it refuses in words of its own,
which needs the statement to be read first (https://partiql.org/partiql-lang/).
"""

from pytest_dynamo.embedded.partiql.syntax.tree import (
    Foreign,
    Operation,
    Ordering,
    PathTerm,
    SelectTree,
    Source,
    Term,
    Tree,
    Wildcard,
)
from pytest_dynamo.embedded.partiql.syntax.words import NotWellFormedError, Words
from pytest_dynamo.embedded.partiql.syntax.write_parser import WriteParser
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


class _Parser(WriteParser):
    def statement(self) -> Tree:
        match self.words.keyword:
            case "SELECT":
                return self._combined()
            case "INSERT":
                return self.insert()
            case "UPDATE":
                return self.update()
            case "DELETE":
                return self.delete()
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
        source = self._source()
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

    def _source(self) -> Source:
        words = self.words
        is_joined = words.accept("UNPIVOT")
        term = self.terms.term()
        has_alias = self._alias()
        while words.symbol == "," or words.keyword in _JOINS:
            is_joined = True
            while words.symbol == "," or words.keyword in _JOINS:
                words.take()
            self.terms.term()
            self._alias()
            if words.accept("ON"):
                self.terms.term()
        return Source(term=term, has_alias=has_alias, is_joined=is_joined)

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


def _is_opened(term: Term) -> bool:
    """Whether a path has all elements of a list as a step, which a SELECT cannot give."""
    steps = term.steps if isinstance(term, PathTerm) else ()
    return any(isinstance(step, Wildcard) and step.in_brackets for step in steps)
