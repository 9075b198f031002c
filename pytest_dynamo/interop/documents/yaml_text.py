"""YAML with CloudFormation's tags, and the places of its parts."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Where

_LONG_FORMS = ("Ref", "Condition")
_MOST_NODES = 500_000  # 2 MB of text hold fewer, unless aliases multiply them


def read_yaml(text: str, path: str) -> tuple[Any, Any]:
    """The plain value of a YAML text, and the nodes that know its lines.

    `!Sub x` becomes `{"Fn::Sub": "x"}`, and `!GetAtt a.b` becomes `{"Fn::GetAtt": "a.b"}`.

    Raises:
        DynamoError: It is no YAML, names something twice, or is nested deeper than Python follows.
    """
    from ruamel.yaml import YAML  # which takes its time, and JSON does without it
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        nodes = YAML(typ="rt").load(text)
        return _Plain(path)(nodes), nodes
    except (YAMLError, ValueError) as error:
        place, reason = path, str(error)
        if isinstance(error, MarkedYAMLError) and error.problem_mark:
            mark = error.problem_mark
            place, reason = f"{path}:{mark.line + 1}:{mark.column + 1}", str(error.problem)
        message = f"{place}: no YAML: {reason.splitlines()[0]}"
        raise DynamoError(message) from None
    except RecursionError:
        message = f"{path}: nested too deep to be read"
        raise DynamoError(message) from None


def yaml_line(nodes: Any, where: Where) -> int | None:  # noqa: ANN401 - ruamel's nodes
    """The line, from 1, of the deepest part of a path that is there; None if there is none."""
    line = None
    for part in where:
        try:
            position = nodes.lc.key(part) if isinstance(part, str) else nodes.lc.item(part)
            line = position[0] + 1
            nodes = nodes[part]
        except (AttributeError, IndexError, KeyError, TypeError):
            break
    return line


class _Plain:
    """Plain values of ruamel's nodes; what aliases stand for is written out, up to a bound."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._nodes = 0

    def __call__(self, node: Any) -> Any:  # noqa: ANN401 - any value of YAML
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            message = f"{self._path}: its aliases stand for more than {_MOST_NODES:,} values"
            raise DynamoError(message)
        tag = getattr(getattr(node, "tag", None), "value", None)
        content: Any
        if isinstance(node, Mapping):
            content = {str(name): self(value) for name, value in node.items()}
        elif isinstance(node, list):
            content = [self(value) for value in node]
        elif tag is not None:
            content = node.value
        else:
            return node
        if tag is None or not str(tag).startswith("!"):
            return content
        name = str(tag).removeprefix("!")
        return {name if name in _LONG_FORMS else f"Fn::{name}": content}
