"""The smallest terms of PartiQL's expressions: names and paths, values, functions, brackets."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from pytest_dynamo.embedded.partiql.syntax.keywords import KEYWORDS
from pytest_dynamo.embedded.partiql.syntax.tree import (
    Constant,
    Foreign,
    FunctionCall,
    Ion,
    Missing,
    Name,
    Parameter,
    PathTerm,
    SequenceTerm,
    Struct,
    Term,
    Wildcard,
)
from pytest_dynamo.embedded.partiql.syntax.type_names import type_name
from pytest_dynamo.embedded.partiql.syntax.words import NotWellFormedError, Words
from pytest_dynamo.planner.partiql_tokens import Token

# Keywords that are functions where a bracket follows.
_FUNCTIONS = frozenset(
    [
        *("SIZE", "EXISTS", "UPPER", "LOWER", "TRIM", "SUBSTRING", "CHAR_LENGTH"),
        *("CHARACTER_LENGTH", "COALESCE", "NULLIF", "DATE_ADD", "DATE_DIFF", "EXTRACT"),
    ]
)
_AGGREGATES = frozenset(["COUNT", "SUM", "AVG", "MIN", "MAX"])


class PrimaryReader(ABC):
    """Reads what stands between operators; `query` reads a SELECT that stands within a term."""

    def __init__(self, words: Words, query: Callable[[], Term]) -> None:
        self._words = words
        self._query = query

    @abstractmethod
    def term(self) -> Term:
        """The next term, whatever it is."""

    def path(self) -> Term:
        """A value or a name, and the steps of a path after it."""
        words = self._words
        if words.symbol == "@":
            words.take()
        root = self._value()
        steps: list[Term] = []
        while words.symbol in (".", "["):
            steps.append(self._step())
        if not steps:
            return root
        return PathTerm(place=root.place, root=root, steps=tuple(steps))

    def _step(self) -> Term:
        words = self._words
        in_brackets = words.take().text == "["
        if words.symbol == "*":
            step: Term = Wildcard(place=words.place(words.take()), in_brackets=in_brackets)
        elif in_brackets:
            step = self.term()
        else:
            step = self._name()
        if in_brackets:
            words.expect("]")
        return step

    def _name(self) -> Name:
        token = self._words.name()
        return Name(place=self._words.place(token), text=token.text)

    def _value(self) -> Term:
        words = self._words
        token = words.here
        match token.kind:
            case "text":
                words.take()
                return Constant(place=words.place(token), value=token.value or {})
            case "literal":
                return self._literal(words.take())
            case "parameter":
                words.take()
                words.parameters += 1
                return Parameter(place=words.place(token), number=words.parameters - 1)
            case "symbol":
                return self._bracketed(words.take())
        return self._worded(token)

    def _worded(self, token: Token) -> Term:
        """A term that begins with a word: a name, a function, or what only PartiQL knows."""
        words = self._words
        word, is_called = token.keyword, words.then() == "("
        if word == "SELECT":
            return self._query()
        if word == "CASE":
            return self._case()
        if word == "CAST":
            return self._cast(words.take())
        if is_called and word in _AGGREGATES:
            return self._aggregate(words.take())
        if is_called and (word not in KEYWORDS or word in _FUNCTIONS):
            return self._call(words.take())
        if word in ("DATE", "TIME") and words.then_kind == "text":
            words.take()
            return Foreign(place=words.place(words.take()), kind="DateTimeType", word="UNKNOWN")
        return self._name()

    def _literal(self, token: Token) -> Term:
        place = self._words.place(token)
        if token.text.startswith("`"):
            if not token.text[1:-1].strip():
                raise NotWellFormedError
            return Ion(place=place, text=token.text[1:-1])
        if token.text.upper() == "MISSING":
            return Missing(place=place)
        if token.value is None:  # a number that is none
            raise NotWellFormedError
        return Constant(place=place, value=token.value)

    def _bracketed(self, opening: Token) -> Term:
        words = self._words
        match opening.text:
            case "[":
                return self._sequence(opening, "list", "]")
            case "<<":
                return self._sequence(opening, "bag", ">>")
            case "{":
                return self._struct(opening)
            case "(":
                term = self.term()
                if words.accept(")"):
                    return term
                words.expect(",")
                rest = self._sequence(opening, "list", ")")
                return SequenceTerm(place=rest.place, kind="list", elements=(term, *rest.elements))
        raise NotWellFormedError

    def _sequence(self, opening: Token, kind: str, closing: str) -> SequenceTerm:
        elements = self._until(closing)
        place = self._words.place(opening)
        return SequenceTerm(place=place, kind="bag" if kind == "bag" else "list", elements=elements)

    def _until(self, closing: str) -> tuple[Term, ...]:
        """Terms with commas between them, up to a closing bracket."""
        words = self._words
        if words.accept(closing):
            return ()
        terms = [self.term()]
        while words.accept(","):
            terms.append(self.term())
        words.expect(closing)
        return tuple(terms)

    def _struct(self, opening: Token) -> Struct:
        words = self._words
        fields: list[tuple[Term, Term]] = []
        while not words.accept("}"):
            if fields:
                words.expect(",")
            key = self.term()
            words.expect(":")
            fields.append((key, self.term()))
        return Struct(place=words.place(opening), fields=tuple(fields))

    def _call(self, name: Token) -> Term:
        self._words.expect("(")
        return FunctionCall(
            place=self._words.place(name), name=name.text, arguments=self._until(")")
        )

    def _aggregate(self, name: Token) -> Term:
        words = self._words
        words.expect("(")
        if not words.accept("*"):
            words.accept("DISTINCT")
            self.term()
        words.expect(")")
        return Foreign(place=words.place(name), kind="CallAgg", word=name.text.lower())

    def _cast(self, word: Token) -> Term:
        words = self._words
        opening = words.here
        words.expect("(")
        self.term()
        words.expect("AS")
        type_name(words)
        words.expect(")")
        return Foreign(place=words.place(opening), kind="Typed", word=word.text.lower())

    def _case(self) -> Term:
        words = self._words
        place = words.place(words.take())
        is_searched = words.keyword == "WHEN"
        if not is_searched:
            self.term()
        words.expect("WHEN")
        while True:
            self.term()
            words.expect("THEN")
            self.term()
            if not words.accept("WHEN"):
                break
        if words.accept("ELSE"):
            self.term()
        words.expect("END")
        kind = "SearchedCase" if is_searched else "SimpleCase"
        return Foreign(place=place, kind=kind, word="CASE")
