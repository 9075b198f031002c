"""PartiQL the way moto reads it."""

import re

_NAME = r'(?:"[^"]+"|[\w-]+)'
_INDEX = re.compile(
    rf"^(SELECT\b.*?\bFROM\s+)({_NAME})\s*\.\s*({_NAME})", re.IGNORECASE | re.DOTALL
)
_COMPARISON = re.compile(r"""('[^']*'|"[^"]*")|\s*(<=|>=|<>|!=|[=<>])\s*""")


def for_moto(statement: str) -> str:
    """A statement with spaces around each comparison, and index and table named in one word.

    >>> for_moto('SELECT * FROM "t"."i" WHERE a>=?')
    'SELECT * FROM "t.i" WHERE a >= ?'
    """
    named = _INDEX.sub(_in_one_word, statement.lstrip())
    return _COMPARISON.sub(lambda found: found[1] or f" {found[2]} ", named)


def _in_one_word(found: re.Match[str]) -> str:
    table, index = found[2].strip('"'), found[3].strip('"')
    return f'{found[1]}"{table}.{index}"'
