"""Recognising templates that were written without quotes, from the text around them."""

import re
from collections.abc import Iterable

from pytest_dynamo.design.mistakes import shortened

_TEMPLATE_COMMENT = r"[ \t]+#[^\s{}]*\{[A-Za-z_][^{}\s]*\}[^\s,\]}]*"
_AFTER_TEXT = re.compile(_TEMPLATE_COMMENT)
_AFTER_KEY = re.compile(rf"[ \t]*:({_TEMPLATE_COMMENT})")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BARE = re.compile(r"[^\s{},:\[\]]*\{[A-Za-z_]\w*[^{}\s]*\}[^\s,\]}]*")
_COMMENT = re.compile(r"[ \t]*(?:- +)?([^\"'#]*?)[ \t]+(#[^\s:]+)")
_LONGEST_LINE = 1_000


def cut_text(text: str, begins: int, ends: int) -> str | None:
    """What an unquoted text was meant to be, if YAML cut it at ` #` before a placeholder.

    >>> cut_text("PK: USER #{user_id}", 4, 8)
    'USER #{user_id}'
    """
    comment = _AFTER_TEXT.match(text, ends)
    return text[begins:ends] + comment.group() if comment else None


def cut_value(text: str, key_ends: int) -> str | None:
    """The same for a value of which nothing is left before the comment.

    >>> cut_value("PK: #{user_id}", 2)
    '#{user_id}'
    """
    comment = _AFTER_KEY.match(text, key_ends)
    return comment.group(1).strip() if comment else None


def syntax_hint(lines: Iterable[str]) -> str:
    """What to do about a syntax error that a text without quotes may have caused."""
    for line in lines:
        code = _QUOTED.sub('""', line[:_LONGEST_LINE])
        if bare := _BARE.search(code):
            return f'; put templates in quotes: "{shortened(bare.group())}"'
        if comment := _COMMENT.match(code):
            cut = f"{comment.group(1)} {comment.group(2)}".strip()
            return (
                f"; from ' #' on it is a comment, so put the text in quotes: \"{shortened(cut)}\""
            )
    return ""
