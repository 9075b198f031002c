"""Scalars as YAML takes them for what they are: texts in quotes wherever something else could be read.

Quoted is what YAML 1.1 takes for a word or number of its own as well, so that other tools read the
same: https://yaml.org/type/bool.html
"""

import base64
import json
import re
from decimal import Decimal
from typing import Any

from pytest_dynamo.design.attribute_value import number_text

_PLAIN = re.compile(r"[A-Za-z_][\w.()/=<>+%-]*(?: [\w.()/=<>+%-]+)*")
_PLAIN_LINE = re.compile(r"[A-Za-z_][\w.()/=<>+%,;'?!-]*(?: [\w.()/=<>+%,;'?!\"&*@-]+)*")
_SPAN = re.compile(r"-?[0-9]+[smhdw]")
_NUMBER_TYPE = "N"  # of an attribute; a word of its own in the text of YAML 1.1, and in no parser
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
# A key beyond this is none without `? `: https://yaml.org/spec/1.2.2/#example-single-pair-explicit-entry
_LONGEST_KEY = 1_000


def scalar_text(value: Any, *, in_flow: bool = True, is_long: bool = False) -> str:  # noqa: ANN401 - any scalar
    """A scalar as it is written within braces, or else as a whole line; `is_long` numbers are grouped.

    >>> scalar_text("no"), scalar_text("USER#{id}"), scalar_text(None), scalar_text(10_000, is_long=True)
    ('"no"', '"USER#{id}"', 'null', '10_000')
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value:_}" if is_long else str(value)
        case float():
            return _float(value)
        case Decimal():
            return number_text(value)
        case bytes():
            return f'!!binary "{base64.b64encode(value).decode()}"'
    text = str(value)
    pattern = _PLAIN if in_flow else _PLAIN_LINE
    if not (pattern.fullmatch(text) or _SPAN.fullmatch(text)) or not text.isprintable():
        return quoted_text(text)
    return quoted_text(text) if text.lower() in _WORDS and text != _NUMBER_TYPE else text


def key_text(value: Any) -> str:  # noqa: ANN401 - any scalar
    """A name with its colon."""
    text = scalar_text(value)
    return f"{text}:" if len(text) <= _LONGEST_KEY else f"? {text} :"


def quoted_text(text: str) -> str:
    r"""A text in double quotes, with everything escaped that cannot be seen.

    >>> print(quoted_text('a "b"\n\u2028'))
    "a \"b\"\n\u2028"
    """
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else _escaped(ord(one)) for one in quoted)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _float(value: float) -> str:
    """A number of YAML's: Python writes infinity and what is no number in words of its own."""
    text = repr(value)
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(text, text)
