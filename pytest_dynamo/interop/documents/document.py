"""One file that is imported: its text, and the plain value in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

DocumentKind: TypeAlias = Literal["json", "yaml", "hcl", "python"]
Where: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file and what is in it.

    `value` holds mappings, lists and scalars; it is None for HCL and Python, which their own rooms
    read. `nodes` are what knows the lines of YAML.
    """

    path: str
    text: str
    kind: DocumentKind
    value: Any = None
    nodes: Any = field(default=None, repr=False, compare=False)

    def line(self, where: Where) -> int | None:
        """The line, from 1, of the deepest part of a path that is there; None if there is none."""
        from pytest_dynamo.interop.documents.json_text import json_line
        from pytest_dynamo.interop.documents.yaml_text import yaml_line

        match self.kind:
            case "json":
                return json_line(self.text, where)
            case "yaml":
                return yaml_line(self.nodes, where)
        return None

    @property
    def mapping(self) -> Mapping[str, Any]:
        """The value if it is a mapping, or else an empty one."""
        return self.value if isinstance(self.value, dict) else {}


def dotted(where: Where) -> str:
    """A path as people write it.

    >>> dotted(("Resources", "Orders", "Tags", 0))
    'Resources.Orders.Tags[0]'
    """
    text = ""
    for part in where:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text
