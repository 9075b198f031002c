"""A template as YAML: short tags for functions, and every text that might be anything else in quotes.

CloudFormation reads YAML 1.1, where `no` is false and `2012-10-17` a date:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_INDENT = 2
_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_./-]*[A-Za-z0-9_])?\Z", re.ASCII)
_TYPE = re.compile(r"AWS(?:::[A-Za-z]+)+\Z", re.ASCII)
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_TAGS = {"Ref": "!Ref", "Fn::GetAtt": "!GetAtt", "Fn::Sub": "!Sub"}


def yaml_of(template: Mapping[str, Any]) -> str:
    """A template as text; the same for the same template."""
    lines: list[str] = []
    for name, section in template.items():
        if isinstance(section, Mapping) and lines:
            lines.append("")
        lines += _member(name, section, 0)
    return "\n".join(lines) + "\n"


def _member(name: str, value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - any value
    start = f"{' ' * indent}{_text(name)}:"
    single = _single(value)
    if single is not None:
        yield f"{start} {single}"
        return
    yield start
    yield from _block(value, indent + _INDENT)


def _block(value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - any value
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _member(name, one, indent)
        return
    for one in value:
        flow = _flow(one)
        if flow is not None and indent + len(flow) + _INDENT <= _WIDTH:
            yield f"{' ' * indent}- {flow}"
            continue
        lines = list(_block(one, indent + _INDENT))
        yield f"{' ' * indent}- {lines[0].lstrip(' ')}"
        yield from lines[1:]


def _single(value: Any) -> str | None:  # noqa: ANN401 - any value
    """What stands on the line of its name; None for what is a block below it."""
    if isinstance(value, Mapping):
        return _function(value) if value else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        flow = _flow(value)
        is_short = flow is not None and "{" not in flow and len(flow) <= _WIDTH // 2
        return flow if is_short or not value else None
    return _text(value) if not (isinstance(value, str) and _TYPE.match(value)) else value


def _flow(value: Any) -> str | None:  # noqa: ANN401 - any value
    """A value of scalars on one line; None where it holds more."""
    if isinstance(value, Mapping):
        function = _function(value)
        if function is not None:
            return function
        values = [_scalar(one) for one in value.values()]
        if None in values:
            return None
        return f"{{{', '.join(f'{_text(name)}: {one}' for name, one in zip(value, values, strict=True))}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        elements = [_scalar(one) for one in value]
        return None if None in elements else f"[{', '.join(map(str, elements))}]"
    return _text(value)


def _scalar(value: Any) -> str | None:  # noqa: ANN401 - any value
    if isinstance(value, Mapping):
        return _function(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return None
    return _text(value)


def _function(value: Mapping[str, Any]) -> str | None:
    if len(value) != 1:
        return None
    ((name, content),) = value.items()
    if name not in _TAGS:
        return None
    text = ".".join(content) if isinstance(content, list) else content
    return f"{_TAGS[name]} {_text(text)}"


def _text(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
    text = str(value)
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
