"""The terms of PartiQL's expressions, read with the precedence of its operators.

or → and → not → = <> in is → < > between like → + - || → * / % → sign → path → value
"""

from collections.abc import Callable

from pytest_dynamo.embedded.partiql.syntax.primaries import PrimaryReader
from pytest_dynamo.embedded.partiql.syntax.tree import Constant, Operation, Term, TypeTest
from pytest_dynamo.embedded.partiql.syntax.type_names import type_name


class TermReader(PrimaryReader):
    """Reads terms of any kind off the words of a statement."""

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
        found = TypeTest(place=place, term=term, type_name=type_name(words))
        return _negation(found) if is_negated else found

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


def _negation(term: Operation | TypeTest) -> Operation:
    return Operation(place=term.place, operator="not", operands=(term,))


def _signed_number(sign: str, number: Constant) -> Constant:
    text = number.value["N"]
    if sign == "-":
        text = text[1:] if text.startswith("-") else f"-{text}"
    return Constant(place=number.place, value={"N": text})
