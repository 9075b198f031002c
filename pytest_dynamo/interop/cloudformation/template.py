"""A template: its sections, and what is said of a place in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document, Where, dotted

MAX_BYTES = 1_048_576
_LIMITS = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
)
_PREFIXES = ("AWS::", "Custom::", "Alexa::")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template, and the parameters that it is read with.

    `known` are values of pseudo parameters that the manifest of a CDK app tells.
    """

    document: Document
    given: Mapping[str, object]
    known: Mapping[str, object]

    @property
    def path(self) -> str:
        """What messages call it."""
        return self.document.path

    def section(self, name: str) -> Mapping[str, Any]:
        """A section, empty where it is not there or no mapping."""
        found = self.document.mapping.get(name)
        return found if isinstance(found, dict) else {}

    def place(self, where: Where) -> str:
        """A place for a message: `template.yaml:31`."""
        line = self.document.line(where)
        return f"{self.path}:{line}" if line else self.path

    def error(self, where: Where, message: str, *, shown: Where = ()) -> DynamoError:
        """An error with its place."""
        return DynamoError(f"{self.place(where)}: {dotted(shown or where)}: {message}")


def is_template(document: Document) -> bool:
    """Whether a document is a template of CloudFormation, with tables or without."""
    content = document.mapping
    if any(name in content for name in ("AWSTemplateFormatVersion", "Transform")):
        return "Resources" in content
    return any(types_of(document))


def types_of(document: Document) -> Iterator[str]:
    """The types of the resources that are there, one a resource."""
    resources = document.mapping.get("Resources")
    for one in _within(resources) if isinstance(resources, dict) else ():
        kind = one.get("Type") if isinstance(one, dict) else None
        if isinstance(kind, str) and kind.startswith(_PREFIXES):
            yield kind


def require_size(document: Document) -> None:
    """Raise for a template that CloudFormation would not take.

    Raises:
        DynamoError: It is larger than the limit.
    """
    size = len(document.text.encode())
    if size > MAX_BYTES:
        message = (
            f"{document.path}: {size:,} bytes; a template has at most {MAX_BYTES:,} ({_LIMITS}).\n"
            "To fix this: name the template that holds the tables"
        )
        raise DynamoError(message)


def _within(resources: Mapping[str, Any]) -> Iterator[Any]:
    """The resources, and those that a loop makes."""
    for name, one in resources.items():
        if name.startswith("Fn::ForEach::") and isinstance(one, list):
            body = one[-1] if one else None
            yield from _within(body) if isinstance(body, dict) else ()
        else:
            yield one
