"""What the manifest of a CDK app tells of the stacks beside it: where they are deployed.

https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from pytest_dynamo.interop.documents.document import Document

_ENVIRONMENT = re.compile(r"aws://([0-9]{12}|[\w-]+)/([a-z]{2}(?:-[a-z]+)+-[0-9]+|[\w-]+)\Z")
_UNKNOWN = ("unknown-account", "unknown-region")


def is_manifest(document: Document) -> bool:
    """Whether it is the manifest of a CDK app, which is no template."""
    return PurePath(document.path).name == "manifest.json" and "artifacts" in document.mapping


def known_of(document: Document, documents: Sequence[Document]) -> dict[str, object]:
    """Pseudo parameters of a template: those of its stack, or of a nested one those all stacks share."""
    environments = dict(_environments(documents))
    found = environments.get(str(PurePath(document.path)))
    if found is None and len(set(environments.values())) == 1:
        found = next(iter(environments.values()))
    match = _ENVIRONMENT.match(found or "")
    if not match:
        return {}
    named = {"AWS::AccountId": match[1], "AWS::Region": match[2]}
    return {name: value for name, value in named.items() if value not in _UNKNOWN}


def _environments(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    for one in documents:
        artifacts: Any = one.mapping.get("artifacts") if is_manifest(one) else None
        for artifact in artifacts.values() if isinstance(artifacts, dict) else ():
            match artifact:
                case {"environment": str() as place, "properties": {"templateFile": str() as file}}:
                    yield str(PurePath(one.path).parent / file), place
