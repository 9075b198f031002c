"""One kind of item while it is worked out: its columns, its keys, and what they are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Parent, Table
from pytest_dynamo.interop.inferring.columns import Column, Columns, Item
from pytest_dynamo.interop.inferring.grouping import type_of
from pytest_dynamo.interop.inferring.inferred import words_of
from pytest_dynamo.interop.inferring.keys import KeyParts, KeyReader, Unknown
from pytest_dynamo.interop.inferring.shapes import Grammar, Shape
from pytest_dynamo.interop.naming import pascal_case


@dataclass(slots=True, kw_only=True)
class Kind:
    """A kind of item: what was sampled, and what has been found out so far.

    `names` says what an unknown part of a key is called, by its column. `added` are attributes that the items do not
    have, `linked` are attributes of theirs that are the same as an attribute of their parent.
    """

    items: Sequence[Item]
    columns: Columns
    keys: dict[str, KeyParts]
    plain_keys: tuple[str, ...]
    is_root: bool
    wanted_names: Sequence[str]
    name: str = ""
    names: dict[tuple[str | None, ...], str] = field(default_factory=dict)
    added: dict[str, Column] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    parents: list[Parent] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def called(self, unknown: Unknown) -> str | None:
        """What an unknown part is called, if that has been settled."""
        return self.names.get(tuple(unknown.column))

    def template(self, key: str) -> Template:
        """The template of a key, all of whose parts have been settled."""
        parts = self.keys[key].parts
        return Template(
            tuple(
                Placeholder(name=self.called(part) or "") if isinstance(part, Unknown) else part
                for part in parts
            )
        )


def kind_of(
    table: Table, shapes: Sequence[Shape], items: Sequence[Item], grammars: Mapping[str, Grammar]
) -> Kind:
    """The kind of items of one group."""
    columns = Columns(items)
    names = dict.fromkeys(name for item in items for name in item)
    candidates = [name for name in names if name not in table.attribute_types and _is_usable(name)]
    keys: dict[str, KeyParts] = {}
    plain: list[str] = []
    for name in dict.fromkeys((*table.key.attributes, *table.attribute_types)):
        if not any(table.attribute_types[name] in item.get(name, {}) for item in items):
            continue
        parts = None
        if name in grammars:
            parts = KeyReader(columns, candidates).read(name, grammars[name])
        if parts is None or _is_unknown(parts):
            plain.append(name)
        if parts is not None and not _is_unknown(parts):
            keys[name] = parts
        if _is_usable(name) and (name in plain or name not in table.key.partition_key):
            candidates.append(name)
    return Kind(
        items=items,
        columns=columns,
        keys=keys,
        plain_keys=tuple(plain),
        is_root=_is_root(table, keys),
        wanted_names=_wanted_names(table, shapes, items),
    )


def _is_usable(name: str) -> bool:
    """Whether a template can name the attribute."""
    return name.isidentifier()


def _is_unknown(parts: KeyParts) -> bool:
    return len(parts.parts) == 1 and isinstance(parts.parts[0], Unknown)


def _is_root(table: Table, keys: Mapping[str, KeyParts]) -> bool:
    """Whether there is one such item of each partition key."""
    return all(
        name in keys and all(isinstance(part, str) for part in keys[name].parts)
        for name in table.key.sort_key
    )


def _wanted_names(table: Table, shapes: Sequence[Shape], items: Sequence[Item]) -> list[str]:
    """Names for a kind, best first: what its items say, a word of their keys, words of both, the table's."""
    words = [[word for word in shape if word and words_of(word)] for shape in shapes]
    sort_key = words[-1] if len(words) > 1 and None in shapes[-1] else []
    all_words = [word for one in words for word in one]
    typed = type_of(items)
    names = [typed[1]] if typed else []
    names += sort_key[-1:] or words[0][-1:] or all_words[:1]
    names += ["_".join(all_words), _singular(table.name)]
    return [_name(one) for one in names if words_of(one)] or ["Item"]


def _name(text: str) -> str:
    return pascal_case(text.lower() if text.isupper() else text)


def _singular(name: str) -> str:
    return name.removesuffix("s") if not name.endswith("ss") else name
