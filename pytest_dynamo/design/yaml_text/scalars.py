"""What the scalars of YAML 1.2's core schema mean."""

import base64
import binascii
import re
from collections.abc import Callable

from pytest_dynamo.design.values import Scalar

_INTEGER = re.compile(r"[-+]?[0-9][0-9_]*\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


def resolved(text: str) -> Scalar:
    """What an unquoted scalar means in YAML 1.2, with `_` allowed between digits.

    >>> resolved("10_000"), resolved("yes"), resolved("true"), resolved("2026-11-22")
    (10000, 'yes', True, '2026-11-22')

    Raises:
        ValueError: An integer of thousands of digits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        return int(text.replace("_", ""), base)
    if _FLOAT.match(text):
        return float(text.replace("_", ""))
    return text


def joined(text: str) -> str:
    r"""A text with the halves of surrogate pairs joined, in which JSON may write what is beyond U+FFFF.

    https://www.rfc-editor.org/rfc/rfc8259#section-7

    >>> joined("\ud83d\ude00") == "\U0001f600"
    True

    Raises:
        UnicodeDecodeError: One half has no other; such a text is no Unicode, and DynamoDB has none.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _binary(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


TAGGED: dict[str, Callable[[str], Scalar]] = {
    "!": str,
    "str": str,
    "binary": _binary,
}
