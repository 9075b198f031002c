"""Names of statements: of A to Z, a to z and 0 to 9, each once in a policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
"""

import re
from collections.abc import Iterable, Sequence

_MOST_NAMED = 3
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9]+")


def sids(patterns: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """A name for each statement, after the access patterns that it serves.

    >>> sids([["get_user"], ["get_user", "list_orders"], ["get_user"]])
    ('GetUser', 'GetUserListOrders', 'GetUser2')
    """
    found: list[str] = []
    for names in patterns:
        stem = "".join(map(_camel, names[:_MOST_NAMED])) or "Statement"
        if len(names) > _MOST_NAMED:
            stem += f"And{len(names) - _MOST_NAMED}More"
        sid, count = stem, 1
        while sid in found:
            count += 1
            sid = f"{stem}{count}"
        found.append(sid)
    return tuple(found)


def _camel(name: str) -> str:
    words = _NOT_ALLOWED.sub(" ", name).split()
    return "".join(word[0].upper() + word[1:] for word in words)
