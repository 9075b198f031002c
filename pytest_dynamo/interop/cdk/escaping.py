"""Any text as a literal of TypeScript and of Python: data, whatever it holds."""

import json
import re
from collections.abc import Callable

_CAPITAL = re.compile(r"(?<!^)([A-Z])")


def typescript_text(text: str) -> str:
    r"""A string literal of TypeScript.

    >>> print(typescript_text('a "b" \\ ${c}\u2028'))
    "a \"b\" \\ ${c}\u2028"
    """
    return _escaped(text, lambda each: json.dumps(each)[1:-1])


def python_text(text: str) -> str:
    r"""A string literal of Python; U+E0001 and others have eight digits there.

    >>> print(python_text('a "b" \\ {c}\u2028\U000e0001'))
    "a \"b\" \\ {c}\u2028\U000e0001"
    """
    return _escaped(text, lambda each: each.encode("unicode_escape").decode())


def python_name(name: str) -> str:
    """A name in camel case as Python writes it; different names stay different.

    >>> python_name("maxReadRequestUnits"), python_name("pointInTimeRecoverySpecification")
    ('max_read_request_units', 'point_in_time_recovery_specification')
    """
    return _CAPITAL.sub(r"_\1", name).lower()


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    """Between double quotes; what cannot be seen is escaped, so that nobody is misled by it."""
    quoted = json.dumps(text, ensure_ascii=False)[1:-1]
    return f'"{"".join(each if each.isprintable() else escape(each) for each in quoted)}"'
