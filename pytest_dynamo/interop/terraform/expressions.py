"""What an expression of Terraform comes to, as far as it can be told without running Terraform.

https://developer.hashicorp.com/terraform/language/expressions
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.errors import DynamoError, MissingExtraError
from pytest_dynamo.interop.shapes import Unresolved
from pytest_dynamo.interop.terraform.hcl import Expression, parse_expression
from pytest_dynamo.interop.terraform.names import UnresolvedError, as_text, member, plain
from pytest_dynamo.interop.terraform.syntax import LITERALS, Reading
from pytest_dynamo.interop.terraform.texts import split

_TRAVERSAL = re.compile(
    r"\s*[A-Za-z_][\w-]*(\.[A-Za-z_0-9][\w-]*|\[\d+\]|\[\"[^\"\\$%]*\"\])*\s*\Z"
)
_STEP = re.compile(r"[A-Za-z_0-9][\w-]*|\[\d+\]|\[\"[^\"]*\"\]")


class Evaluator:
    """Evaluates the expressions of one module; `names` are those an expression may begin with."""

    def __init__(self, root: Callable[[str], Any], path: str) -> None:
        self._root = root
        self._path = path

    def within(self, names: Mapping[str, Any]) -> "Evaluator":
        """The same with further names, such as `each`."""
        return Evaluator(
            lambda name: names[name] if name in names else self._root(name), self._path
        )

    def value(self, expression: Expression) -> Any:  # noqa: ANN401 - any value of Terraform
        """What an expression comes to, Unresolved where it cannot be told."""
        try:
            return plain(Reading(self, expression.source).of(expression.tree))
        except UnresolvedError as error:
            return Unresolved(text=expression.text, why=str(error))
        except RecursionError:
            return Unresolved(text=expression.text[:60], why="it is nested too deep")

    def template(self, text: str) -> Any:  # noqa: ANN401
        """What a text with `${…}` in it comes to; one that is nothing else keeps its type.

        Raises:
            UnresolvedError: One of its parts is not known here.
        """
        parts = split(text)
        found = [self.inside(part) if is_code else part for is_code, part in parts]
        if len(parts) == 1:
            return found[0]
        return "".join(as_text(one) for one in found)

    def inside(self, text: str) -> Any:  # noqa: ANN401
        """What stands within `${…}` comes to; plain references need no parser."""
        if not _TRAVERSAL.match(text):
            try:
                expression = parse_expression(text, self._path)
            except MissingExtraError:
                raise
            except DynamoError:
                message = "it is no expression"
                raise UnresolvedError(message) from None
            return Reading(self, expression.source).of(expression.tree)
        first, *steps = _STEP.findall(text)
        value = LITERALS[first] if first in LITERALS else self._root(first)
        for step in steps:
            name = step[1:-1].strip('"') if step.startswith("[") else step
            value = member(value, int(name) if name.isdigit() else name)
        return value

    def of_json(self, value: Any) -> Any:  # noqa: ANN401
        """A value of a configuration in JSON, whose texts are templates."""
        if isinstance(value, dict):
            return {self._json_name(name): self.of_json(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.of_json(one) for one in value]
        if not isinstance(value, str):
            return value
        try:
            return plain(self.template(value))
        except UnresolvedError as error:
            return Unresolved(text=value, why=str(error))
        except RecursionError:
            return Unresolved(text=value[:60], why="it is nested too deep")

    def _json_name(self, name: str) -> str:
        """The name of a member, which is a template as well."""
        try:
            return as_text(self.template(name))
        except UnresolvedError:
            return name

    def root(self, name: str) -> Any:  # noqa: ANN401
        """What a name means at the beginning of an expression."""
        return self._root(name)
