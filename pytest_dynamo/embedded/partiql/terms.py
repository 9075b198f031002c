"""The terms of PartiQL's expressions, read with the precedence of its operators.

or → and → not → = <> in is → < > between like → + - || → * / % → sign → path → value
"""

import re
from collections.abc import Callable

from pytest_dynamo.embedded.partiql.keywords import KEYWORDS
from pytest_dynamo.embedded.partiql.tree import (
    Constant,
    Foreign,
    FunctionCall,
    Ion,
    Missing,
    Name,
    Operation,
    Parameter,
    PathTerm,
    SequenceTerm,
    Struct,
    Term,
    TypeTest,
    Wildcard,
)
from pytest_dynamo.embedded.partiql.words import NotWellFormedError, Words
from pytest_dynamo.planner.partiql_tokens import Token

# Keywords that are functions where a bracket follows.
_FUNCTIONS = frozenset(
    [
        *("SIZE", "EXISTS", "UPPER", "LOWER", "TRIM", "SUBSTRING", "CHAR_LENGTH"),
        *("CHARACTER_LENGTH", "COALESCE", "NULLIF", "DATE_ADD", "DATE_DIFF", "EXTRACT"),
    ]
)
_AGGREGATES = frozenset(["COUNT", "SUM", "AVG", "MIN", "MAX"])
# The types of IS, by how they are written.
_TYPES = {
    "BOOL": "BOOLEAN",
    "CHAR": "CHARACTER",
    "INT": "INTEGER",
    "VARCHAR": "CHARACTER_VARYING",
    **{
        name: name
        for name in (
            *("MISSING", "NULL", "BOOLEAN", "SMALLINT", "INTEGER", "FLOAT", "REAL", "DECIMAL"),
            *("NUMERIC", "TIMESTAMP", "DATE", "TIME", "CHARACTER", "STRING", "SYMBOL", "CLOB"),
            *("BLOB", "STRUCT", "TUPLE", "LIST", "SEXP", "BAG"),
        )
    },
}
_WITH_LENGTHS = frozenset(["CHARACTER", "CHARACTER_VARYING", "DECIMAL", "NUMERIC", "FLOAT"])
# The types of Ion literals, by how they begin or what they are.
_ION_TYPES = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(true|false)$", "BOOL"),
        (r"null\b", "NULL"),
        (r'"|\'\'\'', "STRING"),
        (r'\{\{\s*["\']', "CLOB"),
        (r"\{\{", "BLOB"),
        (r"\{", "STRUCT"),
        (r"\[", "LIST"),
        (r"\(", "SEXP"),
        (r"\d{4}(T|-\d)", "TIMESTAMP"),
        (r"-?[\d.]+[eE]", "FLOAT"),
        (r"-?\d+\.|-?[\d.]+[dD]", "DECIMAL"),
        (r"-?\d", "INT"),
    )
)


class TermReader:
    """Reads terms off the words of a statement; `query` reads a SELECT that stands within one."""

    def __init__(self, words: Words, query: Callable[[], Term]) -> None:
        self._words = words
        self._query = query

    def term(self) -> Term:
        """The next term, whatever it is."""
        return self._left_to_right(self._all, {"OR": "or"})

    def _all(self) -> Term:
        return self._left_to_right(self._negated, {"AND": "and"})

    def _negated(self) -> Term:
        words = self._words
        if words.keyword != "NOT":
            return self._equal()
        place = words.place(words.take())
        return Operation(place=place, operator="not", operands=(self._negated(),))

    def _left_to_right(self, operand: Callable[[], Term], operators: dict[str, str]) -> Term:
        """Operands with operators of one precedence between them."""
        words = self._words
        term = operand()
        while (found := words.keyword or words.symbol) in operators:
            place = words.place(words.take())
            term = Operation(place=place, operator=operators[found], operands=(term, operand()))
        return term

    def _equal(self) -> Term:
        words = self._words
        term = self._compared()
        while True:
            found = words.keyword or words.symbol
            if found in ("=", "<>", "!="):
                place = words.place(words.take())
                operator = "=" if found == "=" else "<>"
                term = Operation(place=place, operator=operator, operands=(term, self._compared()))
            elif found == "IS":
                term = self._type_test(term)
            elif found == "IN" or (found == "NOT" and words.then() == "IN"):
                term = self._in(term)
            else:
                return term

    def _in(self, term: Term) -> Term:
        words = self._words
        first = words.take()
        is_negated = first.keyword == "NOT"
        place = words.place(words.take() if is_negated else first)
        if words.symbol == "(" and words.then() != "SELECT":
            opening = words.take()
            choices: Term = self._sequence(opening, "list", ")")
        else:
            choices = self._compared()
        found = Operation(place=place, operator="in", operands=(term, choices))
        return _negation(found) if is_negated else found

    def _type_test(self, term: Term) -> Term:
        words = self._words
        place = words.place(words.take())
        is_negated = words.accept("NOT")
        found = TypeTest(place=place, term=term, type_name=self.type_name())
        return _negation(found) if is_negated else found

    def type_name(self) -> str:
        """A type, in the name that messages give it."""
        words = self._words
        word = words.take()
        given = word.text.upper() if word.kind in ("name", "literal") else ""
        if given == "DOUBLE":
            words.expect("PRECISION")
            return "DOUBLE_PRECISION"
        if given not in _TYPES:
            raise NotWellFormedError
        name = _TYPES[given]
        if given in ("CHAR", "CHARACTER") and words.accept("VARYING"):
            name = "CHARACTER_VARYING"
        if words.symbol == "(":
            self._lengths(name)
        return name

    def _lengths(self, type_name: str) -> None:
        """The lengths of a type, which say nothing: `NUMERIC(3, 2)`."""
        opening = self._words.take()
        lengths = self._sequence(opening, "list", ")").elements
        if type_name not in _WITH_LENGTHS or not lengths:
            raise NotWellFormedError

    def _compared(self) -> Term:
        words = self._words
        term = self._sum()
        while True:
            found = words.keyword or words.symbol
            if found in ("<", "<=", ">", ">="):
                place = words.place(words.take())
                term = Operation(place=place, operator=found, operands=(term, self._sum()))
            elif found in ("BETWEEN", "LIKE"):
                term = self._between_or_like(term)
            elif found == "NOT" and words.then() in ("BETWEEN", "LIKE"):
                words.take()
                term = _negation(self._between_or_like(term))
            else:
                return term

    def _between_or_like(self, term: Term) -> Operation:
        words = self._words
        word = words.take()
        operands = [term, self._sum()]
        if word.keyword == "BETWEEN":
            words.expect("AND")
            operands.append(self._sum())
        elif words.accept("ESCAPE"):
            operands.append(self._sum())
        return Operation(
            place=words.place(word), operator=word.text.lower(), operands=tuple(operands)
        )

    def _sum(self) -> Term:
        return self._left_to_right(self._product, {each: each for each in ("+", "-", "||")})

    def _product(self) -> Term:
        return self._left_to_right(self._signed, {each: each for each in ("*", "/", "%")})

    def _signed(self) -> Term:
        """A term with signs before it; the sign of a number is part of the number."""
        words = self._words
        if words.symbol not in ("+", "-"):
            return self.path()
        sign = words.take()
        term = self._signed()
        if isinstance(term, Constant) and "N" in term.value:
            return _signed_number(sign.text, term)
        return Operation(place=words.place(sign), operator=sign.text, operands=(term,))

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
        self.type_name()
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


def _negation(term: Operation | TypeTest) -> Operation:
    return Operation(place=term.place, operator="not", operands=(term,))


def _signed_number(sign: str, number: Constant) -> Constant:
    text = number.value["N"]
    if sign == "-":
        text = text[1:] if text.startswith("-") else f"-{text}"
    return Constant(place=number.place, value={"N": text})


def ion_type(text: str) -> str:
    """The type of an Ion literal, as messages name it."""
    return next((name for pattern, name in _ION_TYPES if pattern.match(text.strip())), "SYMBOL")
