"""Groups of text laid out on one line where they fit, and one member a line where they do not."""

from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A member of a group: what stands before its value, and the lines of comment above it."""

    value: "Text"
    before: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Members between brackets; `target` is what stands before the opening one, and may be a group."""

    opening: str
    items: tuple[Item, ...]
    closing: str
    target: "Text" = ""
    padding: str = ""


Text: TypeAlias = str | Group


def laid_out(text: Text, *, indent: int, unit: str, before: int = 0, after: int = 0) -> str:
    """The text with line breaks; `before` and `after` is what else has to fit on its lines."""
    flat = _flat(text)
    if flat is not None and indent + before + len(flat) + after <= WIDTH:
        return flat
    if isinstance(text, str):
        return text
    inner = indent + len(unit)
    target = laid_out(text.target, indent=indent, unit=unit, before=before, after=len(text.opening))
    if not text.items:
        return f"{target}{text.opening}{text.closing}"
    lines = [f"{target}{text.opening}"]
    for item in text.items:
        lines += [" " * inner + comment for comment in item.comments]
        value = laid_out(item.value, indent=inner, unit=unit, before=len(item.before), after=1)
        lines.append(f"{' ' * inner}{item.before}{value},")
    lines.append(" " * indent + text.closing)
    return "\n".join(lines)


def _flat(text: Text) -> str | None:
    """On one line, or None where there are comments in between."""
    if isinstance(text, str):
        return text
    target = _flat(text.target)
    values = [_flat(item.value) for item in text.items]
    if target is None or any(item.comments for item in text.items):
        return None
    parts = [f"{item.before}{value}" for item, value in zip(text.items, values, strict=True)]
    if None in values:
        return None
    padding = text.padding if parts else ""
    return f"{target}{text.opening}{padding}{', '.join(parts)}{padding}{text.closing}"
