"""What each form of HCL's syntax comes to.

https://developer.hashicorp.com/terraform/language/expressions
"""

import operator
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, Final

from pytest_dynamo.interop.shapes import Unresolved
from pytest_dynamo.interop.terraform.functions import FUNCTIONS
from pytest_dynamo.interop.terraform.hcl import Expression, Tree, tokens_of, trees_in, unescaped
from pytest_dynamo.interop.terraform.names import (
    Meaning,
    UnresolvedError,
    as_text,
    check_known,
    entries_of,
    member,
    plain,
)
from pytest_dynamo.interop.terraform.texts import heredoc

LITERALS: Final = {"true": True, "false": False, "null": None}
_NOT_TAKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    StopIteration,
    TypeError,
    ValueError,
)
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "&&": lambda left, right: left and right,
    "||": lambda left, right: left or right,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
}


class Reading:
    """The evaluation of one expression."""

    def __init__(self, meaning: Meaning, source: str) -> None:
        self._meaning = meaning
        self._source = source

    def of(self, tree: Tree) -> Any:  # noqa: ANN401
        """What a tree comes to.

        Raises:
            UnresolvedError: It cannot be told.
        """
        try:
            return getattr(self, f"_{tree.data}", self._unknown)(tree)
        except _NOT_TAKEN:
            message = "Terraform takes no such values there"
            raise UnresolvedError(message) from None

    def _unknown(self, tree: Tree) -> Any:  # noqa: ANN401
        message = f"{str(tree.data).replace('_', ' ')} is not followed here"
        raise UnresolvedError(message)

    def _lazily(self, tree: Tree) -> Any:  # noqa: ANN401
        """A part of a list or mapping, which may be unknown while its neighbours are not."""
        try:
            return plain(self.of(tree))
        except UnresolvedError as error:
            expression = Expression(tree=tree, source=self._source, line=1)
            return Unresolved(text=expression.text, why=str(error))

    def _expr_term(self, tree: Tree) -> Any:  # noqa: ANN401
        return self.of(trees_in(tree)[0])

    def _identifier(self, tree: Tree) -> Any:  # noqa: ANN401
        return self._meaning.root(str(next(tokens_of(tree))))

    def _literal_value(self, tree: Tree) -> Any:  # noqa: ANN401
        return LITERALS[str(next(tokens_of(tree)))]

    def _int_lit(self, tree: Tree) -> int:
        return int(str(next(tokens_of(tree))))

    def _float_lit(self, tree: Tree) -> float:
        return float(str(next(tokens_of(tree))))

    def _string(self, tree: Tree) -> Any:  # noqa: ANN401
        parts = [self._part(part) for part in trees_in(tree)]
        if len(parts) == 1 and not isinstance(parts[0], str):
            return parts[0]
        return "".join(as_text(part) for part in parts)

    def _part(self, part: Tree) -> Any:  # noqa: ANN401
        (inner,) = part.children
        if hasattr(inner, "data"):
            return self.of(inner)
        if inner.type in ("ESCAPED_INTERPOLATION", "ESCAPED_DIRECTIVE"):
            return unescaped(str(inner)[1:])
        return unescaped(str(inner))

    def _interpolation(self, tree: Tree) -> Any:  # noqa: ANN401
        return self.of(trees_in(tree)[0])

    def _heredoc_template(self, tree: Tree) -> Any:  # noqa: ANN401
        return self._meaning.template(heredoc(tree))

    def _heredoc_template_trim(self, tree: Tree) -> Any:  # noqa: ANN401
        return self._meaning.template(textwrap.dedent(heredoc(tree)))

    def _tuple(self, tree: Tree) -> list[Any]:
        return [self._lazily(one) for one in trees_in(tree)]

    def _object(self, tree: Tree) -> dict[str, Any]:
        found = {}
        for element in trees_in(tree):
            name, value = trees_in(element)
            found[self._name(name)] = self._lazily(value)
        return found

    def _name(self, tree: Tree) -> str:
        """A bare word names itself; anything else, in parentheses for example, is evaluated."""
        tokens = list(tokens_of(tree))
        if len(tokens) == 1:
            return str(tokens[0])
        return as_text(self.of(trees_in(tree)[0]))

    def _get_attr_expr_term(self, tree: Tree) -> Any:  # noqa: ANN401
        base, attribute = trees_in(tree)
        return member(self.of(base), str(list(tokens_of(attribute))[-1]))

    def _index_expr_term(self, tree: Tree) -> Any:  # noqa: ANN401
        base, index = trees_in(tree)
        if index.data == "short_index":
            return member(self.of(base), int(str(list(tokens_of(index))[-1])))
        return member(self.of(base), self.of(trees_in(index)[0]))

    def _function_call(self, tree: Tree) -> Any:  # noqa: ANN401
        head, *rest = trees_in(tree)
        name = str(next(tokens_of(head)))
        arguments = trees_in(rest[-1]) if rest and rest[-1].data == "arguments" else []
        if name == "try":
            return self._first_known(arguments)
        if name not in FUNCTIONS:
            message = f"the function {name} is not followed here"
            raise UnresolvedError(message)
        values = [plain(self.of(one)) for one in arguments]
        if values and any(str(one) == "..." for one in rest[-1].children):
            values = [*values[:-1], *values[-1]]
        if name == "jsonencode":
            check_known(values)
        return FUNCTIONS[name](*values)

    def _first_known(self, arguments: list[Tree]) -> Any:  # noqa: ANN401
        for one in arguments:
            value = self._lazily(one)
            if not isinstance(value, Unresolved):
                return value
        message = "none of the arguments of try is known here"
        raise UnresolvedError(message)

    def _conditional(self, tree: Tree) -> Any:  # noqa: ANN401
        condition, yes, no = trees_in(tree)
        return self.of(yes if self.of(condition) else no)

    def _unary_op(self, tree: Tree) -> Any:  # noqa: ANN401
        value = self.of(trees_in(tree)[-1])
        return -value if str(next(tokens_of(tree))) == "-" else not value

    def _binary_op(self, tree: Tree) -> Any:  # noqa: ANN401
        left, term = trees_in(tree)
        sign, right = trees_in(term)
        symbol = str(next(tokens_of(sign)))
        return _OPERATORS[symbol](plain(self.of(left)), plain(self.of(right)))

    def _for_tuple_expr(self, tree: Tree) -> list[Any]:
        intro, value, *_ = [one for one in trees_in(tree) if one.data != "for_cond"]
        return [inner.of(value) for inner in self._passes(tree, intro)]

    def _for_object_expr(self, tree: Tree) -> dict[str, Any]:
        intro, name, value, *_ = [one for one in trees_in(tree) if one.data != "for_cond"]
        return {as_text(one.of(name)): one.of(value) for one in self._passes(tree, intro)}

    def _passes(self, tree: Tree, intro: Tree) -> list["Reading"]:
        """One reading for each element of what a `for` goes through, with its names known."""
        *names, collection = trees_in(intro)
        words = [str(next(tokens_of(one))) for one in names]
        condition = next((one for one in trees_in(tree) if one.data == "for_cond"), None)
        passes = []
        for key, value in entries_of(plain(self.of(collection))):
            known = dict(zip(words, (key, value) if len(words) > 1 else (value,), strict=True))
            inner = Reading(self._meaning.within(known), self._source)
            if condition is None or inner.of(trees_in(condition)[-1]):
                passes.append(inner)
        return passes
