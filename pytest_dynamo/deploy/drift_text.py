"""The text of a CloudFormation template as plain values, its intrinsic functions in their long form.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.errors import DynamoError

_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
_LONG_FORMS = ("Ref", "Condition")


class Intrinsic(str):
    """A value that only CloudFormation knows, as the template writes it: `!Ref Stage`."""

    __slots__ = ()


def read_template(text: str, path: str) -> tuple[dict[str, Any], Any]:
    """The template as plain values, and the same with the places of its lines, None for JSON.

    Raises:
        DynamoError: It is neither JSON nor YAML, or no mapping.
    """
    source: Any
    try:
        source = json.loads(text)
        places = None
    except ValueError:
        source = places = _yaml(text, path)
    except RecursionError:
        raise _too_deep(path) from None
    value = _plain(source)
    if not isinstance(value, dict) or not isinstance(value.get("Resources"), dict):
        msg = (
            f"{path}: no CloudFormation template; one is a mapping with 'Resources'\n"
            f"To fix this: name the template that is deployed; for the CDK it is in cdk.out/."
        )
        raise DynamoError(msg)
    return value, places


def line_of(places: Any, path: tuple[str | int, ...]) -> int | None:  # noqa: ANN401 - ruamel's nodes
    """The line, from 1, of the deepest part of a path that is there; None where lines are not known."""
    line = None
    for part in path:
        try:
            position = places.lc.key(part) if isinstance(part, str) else places.lc.item(part)
            line = position[0] + 1
            places = places[part]
        except (AttributeError, IndexError, KeyError, TypeError):
            break
    return line


def resolved(value: object, parameters: Mapping[str, object]) -> object:
    """A value with references to the given parameters replaced; others become `Intrinsic`.

    >>> resolved({"Ref": "Stage"}, {"Stage": "prod"}), resolved({"Ref": "Stage"}, {})
    ('prod', '!Ref Stage')
    >>> resolved({"Fn::Sub": "${Stage}-orders"}, {"Stage": "prod"})
    'prod-orders'
    """
    if isinstance(value, dict):
        if len(value) == 1:
            ((name, content),) = value.items()
            if name in _LONG_FORMS or str(name).startswith("Fn::"):
                return _intrinsic(str(name), content, parameters)
        return {name: resolved(one, parameters) for name, one in value.items()}
    if isinstance(value, list):
        return [resolved(one, parameters) for one in value]
    return value


def _intrinsic(name: str, content: object, parameters: Mapping[str, object]) -> object:
    if name == "Ref" and content in parameters:
        return parameters[str(content)]
    if name == "Fn::Sub" and isinstance(content, str):
        names = _VARIABLE.findall(content)
        if all(one in parameters for one in names):
            return _VARIABLE.sub(lambda found: str(parameters[found[1]]), content)
    written = content if isinstance(content, str) else json.dumps(content, default=str)
    return Intrinsic(f"!{name.removeprefix('Fn::')} {written}")


def _yaml(text: str, path: str) -> object:
    from ruamel.yaml import YAML  # which takes its time, and JSON does without it
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return YAML(typ="rt").load(text)
    except (YAMLError, ValueError) as error:
        reason = str(error)
        if isinstance(error, MarkedYAMLError) and error.problem_mark:
            reason = f"line {error.problem_mark.line + 1}: {error.problem}"
        msg = f"{path}: neither JSON nor YAML: {reason.splitlines()[0]}"
        raise DynamoError(msg) from None
    except RecursionError:
        raise _too_deep(path) from None


def _too_deep(path: str) -> DynamoError:
    return DynamoError(f"{path}: nested too deep to be a template")


def _plain(node: Any) -> Any:  # noqa: ANN401 - any value of YAML or JSON
    """Plain values; `!Sub x` as `{"Fn::Sub": "x"}`, `!GetAtt a.b` as `{"Fn::GetAtt": ["a", "b"]}`."""
    tag = getattr(getattr(node, "tag", None), "value", None)
    content: Any
    if isinstance(node, Mapping):
        content = {str(name): _plain(value) for name, value in node.items()}
    elif isinstance(node, list):
        content = [_plain(value) for value in node]
    elif tag is not None:
        content = node.value
    else:
        return node
    if tag is None or not str(tag).startswith("!"):
        return content
    name = str(tag).removeprefix("!")
    return {name if name in _LONG_FORMS else f"Fn::{name}": content}
