"""What of a design decides what its access patterns take, as short texts that can be compared.

Names, descriptions, rates and budgets are no part of it. A field that has its default is left out, so
that a field this project adds one day changes no fingerprint.
"""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from hashlib import sha256

from pytest_dynamo.design.values import AccessPattern, Design

_LENGTH = 12
_IRRELEVANT: Mapping[type, frozenset[str]] = {
    AccessPattern: frozenset(
        {"name", "description", "rate", "keys", "parameters", "max_waste", "allow_scan", "budget"}
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """The fingerprints of a design's parts; of its access patterns by name."""

    tables: str = ""
    entities: str = ""
    access_patterns: Mapping[str, str] = field(default_factory=dict)


def fingerprint_of(design: Design) -> Fingerprint:
    """The fingerprints of a design."""
    return Fingerprint(
        tables=_digest(design.tables),
        entities=_digest(design.entities),
        access_patterns={
            name: _digest(pattern) for name, pattern in sorted(design.access_patterns.items())
        },
    )


def renamed(before: Fingerprint, after: Fingerprint) -> dict[str, str]:
    """Access patterns that only changed their names: the old, and the new."""
    gone = _without(before.access_patterns, after.access_patterns)
    new = _without(after.access_patterns, before.access_patterns)
    found = {}
    for old, digest in gone.items():
        like_it = [name for name, other in new.items() if other == digest]
        if len(like_it) == 1 and list(gone.values()).count(digest) == 1:
            found[old] = like_it[0]
    return found


def _without(those: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in those.items() if name not in others}


def _digest(value: object) -> str:
    text = json.dumps(_plain(value), sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:_LENGTH]


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        left_out = {"place", *_IRRELEVANT.get(type(value), ())}
        return {
            one.name: _plain(content)
            for one in fields(value)
            if one.name not in left_out
            and not _is_default(one.default, content := getattr(value, one.name))
            and content not in ((), {}, frozenset())
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(content) for name, content in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(json.dumps(_plain(one), sort_keys=True, default=str) for one in value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _is_default(default: object, content: object) -> bool:
    return default is not MISSING and default == content
