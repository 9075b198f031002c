"""From the text of a file to a document: which kind it is, and that it is none too large."""

from pathlib import PurePath

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document, DocumentKind
from pytest_dynamo.interop.documents.json_text import read_json
from pytest_dynamo.interop.documents.yaml_text import read_yaml

MEBIBYTE = 1024 * 1024
MAX_BYTES = 64 * MEBIBYTE
_MAX_YAML_BYTES = 2 * MEBIBYTE  # CloudFormation takes 1 MB, and YAML is read slowly

_KINDS: dict[str, DocumentKind] = {
    ".tf": "hcl",
    ".tfvars": "hcl",
    ".hcl": "hcl",
    ".py": "python",
}


def document_of(text: str, path: str) -> Document:
    """A file as a document; JSON and YAML are told apart by their first character, not by the name.

    Raises:
        DynamoError: It is empty, too large, or neither JSON nor YAML.
    """
    kind = _KINDS.get(PurePath(path).suffix.lower())
    if kind:
        return Document(path=path, text=text, kind=kind)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        message = f"{path}: empty"
        raise DynamoError(message)
    if text.lstrip()[0] in "{[":
        return _json_or_yaml(text, path)
    return _yaml(text, path)


def _json_or_yaml(text: str, path: str) -> Document:
    """What begins with a brace is JSON, or else YAML that begins so."""
    try:
        return Document(path=path, text=text, kind="json", value=read_json(text, path))
    except DynamoError:
        if PurePath(path).suffix.lower() not in (".yaml", ".yml"):
            raise
    return _yaml(text, path)


def _yaml(text: str, path: str) -> Document:
    if len(text) > _MAX_YAML_BYTES:
        message = (
            f"{path}: {len(text) / MEBIBYTE:.1f} MB of YAML; at most {_MAX_YAML_BYTES // MEBIBYTE} MB are read.\n"
            "To fix this: name the template that holds the tables, or the same as JSON"
        )
        raise DynamoError(message)
    value, nodes = read_yaml(text, path)
    return Document(path=path, text=text, kind="yaml", value=value, nodes=nodes)
