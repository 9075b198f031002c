"""A design as the text of its file, as a person would lay it out.

Tables, entities and access patterns are blocks, with a blank line between the entities and between
the patterns. An index, a value, a key or a budget is one line in braces, as long as it fits.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.design.values import Design
from pytest_dynamo.design.writing.comments import Path, comment_lines, placed
from pytest_dynamo.design.writing.document import design_document
from pytest_dynamo.design.writing.scalars import key_text, scalar_text

WIDTH = 100
_BLOCKS: tuple[Path, ...] = (
    ("tables", "*", "indexes"),
    ("tables", "*", "tags"),
    ("tables", "*", "vector_indexes"),
    ("entities", "*", "item"),
    ("access_patterns", "*", "update"),
    ("access_patterns", "*", "transact_get"),
    ("access_patterns", "*", "transact_write"),
    ("roles",),
    ("seeds", "*"),
    ("workload",),
    ("ignore",),
)
"""What is a block however short it is, and all around it; `*` stands for any name."""

_APART = frozenset(
    {"tables", "entities", "access_patterns", "roles", "seeds", "workload", "ignore"}
)
_SPACED = frozenset({"entities", "access_patterns"})
_LONG = frozenset(
    {
        "population",
        "min",
        "max",
        "mean",
        "count",
        "start",
        "rate",
        "limit",
        "text_bytes",
        "binary_bytes",
        "length",
        "cardinality",
        "read_capacity_units",
        "write_capacity_units",
        "read_units_per_second",
        "write_units_per_second",
        "read_units",
        "write_units",
        "items_examined",
        "pages",
        "calls",
        "holds_until",
        "ceiling",
        "monthly_price",
    }
)
"""Settings whose numbers are written in groups of three digits: `10_000`."""


def design_text(design: Design, remarks: Mapping[Path, str] | None = None) -> str:
    """The design as a YAML file, which reads as the same design.

    `remarks` become comments above the setting of their path, or above the line that it stands in; that
    of the empty path stands at the head of the file.
    """
    document = design_document(design)
    remarks = dict(remarks or {})
    head = remarks.pop((), None)
    lines = [*comment_lines(head, "", WIDTH)] if head else []
    lines += _Layout(document, remarks).lines()
    return "\n".join([*lines, ""])


def setting_lines(
    path: Path,
    value: Any,  # noqa: ANN401 - any value of the file
    indent: int,
    remarks: Mapping[Path, str] | None = None,
) -> list[str]:
    """The lines of one setting whose name is indented by so many blanks, with the comments above it."""
    document: dict[str, Any] = {}
    here = document
    for step in path[:-1]:
        here = here.setdefault(str(step), {})
    here[str(path[-1])] = value
    about = {at: remark for at, remark in (remarks or {}).items() if at[: len(path)] == path}
    return list(_Layout(document, about).entry(path, value, indent))


class _Layout:
    """Lays out a document in lines."""

    def __init__(self, document: Mapping[str, Any], remarks: Mapping[Path, str]) -> None:
        self.document = document
        self.remarks = placed(remarks, document)

    def lines(self) -> Iterator[str]:
        """All lines of the file."""
        for name, value in self.document.items():
            if name in _APART:
                yield ""
            yield from self.entry((name,), value, 0)

    def entry(self, path: Path, value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - any value
        """The lines of a name and its value, comments above them included."""
        blank, name = " " * indent, key_text(path[-1])
        inline = self._inline(path, value, indent + len(name) + 1)
        inside = inline is not None
        for remark in self.remarks.at(path, with_those_inside=inside):
            yield from comment_lines(remark, blank, WIDTH)
        if inline is not None:
            yield f"{blank}{name} {inline}"
        else:
            yield f"{blank}{name}"
            yield from self.block(path, value, indent + 2)

    def block(self, path: Path, value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - any value
        """The lines of what is in a mapping or list."""
        if isinstance(value, dict):
            for position, (name, each) in enumerate(value.items()):
                if position and path in {(one,) for one in _SPACED}:
                    yield ""
                yield from self.entry((*path, name), each, indent)
            return
        for position, each in enumerate(value):
            yield from self._member((*path, position), each, indent)

    def _member(self, path: Path, value: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - any value
        """A member of a list: on one line, or else the first line of its block behind the dash."""
        blank = " " * indent
        inline = self._inline(path, value, indent + 2)
        for remark in self.remarks.at(path, with_those_inside=True):
            yield from comment_lines(remark, blank, WIDTH)
        if inline is not None:
            yield f"{blank}- {inline}"
            return
        first, *others = _Layout({}, {}).block(path, value, indent + 2)
        yield f"{blank}- {first.lstrip(' ')}"
        yield from others

    def _inline(self, path: Path, value: Any, column: int) -> str | None:  # noqa: ANN401 - any value
        """The value on the line of its name, unless it is a block or too long for that."""
        if not isinstance(value, dict | list):
            return _scalar(path, value, in_flow=False)
        if not value:
            return "{}" if isinstance(value, dict) else "[]"
        text = flow_text(path, value)
        is_short = column + len(text) <= WIDTH
        return text if is_short and not _is_block(path) else None


def flow_text(path: Path, value: Any) -> str:  # noqa: ANN401 - any value of the file
    """A value on one line: collections in braces and brackets."""
    if isinstance(value, dict):
        inner = (
            f"{key_text(name)} {flow_text((*path, name), each)}" for name, each in value.items()
        )
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow_text((*path, at), each) for at, each in enumerate(value))}]"
    return _scalar(path, value, in_flow=True)


def _scalar(path: Path, value: Any, *, in_flow: bool) -> str:  # noqa: ANN401 - any scalar
    is_long = bool(path) and path[-1] in _LONG
    return scalar_text(value, in_flow=in_flow, is_long=is_long)


def _is_block(path: Path) -> bool:
    return any(
        len(path) <= len(block)
        and all(wanted in ("*", step) for wanted, step in zip(block, path, strict=False))
        for block in _BLOCKS
    )
